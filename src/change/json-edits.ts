/**
 * Changes of one object of a JSON file, in the author's own layout. They are made together, because a comma belongs to two properties:
 * dropping the last one and adding another touches the same few characters.
 */
import type { Node as JsonNode } from 'jsonc-parser';
import type { Edit, SourceFile } from './codemod.ts';

export type ObjectChange =
  | { readonly kind: 'drop'; readonly key: string; readonly rule: string }
  /** `json` is the value as text. A key that is there already gets the value in its place. */
  | { readonly kind: 'set'; readonly key: string; readonly json: string; readonly rule: string };

/** The value of a property, by its path from the node. */
export function jsonAt(node: JsonNode | undefined, ...path: readonly string[]): JsonNode | undefined {
  return path.reduce<JsonNode | undefined>((at, key) => propertyOf(at, key)?.children?.[1], node);
}

function propertyOf(node: JsonNode | undefined, key: string): JsonNode | undefined {
  // Twice the same key: the last one counts.
  return node?.type === 'object'
    ? node.children?.findLast((property) => property.children?.[0]?.value === key)
    : undefined;
}

export function changeObject(file: SourceFile, object: JsonNode, changes: readonly ObjectChange[]): Edit[] {
  const properties = object.children ?? [];
  const dropped = new Map<JsonNode, string>();
  const added: { readonly key: string; readonly json: string; readonly rule: string }[] = [];
  const edits: Edit[] = [];
  for (const change of changes) {
    const property = propertyOf(object, change.key);
    const value = property?.children?.[1];
    if (change.kind === 'drop' && property) dropped.set(property, change.rule);
    if (change.kind === 'set' && !value) added.push(change);
    if (change.kind === 'set' && value && file.text.slice(value.offset, endOf(value)) !== change.json)
      edits.push(edit(value.offset, endOf(value), change.json, change.rule));
  }
  const kept = properties.filter((property) => !dropped.has(property));
  const layout = layoutOf(file.text, object);
  for (const [property, rule] of dropped) {
    const { start, end } = extentOf(file.text, object, property, layout, dropped);
    edits.push(edit(start, end, '', rule));
  }
  return [...edits, ...ends(file.text, object, kept.at(-1), added, [...dropped.values()][0], layout)];
}

interface Layout {
  /** What stands between two properties: a line end with indentation, or a space. */
  readonly gap: string;
  /** Whether the last property is followed by a comma. */
  readonly trailingComma: boolean;
  readonly isMultiline: boolean;
}

function layoutOf(text: string, object: JsonNode): Layout {
  const [first] = object.children ?? [];
  const last = object.children?.at(-1);
  const isMultiline = first !== undefined && text.slice(object.offset, first.offset).includes('\n');
  const own = first
    ? indentBefore(text, first.offset)
    : `${indentBefore(text, object.offset)}${unitOf(text)}`;
  const comma = last ? commaAfter(text, endOf(last), endOf(object) - 1) : undefined;
  return {
    gap: isMultiline || !first ? `\n${own}` : ' ',
    trailingComma: comma !== undefined,
    isMultiline: isMultiline || !first,
  };
}

/** The end of the object: the comma before what is gone, and what is new. */
function ends(
  text: string,
  object: JsonNode,
  last: JsonNode | undefined,
  added: readonly { readonly key: string; readonly json: string; readonly rule: string }[],
  droppedRule: string | undefined,
  { gap, trailingComma, isMultiline }: Layout,
): Edit[] {
  const close = endOf(object) - 1;
  // One edit each, so that every rule is told of its own.
  const additions = (at: number, end: string): Edit[] =>
    added.map(({ key, json, rule }, index) => {
      const pair = `${gap}${JSON.stringify(key)}: ${indented(json, gap)}`;
      return edit(at, at, `${index > 0 ? ',' : ''}${pair}${index === added.length - 1 ? end : ''}`, rule);
    });
  if (!last) {
    const hadLines = text.slice(object.offset, close).includes('\n');
    const closing = hadLines ? '' : `\n${indentBefore(text, object.offset)}`;
    return additions(object.offset + 1, `${trailingComma ? ',' : ''}${closing}`);
  }
  const comma = commaAfter(text, endOf(last), close);
  const [first] = added;
  if (!first) {
    const isLonely = comma !== undefined && !trailingComma && droppedRule !== undefined;
    return isLonely ? [edit(comma, comma + 1, '', droppedRule)] : [];
  }
  const needsComma = comma === undefined ? [edit(endOf(last), endOf(last), ',', first.rule)] : [];
  const from = comma === undefined ? endOf(last) : comma + 1;
  const at = isMultiline ? endOfLine(text, from, close) : from;
  return [...needsComma, ...additions(at, trailingComma ? ',' : '')];
}

/** A property with its comma, and with its whole line where it has one to itself: a comment behind it speaks of it. */
function extentOf(
  text: string,
  object: JsonNode,
  property: JsonNode,
  { isMultiline }: Layout,
  dropped: ReadonlyMap<JsonNode, string>,
): { readonly start: number; readonly end: number } {
  const close = endOf(object) - 1;
  const comma = commaAfter(text, endOf(property), close);
  const after = comma === undefined ? endOf(property) : comma + 1;
  const lineStart = text.lastIndexOf('\n', property.offset - 1) + 1;
  const lineEnd = endOfLine(text, after, close);
  const lineBreak = /^\r?\n/.exec(text.slice(lineEnd, lineEnd + 2))?.[0];
  if (isMultiline && lineBreak && text.slice(lineStart, property.offset).trim() === '')
    return { start: lineStart, end: lineEnd + lineBreak.length };
  const space = /^[ \t]*/.exec(text.slice(after))?.[0].length ?? 0;
  if (comma !== undefined && !/[\r\n]/.test(text[after + space] ?? ''))
    return { start: property.offset, end: after + space };
  const properties = object.children ?? [];
  const previous = properties[properties.indexOf(property) - 1];
  if (previous && dropped.has(previous)) return { start: property.offset, end: after + space };
  const before = /[ \t]*$/.exec(text.slice(0, property.offset))?.[0].length ?? 0;
  return { start: property.offset - before, end: after };
}

/** Only white space and comments may stand between. */
function commaAfter(text: string, from: number, limit: number): number | undefined {
  for (let at = from; at < limit; ) {
    const skipped = /^(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)/.exec(text.slice(at, limit))?.[0];
    if (skipped) at += skipped.length;
    else return text[at] === ',' ? at : undefined;
  }
  return undefined;
}

/** Where the line ends, behind its comments; right here when more than comments follows. */
function endOfLine(text: string, from: number, limit: number): number {
  const rest = /^(?:[ \t]|\/\*[^\n]*?\*\/)*(?:\/\/[^\n\r]*)?/.exec(text.slice(from, limit))?.[0] ?? '';
  const at = from + rest.length;
  return /^\r?\n/.test(text.slice(at, at + 2)) ? at : from;
}

function indentBefore(text: string, offset: number): string {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(lineStart, offset))?.[0] ?? '';
}

/** One step of indentation, as the file's first indented line has it. */
const unitOf = (text: string): string => /^(?: +|\t+)(?=\S)/m.exec(text)?.[0] ?? '  ';

/** A value of several lines moves in with its key. */
const indented = (json: string, gap: string): string =>
  gap.startsWith('\n') ? json.replaceAll('\n', gap) : json;

const endOf = ({ offset, length }: JsonNode): number => offset + length;

const edit = (start: number, end: number, text: string, rule: string): Edit => ({
  start,
  end,
  text,
  rule,
  sure: true,
});
