import type { CommandWorld } from '../cli.ts';
import { codemodsFor } from '../jobs/migrate-code.ts';
import { planRepository } from '../jobs/plan-repository.ts';
import { status } from './arguments.ts';
import { planDocument } from './json.ts';
import { withSession } from './session.ts';
import { showPlan } from './show-plan.ts';

export async function plan(
  dir: string | undefined,
  options: Record<string, unknown>,
  world: CommandWorld,
): Promise<number> {
  return withSession(dir, options, world, async (session) => {
    const repository = await session.read(session.opened.workingTree);
    const { plan: made } = await planRepository(repository, session.planWorld(repository));
    const catalogue = await session.catalogue();
    const codemodsOf = (upgrade: (typeof made.upgrades)[number]) =>
      codemodsFor(upgrade.updates, catalogue, session.policy);
    const { problems, dependencies, manifests } = repository.inventory;
    if (options.json) {
      world.output.out(JSON.stringify(planDocument(made, session, problems, codemodsOf), undefined, 2));
    } else {
      const head = {
        repository: session.name,
        dependencies: dependencies.length,
        manifests: manifests.length,
      };
      showPlan(made, head, problems, codemodsOf, world.output);
    }
    return problems.length > 0 ? status.failed : status.done;
  });
}
