/** What a case of a codemod is, and what holds for each. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Codemod } from '../../src/change/codemod.ts';
import { type CodemodRun, runCodemods } from '../../src/change/run-codemods.ts';
import { selectByHand } from '../../src/change/select-codemods.ts';
import { isReadable, sourceFile } from '../../src/change/source-file.ts';
import { surveyed } from '../../src/change/survey.ts';

/** What every codemod must be seen to leave alone: of code, and of configuration, which has no names to follow. */
const quietInCode = ['string-and-comment', 'shadowed-name', 'same-method-elsewhere', 'relative-module'];
const quietInConfiguration = ['string-and-comment', 'same-word-elsewhere'];
const isCode = ({ languages }: Codemod) =>
  languages.some((language) => ['javascript', 'typescript', 'python', 'go'].includes(language));

export interface Case {
  readonly name: string;
  readonly path: string;
  readonly before: string;
  readonly after: string;
  readonly notes: readonly string[];
  readonly around: Around;
}

interface Around {
  readonly beside: readonly { readonly path: string; readonly text: string }[];
  readonly target?: string;
}

/** A case of several files: what is in `before/`, as a package of its own, becomes what is in `after/`. */
export interface FolderCase {
  readonly name: string;
  readonly before: ReadonlyMap<string, string>;
  readonly after: ReadonlyMap<string, string>;
  /** `path:line:column rule: message` */
  readonly notes: readonly string[];
  readonly target?: string;
}

const isFolder = (folder: URL): boolean => existsSync(new URL('before/', folder));

/** `fixtures` is the folder of all codemods'. */
export function folderCasesOf(id: string, fixtures: URL): readonly FolderCase[] {
  return readdirSync(new URL(`${id}/`, fixtures)).flatMap((name) => {
    const folder = new URL(`${id}/${name}/`, fixtures);
    if (!isFolder(folder)) return [];
    const read = (file: string): string => readFileSync(new URL(file, folder), 'utf8');
    const texts = (part: string) =>
      new Map(besideIn(new URL(`${part}/`, folder)).map(({ path, text }) => [path, text]));
    return [
      {
        name,
        before: texts('before'),
        after: existsSync(new URL('after/', folder)) ? texts('after') : texts('before'),
        notes: existsSync(new URL('notes.json', folder)) ? JSON.parse(read('notes.json')) : [],
        ...(existsSync(new URL('target.txt', folder)) ? { target: read('target.txt').trim() } : {}),
      },
    ];
  });
}

export function casesOf(id: string, fixtures: URL): readonly Case[] {
  return readdirSync(new URL(`${id}/`, fixtures)).flatMap((name) => {
    const folder = new URL(`${id}/${name}/`, fixtures);
    if (isFolder(folder)) return [];
    const path = readdirSync(folder).find((file) => file.startsWith('before.')) ?? '';
    const read = (file: string): string => readFileSync(new URL(file, folder), 'utf8');
    const after = path.replace('before', 'after');
    const one: Case = {
      name,
      path: existsSync(new URL('path.txt', folder)) ? read('path.txt').trim() : path,
      before: read(path),
      after: existsSync(new URL(after, folder)) ? read(after) : read(path),
      notes: existsSync(new URL('notes.json', folder)) ? JSON.parse(read('notes.json')) : [],
      around: {
        beside: besideIn(new URL('beside/', folder)),
        ...(existsSync(new URL('target.txt', folder)) ? { target: read('target.txt').trim() } : {}),
      },
    };
    return [one];
  });
}

function besideIn(folder: URL): Around['beside'] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: relative(folder.pathname, path), text: readFileSync(path, 'utf8') }));
}

function run(
  codemod: Codemod,
  path: string,
  text: string,
  { beside, target }: Around,
): CodemodRun & { readonly text: string } {
  const selected = selectByHand(codemod, [], target);

  const [result] = runCodemods({
    files: [{ path, text, byteOrderMark: false, executable: false }],
    codemods: [{ ...selected, surveyed: surveyed(codemod, [...beside, { path, text }]) }],
    context: { budget: () => () => false },
  });
  if (!result) throw new Error('one codemod gives one result');
  const after = result.unsure[0]?.after ?? result.sure[0]?.after ?? text;
  return { ...result, text: after };
}

