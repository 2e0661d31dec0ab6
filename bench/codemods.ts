/**
 * `npm run bench:codemods -- <folders…>`: every codemod of the catalogue, all rules, over whole trees. Says for each how many
 * files have its words, what it changed and what it noted; fails when one could not be run or its result was not believed.
 * Then two figures: what the codemods cost whose words few files have, and the twelve that have most to do. `--changed` names
 * each file that would change, `--patch <id>` prints what one codemod does. Nothing is written.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { loadCodemods } from '../src/adapters/codemods.ts';
import { decode } from '../src/adapters/local/decode.ts';
import type { Codemod } from '../src/change/codemod.ts';
import { languageOf } from '../src/change/languages.ts';
import { isWorth } from '../src/change/offered.ts';
import { type CodemodRun, runCodemods } from '../src/change/run-codemods.ts';
import { type SelectedCodemod, selectByHand } from '../src/change/select-codemods.ts';
import { surveyed } from '../src/change/survey.ts';
import { patchOf } from '../src/cli/patch.ts';
import type { TextFile } from '../src/domain/text.ts';

const args = process.argv.slice(2);
const asked = args.includes('--patch') ? args[args.indexOf('--patch') + 1] : undefined;
const folders = args.filter((arg) => !arg.startsWith('--') && arg !== asked);
const catalogue = await loadCodemods();
for (const folder of folders) bench(folder, treeOf(folder));

function bench(folder: string, files: readonly TextFile[]): void {
  const megabytes = files.reduce((sum, { text }) => sum + text.length, 0) / 1e6;
  console.log(`\n${folder}: ${files.length} files, ${megabytes.toFixed(1)} MB`);
  const chosen = asked ? catalogue.filter(({ id }) => id === asked) : catalogue;
  const selected = chosen.map((codemod) => select(codemod, files));
  const hinted = new Map(
    selected.map((one) => [one, files.filter(({ path, text }) => isWorth(one, path, text)).length]),
  );
  const runs = run(files, selected);
  if (asked) {
    for (const { sure, unsure, notes } of runs) {
      console.log(patchOf([...sure, ...unsure]));
      for (const { path, line, rule, message } of notes) console.log(`${path}:${line} ${rule} ${message}`);
    }
    return;
  }
  for (const one of runs) show(one, hinted.get(one.selected) ?? 0);

  const byFiles = selected.toSorted((a, b) => (hinted.get(a) ?? 0) - (hinted.get(b) ?? 0));
  const rare = byFiles.filter((one) => (hinted.get(one) ?? 0) <= files.length / 500);
  const most = byFiles.slice(-12);
  cost(`${rare.length} codemods with rare words`, () => run(files, rare));
  cost(
    `${most.length} codemods with ${most.reduce((sum, one) => sum + (hinted.get(one) ?? 0), 0)} files to look at`,
    () => run(files, most),
  );
  console.log(
    `peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB, the tree itself included`,
  );
}

function select(codemod: Codemod, files: readonly TextFile[]): SelectedCodemod {
  return { ...selectByHand(codemod, []), surveyed: surveyed(codemod, files) };
}

function run(files: readonly TextFile[], codemods: readonly SelectedCodemod[]): readonly CodemodRun[] {
  return runCodemods({ files, codemods, context: { budget: () => () => false } });
}

function show({ selected, sure, unsure, counts, notes, skipped }: CodemodRun, hinted: number): void {
  const failed = skipped.filter(({ kind }) => kind === 'failed');
  const disbelieved = notes.filter(({ message }) => message.startsWith('nothing was changed in this file'));
  const changed = new Set([...sure, ...unsure].map(({ path }) => path));
  const edits = counts.reduce((sum, one) => sum + one.edits, 0);
  if (hinted > 0)
    console.log(
      `  ${selected.codemod.id.padEnd(30)} ${String(hinted).padStart(5)} files looked at, ${String(changed.size).padStart(4)} changed (${edits} edits), ${notes.length} notes, ${failed.length} unreadable`,
    );
  if (args.includes('--changed')) for (const path of changed) console.log(`      ${path}`);
  for (const { path, because } of failed) console.log(`    unreadable ${path}: ${because}`);
  for (const { path, message } of disbelieved) console.log(`    DISBELIEVED ${path}: ${message}`);
  if (disbelieved.length > 0) process.exitCode = 1;
}

/** The least of three: a busy machine only ever adds. */
function cost(what: string, work: () => void): void {
  const seconds = [0, 1, 2].map(() => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  });
  console.log(`  ${what}: ${Math.min(...seconds).toFixed(2)} s of CPU`);
}

function treeOf(folder: string): TextFile[] {
  const files: TextFile[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || /(?:^|\/)(?:node_modules|\.git)\//.test(path) || !languageOf(path)) continue;
    const decoded = decode(relative(folder, path), readFileSync(path), false);
    if (decoded.kind === 'text') files.push(decoded.file);
  }
  return files;
}
