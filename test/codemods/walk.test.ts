/**
 * Runs every case of every codemod: fixtures/codemods/<id>/<case>/before.<ext>, after.<ext> and notes.json. Without an
 * after nothing may change; without notes.json nothing may be noted.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadCodemods } from '../../src/adapters/codemods.ts';
import type { Codemod } from '../../src/change/codemod.ts';
import { type CodemodRun, runCodemods } from '../../src/change/run-codemods.ts';
import { selectByHand } from '../../src/change/select-codemods.ts';
import { isReadable, sourceFile } from '../../src/change/source-file.ts';

const fixtures = new URL('../../fixtures/codemods/', import.meta.url);
const catalogue = await loadCodemods();

/** What every codemod must be seen to leave alone. */
const quiet = ['string-and-comment', 'shadowed-name', 'same-method-elsewhere', 'relative-module'];

interface Case {
  readonly name: string;
  readonly path: string;
  readonly before: string;
  readonly after: string;
  readonly notes: readonly string[];
}

function casesOf(id: string): readonly Case[] {
  return readdirSync(new URL(`${id}/`, fixtures)).map((name) => {
    const folder = new URL(`${id}/${name}/`, fixtures);
    const path = readdirSync(folder).find((file) => file.startsWith('before.')) ?? '';
    const read = (file: string): string => readFileSync(new URL(file, folder), 'utf8');
    const after = path.replace('before', 'after');
    return {
      name,
      // A codemod for files of certain names needs one; `path.txt` says it.
      path: existsSync(new URL('path.txt', folder)) ? read('path.txt').trim() : path,
      before: read(path),
      after: existsSync(new URL(after, folder)) ? read(after) : read(path),
      notes: existsSync(new URL('notes.json', folder)) ? JSON.parse(read('notes.json')) : [],
    };
  });
}

function run(codemod: Codemod, path: string, text: string): CodemodRun & { readonly text: string } {
  const [result] = runCodemods({
    files: [{ path, text, byteOrderMark: false, executable: false }],
    codemods: [selectByHand(codemod, [])],
    context: { budget: () => () => false },
  });
  if (!result) throw new Error('one codemod gives one result');
  const after = result.unsure[0]?.after ?? result.sure[0]?.after ?? text;
  return { ...result, text: after };
}

const notesOf = (result: CodemodRun): readonly string[] =>
  result.notes.map(({ line, column, rule, message }) => `${line}:${column} ${rule}: ${message}`);

const withCrlf = (text: string): string => text.replaceAll('\n', '\r\n');
const withoutEnd = (text: string): string => text.replace(/\n$/, '');

describe.each(catalogue)('$id', (codemod) => {
  const cases = casesOf(codemod.id);

  it('has a case for each of the things it must leave alone', () => {
    const unchanged = cases.filter(({ before, after }) => before === after).map(({ name }) => name);
    expect(unchanged).toEqual(expect.arrayContaining(quiet));
  });

  it('has a case for every rule', () => {
    const seen = cases.flatMap(({ path, before }) => {
      const { counts, notes } = run(codemod, path, before);
      return [...counts, ...notes].map(({ rule }) => rule);
    });
    expect(codemod.rules.filter(({ id }) => !seen.includes(id))).toEqual([]);
  });

  describe.each(cases)('$name', ({ path, before, after, notes }) => {
    it('becomes what was recorded, and says what was recorded', () => {
      const result = run(codemod, path, before);
      expect(result.text).toBe(after);
      expect(notesOf(result)).toEqual(notes);
      expect(result.skipped).toEqual([]);
    });

    it('is quiet on its own output', () => {
      expect(run(codemod, path, after).text).toBe(after);
    });

    it('keeps line ends', () => {
      expect(run(codemod, path, withCrlf(before)).text).toBe(withCrlf(after));
    });

    it('needs no line end at the end', () => {
      expect(run(codemod, path, withoutEnd(before)).text).toBe(withoutEnd(after));
    });

    it('still parses', () => {
      expect(isReadable(sourceFile(path, after), sourceFile(path, before))).toBe(true);
    });
  });
});
