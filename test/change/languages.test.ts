import { describe, expect, it } from 'vitest';
import type { Codemod, Edit, SourceFile } from '../../src/change/codemod.ts';
import { languageOf } from '../../src/change/languages.ts';
import { type CodemodRun, runCodemods } from '../../src/change/run-codemods.ts';
import { selectByHand } from '../../src/change/select-codemods.ts';

/** Replaces one word where it first stands, after the engine has read the file. */
function replaces(
  word: string,
  text: string,
  look: (file: SourceFile) => unknown,
  more: Partial<Codemod> = {},
): Codemod {
  return {
    id: 'replaces',
    title: 'replaces',
    revision: 1,
    level: 'required',
    trigger: { kind: 'tool', name: 'github-actions' },
    languages: ['json', 'yaml', 'dockerfile', 'python', 'go'],
    hints: [[word]],
    rules: [{ id: 'rule', doc: '' }],
    transform(file) {
      look(file);
      const start = file.text.indexOf(word);
      if (start === -1) return { kind: 'result', edits: [], notes: [] };
      const edit: Edit = { start, end: start + word.length, text, rule: 'rule', sure: true };
      return { kind: 'result', edits: [edit], notes: [] };
    },
    ...more,
  };
}

function run(path: string, text: string, codemod: Codemod): CodemodRun | undefined {
  const [only] = runCodemods({
    files: [{ path, text, byteOrderMark: false, executable: false }],
    codemods: [selectByHand(codemod, [])],
    context: { budget: () => () => false },
  });
  return only;
}

describe('the language of a file', () => {
  it.each([
    ['src/a.css', undefined],
    ['Makefile', undefined],
    ['packages/a/package-lock.json', undefined],
    ['pnpm-lock.yaml', undefined],
    ['Dockerfile.dockerignore', undefined],
    ['src/a.MJS', 'javascript'],
    ['src/a.d.cts', 'typescript'],
    ['tsconfig.build.json', 'json'],
    ['package.json', 'json'],
    ['.eslintrc', 'json'],
    ['.github/workflows/ci.yml', 'yaml'],
    ['Dockerfile', 'dockerfile'],
    ['docker/Dockerfile.dev', 'dockerfile'],
    ['docker/api.dockerfile', 'dockerfile'],
    ['a/b.py', 'python'],
    ['a/b.go', 'go'],
  ])('of %s is %s', (path, language) => {
    expect(languageOf(path)).toBe(language);
  });
});

describe('a pattern of paths', () => {
  const workflows = replaces('old', 'new', (file) => file.yaml(), {
    files: /^\.github\/workflows\/[^/]+\.ya?ml$/,
  });

  it.each([
    ['compose.yml', 0],
    ['.github/workflows/more/ci.yml', 0],
    ['.github/workflows/ci.json', 0],
    ['.github/workflows/ci.yaml', 1],
  ])('offers %s to %i codemods', (path, count) => {
    expect(run(path, '# old\na: b\n', workflows)?.sure).toHaveLength(count);
  });
});

describe('a text that an engine cannot read is skipped with the reason', () => {
  it.each([
    [
      'a.json',
      '{ "old": }',
      (file: SourceFile) => file.json(),
      'it is not valid JSON (ValueExpected at offset 9)',
    ],
    ['a.json', '', (file: SourceFile) => file.json(), undefined],
    ['a.yml', 'old: [', (file: SourceFile) => file.yaml(), /Flow sequence in block collection/],
    [
      'Dockerfile',
      'FROM a\nold a\n',
      (file: SourceFile) => file.dockerfile(),
      'line 2: old is no instruction',
    ],
  ])('%s: %j', (path, text, look, because) => {
    const answer = run(path, text, replaces('old', 'new', look));
    expect(answer?.skipped).toEqual(
      because === undefined
        ? []
        : [
            {
              path,
              kind: 'failed',
              because: typeof because === 'string' ? because : expect.stringMatching(because),
            },
          ],
    );
    expect(answer?.sure).toEqual([]);
  });
});

describe('a result that reads worse than before is dropped', () => {
  it.each([
    ['a.json', '{"old": 1}', '"'],
    ['a.yml', 'a: old', '['],
    ['Dockerfile', 'FROM a\nold b\n', 'NEW'],
    ['a.py', 'old()\n', 'new('],
    ['a.py', 'old()\n', 'if'],
    ['a.go', 'package a\n\nvar x = old()\n', '('],
  ])('%s: %j with %j', (path, text, becomes) => {
    const answer = run(
      path,
      text,
      replaces('old', becomes, () => undefined),
    );
    expect(answer?.sure).toEqual([]);
    expect(answer?.notes).toMatchObject([
      { message: expect.stringContaining('the result could not be parsed') },
    ]);
  });

  it('though a mistake that was there before may stay', () => {
    const text = 'class A\n\nold()\n';
    expect(
      run(
        'a.py',
        text,
        replaces('old', 'new', () => undefined),
      )?.sure[0]?.after,
    ).toBe('class A\n\nnew()\n');
  });
});

it('offsets of a tree count as strings do', () => {
  const text = 'x = "日本 😀"\nold()\n';
  const found: string[] = [];
  const looks = replaces('old', 'new', (file) => {
    for (const call of file.sg().findAll({ rule: { kind: 'call' } })) {
      const { start, end } = call.range();
      found.push(file.text.slice(start.index, end.index));
    }
  });
  expect(run('a.py', text, looks)?.sure[0]?.after).toBe('x = "日本 😀"\nnew()\n');
  expect(found).toEqual(['old()', 'new()']);
});
