import { describe, expect, it } from 'vitest';
import { newErrors } from '../../../src/adapters/types/compare.ts';
import type { TypedPackage, TypedPackages } from '../../../src/adapters/types/question.ts';

const typed = (name: string, text: string): TypedPackage => ({
  manifest: { name, version: '1.0.0', types: 'index.d.ts' },
  texts: { 'index.d.ts': text },
});
const only = (text: string): TypedPackages => new Map([['tide', typed('tide', text)]]);
const told = (before: TypedPackages, after: TypedPackages, text: string, path = 'a.ts', isWhole = true) =>
  newErrors({ name: 'tide', before, after, isWhole, files: [{ path, text }], exports: [] }).errors.map(
    ({ place, says }) => `${place.line}:${place.column} ${says}`,
  );

const was = only(`
  export interface Options { readonly deep?: boolean }
  export function pad(text: string, options?: Options): string;
  export class Tide { #secret; height: number; }
`);

describe('nothing is told of', () => {
  it.each<[string, TypedPackages, string, TypedPackages?]>([
    ['the same', was, "import { pad } from 'tide';\npad('a', { deep: true });"],
    [
      'a class with a secret, which no other class is',
      was,
      "import { Tide } from 'tide';\nexport const high = (tide: Tide) => tide.height;",
    ],
    [
      'an option that came',
      only('export function pad(text: string, options?: { deep?: boolean; wide?: boolean }): string;'),
      "import { pad } from 'tide';\npad('a', { deep: true });",
    ],
    [
      'a line that was wrong before',
      only('export function pad(width: number): string;'),
      "import { pad } from 'tide';\npad(unknown());",
    ],
    [
      'what is wrong whatever the version',
      only('export function pad(text: string): string;'),
      "import { pad } from 'tide';\nimport { other } from './other';\nother.a(pad('a') + process.pid + nowhere);",
    ],
    [
      'a default export that require() gets as the whole',
      only('export default function tide(): void; export {};'),
      "const tide = require('tide');\ntide();",
      only('declare function tide(): void; export = tide;'),
    ],
    ['a package that is not found at all', new Map(), "import { pad } from 'tide';\npad('a').trim();"],
  ])('%s', (_, after, text, before = was) => {
    expect(told(before, after, text, text.includes('require') ? 'a.js' : 'a.ts')).toEqual([]);
  });
});

it('does not say what fits, where something that the declarations name is not there', () => {
  const after = only(
    "import { wave } from 'wave'; export function pad(a: Pick<typeof wave, 'high'>): void; export class Tide {}",
  );
  const text = "import { pad, Tide } from 'tide';\npad('a');\nnew Tide().height;";
  expect(told(was, after, text)).toHaveLength(2);
  expect(told(was, after, text, 'a.ts', false)).toEqual([
    "3:12 Property 'height' does not exist on type 'Tide'",
  ]);
});

describe('it is told with its reason', () => {
  it.each([
    [
      'an argument of another type',
      only('export function pad(width: number): string;'),
      "import { pad } from 'tide';\npad('a');",
      "2:5 Argument of type 'string' is not assignable to parameter of type 'number'",
    ],
    [
      'an option that is gone',
      only(
        'export interface Options { wide?: boolean }\nexport function pad(text: string, options?: Options): string;',
      ),
      "import { pad } from 'tide';\npad('a', { deep: true });",
      "2:12 Object literal may only specify known properties, and 'deep' does not exist in type 'Options'",
    ],
    [
      'an answer that is a promise now',
      only('export function pad(text: string): Promise<string>;'),
      "const tide = require('tide');\ntide.pad('a').trim();",
      "2:15 Property 'trim' does not exist on type 'Promise<string>'",
    ],
    [
      'what no overload takes',
      only('export function pad(a: number): string; export function pad(a: boolean, b: 1): string;'),
      "import { pad } from 'tide';\npad('a');",
      "2:5 Argument of type 'string' is not assignable to parameter of type 'number'",
    ],
    [
      'a member that is gone',
      only('export class Tide { depth: number; }'),
      "import * as t from 'tide';\nnew t.Tide().height;\nnew t.Tide().height;",
      "2:14 Property 'height' does not exist on type 'Tide'",
    ],
  ])('%s', (_, after, text, expected) => {
    expect(told(was, after, text, text.includes('require') ? 'a.js' : 'a.ts')).toEqual([expected]);
  });
});

it('knows which exports are there all the same', () => {
  const after = only(`
    export const value: { member: number };
    export interface Type {}
    export namespace space { const inner: 1; }
  `);
  const at = (name: string, subpath = '.') => ({ subpath, name });
  const there = [at('value'), at('value.member'), at('Type'), at('space.inner')];
  const gone = [at('other'), at('value.other'), at('space.Type'), at('', './low'), at('value', './low')];
  const question = {
    name: 'tide',
    before: was,
    after,
    isWhole: true,
    files: [],
    exports: [...gone, ...there],
  };
  expect(newErrors(question)).toEqual({ errors: [], standing: there });
});
