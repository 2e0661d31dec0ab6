import { describe, expect, it } from 'vitest';
import { newErrors } from '../../../src/adapters/types/compare.ts';
import type { TypedPackage, TypedPackages } from '../../../src/adapters/types/question.ts';

const typed = (name: string, text: string): TypedPackage => ({
  manifest: { name, version: '1.0.0', types: 'index.d.ts' },
  texts: { 'index.d.ts': text },
});
const only = (text: string): TypedPackages => new Map([['tide', typed('tide', text)]]);
const told = (before: TypedPackages, after: TypedPackages, text: string, path = 'a.ts') =>
  newErrors({ name: 'tide', before, after, files: [{ path, text }] }).map(
    ({ place, says }) => `${place.line}:${place.column} ${says}`,
  );

const was = only(`
  export interface Options { readonly deep?: boolean }
  export function pad(text: string, options?: Options): string;
  export class Tide { #secret; height: number; }
`);

describe('nothing is told of', () => {
  it.each([
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
    ['a package that is not found at all', new Map(), "import { pad } from 'tide';\npad('a').trim();"],
  ])('%s', (_, after, text) => {
    expect(told(was, after, text)).toEqual([]);
  });
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
      'a member that is gone',
      only('export class Tide { depth: number; }'),
      "import * as t from 'tide';\nnew t.Tide().height;\nnew t.Tide().height;",
      "2:14 Property 'height' does not exist on type 'Tide'",
    ],
  ])('%s', (_, after, text, expected) => {
    expect(told(was, after, text, text.includes('require') ? 'a.js' : 'a.ts')).toEqual([expected]);
  });
});
