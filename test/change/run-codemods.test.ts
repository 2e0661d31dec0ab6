import { describe, expect, it } from 'vitest';
import type { Codemod, Edit, Result, SourceFile } from '../../src/change/codemod.ts';
import { type CodemodRun, type CodemodsRequest, runCodemods } from '../../src/change/run-codemods.ts';
import { selectByHand } from '../../src/change/select-codemods.ts';

function codemod(id: string, transform: (file: SourceFile) => Result, more: Partial<Codemod> = {}): Codemod {
  return {
    id,
    title: id,
    revision: 1,
    level: 'required',
    trigger: { kind: 'dependency', ecosystem: 'npm', name: id, crosses: '1.0.0' },
    languages: ['javascript', 'typescript'],
    hints: [['a']],
    rules: [{ id: 'rule', doc: '' }],
    transform,
    ...more,
  };
}

const result = (...edits: readonly Partial<Edit>[]): Result => ({
  kind: 'result',
  edits: edits.map((edit) => ({ start: 0, end: 0, text: '', rule: 'rule', sure: true, ...edit })),
  notes: [],
});

/** Replaces every identifier of one name by another text. */
const renames = (from: string, to: string) =>
  codemod(
    `${from}-${to}`,
    (file) =>
      result(
        ...file
          .tree()
          .of('Identifier')
          .filter(({ name }) => name === from)
          .map(({ start, end }) => ({ start: start as number, end: end as number, text: to })),
      ),
    { hints: [[from]] },
  );

function run(
  text: string,
  codemods: readonly Codemod[],
  more: { readonly path?: string } & Partial<CodemodsRequest['context']> = {},
): readonly CodemodRun[] {
  const { path = 'src/x.js', ...context } = more;
  return runCodemods({
    files: [{ path, text, byteOrderMark: false, executable: false }],
    codemods: codemods.map((one) => selectByHand(one, [])),
    context: { budget: () => () => false, ...context },
  });
}

const steps = (runs: readonly CodemodRun[]): readonly (string | undefined)[] =>
  runs.flatMap(({ sure, unsure }) => [...sure, ...unsure].map(({ after }) => after));

describe('a file that is not offered', () => {
  it('is never parsed without its words', () => {
    const parses = codemod('parses', () => expect.unreachable());
    expect(run('x', [parses])[0]?.skipped).toEqual([]);
    expect(run('a', [parses], { path: 'a.css' })[0]?.skipped).toEqual([]);
  });

  it.each([
    ['node_modules/x/index.js', 'a', 'it is vendored or generated'],
    ['public/app.min.js', 'a', 'it is vendored or generated'],
    ['types/x.d.ts', 'a', 'it is vendored or generated'],
    ['src/x.js', '/** @generated */ a', 'it says that it is generated'],
    ['src/x.js', `a;${'b;'.repeat(600_000)}`, 'it is larger than 1 MB'],
    ['src/x.js', 'a;'.repeat(600), 'it is minified'],
    ['src/x.js', `a${'[\n'.repeat(9000)}`, 'it is nested too deeply to be parsed'],
    ['src/x.js', 'a = ;', 'Unexpected token (1:4)'],
    ['src/x.ts', 'a = <T>;', 'Unexpected token (1:7)'],
  ])('%s is left alone and named', (path, text, because) => {
    const [only] = run(text, [renames('a', 'b')], { path });
    expect(only).toMatchObject({ sure: [], unsure: [], skipped: [{ path, because }] });
  });

  it('is given up when its time is up', () => {
    const [only] = run('a', [renames('a', 'b')], { budget: () => () => true });
    expect(only?.skipped).toEqual([
      { path: 'src/x.js', kind: 'failed', because: 'it took longer than a file may take' },
    ]);
  });

  it('does not keep a chain of 100,000 members from being read', () => {
    const text = `a${'\n.b'.repeat(100_000)};`;
    expect(steps(run(text, [renames('a', 'c')]))).toEqual([`c${text.slice(1)}`]);
  });
});

describe('edits of several codemods', () => {
  it('are each a step on the last', () => {
    const runs = run('f(a, z);', [renames('a', 'b'), renames('z', 'y')]);
    expect(runs.flatMap(({ sure }) => sure)).toEqual([
      { path: 'src/x.js', before: 'f(a, z);', after: 'f(b, z);' },
      { path: 'src/x.js', before: 'f(b, z);', after: 'f(b, y);' },
    ]);
  });

  it('are made on what the earlier ones left', () => {
    expect(steps(run('f(a);', [renames('a', 'ab'), renames('ab', 'abc')]))).toEqual(['f(ab);', 'f(abc);']);
  });

  it('that share an import take it out when the last use goes', async () => {
    const { codemod: util } = await import('../../codemods/node-util-is/codemod.ts');
    const [first, second] = runCodemods({
      files: [
        {
          path: 'x.js',
          text: "const util = require('util');\nf(util.isNull(a), util.isString(a));\n",
          byteOrderMark: false,
          executable: false,
        },
      ],
      codemods: [selectByHand(util, ['isNull']), selectByHand(util, ['isString'])],
      context: { budget: () => () => false },
    });
    expect(first?.sure[0]?.after).toBe("const util = require('util');\nf(a === null, util.isString(a));\n");
    expect(second?.sure[0]?.after).toBe("f(a === null, typeof a === 'string');\n");
  });

  it('that are not sure come after those that are', () => {
    const both = codemod('both', ({ text }) =>
      text === 'f(a, a);'
        ? result({ start: 2, end: 3, text: 'b' }, { start: 5, end: 6, text: 'c', sure: false })
        : result(),
    );
    const [only] = run('f(a, a);', [both]);
    expect(only?.sure).toEqual([{ path: 'src/x.js', before: 'f(a, a);', after: 'f(b, a);' }]);
    expect(only?.unsure).toEqual([{ path: 'src/x.js', before: 'f(b, a);', after: 'f(b, c);' }]);
  });
});

