import { isAlias, isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml';
import type { ConfigEntry, ConfigNode, Fault, Syntax } from './tree.ts';

/** An alias stands for the whole of what it names: a few lines can grow to billions ("billion laughs"). */
const mostNodes = 50_000;

interface Reading {
  readonly text: string;
  readonly document: ReturnType<typeof parseDocument>;
  readonly faults: Fault[];
  /** Aliases being followed: one inside of itself would never end. */
  readonly following: Set<unknown>;
  nodes: number;
}

export function readYaml(text: string): Syntax {
  const document = parseDocument(text, { logLevel: 'error', prettyErrors: false, uniqueKeys: false });
  const broken = document.errors.map((error) => ({
    at: error.pos[0],
    what: `this is not valid YAML (${lowerFirst(error.message)})`,
    remedy: 'correct the syntax; nothing of the file is used until then',
  }));
  if (broken.length > 0) return { faults: broken };
  if (!document.contents) return { faults: [] };
  const reading: Reading = { text, document, faults: [], following: new Set(), nodes: 0 };
  const root = nodeOf(document.contents, reading, 0);
  if (reading.nodes > mostNodes)
    return {
      faults: [{ at: 0, what: 'its aliases multiply without measure', remedy: 'write the values out' }],
    };
  return { root, faults: reading.faults };
}

function nodeOf(node: unknown, reading: Reading, around: number): ConfigNode {
  const at = (node as Node | null)?.range?.[0] ?? around;
  const nothing: ConfigNode = { kind: 'scalar', at, value: null };
  if (++reading.nodes > mostNodes) return nothing;
  if (isAlias(node)) return aliased(node, reading, at);
  if (isMap(node)) {
    const entries = node.items.map((pair): ConfigEntry => {
      const keyAt = (pair.key as Node | null)?.range?.[0] ?? at;
      return { key: keyOf(pair.key, keyAt, reading), at: keyAt, value: nodeOf(pair.value, reading, keyAt) };
    });
    return { kind: 'map', at, entries };
  }
  if (isSeq(node)) return { kind: 'list', at, items: node.items.map((item) => nodeOf(item, reading, at)) };
  if (isScalar(node)) return { kind: 'scalar', at, value: plain(node.value) };
  return nothing;
}

function aliased(
  alias: { resolve: (document: Reading['document']) => unknown },
  reading: Reading,
  at: number,
): ConfigNode {
  const target = alias.resolve(reading.document);
  const circular = target !== undefined && reading.following.has(target);
  if (target === undefined || circular) {
    const what = circular ? 'an alias contains itself' : 'an alias names an anchor that does not exist';
    reading.faults.push({ at, what, remedy: 'write the value out' });
    return { kind: 'scalar', at, value: null };
  }
  reading.following.add(target);
  const value = nodeOf(target, reading, at);
  reading.following.delete(target);
  return { ...value, at };
}

function keyOf(key: unknown, at: number, reading: Reading): string {
  if (isScalar(key)) return String(key.value);
  reading.faults.push({ at, what: 'a key is not a text', remedy: 'write a plain word before the colon' });
  return '';
}

/** YAML knows dates, big numbers and binary data; a configuration does not. */
function plain(value: unknown): string | number | boolean | null {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value;
    default:
      return value === null || value === undefined ? null : String(value);
  }
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
