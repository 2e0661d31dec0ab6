/** A block that moves to the left: every line but those that begin within a string, whose white space is its value. */
import type { SourceFile } from '../../src/change/codemod.ts';
import { type Lines, nodes, rangeOf } from '../../src/change/syntax.ts';
import type { Outcome } from './chains.ts';

/** By how much which line moves. Nothing where tabs and spaces are mixed. */
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
