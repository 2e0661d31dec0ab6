import { describe, expect, it } from 'vitest';
import { sourceFile } from '../../src/change/source-file.ts';
import { textOf } from '../../src/change/syntax.ts';

/** The text of every place that means `b` of the module `m`, with the text around it marked by `→`. */
function usesOf(text: string, path = 'x.js'): readonly string[] {
  const file = sourceFile(path, text);
  return file
    .bindings()
    .uses('m')
    .filter((use) => use.path.join('.') === 'b')
    .map(({ node }) => textOf(file, node));
}

describe('a name that only looks like an import', () => {
  it.each([
    ["import { b } from './m'; b();"],
    ["const m = require('n'); m.b();"],
    ["const m = require('m'); function f(m) { m.b(); }"],
    ["const m = require('m'); function f() { m.b(); var m; }"],
    ["const m = require('m'); function f() { m.b(); function m() {} }"],
    ["const m = require('m'); { m.b(); class m {} }"],
    ["const m = require('m'); try {} catch (m) { m.b(); }"],
    ["const m = require('m'); try {} catch ({ m }) { m.b(); }"],
    ["const m = require('m'); for (const m of []) m.b();"],
    ["const m = require('m'); switch (1) { case 1: let m; m.b(); }"],
    ["const m = require('m'); (class m { x = m.b(); });"],
    ["const m = require('m'); (function m() { m.b(); });"],
    ["const m = require('m'); ((x = 1, [m], { y: { ...z } }) => m.b());"],
    ["const m = require('m'); class C { static { var m; m.b(); } }"],
    ["const m = require('m'); x.m.b(); ({ m: { b: 1 } }).m; m: for (;;) break m;"],
    ["const m = require('m'); m[b](); m['c']();"],
    ["let m = require('m'); m = other; m.b();"],
    ["for (var m = require('m'); ; m++) m.b();"],
    ["function f(require) { require('m').b(); }"],
    ["module.require('m').b();"],
    ["const { ...rest } = require('m'); rest.b();"],
    ["const { b = 1 } = require('m'); b();"],
    ['jest.mock("m"); vi.mock("m"); m.b();'],
  ])('%s', (text) => {
    expect(usesOf(text)).toEqual([]);
  });
});

describe('an import in every form', () => {
  it.each([
    ["const m = require('m'); m.b();", ['m.b']],
    ["var x, m = require('m'); m['b']();", ["m['b']"]],
    ["require('m').b();", ["require('m').b"]],
    ["const { b } = require('m'); b();", ['b']],
    ["const { b: c, d } = require('m'); c(d);", ['c']],
    ["const c = require('m').b; c();", ["require('m').b", 'c']],
    ["const m = require('m'); const n = m; const { b } = n; b();", ['b']],
    ["let m; m = require('m'); m.b();", ['m.b']],
    ["const m = module.exports = require('m'); m.b();", ['m.b']],
    ["import m from 'm'; m.b();", ['m.b']],
    ["import * as m from 'm'; m.b(); m.default.b();", ['m.b', 'm.default.b']],
    ["import { b } from 'm'; b();", ['b']],
    ["import { b as c } from 'm'; c(); export { c };", ['c', 'c']],
    ["import { default as m } from 'm'; <m.b />; <M />; m.b();", ['m.b', 'm.b']],
    ["import * as m from 'm'; <m.b.c d={m.b}>e</m.b.c>;", ['m.b', 'm.b', 'm.b']],
    ["import { B as b } from 'm'; <b />;", []],
    ["const m = await import('m'); m.b(); export {};", ['m.b']],
    ["const { b } = await import('m'); b(); export {};", ['b']],
    ["const { default: m } = await import('m'); m.b(); export {};", ['m.b']],
    ["const m = require('m'); (0, m.b)();", ['m.b', '0, m.b']],
    ["const m = require('m'); m?.b();", ['m?.b']],
    ["const m = require('m'); { let m2 = m; { m2.b(); } }", ['m2.b']],
    ["import m from 'm' assert { type: 'json' }; m.b();", ['m.b']],
  ])('%s', (text, uses) => {
    expect(usesOf(text)).toEqual(uses);
  });

  it.each([
    ["import m = require('m'); import c = m.b; c();", ['m.b', 'c']],
    ["import m from 'm'; (m as any).b(); m!.b();", ['(m as any).b', 'm!.b']],
    ["import { b } from 'm'; type b2 = b; interface I<b> { x: b } const x: b = b;", ['b', 'b', 'b']],
    ["import { b } from 'm'; { interface b {} b(); }", ['b']],
    ["import { b } from 'm'; type F = (b: string) => void; type M = { [b in 'x']: b };", []],
    ["import { b } from 'm'; enum E { b } namespace N { const b = 1; b; }", []],
    ["import { b } from 'm'; class C { constructor(private b: string) { b; } }", []],
  ])('%s in TypeScript', (text, uses) => {
    expect(usesOf(text, 'x.ts')).toEqual(uses);
  });
});

it('reads Flow where plain JavaScript fails', () => {
  expect(usesOf("import type { T } from 'n'; import { b } from 'm'; const f = (x: T) => b(x);")).toEqual([
    'b',
  ]);
});
