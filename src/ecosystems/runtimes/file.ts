import type { Dockerfile } from 'dockerfile-ast';
import type { Problem } from '../../domain/problem.ts';
import { placeOf } from '../../domain/text.ts';
import { once, treeOfJson } from './json.ts';
import { parsers } from './parsers.ts';
import { treeOfToml } from './toml.ts';
import type { Tree } from './tree.ts';
import { parseYaml, treeOfYaml } from './yaml.ts';

/** A file of the repository, parsed at most once a format however many rows ask, and only when one asks. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  json(): Tree | undefined;
  yaml(): Tree | undefined;
  toml(): Tree | undefined;
  dockerfile(): Dockerfile | undefined;
}

/** In UTF-16 units. No file that people write by hand is larger, and parsers are not made for what is. */
const largest = 5_000_000;

export function openFile(path: string, text: string, tell: (problem: Problem) => void): SourceFile {
  /** A file that cannot be parsed is said once, and has no sites. */
  function parsed<T>(parse: () => T | undefined): () => T | undefined {
    return once(() => {
      if (text.length > largest) return refuse(0, 'is too large to be read', 'make it smaller');
      const conflict = /^(?:<{7}|>{7}) /m.exec(text);
      if (conflict)
        return refuse(conflict.index, 'has the marks of a merge conflict', 'resolve the conflict');
      try {
        return parse();
      } catch (error) {
        return refuse(offsetOf(error), `cannot be read (${firstLine(error)})`, 'correct it');
      }
    });
  }

  function refuse(offset: number, what: string, remedy: string): undefined {
    tell({ path, place: placeOf(text, offset), what: `this file ${what}`, remedy });
    return undefined;
  }

  return {
    path,
    text,
    json: parsed(() => {
      const { parseTree, printParseErrorCode } = parsers.json();
      const errors: import('jsonc-parser').ParseError[] = [];
      const root = parseTree(text, errors, { allowTrailingComma: true });
      const [first] = errors;
      if (first) throw new Misread(printParseErrorCode(first.error), first.offset);
      return root && treeOfJson(root);
    }),
    yaml: parsed(() => {
      const documents = parseYaml(text);
      const [first] = documents.flatMap((document) => document.errors);
      if (first) throw new Misread(first.message, first.pos[0]);
      const trees = documents.flatMap((document) => treeOfYaml(document, text) ?? []);
      return trees.length > 1 ? joined(trees) : trees[0];
    }),
    toml: parsed(() => treeOfToml(parsers.toml().parseTOML(text))),
    dockerfile: parsed(() => parsers.dockerfile().DockerfileParser.parse(text)),
  };
}

/** Several documents in one file (GitLab's `spec`) are read as one. */
function joined(trees: readonly Tree[]): Tree {
  const entries = once(() => trees.flatMap((tree) => (tree.kind === 'map' ? tree.entries() : [])));
  return { kind: 'map', range: { start: 0, end: 0 }, entries };
}

class Misread extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

/** Each parser tells the place in its own way; a place it does not tell is the first. */
function offsetOf(error: unknown): number {
  if (error instanceof Misread) return error.offset;
  return typeof error === 'object' && error && 'index' in error && typeof error.index === 'number'
    ? error.index
    : 0;
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split(/ at line |\n/, 1)[0] ?? '';
}
