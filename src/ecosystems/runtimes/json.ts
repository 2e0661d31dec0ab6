import type { Node } from 'jsonc-parser';
import type { Tree } from './tree.ts';

export function treeOfJson(node: Node): Tree {
  switch (node.type) {
    case 'object':
      return { kind: 'map', range: rangeOf(node), entries: once(() => entriesOf(node)) };
    case 'array':
      return { kind: 'list', range: rangeOf(node), items: once(() => (node.children ?? []).map(treeOfJson)) };
    case 'string':
      return {
        kind: 'scalar',
        range: { start: node.offset + 1, end: node.offset + node.length - 1 },
        text: node.value,
      };
    default:
      return { kind: 'scalar', range: rangeOf(node), text: String(node.value) };
  }
}

function entriesOf(node: Node) {
  return (node.children ?? []).flatMap((property) => {
    const [key, value] = property.children ?? [];
    return key && value
      ? [{ key: String(key.value), range: rangeOf(property), value: treeOfJson(value) }]
      : [];
  });
}

function rangeOf({ offset, length }: Node) {
  return { start: offset, end: offset + length };
}

/** Nodes are asked for by several rows, and identity matters to who counts them. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
