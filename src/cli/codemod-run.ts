/** `springtide codemod run`: one codemod by hand, over files that need no repository around them. */
import { text as readStream } from 'node:stream/consumers';
import { loadCodemod, loadCodemods } from '../adapters/codemods.ts';
import { writeInPlace } from '../adapters/local/write-in-place.ts';
import { settingText } from '../adapters/settings.ts';
import type { Codemod, DeclaredDependencies, Language } from '../change/codemod.ts';
import { isOffered } from '../change/offered.ts';
import { type CodemodRun, runCodemods, type SkippedFile } from '../change/run-codemods.ts';
import { selectByHand } from '../change/select-codemods.ts';
import type { CommandWorld } from '../cli.ts';
import type { FileEdit } from '../domain/change.ts';
import { splice, type TextFile } from '../domain/text.ts';
import { declare, declaredIn } from '../ecosystems/npm/declare.ts';
import type { Elsewhere } from '../jobs/codemods-elsewhere.ts';
import { withRenames } from '../jobs/load-replacements.ts';
import { nearest } from '../policy/nearest.ts';
import { Failure, status, UsageError } from './arguments.ts';
import { type Gathered, gather } from './codemod-files.ts';
import { isFolderName, type OpenedFolder, openCodemodFolder } from './codemod-folder.ts';
import { plain } from './output.ts';
import { patchOf } from './patch.ts';
import { count } from './show-plan.ts';

export async function runCodemod(
  id: string,
  paths: readonly string[],
  options: Record<string, unknown>,
  world: CommandWorld,
): Promise<number> {
  if (!isFolderName(id))
    return runFound({ codemod: await find(id), elsewhere: ofCatalogue }, paths, options, world);
  const opened = await openCodemodFolder(id);
  try {
    return await runFound(opened, paths, options, world);
  } finally {
    opened.elsewhere.close();
  }
}

type Asked = Pick<OpenedFolder, 'codemod'> & { readonly elsewhere: Pick<Elsewhere, 'settled' | 'notRun'> };

/** A codemod of the catalogue answers at once. */
const ofCatalogue: Asked['elsewhere'] = { settled: async (work) => work(), notRun: () => [] };

async function runFound(
  { codemod, elsewhere }: Asked,
  paths: readonly string[],
  options: Record<string, unknown>,
  { output }: CommandWorld,
): Promise<number> {
  const rules = Array.isArray(options.rule) ? options.rule.map(String) : [];
  checkRules(codemod, rules);
  const target = typeof options.target === 'string' ? options.target : undefined;
  const fromStdin = paths.length === 1 && paths[0] === '-';
  const gathered = fromStdin
    ? await standardInput(codemod)
    : await elsewhere.settled(() => gather(paths, codemod));

  const { run, edits } = await elsewhere.settled(() => runOver(gathered, codemod, rules, target));
  if (fromStdin) output.out((edits[0]?.after ?? gathered.files[0]?.text ?? '').replace(/\n$/, ''));
  else if (options.dry) output.out(patchOf(edits).trimEnd());
  else write(edits, gathered);

  for (const { path, line, rule, message } of run.notes)
    output.err(`${path}:${line} ${rule} ${plain(message)}`);
  const skipped: readonly SkippedFile[] = [...gathered.unread, ...run.skipped];
  for (const { path, because } of skipped) output.err(`${path}: not changed: ${plain(because)}`);
  const isSaid = (because: string) => skipped.some((one) => because.includes(one.because));
  const notRun = elsewhere.notRun().filter(({ because }) => !isSaid(because));
  for (const { from, because } of notRun) output.err(`${from}: ${plain(because)}`);
  if (!fromStdin && !options.dry) output.out(summary(run, edits));
  return notRun.length > 0 || skipped.some(({ kind }) => kind === 'failed') ? status.failed : status.done;
}

