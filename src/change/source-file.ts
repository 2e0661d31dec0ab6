import type { File } from '@babel/types';
import { type Bindings, bindingsOf } from './bindings.ts';
import type { SourceFile } from './codemod.ts';
import { type Parsed, parse } from './parse.ts';
import { layFlat, type Tree } from './tree.ts';

/** One file in one state, everything derived from it made at most once. */
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
  return { path, text, babel: file, tree, bindings };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
