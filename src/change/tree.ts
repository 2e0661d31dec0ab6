/** A syntax tree laid flat once, so that nobody walks it again: nodes by type, each with its parent. */
import type { File, Node } from '@babel/types';

export type NodeOf<T extends Node['type']> = Extract<Node, { type: T }>;

/** Where a node stands in the text. */
export interface Spot {
  readonly start: number;
  readonly end: number;
}

export interface Tree {
  /** Parents before children. */
  readonly nodes: readonly Node[];
  of<T extends Node['type']>(type: T): readonly NodeOf<T>[];
  parent(node: Node): Node | undefined;
  /** The node and everything in it. */
  within(node: Node): Generator<Node>;
  /** From the parent upwards. */
  ancestors(node: Node): Generator<Node>;
}

/** What is not a child: places, comments, and what the parser remembers. */
const notChildren = new Set([
  'type',
  'loc',
  'start',
  'end',
  'range',
  'extra',
  'leadingComments',
  'innerComments',
  'trailingComments',
  'comments',
  'errors',
  'tokens',
]);

/** Without recursion: a chain of 100,000 calls is a tree 100,000 deep, and a parser that loops can make one. */
export function layFlat(file: File): Tree {
  const nodes: Node[] = [];
  const byType = new Map<string, Node[]>();
  const parents = new Map<Node, Node>();
  const places = new Map<Node, number>();
  const waiting: Node[] = [file.program];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    places.set(node, nodes.length);
    nodes.push(node);
    const same = byType.get(node.type);
    if (same) same.push(node);
    else byType.set(node.type, [node]);
    const children = childrenOf(node);
    for (let i = children.length - 1; i >= 0; i--) {
      const child = children[i] as Node;
      parents.set(child, node);
      waiting.push(child);
    }
  }
  return {
    nodes,
    of: <T extends Node['type']>(type: T) => (byType.get(type) ?? []) as NodeOf<T>[],
    parent: (node) => parents.get(node),
    *within(node) {
      const { start, end } = spot(node);
      for (let i = places.get(node) ?? nodes.length; i < nodes.length; i++) {
        const at = nodes[i] as Node;
        if (spot(at).start < start || spot(at).end > end) return;
        yield at;
      }
    },
    *ancestors(node) {
      for (let at = parents.get(node); at; at = parents.get(at)) yield at;
    },
  };
}

function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  for (const [key, value] of Object.entries(node)) {
    if (notChildren.has(key) || value === null || typeof value !== 'object') continue;
    if (!Array.isArray(value)) {
      if (typeof value.type === 'string') children.push(value);
      continue;
    }
    for (const item of value) if (item && typeof item.type === 'string') children.push(item);
  }
  return children;
}

/** Babel's types allow nodes that were made by hand and stand nowhere; a parser makes none. */
export function spot(node: Node): Spot {
  return { start: node.start as number, end: node.end as number };
}