/** The codemod over the sources, and what it then asks of the package.json beside them. */
function runOver(
  { files, manifest, surveyed, folder }: Gathered,
  codemod: Codemod,
  rules: readonly string[],
  target: string | undefined,
): { readonly run: CodemodRun; readonly edits: readonly FileEdit[] } {
  const declared = manifest && declaredDependencies(manifest);
  const [run] = runCodemods({
    files,
    codemods: [{ ...selectByHand(codemod, rules, target), surveyed }],
    context: {
      budget: () => withinSeconds(5),
      ...(declared ? { manifest: declared } : {}),
      ...(folder === undefined ? {} : { folder }),
    },
  });
  if (!run) throw new Error(`${codemod.id} did not run`);
  const edits = merged(run);
  if (!manifest || run.manifest.length === 0) return { run, edits: [...edits.values()] };

  const { path } = manifest;
  const own = edits.get(path);
  const text = own?.after ?? manifest.text;
  const spliced = splice(text, declare(path, text, run.manifest));
  if (spliced.kind === 'spliced' && spliced.text !== text)
    edits.set(path, { path, before: own?.before ?? manifest.text, after: spliced.text });
  return { run, edits: [...edits.values()] };
}

function declaredDependencies({ path, text }: TextFile): DeclaredDependencies {
  return { path, dependencies: declaredIn(text) };
}

async function find(id: string): Promise<Codemod> {
  const own = await loadCodemod(id);
  if (own) return own;
  const catalogue = withRenames(await loadCodemods(), settingText);
  const codemod = catalogue.find((one) => one.id === id);
  if (codemod) return codemod;
  const near = nearest(
    id,
    catalogue.map((one) => one.id),
  );
  throw new UsageError(
    `there is no codemod ${id}${near ? `; did you mean ${near}?` : '; springtide codemod list shows them'}`,
  );
}

function checkRules(codemod: Codemod, rules: readonly string[]): void {
  const known = codemod.rules.map((rule) => rule.id);
  const unknown = rules.find((rule) => !known.includes(rule));
  if (unknown) throw new UsageError(`${codemod.id} has no rule ${unknown}; it has ${known.join(', ')}`);
}

const names: Readonly<Record<Language, readonly string[]>> = {
  javascript: ['stdin.js'],
  typescript: ['stdin.ts'],
  json: ['stdin.json', 'package.json', 'tsconfig.json', '.eslintrc.json'],
  yaml: ['stdin.yml', '.github/workflows/stdin.yml'],
  dockerfile: ['Dockerfile'],
  python: ['stdin.py'],
  go: ['stdin.go'],
};

/** Standard input has no name: it is taken for a file of the first language the codemod is for. */
async function standardInput(codemod: Codemod): Promise<Gathered> {
  const all = codemod.languages.flatMap((language) => names[language]);
  const path = all.find((name) => isOffered(codemod, name)) ?? 'stdin.js';
  const text = await readStream(process.stdin);
  return {
    files: [{ path, text, byteOrderMark: false, executable: false }],
    unread: [],
    surveyed: new Map(),
  };
}

function withinSeconds(seconds: number): () => boolean {
  const started = performance.now();
  return () => performance.now() - started > seconds * 1000;
}

function merged({ sure, unsure }: CodemodRun): Map<string, FileEdit> {
  const edits = new Map(sure.map((edit) => [edit.path, edit]));
  for (const edit of unsure)
    edits.set(edit.path, { ...edit, before: edits.get(edit.path)?.before ?? edit.before });
  return edits;
}

function write(edits: readonly FileEdit[], { files, manifest }: Gathered): void {
  const all = manifest ? [...files, manifest] : files;
  const marked = new Set(all.filter((file) => file.byteOrderMark).map((file) => file.path));
  const written = writeInPlace('', edits, marked);
  if (written.kind === 'refused') throw new Failure(`nothing was written: ${written.because}`);
}

function summary({ counts, notes, manifest }: CodemodRun, edits: readonly FileEdit[]): string {
  const places = counts.reduce((sum, one) => sum + one.edits, 0);
  const open = notes.length > 0 ? `, ${count(notes.length, 'place')} left for you` : '';
  const install = manifest.length > 0 ? '; install what package.json asks for now' : '';
  return `${count(places, 'edit')} in ${count(edits.length, 'file')}${open}${install}`;
}
