import type { File } from '@babel/types';
import { type Bindings, bindingsOf } from './bindings.ts';
import type { SourceFile } from './codemod.ts';
import { mistakesIn, parseDockerfile, parseJson, parseWithAstGrep, parseYaml } from './engines.ts';
import { languageOf } from './languages.ts';
import { type Parsed, parse } from './parse.ts';
import { layFlat, type Tree } from './tree.ts';

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
    dockerfile: once(() => parseDockerfile(text)),
    sg: once(() => parseWithAstGrep(languageOf(path) === 'go' ? 'go' : 'python', text)),
  };
}

/** Whether the file can be read in its language, at least as well as it could before. */
export function isReadable(source: SourceFile, before?: SourceFile): boolean {
  try {
    return !isWorse(source, before);
  } catch {
    return false;
  }
}

function isWorse(source: SourceFile, before: SourceFile | undefined): boolean {
  switch (languageOf(source.path)) {
    case 'javascript':
    case 'typescript':
      source.babel();
      return false;
    case 'json':
      source.json();
      return false;
    case 'yaml':
      source.yaml();
      return false;
    case 'dockerfile':
      source.dockerfile();
      return false;
    case 'python':
    case 'go':
      return mistakesIn(source.sg()) > (before ? mistakesIn(before.sg()) : 0);
    case undefined:
      return true;
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
