import type { AST } from 'toml-eslint-parser';
import { once } from './json.ts';
import type { Entry, Tree } from './tree.ts';

type Draft = Map<string, { readonly value: Tree | Draft; readonly range: { start: number; end: number } }>;

/** Tables and dotted keys become nested maps; a table of an array of tables is an entry `key` beside its brothers. */
export function treeOfToml(program: AST.TOMLProgram): Tree {
  const root: Draft = new Map();
  const [top] = program.body;
  for (const node of top.body) {
    if (node.type === 'TOMLTable') fill(tableAt(root, node.resolvedKey.map(String), node), node);
    else put(root, node);
  }
  return treeOf(root, { start: 0, end: program.range[1] });
}

function fill(draft: Draft, table: AST.TOMLTable): void {
  for (const pair of table.body) put(draft, pair);
}

function put(draft: Draft, pair: AST.TOMLKeyValue): void {
  const names = pair.key.keys.map((key) => (key.type === 'TOMLBare' ? key.name : key.value));
  const last = names.pop() ?? '';
  tableAt(draft, names, pair).set(last, { value: treeOfValue(pair.value), range: rangeOf(pair) });
}

function tableAt(draft: Draft, names: readonly string[], node: { readonly range: AST.Range }): Draft {
  let table = draft;
  for (const name of names) {
    const known = table.get(name)?.value;
    const next: Draft = known instanceof Map ? known : new Map();
    if (next !== known) table.set(name, { value: next, range: rangeOf(node) });
    table = next;
  }
  return table;
}

function treeOf(draft: Draft, range: { start: number; end: number }): Tree {
  const entries = once((): Entry[] =>
    [...draft].map(([key, { value, range: own }]) => ({
      key,
      range: own,
      value: value instanceof Map ? treeOf(value, own) : value,
    })),
  );
  return { kind: 'map', range, entries };
}

function treeOfValue(node: AST.TOMLContentNode): Tree {
  const range = rangeOf(node);
  switch (node.type) {
    case 'TOMLArray':
      return { kind: 'list', range, items: once(() => node.elements.map(treeOfValue)) };
    case 'TOMLInlineTable':
      return treeOf(inline(node), range);
    case 'TOMLValue':
      return node.kind === 'string'
        ? { kind: 'scalar', range: withoutQuotes(range, node.multiline ? 3 : 1), text: node.value }
        : {
            kind: 'scalar',
            range,
            text: String(node.kind === 'integer' || node.kind === 'float' ? node.number : node.value),
          };
  }
}

function inline(node: AST.TOMLInlineTable): Draft {
  const draft: Draft = new Map();
  for (const pair of node.body) put(draft, pair);
  return draft;
}

function withoutQuotes({ start, end }: { start: number; end: number }, quotes: number) {
  return { start: start + quotes, end: end - quotes };
}

function rangeOf(node: { readonly range: AST.Range }) {
  return { start: node.range[0], end: node.range[1] };
}
