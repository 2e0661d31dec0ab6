import type { Range } from '../../domain/text.ts';

/**
 * JSON, YAML and TOML seen alike, so that a row of the table names a place by its path and not by its format. Entries and
 * items are made when they are asked for: an alias of YAML leads to the very node it names, so a bomb of aliases stays
 * the size of its text.
 */
export type Tree = MapTree | ListTree | ScalarTree;

interface MapTree {
  readonly kind: 'map';
  readonly range: Range;
  entries(): readonly Entry[];
}

export interface ListTree {
  readonly kind: 'list';
  /** From the first bracket or dash to the last bracket or the end of the last item. */
  readonly range: Range;
  items(): readonly Tree[];
}

export interface ScalarTree {
  readonly kind: 'scalar';
  /** The text between the quotes, where there are quotes. */
  readonly range: Range;
  /** As its author wrote it: a number keeps its zeros. Undefined where the text in the file says it in another way. */
  readonly text: string | undefined;
}

export interface Entry {
  readonly key: string;
  /** From the key, with its quotes, to the end of the value. */
  readonly range: Range;
  readonly value: Tree;
}

/**
 * The nodes at a path: names, `*` for every entry or item, `**` for any depth. Every node is visited once a step, however
 * many ways lead to it.
 */
export function at(root: Tree | undefined, path: readonly string[]): readonly Tree[] {
  let found = new Set<Tree>(root ? [root] : []);
  for (const step of path) {
    found = step === '**' ? descendants(found) : new Set([...found].flatMap((tree) => children(tree, step)));
  }
  return [...found];
}

/** The entries of maps at a path, for rows that read the key or a neighbour too. */
export function entriesAt(root: Tree | undefined, path: readonly string[]): readonly Entry[] {
  return at(root, path).flatMap((tree) => (tree.kind === 'map' ? tree.entries() : []));
}

export function scalarsAt(root: Tree | undefined, path: readonly string[]): readonly ScalarTree[] {
  return at(root, path).filter((tree) => tree.kind === 'scalar');
}

export function childOf(tree: Tree | undefined, key: string): Tree | undefined {
  return tree?.kind === 'map' ? tree.entries().find((entry) => entry.key === key)?.value : undefined;
}

export function textOf(tree: Tree | undefined): string | undefined {
  return tree?.kind === 'scalar' ? tree.text : undefined;
}

function children(tree: Tree, step: string): readonly Tree[] {
  switch (tree.kind) {
    case 'map':
      return tree
        .entries()
        .filter((entry) => step === '*' || entry.key === step)
        .map((entry) => entry.value);
    case 'list':
      return step === '*' ? tree.items() : [];
    case 'scalar':
      return [];
  }
}

function descendants(from: ReadonlySet<Tree>): Set<Tree> {
  const seen = new Set(from);
  for (const tree of seen) for (const child of children(tree, '*')) seen.add(child);
  return seen;
}
