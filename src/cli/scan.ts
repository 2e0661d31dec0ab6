import type { CommandWorld } from '../cli.ts';
import type { Inventory } from '../domain/manifest.ts';
import type { Lifecycle } from '../domain/runtime.ts';
import { ecosystemOf } from '../ecosystems/index.ts';
import { planRepository } from '../jobs/plan-repository.ts';
import type { ReadRepository } from '../jobs/read-repository.ts';
import { runtimeStatus } from '../scan/lifecycle.ts';
import { status, UsageError } from './arguments.ts';
import { scanDocument } from './json.ts';
import { painter, plain } from './output.ts';
import { type Session, withSession } from './session.ts';
import { showInventory } from './show-inventory.ts';
import { showProblems } from './show-plan.ts';

const conditions = ['eol', 'vulnerable', 'major'] as const;
type Condition = (typeof conditions)[number];

export async function scan(
  dir: string | undefined,
  options: Record<string, unknown>,
  world: CommandWorld,
): Promise<number> {
  const failOn = parseConditions(options.failOn);
  return withSession(dir, options, world, async (session) => {
    const repository = await session.read(session.opened.workingTree);
    const { inventory } = repository;
    const lifecycles = await session.registries.lifecycles();
    const found = (
      await Promise.all(failOn.map((condition) => find(condition, repository, lifecycles, session)))
    ).flat();
    if (options.json) {
      world.output.out(JSON.stringify(scanDocument(inventory, session.name, found), undefined, 2));
    } else {
      showInventory(inventory, lifecycles, session.now, world.output);
      showProblems(inventory.problems, world.output);
      for (const one of found) world.output.out(`${painter(world.output)('red', 'found')} ${plain(one)}`);
    }
    if (found.length > 0) return status.found;
    return inventory.problems.length > 0 ? status.failed : status.done;
  });
}

function parseConditions(list: unknown): Condition[] {
  if (list === undefined) return [];
  return String(list)
    .split(',')
    .map((word) => {
      const condition = conditions.find((known) => known === word.trim());
      if (!condition)
        throw new UsageError(`--fail-on does not know ${word}; it takes ${conditions.join(', ')}`);
      return condition;
    });
}

async function find(
  condition: Condition,
  repository: ReadRepository,
  lifecycles: ReadonlyMap<string, Lifecycle>,
  session: Session,
): Promise<string[]> {
  switch (condition) {
    case 'eol':
      return endedRuntimes(repository.inventory, lifecycles, session.now);
    case 'major': {
      const { plan } = await planRepository(repository, session.planWorld(repository));
      const majors = plan.upgrades
        .flatMap((upgrade) => upgrade.updates)
        .filter((update) => update.type === 'major');
      return majors.map(
        ({ dependency, from, to }) =>
          `major: ${dependency.name} ${from} → ${to.version} (${dependency.manifest})`,
      );
    }
    case 'vulnerable':
      return session.vulnerabilities(repository.inventory);
  }
}

function endedRuntimes(
  { dependencies }: Inventory,
  lifecycles: ReadonlyMap<string, Lifecycle>,
  now: Date,
): string[] {
  return dependencies.flatMap((dependency) => {
    const status = runtimeStatus(
      dependency,
      ecosystemOf(dependency.ecosystem).current(dependency),
      lifecycles,
      now,
    );
    if (status?.status !== 'end-of-life') return [];
    return [
      `eol: ${status.label} ${status.line} reached its end of life on ${status.endOfLife ?? 'an unknown day'}`,
    ];
  });
}
