import { describe, expect, it } from 'vitest';
import { surfaceOf } from '../../../src/ecosystems/npm/surface.ts';

const read = (manifest: object, texts: Record<string, string>) =>
  surfaceOf({ name: 'tide', ...manifest }, new Map(Object.entries(texts)));

/** `name kind least-most` of the exports of one entry point. */
const told = (surface: ReturnType<typeof read>, subpath = '.') =>
  Object.entries(surface?.[subpath] ?? {}).map(([name, { kind, least, most }]) =>
    [name || '(whole)', kind, least === undefined ? '' : `${least}-${most ?? 'many'}`].join(' ').trim(),
  );

it('reads a module that several files declare, a part each', () => {
  const surface = read(
    { types: 'types/index.d.ts' },
    {
      'types/index.d.ts': `/// <reference path="./other.d.ts" />\ndeclare module 'tide' { export const a: 1; }`,
      'types/other.d.ts': `/// <reference path="./index.d.ts" />\ndeclare module 'tide' { export function b(): void; }`,
      'types/alone.d.ts': `declare module 'tide' { export const c: 1; }`,
    },
  );
  expect(told(surface).sort()).toEqual(['a value', 'b function 0-0']);
});

describe('a package without declarations', () => {
  it.each([
    ['has none', {}, {}],
    ['has none where it says', { types: './missing.d.ts' }, { 'other.d.ts': 'export declare const a: 1;' }],
    ['has text that is no TypeScript', {}, { 'index.d.ts': 'export {{{ ((' }],
    ['only describes another module', {}, { 'index.d.ts': "declare module 'other' { export const a: 1; }" }],
  ])('%s', (_, manifest, texts) => {
    expect(read(manifest, texts as Record<string, string>)).toBeUndefined();
  });
});

describe('entry points', () => {
  const texts = {
    'index.d.ts': 'export const root: 1;',
    'dist/a.d.ts': 'export const a: 1;',
    'dist/a.d.mts': 'export const module_: 1;',
    'dist/b/index.d.ts': 'export const b: 1;',
  };
  it.each([
    ['index.d.ts', {}, ['root value']],
    ['types before main', { types: './dist/a.d.ts', main: './index.js' }, ['a value']],
    ['the declarations beside main', { main: 'dist/a.js' }, ['a value']],
    ['a folder', { main: './dist/b' }, ['b value']],
    ['exports before both', { exports: './dist/a.js', types: './index.d.ts' }, ['a value']],
    [
      'the types of a condition',
      { exports: { '.': { node: './index.js', types: './dist/a.d.ts' } } },
      ['a value'],
    ],
    [
      'what an import gets',
      { exports: { '.': { require: './dist/a.js', import: './dist/a.mjs' } } },
      ['module_ value'],
    ],
  ])('are %s', (_, manifest, expected) => {
    expect(told(read(manifest, texts))).toEqual(expected);
  });

  it('are subpaths too, but no patterns', () => {
    const surface = read(
      { exports: { '.': './index.js', './b': './dist/b/index.js', './*': './dist/*.js' } },
      texts,
    );
    expect(Object.keys(surface ?? {})).toEqual(['.', './b']);
  });

  it('are modules that one file declares', () => {
    const text =
      "declare module 'tide' { function up(): void; }\ndeclare module 'tide/low' { export const down: 1; }";
    const surface = read({ types: 'tide.d.ts' }, { 'tide.d.ts': text });
    expect([told(surface), told(surface, './low')]).toEqual([['up function 0-0'], ['down value']]);
  });

  it('are those of the package that types were written for', () => {
    const surface = surfaceOf(
      { name: '@types/acme__tide' },
      new Map([['index.d.ts', "declare module '@acme/tide' { export const a: 1; }"]]),
    );
    expect(told(surface)).toEqual(['a value']);
  });
});

describe('exports', () => {
  it.each([
    [
      'functions by their arguments',
      'export function f(this: X, a: 1, b?: 2, ...c: 3[]): void;',
      ['f function 1-many'],
    ],
    [
      'overloads as the widest of them',
      'export function f(a: 1): void; export function f(a: 1, b: 2, c: 3): void;',
      ['f function 1-3'],
    ],
    ['a value that is a function', 'export const f: (a: 1, b?: 2) => void;', ['f function 1-2']],
    ['classes by their constructors', 'export class C { constructor(a: 1); m(): void; }', ['C class 1-1']],
    ['types', 'export interface I { a: 1 } export type T = 1;', ['I type', 'T type']],
    ['enums', 'export enum E { A }', ['E value']],
    [
      'names under which they leave',
      'declare const a: 1; export { a as b, a as default };',
      ['b value', 'default value'],
    ],
    ['the default export', 'declare function f(): void; export default f;', ['default function 0-0']],
    ['namespaces with what is in them', 'export namespace n { const a: 1; }', ['n namespace', 'n.a value']],
    [
      'objects with what their type has',
      'interface T { m(a: 1): void; p: 2 } export const t: T & { q: 3 };',
      ['t value', 't.m function 1-1', 't.p value', 't.q value'],
    ],
    [
      'objects of a class',
      'declare class C { static s: 1; m(): void; } export const c: C;',
      ['c value', 'c.m function 0-0'],
    ],
    [
      'a whole CommonJS module',
      'declare function f(): void; declare namespace f { const a: 1; } export = f;',
      ['(whole) function 0-0', 'a value'],
    ],
    ['aliases', 'declare namespace n { const a: 1; } export import b = n.a;', ['b value']],
  ])('are %s', (_, text, expected) => {
    expect(told(read({}, { 'index.d.ts': text }))).toEqual(expected);
  });

  it('come from other modules of the package', () => {
    const texts = {
      'index.d.ts':
        "import * as all from './b.js'; import d from './b'; export * from './a'; export * as ns from './b'; export { all, d }; export { b as c } from './b.js'; export { x } from 'other';",
      'a.d.ts': "export const a: 1; export default a; export * from './index';",
      'b.d.ts': 'export const b: 1; declare const e: 2; export default e;',
    };
    expect(told(read({}, texts)).toSorted()).toEqual(
      [
        'a value',
        'all namespace',
        'all.b value',
        'all.default value',
        'c value',
        'd value',
        'ns namespace',
        'ns.b value',
        'ns.default value',
      ].toSorted(),
    );
  });
});
