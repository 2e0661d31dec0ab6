import type { CommandWorld } from '../cli.ts';
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
    if (options.json)
      world.output.out(JSON.stringify(whyDocument(name, asked, plan, session.policy), undefined, 2));
    else showWhy(name, asked, plan, session.policy, known, world.output);
    return status.done;
  });
}
