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
  /** Where the node is in `nodes`. */
  place(node: Node): number | undefined;
  parent(node: Node): Node | undefined;
  /** The node and everything in it. */
  within(node: Node): Generator<Node>;
  /** From the parent upwards. */
  ancestors(node: Node): Generator<Node>;
}

/** On the node itself: a table of a hundred thousand objects costs more than all the rest of the walk. */
const placeKey = Symbol('place');
const parentKey = Symbol('parent');
type Laid = Node & { [placeKey]?: number; [parentKey]?: Node };

/** What is no child though it is an object: what the parser remembers. */
const notChildren = new Set(['extra', 'comments', 'errors', 'tokens']);

/** Without recursion: a chain of 100,000 calls is a tree 100,000 deep, and a parser that loops can make one. */
export function layFlat(file: File): Tree {
  const nodes: Node[] = [];
  const byType = new Map<string, Node[]>();
  const waiting: Laid[] = [file.program];
  const children: Laid[] = [];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    node[placeKey] = nodes.length;
    nodes.push(node);
    const same = byType.get(node.type);
    if (same) same.push(node);
    else byType.set(node.type, [node]);
    collectChildren(node, children);
    for (let child = children.pop(); child; child = children.pop()) {
      child[parentKey] = node;
      waiting.push(child);
    }
  }
  const place = (node: Laid) => node[placeKey];
  const parent = (node: Laid) => node[parentKey];
  return {
    nodes,
    of: <T extends Node['type']>(type: T) => (byType.get(type) ?? []) as NodeOf<T>[],
    place,
    parent,
    *within(node) {
      const { start, end } = spot(node);
      for (let i = place(node) ?? nodes.length; i < nodes.length; i++) {
        const at = nodes[i] as Node;
        if (spot(at).start < start || spot(at).end > end) return;
        yield at;
      }
    },
    *ancestors(node) {
      for (let at = parent(node); at; at = parent(at)) yield at;
    },
  };
}

function collectChildren(node: Node, children: Node[]): void {
  for (const key in node) {
    const value: unknown = node[key as keyof Node];
    if (typeof value !== 'object' || value === null || notChildren.has(key)) continue;
    if (Array.isArray(value)) for (const item of value) if (isNode(item)) children.push(item);
    if (isNode(value)) children.push(value);
  }
}

function isNode(value: unknown): value is Node {
  return typeof (value as Node | null)?.type === 'string';
}

/** Babel's types allow nodes that were made by hand and stand nowhere; a parser makes none. */
export function spot(node: Node): Spot {
  return { start: node.start as number, end: node.end as number };
}
