import { describe, expect, it } from 'vitest';
import { parse } from '../../src/change/parse.ts';

describe('a file of JavaScript or TypeScript', () => {
  it.each([
    ['a.js', 'import x from ;', 'Unexpected token (1:14)'],
    ['a.cjs', 'import x from "y";', 'may appear only with'],
    ['a.ts', 'class {', 'A class name is required'],
  ])('%s that nobody could read says why: %s', (path, text, because) => {
    expect(parse(path, text)).toEqual({ kind: 'unreadable', because: expect.stringContaining(because) });
  });

  it.each([
    ['a hashbang and a return outside of functions', 'a.js', '#!/usr/bin/env node\nif (done) return;\n'],
    ['octal numbers of sloppy code', 'a.js', 'with (x) { y = 010; }\n'],
    ['JSX', 'a.js', 'export default () => <a.B {...c}>d</a.B>;\n'],
    ['Flow', 'a.js', 'import type { A } from "a";\nfunction f(a: ?A): %checks { return !!a; }\n'],
    ['import assertions', 'a.mjs', 'import a from "./a.json" assert { type: "json" };\n'],
    ['import attributes', 'a.mjs', 'import a from "./a.json" with { type: "json" };\n'],
    ['deferred imports', 'a.js', 'import defer * as a from "a";\n'],
    ['decorators', 'a.js', '@a class B { @c d = 1; }\n'],
    ['using', 'a.js', 'async function f() { await using a = b(); }\n'],
    ['types, satisfies and a cast', 'a.ts', 'const a = <any>b satisfies C<D>;\n'],
    ['types beside JSX', 'a.tsx', 'const a = <T,>(b: T) => <i>{b as string}</i>;\n'],
    ['parameter decorators', 'a.ts', 'class A { constructor(@Inject() private b: B) {} }\n'],
    ['accessors', 'a.ts', 'class A { accessor b = 1; }\n'],
    [
      'import and export in what becomes CommonJS',
      'a.cts',
      'import a = require("a");\nexport const b = a;\n',
    ],
    ['namespaces by their old name', 'a.ts', 'module A { export const b = 1; }\n'],
  ])('may have %s', (_, path, text) => {
    expect(parse(path, text)).toMatchObject({ kind: 'parsed' });
  });
});
