import type { Piece } from './mention.ts';

/**
 * `$NAME`, `${NAME}`, `${NAME:-default}` and `${NAME-default}`. Whatever else stands between braces (`${NAME:+other}`,
 * `${NAME/a/b}`) is a variable nobody can tell.
 */
const variable = /\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?-)([^{}$]*)|[^{}]*)\})/g;

/** The value of a name as pieces of the file; `undefined` when the file does not say. */
export type Values = (name: string) => readonly Piece[] | undefined;

/** Variables of variables of variables … : beyond this nobody means an image. */
const mostPieces = 16;

/** What stands in place of a value that is not known: a letter, so that the name beside it can still be read. */
const unknown: Piece = { text: 'x' };

/** A text of a file that starts at `offset`, with every variable in its place replaced by what is known of it. */
export function expand(text: string, offset: number, values: Values): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(variable)) {
    const end = match.index + match[0].length;
    literal(at, match.index);
    pieces.push(...(defaultOf(match, offset + end - 1) ?? [unknown]));
    at = end;
  }
  literal(at, text.length);
  return pieces.length > mostPieces ? [unknown] : pieces;

  function literal(start: number, end: number): void {
    if (end > start)
      pieces.push({ text: text.slice(start, end), range: { start: offset + start, end: offset + end } });
  }

  /** `close` is the offset of the closing brace, right behind a default. */
  function defaultOf(match: RegExpExecArray, close: number): readonly Piece[] | undefined {
    const [, plain, braced = '', operator, fallback] = match;
    const known = values(plain ?? braced);
    if (known || operator === undefined || !fallback) return known;
    return [{ text: fallback, range: { start: close - fallback.length, end: close } }];
  }
}
