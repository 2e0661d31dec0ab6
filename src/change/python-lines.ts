/** Lines of a Python file, and statements that go with theirs: blank lines on both sides do not add up, no block is left empty. */
import type { SgNode } from '@ast-grep/napi';
import type { SourceFile } from './codemod.ts';
import { rangeOf } from './go-imports.ts';
import type { Change } from './python-names.ts';

export interface Lines {
  readonly count: number;
  /** From 0. */
  at(offset: number): number;
  start(line: number): number;
  /** Behind its line end. */
  end(line: number): number;
  isBlank(line: number): boolean;
}

export function linesOf({ text }: SourceFile): Lines {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  if (starts.at(-1) === text.length && starts.length > 1) starts.pop();
  const start = (line: number) => starts[line] ?? text.length;
  return {
    count: starts.length,
    at(offset) {
      let [low, high] = [0, starts.length - 1];
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (start(middle) <= offset) low = middle;
        else high = middle - 1;
      }
      return low;
    },
    start,
    end: (line) => start(line + 1),
    isBlank: (line) => text.slice(start(line), start(line + 1)).trim() === '',
  };
}

/** Lines go; where there are blank ones on both sides, the shorter gap goes with them. */
export function withoutLines(
  { text }: SourceFile,
  gone: ReadonlySet<number>,
  lines: Lines,
): readonly Change[] {
  const opens = (line: number) => text.slice(lines.start(line), lines.end(line)).trimEnd().endsWith(':');
  const changes: Change[] = [];
  /** Above it nothing is left. */
  let top = 0;
  for (let first = 0; first < lines.count; first++) {
    if (!gone.has(first)) continue;
    let last = first;
    while (gone.has(last + 1)) last++;
    let [before, after] = [0, 0];
    while (first - before > top && lines.isBlank(first - before - 1)) before++;
    while (last + after + 1 < lines.count && lines.isBlank(last + after + 1)) after++;
    const isFirst = first - before === top || (before === 0 && opens(first - 1));
    const extra = isFirst ? after : Math.min(before, after);
    const [start, end] = [lines.start(first), lines.end(last + extra)];
    // A file that ends without a line end goes on doing so.
    const open =
      end === text.length && !text.endsWith('\n') ? (/\r?\n$/.exec(text.slice(0, start))?.[0] ?? '') : '';
    changes.push({ start: start - open.length, end, text: '' });
    first = last + extra;
    if (isFirst) top = first + 1;
  }
  return changes;
}

/** Whether nothing else stands on the lines of a statement but a comment behind it. */
export function ownsItsLines({ text }: SourceFile, lines: Lines, statement: SgNode): boolean {
  const { start, end } = rangeOf(statement);
  const before = text.slice(lines.start(lines.at(start)), start);
  const after = text.slice(end, lines.end(lines.at(Math.max(start, end - 1))));
  return before.trim() === '' && /^\s*(?:#.*)?\s*$/.test(after);
}

/** The statements of a block or a file, comments apart. */
export const statementsOf = (block: SgNode): readonly SgNode[] =>
  block.children().filter((node) => node.isNamed() && node.kind() !== 'comment');

/**
 * Statements go with their lines and the comment behind them. One that shares its line stays, and so do those of a block that would be
 * empty without them.
 */
export function withoutPythonStatements(file: SourceFile, statements: readonly SgNode[]): readonly Change[] {
  const lines = linesOf(file);
  const going = statements.filter((one) => ownsItsLines(file, lines, one));
  const ids = new Set(going.map((one) => one.id()));
  const gone = new Set<number>();
  for (const statement of going) {
    const block = statement.parent();
    if (!block || statementsOf(block).every((one) => ids.has(one.id()))) continue;
    const { start, end } = rangeOf(statement);
    for (let line = lines.at(start); line <= lines.at(end - 1); line++) gone.add(line);
  }
  return withoutLines(file, gone, lines);
}
