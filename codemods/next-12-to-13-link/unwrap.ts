/** An `<a>` goes, its attributes move to the Link around it, and what it held moves to the left with its lines. */
import type { Node } from '@babel/types';
import type { Edit, SourceFile } from '../../src/change/codemod.ts';
import { type NodeOf, replaced, spot, textOf } from '../../src/change/syntax.ts';

type Element = NodeOf<'JSXElement'>;

export function unwrapped(file: SourceFile, link: Element, anchor: Element, rule: string): readonly Edit[] {
  const { text } = file;
  const edit = (start: number, end: number, by = ''): Edit => replaced(rule, { start, end }, by);
  const attributes = anchor.openingElement.attributes.map((one) => textOf(file, one));
  const moved = attributes.length === 0 ? [] : [withAttributes(file, link, attributes, rule)];

  const outer = { start: spot(link.openingElement).end, end: spot(link.closingElement ?? link).start };
  const { start, end } = spot(anchor);
  if (!anchor.closingElement) return [...moved, edit(outer.start, outer.end)];
  const inner = { start: spot(anchor.openingElement).end, end: spot(anchor.closingElement).start };
  const content = text.slice(inner.start, inner.end);
  if (content.trim() === '')
    return [...moved, edit(outer.start, outer.end, content.includes('\n') ? '' : content)];

  const lead = /^\s*/.exec(content)?.[0] ?? '';
  const tail = /\s*$/.exec(content)?.[0] ?? '';
  const isLines = content.trim().includes('\n');
  // Spaces at the end of a line mean nothing to JSX, within a line they do.
  const isFree = (gap: string): boolean => gap === '' || gap.includes('\n');
  const hasRoom = text.slice(outer.start, start).includes('\n') && text.slice(end, outer.end).includes('\n');
  if (hasRoom && isFree(lead) && isFree(tail) && (lead === '') === (tail === '') && !(isLines && lead === ''))
    return [
      ...moved,
      ...(isLines ? [edit(outer.start, inner.start)] : [edit(start, inner.start + lead.length)]),
      ...(isLines ? shiftedLines(file, link, anchor, inner).map((one) => edit(one.start, one.end)) : []),
      edit(inner.end - tail.length, end),
    ];
  return [...moved, edit(outer.start, inner.start), edit(inner.end, outer.end)];
}

/** Behind the attributes that are there, a line each where those have one. */
export function withAttributes(
  file: SourceFile,
  { openingElement: { attributes, name, typeArguments } }: Element,
  added: readonly string[],
  rule: string,
): Edit {
  const last = attributes.at(-1);
  const { start, end } = spot(last ?? typeArguments ?? name);
  const gap = last && /\n[ \t]*$/.exec(file.text.slice(0, start))?.[0];
  return replaced(rule, { start: end, end }, added.map((one) => `${gap ?? ' '}${one}`).join(''));
}

/** One step of indentation less, where a line begins with nothing but white space that means nothing. */
function shiftedLines(
  file: SourceFile,
  link: Node,
  anchor: Node,
  inner: { readonly start: number; readonly end: number },
): readonly { readonly start: number; readonly end: number }[] {
  const step = indentOf(file, anchor).slice(indentOf(file, link).length);
  if (step === '') return [];
  const texts = [...file.tree().within(anchor)].filter(
    ({ type }) => type === 'TemplateElement' || type === 'StringLiteral',
  );
  const content = file.text.slice(inner.start, inner.end).trimEnd();
  return [...content.matchAll(/\n/g)]
    .map(({ index }) => inner.start + index + 1)
    .filter((start) => !texts.some((one) => spot(one).start < start && start <= spot(one).end))
    .filter((start) => /^\s/.test(file.text[start] ?? '') && file.text.startsWith(step, start))
    .map((start) => ({ start, end: start + step.length }));
}

function indentOf({ text }: SourceFile, node: Node): string {
  const lineStart = text.lastIndexOf('\n', spot(node).start - 1) + 1;
  return /^[ \t]*/.exec(text.slice(lineStart))?.[0] ?? '';
}
