/** The code of an upgrade: for each package, the codemods its updates are worth, over the files it owns. */
import type { Codemod, DeclaredDependencies } from '../change/codemod.ts';
import { isManifest, isOffered, isWorth } from '../change/offered.ts';
import { type CodemodRun, runCodemods } from '../change/run-codemods.ts';
import { crossingsOf, type SelectedCodemod, selectCodemods } from '../change/select-codemods.ts';
import { type Share, sharesOf } from '../change/shares.ts';
import type { FileEdit, OpenPlace, Step } from '../domain/change.ts';
import type { Policy } from '../domain/policy.ts';
import { splice, type TextFile } from '../domain/text.ts';
import type { Update } from '../domain/update.ts';
import { declare } from '../ecosystems/npm/declare.ts';
import type { Checkout } from '../ports.ts';
import type { Elsewhere } from './codemods-elsewhere.ts';
import type { ReadRepository } from './read-repository.ts';

export interface MigrateWorld {
  readonly repository: ReadRepository;
  readonly checkout: Checkout;
  readonly policy: Policy;
  readonly catalogue: readonly Codemod[];
  readonly elsewhere: Elsewhere;
  /** A clock that only ever goes forward; its zero does not matter. */
  readonly milliseconds: () => number;
}

export interface Migrated {
  readonly steps: readonly Extract<Step, { kind: 'codemod' }>[];
  readonly open: readonly OpenPlace[];
  /** Manifests that codemods change, and how: their lockfile has to follow. */
  readonly rewrites: ReadonlyMap<string, (text: string) => string>;
}

interface Work extends Share {
  readonly codemods: readonly SelectedCodemod[];
  /** The files that have the codemods' words. */
  readonly files: Map<string, TextFile>;
}

/** The texts of so many files are held at once; those without a codemod's words are let go before the next are read. */
const filesAtOnce = 500;
const millisecondsAFile = 5_000;

/** `bumped` are the files that the updates changed already: codemods start from there. */
export async function migrateCode(
  updates: readonly Update[],
  bumped: readonly FileEdit[],
  world: MigrateWorld,
): Promise<Migrated> {
  const { elsewhere, policy, repository } = world;
  const catalogue = [...world.catalogue, ...elsewhere.codemods];
  const work = sharesOf(repository, updates).flatMap((share): Work[] => {
    const codemods = selectCodemods(crossingsOf(share.updates), catalogue, policy.codemods);
    return codemods.length > 0 ? [{ ...share, codemods, files: new Map() }] : [];
  });
  if (work.length === 0) return { steps: [], open: [], rewrites: new Map() };

  const after = new Map(bumped.map((edit) => [edit.path, edit.after]));
  const surveys = await elsewhere.settled(() => readSources(work, after, world));
  // Whoever is stopped in one package has said nothing in the others either.
  const shares = await elsewhere.settled(async () => {
    const done: MigratedShare[] = [];
    for (const share of work) done.push(await migrateShare(share, surveys, after, world));
    return done;
  });
  const runs = shares.flatMap((share) => share.runs);
  const rewrites = new Map(
    shares.flatMap(({ path, rewrite }) => (rewrite ? [[path, rewrite] as const] : [])),
  );
  return { steps: stepsOf(runs), open: runs.flatMap(openPlaces), rewrites };
}

interface MigratedShare {
  readonly runs: readonly CodemodRun[];
  /** The manifest of the package, and how it is rewritten. */
  readonly path: string;
  readonly rewrite?: (text: string) => string;
}

async function migrateShare(
  { folder, files, ...share }: Work,
  surveys: Surveys,
  bumped: ReadonlyMap<string, string | undefined>,
  { catalogue, elsewhere, milliseconds, repository }: MigrateWorld,
): Promise<MigratedShare> {
  const codemods = share.codemods.map((one) => withSurvey(one, surveys));
  const path = `${folder}package.json`;
  const manifest = declaredBy(path, repository);
  const budget = budgetOf(milliseconds);
  const context = { budget, folder, ...(manifest ? { manifest } : {}) };
  const runs = await elsewhere.settled(() => runCodemods({ files: [...files.values()], codemods, context }));
  const text = bumped.get(path) ?? repository.texts.get(path);
  if (!manifest || text === undefined) return { runs, path };
  const wishes = runs.flatMap((run) => run.manifest);
  // It is rewritten while its lockfile is, where nobody can wait for an answer: codemods of others say what to declare, no more.
  const ofCatalogue = codemods.filter(({ codemod }) => catalogue.includes(codemod));
  const onManifest = (now: string) =>
    runCodemods({ files: [textFile(path, now)], codemods: ofCatalogue, context: { budget } });
  const rewrite = (now: string) => declared(path, lastText(now, onManifest(now)), wishes);
  // Its edits travel with the lockfile; what codemods could not change there is said like everything else.
  const told = onManifest(text).map((run) => ({ ...run, sure: [], counts: [] }));
  return { runs: [...runs, ...told], path, ...(rewrite(text) === text ? {} : { rewrite }) };
}

