/** Nodes of YAML by what they are, without their library: it is loaded by whoever parses. */
import type { Document, Node, Pair, Scalar } from 'yaml';

export interface YamlEntry {
  readonly key: string;
  readonly keyRange: { readonly start: number; readonly end: number };
  readonly value: Node | undefined;
}

const kinds = { map: 'yaml.map', seq: 'yaml.seq', scalar: 'yaml.scalar' } as const;

function is(kind: keyof typeof kinds, node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false;
  return (node as Record<symbol, unknown>)[Symbol.for('yaml.node.type')] === Symbol.for(kinds[kind]);
}

/** The entries of a map that are written in it, with plain keys; none of anything else. */
export function entriesOf(node: unknown): readonly YamlEntry[] {
  if (!is('map', node)) return [];
  return (node as { items: readonly Pair<Node, Node | null>[] }).items.flatMap(({ key, value }) => {
    if (!is('scalar', key) || !key.range) return [];
    const [start, end] = key.range;
    return [{ key: String((key as Scalar).value), keyRange: { start, end }, value: value ?? undefined }];
  });
}

export function itemsOf(node: unknown): readonly Node[] {
  return is('seq', node) ? (node as { items: readonly Node[] }).items : [];
}

export function scalarOf(node: unknown): Scalar | undefined {
  return is('scalar', node) ? (node as Scalar) : undefined;
}

/** The node at a path of keys; `*` is every entry of a map or item of a list. */
export function yamlAt(document: Document.Parsed, ...path: readonly string[]): readonly Node[] {
  let nodes: readonly Node[] = document.contents ? [document.contents as Node] : [];
  for (const step of path) nodes = nodes.flatMap((node) => childrenOf(node, step));
  return nodes;
}

function childrenOf(node: Node, step: string): readonly Node[] {
  const own = entriesOf(node).filter(({ key }) => step === '*' || key === step);
  return [...own.flatMap(({ value }) => value ?? []), ...(step === '*' ? itemsOf(node) : [])];
}
