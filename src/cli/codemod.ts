import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text as readStream } from 'node:stream/consumers';
import { loadCodemods } from '../adapters/codemods.ts';
import { decode } from '../adapters/local/decode.ts';
import { writeInPlace } from '../adapters/local/write-in-place.ts';
import { settingText } from '../adapters/settings.ts';
import type { Codemod, Trigger } from '../change/codemod.ts';
import { isHinted, isOffered } from '../change/offered.ts';
import { type CodemodRun, runCodemods } from '../change/run-codemods.ts';
import { selectByHand, triggersOf } from '../change/select-codemods.ts';
import type { CommandWorld } from '../cli.ts';
import type { FileEdit } from '../domain/change.ts';
import type { TextFile } from '../domain/text.ts';
import { withRenames } from '../jobs/load-replacements.ts';
import { nearest } from '../policy/nearest.ts';
import { Failure, status, UsageError } from './arguments.ts';
import { painter, plain, table } from './output.ts';
import { patchOf } from './patch.ts';
import { count } from './show-plan.ts';

type Options = Record<string, unknown>;

export async function listCodemods(options: Options, { output }: CommandWorld): Promise<number> {
  const catalogue = withRenames(await loadCodemods(), settingText);
  if (options.json) {
    const codemods = catalogue.map(({ id, title, level, trigger, languages, rules }) => ({
      id,
      title,
      level,
      trigger,
      languages,
      rules,
    }));
    output.out(JSON.stringify({ springtide: 1, command: 'codemod list', codemods }, undefined, 2));
    return status.done;
  }
  const paint = painter(output);
  for (const codemod of catalogue) {
    const { id, title, level, rules } = codemod;
    const boundaries = triggersOf(codemod).map(boundaryText).join(', ');
    output.out(`${paint('bold', id)}  ${title}  ${paint('dim', `${level}, ${boundaries}`)}`);
    output.out(
      table(
        rules.map((rule) => [rule.id, paint('dim', rule.doc)]),
        '  ',
      ),
    );
  }
  return status.done;
}

function boundaryText(trigger: Trigger): string {
  switch (trigger.kind) {
    case 'replacement':
      return `${trigger.name} becomes ${trigger.by}`;
    case 'tool':
      return `with every update of ${trigger.name}`;
    case 'dependency':
    case 'runtime':
      return `crosses ${trigger.name} ${trigger.crosses}`;
  }
}

export async function runCodemod(
  id: string,
  paths: readonly string[],
  options: Options,
  world: CommandWorld,
): Promise<number> {
  const { output } = world;
  const codemod = await find(id);
  const rules = Array.isArray(options.rule) ? options.rule.map(String) : [];
  checkRules(codemod, rules);
  const fromStdin = paths.length === 1 && paths[0] === '-';
  const { files, unread } = fromStdin
    ? { files: [await standardInput(codemod)], unread: [] }
    : gather(paths, codemod);

  const target = typeof options.target === 'string' ? options.target : undefined;
  const [run] = runCodemods({
    files,
    codemods: [selectByHand(codemod, rules, target)],
    context: { budget: () => withinSeconds(5) },
  });
  if (!run) throw new Error(`${id} did not run`);
  const edits = merged(run);
  if (fromStdin) output.out((edits[0]?.after ?? files[0]?.text ?? '').replace(/\n$/, ''));
  else if (options.dry) output.out(patchOf(edits).trimEnd());
  else write(edits, files);
  for (const { path, line, rule, message } of run.notes)
    output.err(`${path}:${line} ${rule} ${plain(message)}`);
  const failures = [...unread, ...run.skipped];
  for (const { path, because } of failures) output.err(`${path}: not changed: ${plain(because)}`);
  if (!fromStdin && !options.dry) output.out(summary(run, edits));
  return failures.length > 0 ? status.failed : status.done;
}

async function find(id: string): Promise<Codemod> {
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

interface Gathered {
  readonly files: TextFile[];
  readonly unread: { path: string; because: string }[];
}

/** Files as named, folders to the bottom; only what the codemod's words are in is kept. */
function gather(paths: readonly string[], codemod: Codemod): Gathered {
  const gathered: Gathered = { files: [], unread: [] };
  const queue = [...paths];
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (!stat) throw new UsageError(`${path} does not exist; name files and folders that do`);
    if (stat.isDirectory()) {
      const entries = readdirSync(path, { withFileTypes: true }).filter(
        ({ name }) => name !== 'node_modules' && name !== '.git',
      );
      queue.push(
        ...entries
          .filter((entry) => entry.isDirectory() || entry.isFile())
          .map(({ name }) => join(path ?? '', name)),
      );
    } else if (stat.isFile() && (paths.includes(path) || isOffered(codemod, path))) {
      const decoded = decode(path, readFileSync(path), (stat.mode & 0o111) !== 0);
      if (decoded.kind === 'problem') gathered.unread.push({ path, because: decoded.problem.what });
      else if (isHinted(codemod, path, decoded.file.text)) gathered.files.push(decoded.file);
    }
  }
  return gathered;
}

const stdinNames = {
  javascript: 'stdin.js',
  typescript: 'stdin.ts',
  json: 'stdin.json',
  yaml: 'stdin.yml',
  dockerfile: 'Dockerfile',
  python: 'stdin.py',
  go: 'stdin.go',
} as const;

/** Standard input has no name: it is taken for a file of the first language the codemod is for. */
async function standardInput(codemod: Codemod): Promise<TextFile> {
  const names = [
    ...codemod.languages.map((language) => stdinNames[language]),
    'package.json',
    'tsconfig.json',
    '.eslintrc.json',
    '.github/workflows/stdin.yml',
  ];
  const path = names.find((name) => isOffered(codemod, name)) ?? 'stdin.js';
  return { path, text: await readStream(process.stdin), byteOrderMark: false, executable: false };
}

function withinSeconds(seconds: number): () => boolean {
  const started = performance.now();
  return () => performance.now() - started > seconds * 1000;
}

function merged({ sure, unsure }: CodemodRun): FileEdit[] {
  const edits = new Map(sure.map((edit) => [edit.path, edit]));
  for (const edit of unsure)
    edits.set(edit.path, { ...edit, before: edits.get(edit.path)?.before ?? edit.before });
  return [...edits.values()];
}

function write(edits: readonly FileEdit[], files: readonly TextFile[]): void {
  const marked = new Set(files.filter((file) => file.byteOrderMark).map((file) => file.path));
  const written = writeInPlace('', edits, marked);
  if (written.kind === 'refused') throw new Failure(`nothing was written: ${written.because}`);
}

function summary({ counts, notes }: CodemodRun, edits: readonly FileEdit[]): string {
  const places = counts.reduce((sum, one) => sum + one.edits, 0);
  const open = notes.length > 0 ? `, ${count(notes.length, 'place')} left for you` : '';
  return `${count(places, 'edit')} in ${count(edits.length, 'file')}${open}`;
}
