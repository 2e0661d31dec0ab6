/** Lines that go with a branch, and those of the one that stays, which move to the left. */
import type { SgNode } from '@ast-grep/napi';
import type { SourceFile } from '../../src/change/codemod.ts';
import { type Lines, nodes, type PythonChange, rangeOf, statementsOf } from '../../src/change/syntax.ts';
import type { Judged, Outcome } from './chains.ts';

export function linesGone(lines: Lines, { outcome }: Judged): readonly number[] {
  const whole = ({ first, last }: { readonly first: number; readonly last: number }) =>
    Array.from({ length: last - first + 1 }, (_, at) => first + at);
  switch (outcome.kind) {
    case 'goes':
      return outcome.branches.flatMap(whole);
    case 'shorter':
      return outcome.gone.flatMap(whole);
    case 'unwrapped': {
      const { kept, branches } = outcome;
      const head = { first: lines.at(rangeOf(kept.head).start), last: headEnd(lines, kept) };
      return [...branches.filter((branch) => branch !== kept).flatMap(whole), ...whole(head)];
    }
  }
}

/** The last line of a head that has lines to itself; the one before its first otherwise. */
function headEnd(lines: Lines, { head, block }: { readonly head: SgNode; readonly block: SgNode }): number {
  const colon = head.children().find((node) => node.kind() === ':') ?? head;
  const line = lines.at(rangeOf(colon).start);
  return lines.at(rangeOf(block).start) === line ? lines.at(rangeOf(head).start) - 1 : line;
}

export function headChanges(lines: Lines, { outcome }: Judged): readonly PythonChange[] {
  switch (outcome.kind) {
    case 'goes':
      return [];
    case 'shorter':
      return outcome.changes;
    case 'unwrapped': {
      const { head, block } = outcome.kept;
      const [start, end] = [rangeOf(head).start, rangeOf(block).start];
      return headEnd(lines, outcome.kept) < lines.at(start) ? [{ start, end, text: '' }] : [];
    }
  }
}

/** Of each block that would be empty, the last statement that goes. */
export function emptied(taken: readonly Judged[]): readonly Judged[] {
  const going = taken.filter(({ outcome }) => outcome.kind === 'goes');
  const byBlock = Map.groupBy(going, ({ outcome }) => outcome.statement.parent()?.id());
  return [...byBlock.values()].flatMap((all) => {
    const last = all.at(-1);
    const block = last?.outcome.statement.parent();
    if (!last || !block || block.kind() === 'module') return [];
    const ids = new Set(all.map(({ outcome }) => outcome.statement.id()));
    return statementsOf(block).every((one) => ids.has(one.id())) ? [last] : [];
  });
}

/** The last line of the statement is where `pass` stands, so that what is above it goes as everywhere. */
export function passed(file: SourceFile, lines: Lines, answer: Judged): readonly PythonChange[] {
  const { start } = rangeOf(answer.outcome.statement);
  const column = start - lines.start(lines.at(start));
  const last = lastLine(answer);
  const text = file.text.slice(lines.start(last), lines.end(last)).trimEnd();
  const from = lines.start(last) + column;
  return [{ start: from, end: lines.start(last) + text.length, text: 'pass' }];
}

export const lastLine = ({ outcome }: Judged): number =>
  outcome.kind === 'goes' ? (outcome.branches.at(-1)?.last ?? 0) : 0;

export function indentChanges(
  file: SourceFile,
  lines: Lines,
  taken: readonly Judged[],
  gone: ReadonlySet<number>,
): readonly PythonChange[] {
  const widths = new Map<number, number>();
  for (const { outcome } of taken)
    for (const [line, width] of dedents(file, lines, outcome) ?? [])
      if (!gone.has(line)) widths.set(line, (widths.get(line) ?? 0) + width);
  return [...widths].map(([line, width]) => {
    const start = lines.start(line);
    return { start, end: start + width, text: '' };
  });
}

/**
 * By how much which line moves: all but those that begin within a string, whose white space is its value. Nothing where tabs and spaces
 * are mixed.
 */
export function dedents(
  file: SourceFile,
  lines: Lines,
  outcome: Outcome,
): ReadonlyMap<number, number> | undefined {
  const widths = new Map<number, number>();
  if (outcome.kind !== 'unwrapped') return widths;
  const { statement, kept } = outcome;
  const top = lines.at(rangeOf(statement).start);
  const first = lines.at(rangeOf(kept.block).start);
  const headLine = lines.at(rangeOf(kept.head).start);
  if (first === headLine) return widths;
  const [outer, inner] = [indentOf(file, lines, top), indentOf(file, lines, first)];
  if (!inner.startsWith(outer) || new Set(inner).size !== 1) return undefined;
  const width = inner.length - outer.length;
  const inString = linesInStrings(file, lines);
  const colon = kept.head.children().find((node) => node.kind() === ':') ?? kept.head;
  for (let line = lines.at(rangeOf(colon).start) + 1; line <= kept.last; line++) {
    if (lines.isBlank(line) || inString.has(line)) continue;
    const indent = indentOf(file, lines, line);
    if (new Set(indent).size > 1) return undefined;
    widths.set(line, indent.length >= inner.length ? width : Math.max(0, indent.length - outer.length));
  }
  return widths;
}

const indentOf = ({ text }: SourceFile, lines: Lines, line: number): string =>
  /^[ \t]*/.exec(text.slice(lines.start(line), lines.end(line)))?.[0] ?? '';

function linesInStrings(file: SourceFile, lines: Lines): ReadonlySet<number> {
  return new Set(
    nodes(file, 'string').flatMap((node) => {
      const { start, end } = rangeOf(node);
      const [first, last] = [lines.at(start), lines.at(end - 1)];
      return Array.from({ length: last - first }, (_, at) => first + at + 1);
    }),
  );
}
