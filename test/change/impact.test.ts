import { describe, expect, it } from 'vitest';
import { differencesOf, usesOf } from '../../src/change/impact.ts';
import type { Signature, Surface } from '../../src/domain/surface.ts';

const value: Signature = { kind: 'value' };
const takes = (least: number, most?: number): Signature => ({
  kind: 'function',
  least,
  ...(most === undefined ? {} : { most }),
});
const root = (exports: Record<string, Signature>): Surface => ({ '.': exports });
const told = (before: Surface, after: Surface) =>
  differencesOf(before, after).map(
    ({ subpath, name, change }) =>
      `${subpath} ${name} ${change.kind === 'changed' ? change.how : change.kind}`,
  );

describe('what nobody feels', () => {
  it.each([
    ['nothing', { a: value }, { a: value }],
    ['an export that came', {}, { a: value }],
    ['an argument that may be left out', { a: takes(1, 1) }, { a: takes(1, 2) }],
    ['a value whose type is another', { a: value }, { a: { kind: 'namespace' as const } }],
    [
      'a CommonJS module that became an ES module',
      { '': value, a: value },
      { default: value, 'default.a': value },
    ],
    [
      'an ES module that became a CommonJS module',
      { default: value, 'default.a': value },
      { '': value, a: value },
    ],
  ])('is %s', (_, before, after) => {
    expect(told(root(before), root(after))).toEqual([]);
  });
});

describe('what may break', () => {
  it.each([
    ['an export that left', { a: value }, {}, '. a removed'],
    ['a value that is a type', { a: value }, { a: { kind: 'type' as const } }, '. a is a type alone now'],
    [
      'a function that is a class',
      { a: takes(0, 0) },
      { a: { kind: 'class' as const } },
      '. a is a class now, to be made with new',
    ],
    [
      'an argument more',
      { a: takes(1, 2) },
      { a: takes(2, 2) },
      '. a takes at least 2 arguments, and took 1',
    ],
    [
      'an argument less',
      { a: takes(1) },
      { a: takes(1, 1) },
      '. a takes at most 1 argument, and took any number',
    ],
  ])('is %s', (_, before, after, expected) => {
    expect(told(root(before), root(after))).toEqual([expected]);
  });

  it('is an entry point that left', () => {
    expect(told({ './low': { a: value } }, {})).toEqual(['./low  removed']);
  });
});

describe('uses', () => {
  const differences = differencesOf(
    {
      '.': { a: value, 'default.a': value, default: value, 'z.a': value, f: takes(1, 3) },
      './low': { b: value },
    },
    { '.': { f: takes(1, 2) } },
  );
  const usesIn = (text: string, path = 'x.ts') =>
    usesOf('tide', differences, [{ path, text, byteOrderMark: false, executable: false }]).map(
      ({ line, column, export: name }) => `${line}:${column} ${name}`,
    );

  it.each([
    ["import { kept } from 'tide'; kept();"],
    ["import { a } from './tide'; a();"],
    ["import { a } from 'tides'; a();"],
    ["import * as t from 'tide'; function f(t) { t.a(); }"],
    ["import { f } from 'tide'; f(1, 2);"],
    ["// tide a\nconst words = 'tide a';"],
    ["import { a } from 'tide'; a(((;"],
  ])('are none in %s', (text) => {
    expect(usesIn(text)).toEqual([]);
  });

  it.each([
    ["import { a } from 'tide'; a(); a();", ['1:27 tide: a']],
    ["import * as t from 'tide';\nt.a();", ['2:1 tide: a']],
    ["const { a: b } = require('tide'); b;", ['1:35 tide: a']],
    ["import tide from 'tide'; tide.a();", ['1:26 tide: default', '1:26 tide: default.a']],
    ["import { z } from 'tide'; z.a();", ['1:27 tide: z.a']],
    ["import { f } from 'tide'; f(1, 2, 3); list.map(f);", ['1:27 tide: f']],
    ["import { f } from 'tide'; list.map(f);", ['1:36 tide: f']],
    ["import { b } from 'tide/low'; b();", ['1:19 tide/low']],
  ])('are in %s', (text, expected) => {
    expect(usesIn(text)).toEqual(expected);
  });

  it('are not looked for in what is vendored or in other languages', () => {
    expect(usesIn("import { a } from 'tide'; a();", 'vendor/x.ts')).toEqual([]);
    expect(usesIn("import { a } from 'tide'; a();", 'x.md')).toEqual([]);
  });
});