describe('edits that are not believed', () => {
  it.each([
    ['a second run would change more', renames('a', '(a)')],
    ['the result could not be parsed', renames('a', ')')],
    [
      'an edit would rewrite the whole file',
      codemod('whole', ({ text }) => result({ end: text.length, text: 'b' })),
    ],
    [
      'its edits overlap',
      codemod('overlap', () => result({ start: 0, end: 2, text: 'x' }, { start: 1, end: 3, text: 'y' })),
    ],
  ])('are dropped with a note: %s', (why, bad) => {
    const [dropped, other] = run('f(a, z);', [bad, renames('z', 'y')]);
    expect(dropped?.sure).toEqual([]);
    expect(dropped?.notes).toMatchObject([
      { message: `nothing was changed in this file, because ${why}; migrate it by hand` },
    ]);
    expect(other?.sure).toEqual([{ path: 'src/x.js', before: 'f(a, z);', after: 'f(a, y);' }]);
  });

  it('do not stop the others when a codemod fails', () => {
    const fails = codemod('fails', () => {
      throw new TypeError('no such node');
    });
    const [failed, other] = run('f(a, z);', [fails, renames('z', 'y')]);
    expect(failed?.skipped).toEqual([{ path: 'src/x.js', kind: 'failed', because: 'no such node' }]);
    expect(other?.sure).toHaveLength(1);
  });
});

describe('what is inserted', () => {
  it('takes the line ends of the file', () => {
    expect(steps(run('f(a);\r\ng();\r\n', [renames('a', 'b,\n c')]))).toEqual(['f(b,\r\n c);\r\ng();\r\n']);
  });

  it('does not grow together with the word before it', () => {
    const text = 'function f() { return(a).b }';
    const replaces = codemod('glue', (file) =>
      file.text === text
        ? result({ start: text.lastIndexOf('('), end: text.indexOf('.b'), text: 'c' })
        : result(),
    );
    expect(steps(run(text, [replaces]))).toEqual(['function f() { return c.b }']);
  });

  it('may end a word that stands there', () => {
    const plural = codemod('plural', ({ text }) =>
      text === 'f(a);' ? result({ start: 3, end: 3, text: 's' }) : result(),
    );
    expect(steps(run('f(a);', [plural]))).toEqual(['f(as);']);
  });
});

it('a note stands where its place is after all edits', () => {
  const notes = codemod('notes', (file) => ({
    kind: 'result',
    edits: [],
    notes: [{ start: file.text.indexOf('here'), rule: 'rule', message: 'look' }],
  }));
  const [first] = run('f(a);\nhere();', [notes, renames('a', 'b,\n\nc')]);
  expect(first?.notes).toEqual([{ path: 'src/x.js', line: 4, column: 1, rule: 'rule', message: 'look' }]);
});

it('the manifest hears what was left to a person', async () => {
  const { codemod: router } = await import('../../codemods/react-router-6-to-7/codemod.ts');
  const manifest = { path: 'package.json', dependencies: new Map([['react-router-dom', '^6.0.0']]) };
  const add = { kind: 'add', section: 'dependencies', beside: 'react-router-dom', name: 'react-router' };
  const drop = { kind: 'drop', name: 'react-router-dom' };
  const text = "import { Link } from 'react-router-dom';\n";
  expect(run(text, [router], { manifest })[0]?.manifest).toMatchObject([add, drop]);
  const left = `${text}declare module 'react-router-dom' {}\n`;
  expect(run(left, [router], { manifest, path: 'x.ts' })[0]?.manifest).toMatchObject([add]);
});

it('the manifest is asked once something changed', async () => {
  const { codemod: express } = await import('../../codemods/express-4-to-5/codemod.ts');
  const manifest = { path: 'package.json', dependencies: new Map([['express', '^4.0.0']]) };
  const text = "const express = require('express');\nexpress.static.mime.lookup('a');\n";
  expect(run(text, [express], { manifest })[0]?.manifest).toEqual([
    { kind: 'add', section: 'dependencies', name: 'mime-types', requirement: '^3.0.0' },
  ]);
  const has = { path: 'package.json', dependencies: new Map([['mime-types', '^2.0.0']]) };
  expect(run(text, [express], { manifest: has })[0]?.manifest).toEqual([]);
  expect(run("require('express');\n", [express], { manifest })[0]?.manifest).toEqual([]);
});
