/** The shape in which the pieces of a codemod hand each other their results. */
import type { Node } from '@babel/types';
import type { Edit, Note, Result, SourceFile } from './codemod.ts';
import { withoutUnused } from './imports.ts';
import { spot } from './tree.ts';

export interface Part {
  readonly edits: readonly Edit[];
  /** What the edits take away: an import or alias that was used only there goes with it. */
  readonly gone: readonly Node[];
  readonly notes: readonly Note[];
}

export const nothing: Part = { edits: [], gone: [], notes: [] };

export function replaced(rule: string, range: Node | { start: number; end: number }, text: string): Edit {
  const { start, end } = 'type' in range ? spot(range) : range;
  return { start, end, text, rule, sure: true };
}

export function noted(rule: string, at: Node, message: string, guide?: string): Part {
  return { ...nothing, notes: [{ start: spot(at).start, rule, message, ...(guide ? { guide } : {}) }] };
}

export const changed = (edits: readonly Edit[], ...gone: readonly Node[]): Part => ({
  edits,
  gone,
  notes: [],
});

export function joined(parts: readonly Part[]): Part {
  return {
    edits: parts.flatMap(({ edits }) => edits),
    gone: parts.flatMap(({ gone }) => gone),
    notes: parts.flatMap(({ notes }) => notes),
  };
}

/** What several parts need and each brings along, an import for one, is brought in by the first alone: surely if any needs it surely. */
export function sharing(parts: readonly Part[]): readonly Part[] {
  const key = ({ start, end, text }: Edit) => `${start} ${end} ${text}`;
  const needed = new Set(parts.flatMap(({ edits }) => edits.filter(({ sure }) => sure).map(key)));
  const seen = new Set<string>();
  const isNew = (edit: Edit): boolean => {
    const size = seen.size;
    return seen.add(key(edit)).size > size;
  };
  return parts.map((part) => ({
    ...part,
    edits: part.edits.filter(isNew).map((edit) => ({ ...edit, sure: needed.has(key(edit)) })),
  }));
}

/** All of it as a codemod's answer, with what was left unused taken out. */
export function resultOf(file: SourceFile, parts: readonly Part[]): Result {
  const { edits, gone, notes } = joined(parts);
  const rule = edits[0]?.rule ?? '';
  const unused = gone.length > 0 ? withoutUnused(file, gone) : [];
  const isSure = goneSurely(file, parts);
  const tidied = unused.map((change) => ({ ...change, rule, sure: isSure(change) }));
  const kept = edits.map((edit) => besideRemoval(edit, tidied, file));
  return { kind: 'result', edits: [...kept, ...tidied], notes };
}

/** What is sure is a commit of its own, before the rest: of imports it may take only what nothing uses even without the rest. */
function goneSurely(file: SourceFile, parts: readonly Part[]): (removal: Removal) => boolean {
  const certain = parts.filter(({ edits }) => edits.every(({ sure }) => sure));
  if (certain.length === parts.length) return () => true;
  const unused = withoutUnused(file, joined(certain).gone);
  return ({ start, end, text }) =>
    unused.some((one) => one.start === start && one.end === end && one.text === text);
}

type Removal = Pick<Edit, 'start' | 'end' | 'text'>;

/** A line that would come after one that goes comes in its place. */
function besideRemoval(edit: Edit, removals: readonly Edit[], file: SourceFile): Edit {
  if (edit.start !== edit.end || !edit.text.startsWith('\n')) return edit;
  const removal = removals.find(
    ({ start, end, text }) => text === '' && start < edit.start && edit.start < end,
  );
  if (!removal) return edit;
  const { start } = removal;
  // Lines that go behind one another took the blank line with the last of them.
  let end = removal.end;
  for (const next of removals.toSorted((a, b) => a.start - b.start))
    if (next.text === '' && next.start === end) end = next.end;
  const hadSpace = /\n[ \t]*\r?\n$/.test(file.text.slice(start, end));
  return { ...edit, start, end: start, text: `${edit.text.slice(1)}\n${hadSpace ? '\n' : ''}` };
}
