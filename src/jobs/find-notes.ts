/** Where the code of a repository has what curated notes are about. */
import { mayBeNoted, type NotedPlace, notedPlaces } from '../change/notes.ts';
import { crossingsOf, isBetween } from '../change/select-codemods.ts';
import type { OpenPlace, Step } from '../domain/change.ts';
import type { Dependency } from '../domain/manifest.ts';
import type { ImpactNote } from '../domain/note.ts';
import type { Update } from '../domain/update.ts';
import type { Checkout } from '../ports.ts';
import type { NotesOf } from './load-notes.ts';
import type { ReadRepository } from './read-repository.ts';
import { afterSteps, pathsAbout, readWhere } from './sources.ts';

export interface NotesWorld {
  readonly repository: ReadRepository;
  readonly checkout: Checkout;
  readonly notes: NotesOf;
}

export interface Noted {
  /** What has to change. */
  readonly open: readonly OpenPlace[];
  /** What goes on working, and does something else. */
  readonly differs: readonly OpenPlace[];
}

/** What these updates make worth knowing, after what codemods did. */
export async function findNotes(
  updates: readonly Update[],
  steps: readonly Step[],
  world: NotesWorld,
): Promise<Noted> {
  const byPackage = Map.groupBy(updates, ({ dependency }) => `${dependency.ecosystem} ${dependency.name}`);
  const found: NotedPlace[] = [];
  for (const own of byPackage.values()) {
    const [first] = own;
    const crossings = crossingsOf(own);
    const all = first ? await world.notes(first.dependency) : [];
    const notes = all.filter(({ crosses }) => crosses && crossings.some((one) => isBetween(one, crosses)));
    found.push(...(await placesOf(notes, pathsAbout(own, world.repository), steps, world)));
  }
  return sorted(found);
}

/** What is worth knowing of a package that nobody updates: where it is used, and where to go from it. */
export async function findStanding(dependency: Dependency, world: NotesWorld): Promise<Noted> {
  const notes = (await world.notes(dependency)).filter(({ crosses }) => crosses === undefined);
  return sorted(await placesOf(notes, world.repository.paths, [], world));
}

async function placesOf(
  notes: readonly ImpactNote[],
  paths: readonly string[],
  steps: readonly Step[],
  { checkout }: NotesWorld,
): Promise<readonly NotedPlace[]> {
  if (notes.length === 0) return [];
  const words = notes.flatMap(({ where }) =>
    where.flatMap((one) =>
      one.kind === 'use' ? one.modules : one.kind === 'script' ? [one.command] : (one.has ?? ['']),
    ),
  );
  const isWanted = ({ text }: { readonly text: string }) => words.some((word) => text.includes(word));
  const files = await readWhere(paths.filter(mayBeNoted(notes)), isWanted, checkout);
  return notedPlaces(notes, afterSteps(files, steps));
}

function sorted(found: readonly NotedPlace[]): Noted {
  const of = (does: ImpactNote['does']) => found.filter(({ note }) => note.does === does).map(openPlace);
  return { open: of('breaks'), differs: of('behaves') };
}

const openPlace = ({ note, path, place }: NotedPlace): OpenPlace => ({
  path,
  place,
  codemod: 'notes',
  rule: note.id,
  message: note.says,
  guide: note.guide,
});
