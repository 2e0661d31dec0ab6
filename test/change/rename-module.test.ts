import { describe, expect, it } from 'vitest';
import { renameModule, renamesOf } from '../../src/change/rename-module.ts';
import { runCodemods } from '../../src/change/run-codemods.ts';
import { crossingsOf, selectByHand, selectCodemods } from '../../src/change/select-codemods.ts';
import type { Update } from '../../src/domain/update.ts';

const replacement = {
  from: '@old/it',
  to: 'new-it',
  versions: '>=2',
  why: 'it moved',
  source: 'https://docs.example/moved',
};
const codemod = renameModule(replacement);

function run(text: string) {
  const [made] = runCodemods({
    files: [{ path: 'a.ts', text, byteOrderMark: false, executable: false }],
    codemods: [selectByHand(codemod, [])],
    context: { budget: () => () => false },
  });
  return { after: made?.sure[0]?.after ?? text, notes: made?.notes ?? [] };
}

describe('imports of a package that is replaced', () => {
  it.each([
    ['text and comments', `const a = '@old/it'; // '@old/it'`],
    ['a longer name', `import a from '@old/it-helpers';`],
    ['a file of that name', `import a from './@old/it';`],
    ['a function called require', `function f(require) { return require('@old/it'); }`],
  ])('leaves %s alone', (_, text) => {
    expect(run(text)).toEqual({ after: text, notes: [] });
  });

  it.each([
    [`import a, { b as c } from '@old/it';`, `import a, { b as c } from 'new-it';`],
    [`export * from "@old/it"`, `export * from "new-it"`],
    [`const { b } = require('@old/it').c;`, `const { b } = require('new-it').c;`],
    [`await import('@old/it')`, `await import('new-it')`],
    [`import it = require('@old/it');`, `import it = require('new-it');`],
    [`jest.mock('@old/it', () => ({}));`, `jest.mock('new-it', () => ({}));`],
  ])('%s', (before, after) => {
    expect(run(before).after).toBe(after);
  });

  it('what lies inside the package is for a person to look at', () => {
    const { after, notes } = run(`import a from '@old/it/lib/a';`);
    expect(after).toBe(`import a from '@old/it/lib/a';`);
    expect(notes.map(({ line, guide }) => ({ line, guide }))).toEqual([
      { line: 1, guide: 'https://docs.example/moved' },
    ]);
  });
});

describe('the codemod of a replacement', () => {
  const update = {
    dependency: { ecosystem: 'npm', name: '@old/it' },
    from: '1.0.0',
    to: { version: '2.0.0' },
    edits: [],
  } as unknown as Update;
  const selected = (one: Update) =>
    selectCodemods(crossingsOf([one]), [codemod], { enabled: true, disabled: [], modernise: false });

  it('runs when the package is replaced, and not when it moves', () => {
    expect(selected({ ...update, replacement: { name: 'new-it', why: '' } })).toHaveLength(1);
    expect(selected({ ...update, replacement: { name: 'other', why: '' } })).toEqual([]);
    expect(selected(update)).toEqual([]);
  });

  it('gives way to one of the catalogue', () => {
    const replacements = new Map([[replacement.from, replacement]]);
    expect(renamesOf(replacements, []).map(({ id }) => id)).toEqual(['old-it-to-new-it']);
    expect(renamesOf(replacements, [codemod])).toEqual([]);
  });
});
