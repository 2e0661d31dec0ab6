import { statusOf } from '../../../domain/runtime.ts';
import { isOlder } from '../lines.ts';
import { parsers } from '../parsers.ts';
import type { ScalarTree } from '../tree.ts';
import { parseYaml, treeOfYaml } from '../yaml.ts';
import {
  type Form,
  type Goal,
  left,
  linesOf,
  type Move,
  moves,
  type Naming,
  type Patch,
  stays,
} from './form.ts';
import { restyled, version } from './version.ts';

/** One entry of a list that is a version; `start` and `end` take its quotes along. */
interface Item {
  readonly line: string;
  /** Without quotes. */
  readonly text: string;
  readonly textAt: number;
  readonly start: number;
  readonly end: number;
}

/**
 * A list of versions to run on: a matrix, `node_js`, a list of tools. Written as a flow or as a block; lists of JSON and
 * TOML are flows of YAML too. Lines past their end of life leave, the goal joins, and everything else stays where it is.
 */
export const list: Form = {
  read(written): Naming {
    const lines = itemsOf(written).map((item) => item.line);
    return lines.length > 0 ? { kind: 'tries', lines } : { kind: 'floating' };
  },

  move(written, goal): Move {
    const items = itemsOf(written);
    const dropped = new Set(items.filter((item) => isGone(item, goal)));
    const hasGoal = items.some((item) => item.line === goal.line);
    if (hasGoal && dropped.size === 0) return stays;
    const isFlow = written.trimStart().startsWith('[');
    if (!isFlow && !isPlainBlock(written, items))
      return left(written, 'this list has a form that is not rewritten');
    const joining = hasGoal ? undefined : joinAt(items, dropped, goal);
    if (!hasGoal && !joining)
      return left(written, 'no version in this list shows how the new one is written');
    if (joining?.instead) dropped.delete(joining.instead);
    const added = joining ? [join(written, joining, isFlow)] : [];
    return moves(...(isFlow ? dropFromFlow(written, dropped) : dropFromBlock(written, dropped)), ...added);
  },
};

/** An entry of a matrix that stands alone, with more than a version: it moves when its line is past its end, as lists do. */
export const entry: Form = {
  read: version.read,
  move(written, goal): Move {
    const [line] = linesOf(version.read(written));
    return line !== undefined && isGone({ line }, goal) ? version.move(written, goal) : stays;
  },
};

/** Versions behind one another with spaces between, of which the first is used. Two that became the same are one. */
export const words: Form = {
  read(written): Naming {
    const lines = written.split(/\s+/).flatMap((word) => linesOf(version.read(word)));
    return lines.length > 0 ? { kind: 'pins', lines } : { kind: 'floating' };
  },
  move(written, goal): Move {
    const seen = new Set<string>();
    const patches = [...written.matchAll(/\s*(\S+)/g)].flatMap((match) => {
      const [whole, word = ''] = match;
      const end = match.index + whole.length;
      const moved = version.move(word, goal);
      const text = moved.kind === 'moves' ? moved.patches.map((patch) => patch.text).join('') : word;
      if (seen.has(text)) return [{ range: { start: match.index, end }, text: '' }];
      seen.add(text);
      return text === word ? [] : [{ range: { start: end - word.length, end }, text }];
    });
    return patches.length > 0 ? moves(...patches) : stays;
  },
};

function itemsOf(written: string): readonly Item[] {
  const [document] = parseYaml(written);
  const tree = document?.errors.length === 0 ? treeOfYaml(document, written) : undefined;
  return tree?.kind === 'list'
    ? tree.items().flatMap((item) => (item.kind === 'scalar' ? itemOf(written, item) : []))
    : [];
}