function runFolder(
  codemod: Codemod,
  texts: ReadonlyMap<string, string>,
  target: string | undefined,
): { readonly result: CodemodRun; readonly texts: ReadonlyMap<string, string> } {
  const files = [...texts].map(([path, text]) => ({ path, text, byteOrderMark: false, executable: false }));
  const [result] = runCodemods({
    files,
    codemods: [{ ...selectByHand(codemod, [], target), surveyed: surveyed(codemod, files) }],
    context: { budget: () => () => false, folder: '' },
  });
  if (!result) throw new Error('one codemod gives one result');
  const after = new Map(texts);
  for (const edit of [...result.sure, ...result.unsure]) {
    if (edit.after === undefined) after.delete(edit.path);
    else after.set(edit.path, edit.after);
  }
  return { result, texts: new Map([...after].toSorted()) };
}

const notesOf = (result: CodemodRun): readonly string[] =>
  result.notes.map(({ line, column, rule, message }) => `${line}:${column} ${rule}: ${message}`);

const withCrlf = (text: string): string => text.replaceAll('\n', '\r\n');
const withoutEnd = (text: string): string => text.replace(/\n$/, '');

/** Everything that every codemod is held to. */
export function holdToCases(
  codemod: Codemod,
  cases: readonly Case[],
  folders: readonly FolderCase[] = [],
): void {
  it('has a case for each of the things it must leave alone', () => {
    const unchanged = cases.filter(({ before, after }) => before === after).map(({ name }) => name);
    expect(unchanged).toEqual(expect.arrayContaining(isCode(codemod) ? quietInCode : quietInConfiguration));
  });

  it('has a case for every rule', () => {
    const seen = cases.flatMap(({ path, before, around }) => {
      const { counts, notes } = run(codemod, path, before, around);
      return [...counts, ...notes].map(({ rule }) => rule);
    });
    for (const { before, target } of folders) {
      const { counts, notes } = runFolder(codemod, before, target).result;
      seen.push(...[...counts, ...notes].map(({ rule }) => rule));
    }
    expect(codemod.rules.filter(({ id }) => !seen.includes(id))).toEqual([]);
  });

  describe.each(cases)('$name', ({ path, before, after, notes, around }) => {
    it('becomes what was recorded, and says what was recorded', () => {
      const result = run(codemod, path, before, around);
      expect(result.text).toBe(after);
      expect(notesOf(result)).toEqual(notes);
      expect(result.skipped).toEqual([]);
    });

    it('is quiet on its own output', () => {
      expect(run(codemod, path, after, around).text).toBe(after);
    });

    it('keeps line ends', () => {
      expect(run(codemod, path, withCrlf(before), around).text).toBe(withCrlf(after));
    });

    it('needs no line end at the end', () => {
      expect(run(codemod, path, withoutEnd(before), around).text).toBe(withoutEnd(after));
    });

    it('still parses', () => {
      expect(isReadable(sourceFile(path, after), sourceFile(path, before))).toBe(true);
    });
  });

  if (folders.length > 0)
    describe.each(folders)('$name', ({ before, after, notes, target }) => {
      it('becomes what was recorded, and says what was recorded', () => {
        const { result, texts } = runFolder(codemod, before, target);
        expect(Object.fromEntries(texts)).toEqual(Object.fromEntries(after));
        const said = result.notes.map(
          ({ path, line, column, rule, message }) => `${path}:${line}:${column} ${rule}: ${message}`,
        );
        expect(said).toEqual(notes);
        expect(result.skipped).toEqual([]);
      });

      it('is quiet on its own output', () => {
        expect(Object.fromEntries(runFolder(codemod, after, target).texts)).toEqual(
          Object.fromEntries(after),
        );
      });

      it.each([
        ['keeps line ends', withCrlf],
        ['needs no line end at the end', withoutEnd],
      ])('%s', (_, changed) => {
        const of = (texts: ReadonlyMap<string, string>) =>
          new Map([...texts].map(([path, text]) => [path, changed(text)]));
        const made = [...after.keys()].filter((path) => !before.has(path));
        const { texts } = runFolder(codemod, of(before), target);
        const expected = of(after);
        // What is new ends as files do.
        if (changed === withoutEnd) for (const path of made) expected.set(path, after.get(path) ?? '');
        expect(Object.fromEntries(texts)).toEqual(Object.fromEntries(expected));
      });
    });
}
