import type { Dependency, Inventory } from '../domain/manifest.ts';
import type { Lifecycle } from '../domain/runtime.ts';
import { ecosystemOf } from '../ecosystems/index.ts';
import { runtimeName } from '../publish/titles.ts';
import { runtimeStatus } from '../scan/lifecycle.ts';
import { type Output, type Paint, painter, plain, table } from './output.ts';
import { count } from './show-plan.ts';

export function showInventory(
  inventory: Inventory,
  lifecycles: ReadonlyMap<string, Lifecycle>,
  now: Date,
  output: Output,
): void {
  const paint = painter(output);
  const groups = Map.groupBy(inventory.dependencies, (dependency) => dependency.manifest);
  const runtimes = inventory.dependencies.filter((dependency) => dependency.ecosystem === 'runtimes');
  if (runtimes.length > 0) {
    output.out(
      `${paint('bold', 'Runtimes')}\n${table(
        runtimes.map((one) => runtimeRow(one, lifecycles, now, paint)),
        '  ',
      )}\n`,
    );
  }
  for (const [manifest, dependencies] of groups) {
    const rows = dependencies
      .filter((dependency) => dependency.ecosystem !== 'runtimes')
      .map((one) => row(one, paint));
    if (rows.length > 0) output.out(`${paint('bold', plain(manifest))}\n${table(rows, '  ')}\n`);
  }
  output.out(
    `${count(inventory.dependencies.length, 'dependency')} in ${count(inventory.manifests.length, 'manifest')}`,
  );
}

function row({ name, alias, requirement, locked, type, source }: Dependency, paint: Paint): string[] {
  const from = source.kind === 'elsewhere' ? source.how : '';
  return [
    plain(alias ? `${alias} (${name})` : name),
    plain(requirement),
    plain(locked ?? ''),
    paint('dim', type),
    paint('yellow', from),
  ];
}

function runtimeRow(
  dependency: Dependency,
  lifecycles: ReadonlyMap<string, Lifecycle>,
  now: Date,
  paint: Paint,
): string[] {
  const { name, requirement, sites } = dependency;
  const found = runtimeStatus(dependency, ecosystemOf('runtimes').current(dependency), lifecycles, now);
  const ends = found?.endOfLife ? `, end of life ${found.endOfLife}` : '';
  const words = `${found?.status ?? 'unknown'}${ends}`;
  return [
    runtimeName(name),
    plain(requirement),
    count(sites.length, 'place'),
    paint(found?.status === 'end-of-life' ? 'red' : 'dim', words),
  ];
}
