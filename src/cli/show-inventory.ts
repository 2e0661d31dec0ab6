import type { Dependency, Inventory } from '../domain/manifest.ts';
import { type Lifecycle, releaseLine, statusOf } from '../domain/runtime.ts';
import { runtimeName } from '../publish/titles.ts';
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
  { name, requirement, sites }: Dependency,
  lifecycles: ReadonlyMap<string, Lifecycle>,
  now: Date,
  paint: Paint,
): string[] {
  const lifecycle = lifecycles.get(name);
  const line = requirement.split('.')[0] ?? requirement;
  const ends = lifecycle && releaseLine(lifecycle, line)?.endOfLife;
  const status = lifecycle ? statusOf(lifecycle, line, now) : 'unknown';
  const words = ends ? `${status}, end of life ${ends}` : status;
  return [
    runtimeName(name),
    requirement,
    count(sites.length, 'place'),
    paint(status === 'end-of-life' ? 'red' : 'dim', words),
  ];
}
