import type { Place } from '../domain/text.ts';

/** A configuration text as a tree that remembers where everything stands. One shape for YAML, JSON and JSON5. */
export type ConfigNode =
  | { readonly kind: 'map'; readonly at: number; readonly entries: readonly ConfigEntry[] }
  | { readonly kind: 'list'; readonly at: number; readonly items: readonly ConfigNode[] }
  | { readonly kind: 'scalar'; readonly at: number; readonly value: string | number | boolean | null };

export interface ConfigEntry {
  readonly key: string;
  /** The offset of the key. */
  readonly at: number;
  readonly value: ConfigNode;
}

export type KeyPath = readonly (string | number)[];

/** What a syntax's reader found: a tree, or nothing usable. */
export interface Syntax {
  readonly root?: ConfigNode;
  readonly faults: readonly Fault[];
}

/** Something wrong at an offset, before lines are counted. */
export interface Fault {
  readonly at: number;
  readonly what: string;
  readonly remedy: string;
}

/**
 * The tree as plain data without a prototype to pollute: `__proto__` becomes a key like any other, which the schema then
 * does not know. Of duplicate keys the last one holds, as in JSON; `duplicates` says them.
 */
export function toValue(node: ConfigNode): unknown {
  switch (node.kind) {
    case 'map': {
      const result: Record<string, unknown> = {};
      for (const { key, value } of node.entries) {
        Object.defineProperty(result, key, {
          value: toValue(value),
          enumerable: true,
          configurable: true,
          writable: true,
        });
      }
      return result;
    }
    case 'list':
      return node.items.map(toValue);
    case 'scalar':
      return node.value;
  }
}

export function duplicates(node: ConfigNode): Fault[] {
  switch (node.kind) {
    case 'map': {
      const seen = new Set<string>();
      return node.entries.flatMap(({ key, at, value }) => {
        const again = seen.has(key);
        seen.add(key);
        const inside = duplicates(value);
        return again
          ? [
              { at, what: `the key "${key}" stands twice`, remedy: 'keep one of them; the last one is used' },
              ...inside,
            ]
          : inside;
      });
    }
    case 'list':
      return node.items.flatMap(duplicates);
    case 'scalar':
      return [];
  }
}

/** Where a key path stands: the key itself, an item of a list, or the nearest thing around it that exists. */
export function offsetOf(node: ConfigNode, path: KeyPath): number {
  let at = node.at;
  let here: ConfigNode | undefined = node;
  for (const part of path) {
    if (here?.kind === 'map') {
      const entry: ConfigEntry | undefined = here.entries.findLast(({ key }) => key === part);
      if (!entry) return at;
      at = entry.at;
      here = entry.value;
    } else if (here?.kind === 'list' && typeof part === 'number') {
      here = here.items[part];
      at = here?.at ?? at;
    } else return at;
  }
  return at;
}

/** `['packageRules', 0, 'automerge']` → `packageRules.0.automerge`. */
export function pathText(path: KeyPath): string {
  return path.join('.');
}

/** Every key path of the tree with its offset, in the order of the text. */
export function* keyPaths(node: ConfigNode, above: KeyPath = []): Generator<{ path: KeyPath; at: number }> {
  switch (node.kind) {
    case 'map':
      for (const { key, at, value } of node.entries) {
        yield { path: [...above, key], at };
        yield* keyPaths(value, [...above, key]);
      }
      return;
    case 'list':
      for (const [index, item] of node.items.entries()) {
        yield { path: [...above, index], at: item.at };
        yield* keyPaths(item, [...above, index]);
      }
      return;
    case 'scalar':
      return;
  }
}

/** Offsets to places without counting the lines of the text again for each of them. */
export function placesOf(text: string): (offset: number) => Place {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

export function valueAt(value: unknown, path: KeyPath): unknown {
  let here = value;
  for (const part of path) {
    if (here === null || typeof here !== 'object' || !Object.hasOwn(here, part)) return undefined;
    here = (here as Record<string | number, unknown>)[part];
  }
  return here;
}

/** The tree without what stands at these paths. */
export function prune(node: ConfigNode, paths: readonly KeyPath[]): ConfigNode {
  if (paths.length === 0 || node.kind === 'scalar') return node;
  const below = Map.groupBy(paths, ([first]) => String(first));
  const goes = (part: string): boolean => below.get(part)?.some((path) => path.length === 1) ?? false;
  const inside = (part: string): KeyPath[] => below.get(part)?.map((path) => path.slice(1)) ?? [];
  switch (node.kind) {
    case 'map':
      return {
        ...node,
        entries: node.entries
          .filter(({ key }) => !goes(key))
          .map((entry) => ({ ...entry, value: prune(entry.value, inside(entry.key)) })),
      };
    case 'list':
      return {
        ...node,
        items: node.items.flatMap((item, index) =>
          goes(String(index)) ? [] : [prune(item, inside(String(index)))],
        ),
      };
  }
}