function itemOf(written: string, { range, text }: ScalarTree): readonly Item[] {
  const [line] = text === undefined ? [] : linesOf(version.read(text));
  if (line === undefined || text === undefined) return [];
  const quotes =
    /["']/.test(written[range.end] ?? '') && written[range.start - 1] === written[range.end] ? 1 : 0;
  return [{ line, text, textAt: range.start, start: range.start - quotes, end: range.end + quotes }];
}

function isGone({ line }: Pick<Item, 'line'>, goal: Goal): boolean {
  return (
    isOlder(line, goal.line) &&
    statusOf(goal.lifecycle, line, goal.now) === 'end-of-life' &&
    !goal.promised(line)
  );
}

/** Where the goal joins: in the place of an item that leaves, or beside one that stays. Its style is that item's. */
interface Joining {
  readonly text: string;
  readonly beside: Item;
  readonly instead?: Item;
  readonly side: 'before' | 'after';
}

function joinAt(items: readonly Item[], dropped: ReadonlySet<Item>, goal: Goal): Joining | undefined {
  const [first] = items;
  const last = items.at(-1);
  if (!first || !last) return undefined;
  const isDescending = isOlder(last.line, first.line);
  const beside = isDescending
    ? (items.find((item) => isOlder(item.line, goal.line)) ?? last)
    : (items.findLast((item) => isOlder(item.line, goal.line)) ?? first);
  const text = restyled(beside.text, goal);
  if (text === undefined) return undefined;
  const side = isOlder(beside.line, goal.line) === isDescending ? 'before' : 'after';
  return { text, beside, side, ...(dropped.has(beside) && { instead: beside }) };
}

function join(written: string, { text, beside, instead, side }: Joining, isFlow: boolean): Patch {
  if (instead) return { range: { start: instead.textAt, end: instead.textAt + instead.text.length }, text };
  const styled =
    written.slice(beside.start, beside.textAt) +
    text +
    written.slice(beside.textAt + beside.text.length, beside.end);
  if (!isFlow) return joinBlock(written, beside, side, styled);
  const at = side === 'before' ? beside.start : beside.end;
  const separator = separatorOf(written);
  return { range: { start: at, end: at }, text: side === 'before' ? styled + separator : separator + styled };
}

/** As the list separates already: `, `, `,` or a comma and a line. */
function separatorOf(written: string): string {
  return /,\s*(?=[^\s,#\]])/.exec(written)?.[0] ?? ', ';
}

function joinBlock(written: string, beside: Item, side: Joining['side'], styled: string): Patch {
  const start = lineStart(written, beside.start);
  const at = side === 'before' ? start : lineEnd(written, beside.end);
  return { range: { start: at, end: at }, text: written.slice(start, beside.start) + styled };
}

/** Neighbours that leave together take one stretch, so that no separator is cut twice. */
function dropFromFlow(written: string, dropped: ReadonlySet<Item>): readonly Patch[] {
  const items = allOf(written);
  const patches: Patch[] = [];
  for (let first = 0; first < items.length; first++) {
    if (!isIn(dropped, items[first])) continue;
    let last = first;
    while (isIn(dropped, items[last + 1])) last++;
    patches.push(cut(items, first, last));
    first = last;
  }
  return patches;
}

function cut(items: readonly Span[], first: number, last: number): Patch {
  const next = items[last + 1];
  const before = items[first - 1];
  const start = next || !before ? (items[first]?.start ?? 0) : before.end;
  return { range: { start, end: next ? next.start : (items[last]?.end ?? 0) }, text: '' };
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Every entry of a flow, versions and others, for where its neighbours begin and end. */
function allOf(written: string): readonly Span[] {
  const [document] = parseYaml(written);
  const { isSeq } = parsers.yaml();
  const nodes = isSeq(document?.contents) ? document.contents.items : [];
  return nodes.map((node) => {
    const [start = 0, end = 0] = (node as { range?: readonly number[] }).range ?? [];
    return { start, end };
  });
}

function isIn(dropped: ReadonlySet<Item>, span: Span | undefined): boolean {
  return span !== undefined && [...dropped].some((item) => item.start === span.start);
}

/** A block whose every version has a line of its own. */
function isPlainBlock(written: string, items: readonly Item[]): boolean {
  return items.every((item) => {
    const start = lineStart(written, item.start);
    return /^\r?\n[ \t]*-[ \t]+$/.test(written.slice(start, item.start));
  });
}

function dropFromBlock(written: string, dropped: ReadonlySet<Item>): readonly Patch[] {
  return [...dropped].map((item) => ({
    range: { start: lineStart(written, item.start), end: lineEnd(written, item.end) },
    text: '',
  }));
}

/** The start of the line end before a place. */
function lineStart(written: string, at: number): number {
  const before = Math.max(written.lastIndexOf('\n', at - 1), 0);
  return written[before - 1] === '\r' ? before - 1 : before;
}

function lineEnd(written: string, at: number): number {
  const after = written.indexOf('\n', at);
  if (after === -1) return written.length;
  return written[after - 1] === '\r' ? after - 1 : after;
}
