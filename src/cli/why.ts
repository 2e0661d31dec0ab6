import type { CommandWorld } from '../cli.ts';
import { findImpact } from '../jobs/find-impact.ts';
import { planRepository } from '../jobs/plan-repository.ts';
import { nearest } from '../policy/nearest.ts';
import { runtimeName } from '../publish/titles.ts';
import { status, UsageError } from './arguments.ts';
import { whyDocument } from './json.ts';
import { withSession } from './session.ts';
import { showWhy } from './show-why.ts';

export async function why(
  name: string,
  dir: string | undefined,
  options: Record<string, unknown>,
  world: CommandWorld,
): Promise<number> {
  return withSession(dir, options, world, async (session) => {
    const repository = await session.read(session.opened.workingTree);
    const all = repository.inventory.dependencies;
    const asked = all.filter((dependency) =>
      [dependency.name, dependency.alias, runtimeName(dependency.name)].includes(name),
    );
    if (asked.length === 0) {
      const near = nearest(name, [...new Set(all.map((dependency) => dependency.name))]);
      throw new UsageError(`${name} is not used in ${session.name}${near ? `; did you mean ${near}?` : ''}`);
    }
    const { plan, known } = await planRepository(repository, session.planWorld(repository));
    const updates = plan.upgrades.flatMap((upgrade) => upgrade.updates);
    world.output.progress(`comparing what ${name} exports`);
    const impact = await findImpact(
      updates.filter(({ dependency }) => asked.includes(dependency)),
      [],
      {
        repository,
        checkout: session.opened.workingTree,
        declarations: session.registries.declarations,
      },
    );
    world.output.progress('');
    if (options.json)
      world.output.out(JSON.stringify(whyDocument(name, asked, plan, session.policy, impact), undefined, 2));
    else showWhy(name, asked, plan, session.policy, known, impact, world.output);
    return status.done;
  });
}
