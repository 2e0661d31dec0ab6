import { settingText } from '../adapters/settings.ts';
import type { CommandWorld } from '../cli.ts';
import type { Dependency } from '../domain/manifest.ts';
import type { Update } from '../domain/update.ts';
import { findImpact } from '../jobs/find-impact.ts';
import { findNotes, findStanding, type Noted, type NotesWorld } from '../jobs/find-notes.ts';
import { loadNotes } from '../jobs/load-notes.ts';
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
    const mine = updates.filter(({ dependency }) => asked.includes(dependency));
    const around = { repository, checkout: session.opened.workingTree };
    const impact = await findImpact(mine, [], { ...around, registries: session.registries });
    const noted = await notesOn(mine, asked, { ...around, notes: loadNotes(settingText) });
    world.output.progress('');
    if (options.json)
      world.output.out(
        JSON.stringify(whyDocument(name, asked, plan, session.policy, impact, noted), undefined, 2),
      );
    else showWhy(name, asked, plan, session.policy, known, impact, noted, world.output);
    return status.done;
  });
}

/** What the update makes worth knowing, and what always is. */
async function notesOn(
  updates: readonly Update[],
  [first]: readonly Dependency[],
  world: NotesWorld,
): Promise<Noted> {
  const crossed = await findNotes(updates, [], world);
  const standing = first ? await findStanding(first, world) : { open: [], differs: [] };
  return {
    open: [...crossed.open, ...standing.open],
    differs: [...crossed.differs, ...standing.differs],
  };
}
