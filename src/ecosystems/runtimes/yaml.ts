import type { Document, Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import type { Range } from '../../domain/text.ts';
import { once } from './json.ts';
import { parsers } from './parsers.ts';
import type { Entry, ScalarTree, Tree } from './tree.ts';

/** Versions are text to us: no schema is asked what else they might be. Twice the same key is read twice. */
export function parseYaml(text: string): readonly Document.Parsed[] {
  const documents = parsers.yaml().parseAllDocuments(text, {
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  return 'empty' in documents ? [] : documents;
}

/** One tree for the node that stands in the text, however many aliases lead to it. */
export function treeOfYaml(document: Document.Parsed, text: string): Tree | undefined {
  const { isAlias, isMap, isPair, isScalar, isSeq } = parsers.yaml();
  const trees = new Map<Node, Tree>();
  const anchors = once(() => anchorsOf(document));

  function treeOf(node: unknown): Tree | undefined {
    const named = isAlias(node) ? anchors().get(node.source) : (node as Node | null | undefined);
    if (!named?.range) return undefined;
    const known = trees.get(named);
    if (known) return known;
    const made = make(named);
    if (made) trees.set(named, made);
    return made;
  }

  function make(node: Node): Tree | undefined {
    const range = rangeOf(node);
    if (isMap(node)) return { kind: 'map', range, entries: once(() => entriesOf(node, new Set())) };
    if (isSeq(node)) return { kind: 'list', range: listRange(node, text), items: once(() => itemsOf(node)) };
    return isScalar(node) ? scalarOf(node, range) : undefined;
  }

  function itemsOf(node: YAMLSeq): Tree[] {
    return node.items.flatMap((item) => treeOf(isPair(item) ? item.value : item) ?? []);
  }

  /** `<<` brings in the entries of the maps it names; a map that brings in itself is read once. */
  function entriesOf(node: YAMLMap, within: Set<Node>): Entry[] {
    if (within.has(node)) return [];
    within.add(node);
    return node.items.flatMap((pair) => (keyOf(pair) === '<<' ? merged(pair, within) : entryOf(pair)));
  }

  function merged(pair: Pair, within: Set<Node>): Entry[] {
    const sources = isSeq(pair.value) ? pair.value.items : [pair.value];
    return sources.flatMap((source) => {
      const node = isAlias(source) ? anchors().get(source.source) : source;
      return isMap(node) ? entriesOf(node, within) : [];
    });
  }

  function entryOf(pair: Pair): Entry[] {
    const key = keyOf(pair);
    const value = treeOf(pair.value);
    if (key === undefined || !value) return [];
    return [{ key, range: { start: (pair.key as Node).range?.[0] ?? 0, end: value.range.end }, value }];
  }

  function keyOf(pair: Pair): string | undefined {
    return isScalar(pair.key) ? String(pair.key.value) : undefined;
  }

  function anchorsOf(parsed: Document.Parsed): ReadonlyMap<string, Node> {
    const found = new Map<string, Node>();
    const keep = (_: unknown, node: Node) => {
      if ('anchor' in node && node.anchor) found.set(node.anchor, node);
    };
    parsers.yaml().visit(parsed, { Map: keep, Seq: keep, Scalar: keep });
    return found;
  }

  return treeOf(document.contents);
}

/** Folded, escaped and block scalars do not stand in the text as they are meant: they are read, and cannot be edited. */
function scalarOf(node: Scalar, range: Range): ScalarTree {
  const quoted = node.type === 'QUOTE_SINGLE' || node.type === 'QUOTE_DOUBLE';
  const inner = quoted ? { start: range.start + 1, end: range.end - 1 } : range;
  const source = node.source ?? '';
  const plain = inner.end - inner.start === source.length && !node.type?.startsWith('BLOCK');
  return { kind: 'scalar', range: inner, text: plain ? source : undefined };
}

/**
 * A block list is taken by whole lines, from the line end before its first dash to the end of its last item's line: so its
 * text alone tells the indentation and the line ends.
 */
function listRange(node: YAMLSeq, text: string): Range {
  const { start, end } = rangeOf(node);
  const last = node.items.at(-1) as Node | undefined;
  if (node.flow || !last?.range) return { start, end };
  const lineEnd = text.indexOf('\n', last.range[1]);
  const before = text.lastIndexOf('\n', start);
  return {
    start: before === -1 ? 0 : before - (text[before - 1] === '\r' ? 1 : 0),
    end: lineEnd === -1 ? text.length : lineEnd - (text[lineEnd - 1] === '\r' ? 1 : 0),
  };
}

function rangeOf(node: Node): Range {
  const [start, end] = node.range ?? [0, 0];
  return { start, end };
}