/** The ids of the codemods an upgrade is worth, for the plan: whether its files need them is not known yet. */
export function codemodsFor(
  updates: readonly Update[],
  catalogue: readonly Codemod[],
  policy: Policy,
): readonly string[] {
  return selectCodemods(crossingsOf(updates), catalogue, policy.codemods).map(({ codemod }) => codemod.id);
}

type Surveys = ReadonlyMap<Codemod, ReadonlyMap<string, readonly string[]>>;

/** Every file that some codemod is for is read once: handed to its share when it has the words, and to the surveys. */
async function readSources(
  work: readonly Work[],
  bumped: ReadonlyMap<string, string | undefined>,
  { checkout, repository }: MigrateWorld,
): Promise<Surveys> {
  const owners = new Map(work.flatMap((share) => share.paths.map((path) => [path, share] as const)));
  const surveyors = new Set(work.flatMap(({ codemods }) => codemods.map(({ codemod }) => codemod)));
  const surveys = new Map([...surveyors].map((codemod) => [codemod, new Map<string, readonly string[]>()]));
  const isSource = (path: string) =>
    !isManifest(path) && owners.get(path)?.codemods.some(({ codemod }) => isOffered(codemod, path));
  const isSurveyed = (path: string) => [...surveyors].some(({ survey }) => survey?.files.test(path));
  const wanted = repository.paths.filter((path) => isSource(path) || isSurveyed(path));

  for (let at = 0; at < wanted.length; at += filesAtOnce) {
    const { files } = await checkout.read(wanted.slice(at, at + filesAtOnce));
    for (const read of files) {
      const file = { ...read, text: bumped.get(read.path) ?? read.text };
      const share = owners.get(file.path);
      const isHinted = share?.codemods.some((selected) => isWorth(selected, file.path, file.text));
      if (isHinted && !isManifest(file.path)) share?.files.set(file.path, file);
      for (const [{ survey }, answers] of surveys)
        if (survey?.files.test(file.path)) answers.set(file.path, survey.of(file.path, file.text));
    }
  }
  return surveys;
}

function withSurvey(selected: SelectedCodemod, surveys: Surveys): SelectedCodemod {
  const surveyed = surveys.get(selected.codemod);
  return surveyed && surveyed.size > 0 ? { ...selected, surveyed } : selected;
}

const textFile = (path: string, text: string): TextFile => ({
  path,
  text,
  byteOrderMark: false,
  executable: false,
});

function lastText(text: string, runs: readonly CodemodRun[]): string {
  return runs.flatMap(({ sure }) => sure).at(-1)?.after ?? text;
}

function declared(path: string, text: string, wishes: Parameters<typeof declare>[2]): string {
  const spliced = splice(text, declare(path, text, wishes));
  return spliced.kind === 'spliced' ? spliced.text : text;
}

function budgetOf(milliseconds: () => number): () => () => boolean {
  return () => {
    const started = milliseconds();
    return () => milliseconds() - started > millisecondsAFile;
  };
}

function declaredBy(path: string, { inventory }: ReadRepository): DeclaredDependencies | undefined {
  const own = inventory.dependencies.filter(
    ({ ecosystem, manifest }) => ecosystem === 'npm' && manifest === path,
  );
  if (!inventory.manifests.some((manifest) => manifest.path === path)) return undefined;
  return {
    path,
    dependencies: new Map(own.map(({ name, alias, requirement }) => [alias ?? name, requirement])),
  };
}

/** One commit a codemod, whatever the number of packages it ran in; what is not sure is kept apart. */
function stepsOf(runs: readonly CodemodRun[]): Migrated['steps'] {
  const byCodemod = Map.groupBy(runs, ({ selected }) => selected.codemod);
  return [...byCodemod].flatMap(([{ id, title, revision }, own]) =>
    [true, false].flatMap((sure) => {
      const edits = own.flatMap((run) => (sure ? run.sure : run.unsure));
      if (edits.length === 0) return [];
      const counts = countsOf(own, sure);
      return [{ kind: 'codemod' as const, codemod: { id, title, revision }, sure, edits, counts }];
    }),
  );
}

function countsOf(runs: readonly CodemodRun[], sure: boolean): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { rule, edits, sure: isSure } of runs.flatMap((run) => run.counts)) {
    if (isSure === sure) counts[rule] = (counts[rule] ?? 0) + edits;
  }
  return counts;
}

function openPlaces({ selected, notes }: CodemodRun): OpenPlace[] {
  return notes.map(({ path, line, column, rule, message, guide }) => ({
    path,
    place: { line, column },
    codemod: selected.codemod.id,
    rule,
    message,
    ...(guide ? { guide } : {}),
  }));
}
