import type { LockedPackage, LockTool } from '../../../domain/manifest.ts';

/** What a lockfile answers. */
export interface Lock {
  readonly tool: LockTool;
  readonly format: string;
  readonly packages: readonly LockedPackage[];
  /** The version of a name as one manifest gets it. `folder` is relative to the lockfile, without a slash; empty is its own. */
  versionOf(folder: string, name: string, written: string): string | undefined;
}

/** `because` is what is wrong, without a full stop; `offset` where. */
export class UnreadableLock extends Error {
  readonly offset: number;
  constructor(because: string, offset = 0) {
    super(because);
    this.offset = offset;
  }
}

/** A line of a machine-written file in which indentation nests: its depth in spaces, its key and what stands behind it. */
export interface Line {
  readonly indent: number;
  readonly key: string;
  readonly value: string;
}

/**
 * The lines of `key: value` shape, as pnpm and yarn write them: two spaces a level, quotes only where needed, one key a line.
 * A YAML parser understands more and takes a second for a large lockfile; this takes some milliseconds.
 */
export function* linesOf(text: string): Generator<Line> {
  let at = 0;
  while (at < text.length) {
    let end = text.indexOf('\n', at);
    if (end === -1) end = text.length;
    const stop = text.charCodeAt(end - 1) === 13 ? end - 1 : end;
    const line = lineOf(text, at, stop);
    if (line) yield line;
    at = end + 1;
  }
}

function lineOf(text: string, start: number, end: number): Line | undefined {
  let first = start;
  while (first < end && text.charCodeAt(first) === 32) first++;
  const mark = text[first];
  if (first >= end || mark === '#' || mark === '-') return undefined;
  const quote = mark === "'" || mark === '"' ? mark : undefined;
  const close = quote ? text.indexOf(quote, first + 1) : -1;
  const colon = separator(text, quote ? close : first, end);
  if (colon === -1 || (quote && (close === -1 || close >= end))) return undefined;
  const key = quote ? text.slice(first + 1, close) : text.slice(first, colon);
  return { indent: first - start, key, value: unquoted(text.slice(colon + 1, end).trim()) };
}

/** The colon that ends a key: the one with a space or nothing behind it. */
function separator(text: string, from: number, end: number): number {
  for (
    let colon = text.indexOf(':', from);
    colon !== -1 && colon < end;
    colon = text.indexOf(':', colon + 1)
  ) {
    if (colon === end - 1 || text.charCodeAt(colon + 1) === 32) return colon;
  }
  return -1;
}

export function unquoted(text: string): string {
  const [first, last] = [text[0], text.at(-1)];
  return text.length > 1 && first === last && (first === "'" || first === '"') ? text.slice(1, -1) : text;
}

/** `name@1.2.3` → both; the name may begin with an `@` of its own. */
export function nameAndVersion(text: string): [name: string, version: string] | undefined {
  const mark = text.indexOf('@', 1);
  return mark === -1 ? undefined : [text.slice(0, mark), text.slice(mark + 1)];
}
