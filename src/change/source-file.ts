import { createRequire } from 'node:module';
import type { File } from '@babel/types';
import type { Node as JsonNode } from 'jsonc-parser';
import type { Document as YamlDocument } from 'yaml';
import { type Bindings, bindingsOf } from './bindings.ts';
import type { SourceFile } from './codemod.ts';
import { languageOf, type Parsed, parse } from './parse.ts';
import { layFlat, type Tree } from './tree.ts';

const require = createRequire(import.meta.url);

/** One file in one state, everything derived from it made at most once. What cannot be parsed is thrown with its reason. */
export function sourceFile(path: string, text: string): SourceFile {
  const parsed = once((): Parsed => parse(path, text));
  const file = once((): File => {
    const answer = parsed();
    // Nothing can be said of such a file: the runner turns this into the reason why it was skipped.
    if (answer.kind === 'unreadable') throw new Error(answer.because);
    return answer.file;
  });
  const tree = once((): Tree => layFlat(file()));
  const bindings = once((): Bindings => bindingsOf(tree()));
  return {
    path,
    text,
    babel: file,
    tree,
    bindings,
    json: once(() => parseJson(text)),
    yaml: once(() => parseYaml(text)),
  };
}

/** Whether the file can be parsed in its language. */
export function isReadable(source: SourceFile): boolean {
  try {
    switch (languageOf(source.path)) {
      case 'json':
        source.json();
        break;
      case 'yaml':
        source.yaml();
        break;
      case 'javascript':
      case 'typescript':
        source.babel();
        break;
      case 'dockerfile':
      case undefined:
        break;
    }
    return true;
  } catch {
    return false;
  }
}

function parseJson(text: string): JsonNode {
  const { parseTree, printParseErrorCode } = require('jsonc-parser') as typeof import('jsonc-parser');
  const errors: import('jsonc-parser').ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  const [first] = errors;
  if (first) throw new Error(`it is not valid JSON (${printParseErrorCode(first.error)})`);
  if (!root) throw new Error('it is empty');
  return root;
}

function parseYaml(text: string): readonly YamlDocument[] {
  const { parseAllDocuments } = require('yaml') as typeof import('yaml');
  const documents = parseAllDocuments(text, {
    keepSourceTokens: true,
    logLevel: 'silent',
    uniqueKeys: false,
  });
  const list = Array.isArray(documents) ? documents : [];
  const [error] = list.flatMap((document) => document.errors);
  if (error) throw new Error(`it is not valid YAML (${error.message.split(' at line')[0]})`);
  return list;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
