/** A codemod's edits on a text, before they are believed. */
import { splice } from '../domain/text.ts';
import type { Edit } from './codemod.ts';

/** The text after the edits, or nothing when they contradict each other. */
export function applied(text: string, edits: readonly Edit[]): string | undefined {
  const lineEnd = lineEndOf(text);
  const spliced = splice(
    text,
    edits.map(({ start, end, text: becomes }) => ({
      range: { start, end },
      was: text.slice(start, end),
      text: keptApart(text, start, end, becomes).replace(/\r?\n/g, lineEnd),
    })),
  );
  return spliced.kind === 'spliced' ? spliced.text : undefined;
}

/** `return(util).isArray(x)` must not become `returnArray.isArray(x)`. What is only inserted is meant to be glued. */
function keptApart(text: string, start: number, end: number, becomes: string): string {
  const glued =
    end > start &&
    /[\w$]/.test(text[start - 1] ?? '') &&
    /^[\w$]/.test(becomes) &&
    !/[\w$]/.test(text[start] ?? '');
  return glued ? ` ${becomes}` : becomes;
}

/** Why edits are refused that parse and splice: a codemod touches only what it came for. */
export function refused(text: string, edits: readonly Edit[]): string | undefined {
  const first = text.search(/\S/);
  const last = text.trimEnd().length;
  const whole = edits.some(({ start, end }) => start <= first && end >= last && end > start);
  return whole ? 'an edit would rewrite the whole file' : undefined;
}

/** Where something that stood at an offset stands after the edits. */
export function shifted<T extends { readonly start: number }>(at: T, edits: readonly Edit[]): T {
  const moved = edits
    .filter(({ end }) => end <= at.start)
    .reduce((sum, { start, end, text }) => sum + text.length - (end - start), 0);
  return { ...at, start: at.start + moved };
}

const lineEndOf = (text: string) => (/\r\n/.test(text.slice(0, text.indexOf('\n') + 1)) ? '\r\n' : '\n');

/** A new file ends its lines as the one does that it takes the place of. */
export const withLineEndsOf = (model: string, text: string): string =>
  text.replace(/\r?\n/g, lineEndOf(model));
