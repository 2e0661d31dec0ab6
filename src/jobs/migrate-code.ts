/** The code of an upgrade: for each package whose manifest changes, the codemods it is worth, over the files it owns. */
import type { Codemod, DeclaredDependencies, ManifestEdit } from '../change/codemod.ts';
import { isHinted, isOffered } from '../change/offered.ts';
import { type CodemodRun, runCodemods } from '../change/run-codemods.ts';
import { crossingsOf, type SelectedCodemod, selectCodemods } from '../change/select-codemods.ts';
import type { FileEdit, OpenPlace, Step } from '../domain/change.ts';
import type { Policy } from '../domain/policy.ts';
import type { SiteEdit, TextFile } from '../domain/text.ts';
import type { Update } from '../domain/update.ts';
import { declare } from '../ecosystems/npm/declare.ts';
import type { Checkout } from '../ports.ts';
import type { ReadRepository } from './read-repository.ts';

export interface MigrateWorld {
  readonly repository: ReadRepository;
  readonly checkout: Checkout;
  readonly policy: Policy;
  readonly catalogue: readonly Codemod[];
  /** A clock that only ever goes forward; its zero does not matter. */
  readonly milliseconds: () => number;
}

export interface Migrated {
  readonly steps: readonly Extract<Step, { kind: 'codemod' }>[];
  readonly open: readonly OpenPlace[];
  /** What codemods ask of manifests. */
  readonly manifestEdits: readonly SiteEdit[];
}

/** The texts of so many files are held at once; those without a codemod's words are let go before the next are read. */
const filesAtOnce = 500;
const millisecondsAFile = 5_000;

export async function migrateCode(updates: readonly Update[], world: MigrateWorld): Promise<Migrated> {
  const runs: CodemodRun[] = [];
  const manifestEdits: SiteEdit[] = [];
  for (const [owner, codemods] of byOwner(updates, world)) {
    const files = await hintedFiles(ownedPaths(owner, world.repository), codemods, world.checkout);
    if (files.length === 0) continue;
    const manifest = declaredBy(`${owner}package.json`, world.repository);
    const made = runCodemods({
      files,
      codemods,
      context: { budget: budgetOf(world.milliseconds), ...(manifest ? { manifest } : {}) },
    });
    const manifests = new Set(world.repository.inventory.manifests.map(({ path }) => path));
    runs.push(...made.map((run) => withoutManifests(run, manifests)));
    manifestEdits.push(...made.flatMap((run) => manifestChanges(run, manifests)));
    const text = world.repository.texts.get(`${owner}package.json`);
    const wishes: readonly ManifestEdit[] = made.flatMap((run) => run.manifest);
    if (text !== undefined) manifestEdits.push(...declare(`${owner}package.json`, text, wishes));
  }
  return { steps: stepsOf(runs), open: runs.flatMap(openPlaces), manifestEdits };
}

/** The ids of the codemods an upgrade is worth, for the plan: whether its files need them is not known yet. */
export function codemodsFor(
  updates: readonly Update[],
  catalogue: readonly Codemod[],
  policy: Policy,
): readonly string[] {
  return selectCodemods(crossingsOf(updates), catalogue, policy.codemods).map(({ codemod }) => codemod.id);
}

/** Folder (with its slash, or empty) → codemods. A runtime belongs to the whole repository. */
function byOwner(
  updates: readonly Update[],
  { catalogue, policy }: MigrateWorld,
): Map<string, readonly SelectedCodemod[]> {
  const owners = Map.groupBy(updates, ({ dependency }) =>
    dependency.ecosystem === 'runtimes'
      ? ''
      : dependency.manifest.slice(0, dependency.manifest.lastIndexOf('/') + 1),
  );
  const selected = [...owners].map(
    ([owner, own]) => [owner, selectCodemods(crossingsOf(own), catalogue, policy.codemods)] as const,
  );
  return new Map(selected.filter(([, codemods]) => codemods.length > 0));
}

/** Files below the folder that no nearer manifest owns; the root owns what is left when a whole repository moves. */
function ownedPaths(owner: string, { paths, inventory }: ReadRepository): string[] {
  const nested = inventory.manifests
    .map(({ path }) => path.slice(0, path.lastIndexOf('/') + 1))
    .filter((folder) => folder !== owner && folder.startsWith(owner) && owner !== '');
  return paths.filter((path) => path.startsWith(owner) && !nested.some((folder) => path.startsWith(folder)));
}

async function hintedFiles(
  paths: readonly string[],
  codemods: readonly SelectedCodemod[],
  checkout: Checkout,
): Promise<TextFile[]> {
  const sources = paths.filter((path) => codemods.some(({ codemod }) => isOffered(codemod, path)));
  const hinted: TextFile[] = [];
  for (let at = 0; at < sources.length; at += filesAtOnce) {
    const { files } = await checkout.read(sources.slice(at, at + filesAtOnce));
    hinted.push(
      ...files.filter(({ path, text }) => codemods.some(({ codemod }) => isHinted(codemod, path, text))),
    );
  }
  return hinted;
}

/** Manifests change with the bump and its lockfile, in one commit: what a codemod did to them is handed over as edits. */
function manifestChanges({ sure }: CodemodRun, manifests: ReadonlySet<string>): SiteEdit[] {
  return sure.flatMap(({ path, before = '', after = '' }) => {
    if (!manifests.has(path)) return [];
    const end = Math.min(before.length, after.length);
    let start = 0;
    while (start < end && before[start] === after[start]) start++;
    let same = 0;
    while (same < end - start && before.at(-1 - same) === after.at(-1 - same)) same++;
    const range = { start, end: before.length - same };
    return [
      { path, range, was: before.slice(start, range.end), text: after.slice(start, after.length - same) },
    ];
  });
}

function withoutManifests(run: CodemodRun, manifests: ReadonlySet<string>): CodemodRun {
  const others = (edits: readonly FileEdit[]) => edits.filter(({ path }) => !manifests.has(path));
  return { ...run, sure: others(run.sure), unsure: others(run.unsure) };
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
