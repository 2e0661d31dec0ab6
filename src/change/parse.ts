/** JavaScript and TypeScript to a syntax tree. The parser is loaded on the first file that needs it: most runs never do. */
import { createRequire } from 'node:module';
import type { ParserOptions, ParserPlugin } from '@babel/parser';
import type { File } from '@babel/types';
import { languageOf } from './languages.ts';

const require = createRequire(import.meta.url);

export type Parsed =
  | { readonly kind: 'parsed'; readonly file: File }
  | { readonly kind: 'unreadable'; readonly because: string };

export function parse(path: string, text: string): Parsed {
  const { parse: babel } = require('@babel/parser') as typeof import('@babel/parser');
  let because = '';
  for (const [input, plugins] of attempts(path, text)) {
    try {
      return { kind: 'parsed', file: babel(input, { ...options(path), plugins: [...plugins] }) };
    } catch (error) {
      because ||= reason(error);
    }
  }
  const file = languageOf(path) === 'typescript' ? parseLeniently(path, text) : undefined;
  return file ? { kind: 'parsed', file } : { kind: 'unreadable', because };
}

/** A text beside the file a codemod is handed, JavaScript where no path says more. `undefined` where it cannot be read. */
export function parsedModule(text: string, path = 'module.js'): File | undefined {
  const parsed = parse(path, text);
  return parsed.kind === 'parsed' ? parsed.file : undefined;
}

function parseLeniently(path: string, text: string): File | undefined {
  const { parse: babel } = require('@babel/parser') as typeof import('@babel/parser');
  for (const plugins of grammarsOf(path)) {
    try {
      const file = babel(text, { ...options(path), plugins: [...plugins], errorRecovery: true });
      if ((file.errors ?? []).every(({ reasonCode }) => lenient.has(reasonCode))) return file;
    } catch {
      // The next grammar may read it; that none did is what `parse` answers.
    }
  }
  return undefined;
}

/** The likely grammar first. A cast `<any>x` is TypeScript only where there is no JSX; Flow only where plain JavaScript fails. */
function* attempts(path: string, text: string): Generator<[string, readonly ParserPlugin[]]> {
  const grammars = grammarsOf(path);
  for (const grammar of grammars) yield [text, grammar];
  const masked = maskAssertions(text);
  if (masked !== text) for (const grammar of grammars) yield [masked, grammar];
}

/** What TypeScript itself still reads, or read until lately, and the parser calls a mistake: `module Foo {}`. */
const lenient = new Set(['InlineModuleDeclarationMustUseString']);

/** What TypeScript or a bundler reads already. */
const proposals: readonly ParserPlugin[] = [
  'decoratorAutoAccessors',
  'deferredImportEvaluation',
  'sourcePhaseImports',
];

/** Parameter decorators exist only in the older proposal, `export @d class` only in the newer. */
function grammarsOf(path: string): readonly (readonly ParserPlugin[])[] {
  if (languageOf(path) === 'javascript') {
    return [
      ['jsx', 'decorators', ...proposals],
      ['jsx', 'flow', 'decorators-legacy'],
    ];
  }
  const types: ParserPlugin[] = extensionOf(path) === 'tsx' ? ['typescript', 'jsx'] : ['typescript'];
  return [
    [...types, 'decorators-legacy', ...proposals],
    [...types, 'decorators', ...proposals],
  ];
}

/** Babel 8 no longer reads `import … assert { … }`: shown to it as `with`, padded, so that every offset stays. */
function maskAssertions(text: string): string {
  return text.replace(/(['"]\s{0,9})assert(?=\s{0,9}\{)/g, '$1with  ');
}

function options(path: string): ParserOptions {
  const extension = extensionOf(path);
  // `.cts` becomes CommonJS and is written with import and export all the same.
  const types: Readonly<Record<string, ParserOptions['sourceType']>> = {
    mjs: 'module',
    mts: 'module',
    cjs: 'script',
  };
  return {
    sourceType: types[extension] ?? 'unambiguous',
    allowReturnOutsideFunction: true,
    allowUndeclaredExports: true,
    // Offsets are all that is used; lines and columns of every node, and comments tied to nodes, would double the tree.
    locations: false,
    attachComment: false,
  };
}

function reason(error: unknown): string {
  if (error instanceof RangeError) return 'it is nested too deeply to be parsed';
  return error instanceof Error ? error.message : String(error);
}

function extensionOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1).toLowerCase();
}
