/**
 * Text and places in it. Offsets are UTF-16 code units into a text *without* its byte-order mark, as
 * `String.prototype.slice` counts; the mark is kept beside the text (see `TextFile`) and put back when it is written.
 */
export interface Range {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** One replacement in one file. `was` is what stood there when it was planned: a plan applied to another text is refused. */
export interface SiteEdit {
  readonly path: string;
  readonly range: Range;
  readonly was: string;
  readonly text: string;
}

/** A text file of a repository as every reader sees it: without its byte-order mark, line ends as they are. */
export interface TextFile {
  readonly path: string;
  readonly text: string;
  readonly byteOrderMark: boolean;
  readonly executable: boolean;
}

export interface Place {
  /** From 1, as editors count. */
  readonly line: number;
  readonly column: number;
}

export function placeOf(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  let line = 1;
  for (let at = before.indexOf('\n'); at !== -1; at = before.indexOf('\n', at + 1)) line++;
  return { line, column: offset - lineStart + 1 };
}

export type Spliced = { kind: 'spliced'; text: string } | { kind: 'refused'; because: string };

/**
 * The one function that writes. Everything outside the ranges stays byte for byte; the same edit named twice (several
 * dependencies share a range) is made once. Refused when the text is not the one the edits were planned for, or when two
 * different edits touch.
 */
export function splice(text: string, edits: readonly Omit<SiteEdit, 'path'>[]): Spliced {
  const sorted = [...edits].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  let result = '';
  let at = 0;
  let previous: Omit<SiteEdit, 'path'> | undefined;
  for (const edit of sorted) {
    const { start, end } = edit.range;
    if (
      previous &&
      start === previous.range.start &&
      end === previous.range.end &&
      edit.text === previous.text
    )
      continue;
    if (start < at || end < start || end > text.length) {
      return { kind: 'refused', because: `two different edits touch at line ${placeOf(text, start).line}` };
    }
    if (text.slice(start, end) !== edit.was) {
      return {
        kind: 'refused',
        because: `line ${placeOf(text, start).line} says ${JSON.stringify(text.slice(start, end))}, not ${JSON.stringify(edit.was)}`,
      };
    }
    result += text.slice(at, start) + edit.text;
    at = end;
    previous = edit;
  }
  return { kind: 'spliced', text: result + text.slice(at) };
}
