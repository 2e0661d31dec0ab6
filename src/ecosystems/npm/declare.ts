import { findNodeAtLocation, type Node, parseTree } from 'jsonc-parser';
import type { SiteEdit } from '../../domain/text.ts';

/** A dependency that has to come, go or change its section beside the updates themselves. */
export type Declaration =
  | Addition
  | { readonly kind: 'drop'; readonly name: string }
  | { readonly kind: 'move'; readonly name: string; readonly to: string };

interface Addition {
  readonly kind: 'add';
  readonly section: string;
  /** A dependency whose section it shares, wherever that is declared. */
  readonly beside?: string;
  readonly name: string;
  readonly requirement: string;
}

const sections = ['dependencies', 'devDependencies', 'optionalDependencies'];

/**
 * The edits that declare dependencies in a manifest, in npm's alphabetical order and the file's own layout. A name that is
 * declared already is not added again; one that is missing is neither dropped nor moved.
 */
export function declare(path: string, text: string, declarations: readonly Declaration[]): SiteEdit[] {
  const root = parseTree(text);
  if (root?.type !== 'object') return [];
  const unique = [
    ...new Map(
      declarations.map((declaration) => [`${declaration.kind} ${declaration.name}`, declaration]),
    ).values(),
  ];
  const moved = unique.flatMap((declaration) =>
    declaration.kind === 'move' ? movedIn(root, declaration.name, declaration.to) : [],
  );
  const drops = unique.filter(({ kind }) => kind === 'drop');
  const leaving = [...drops, ...moved].map(({ name }) => name);
  const dropped = leaving.flatMap((name) => droppedFrom(root, text, name));
  const fresh = unique.flatMap((declaration) =>
    declaration.kind === 'add' && !isDeclared(root, declaration.name) ? [declaration] : [],
  );
  const sectionOf = ({ section, beside }: Addition) =>
    (beside === undefined ? undefined : sectionWith(root, beside)) ?? section;
  const added = [...Map.groupBy([...fresh, ...moved], sectionOf)].flatMap(([section, own]) =>
    addedTo(root, text, section, own, leaving),
  );
  return [...dropped, ...added].map((edit) => ({ path, ...edit }));
}

/** As it is asked for now, in another section. */
function movedIn(root: Node, name: string, to: string): Addition[] {
  const from = sectionWith(root, name);
  if (from === undefined || from === to) return [];
  const requirement = String(findNodeAtLocation(root, [from, name])?.value ?? '');
  return [{ kind: 'add', section: to, name, requirement }];
}

type Edit = Omit<SiteEdit, 'path'>;

const propertiesOf = (node: Node | undefined): readonly Node[] => node?.children ?? [];
const keyOf = (property: Node): string => String(property.children?.[0]?.value ?? '');
const sectionWith = (root: Node, name: string) =>
  sections.find((section) => findNodeAtLocation(root, [section, name]) !== undefined);
const isDeclared = (root: Node, name: string) => sectionWith(root, name) !== undefined;

function droppedFrom(root: Node, text: string, name: string): Edit[] {
  return sections.flatMap((section) => {
    const properties = propertiesOf(findNodeAtLocation(root, [section]));
    const at = properties.findIndex((property) => keyOf(property) === name);
    const property = properties[at];
    if (!property) return [];
    const next = properties[at + 1];
    const previous = properties[at - 1];
    // With its comma: the one behind it, or, for the last property, the one before it.
    const start = next || !previous ? property.offset : previous.offset + previous.length;
    const end = next ? next.offset : property.offset + property.length;
    return [{ range: { start, end }, was: text.slice(start, end), text: '' }];
  });
}

function addedTo(
  root: Node,
  text: string,
  section: string,
  declarations: readonly Addition[],
  leaving: readonly string[],
): Edit[] {
  const node = findNodeAtLocation(root, [section]);
  const [first, ...others] = propertiesOf(node);
  // Beside those that stay: an insertion may not stand in what goes.
  const properties = propertiesOf(node).filter((property) => !leaving.includes(keyOf(property)));
  const written = [...declarations]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, requirement }) => ({
      name,
      pair: `${JSON.stringify(name)}: ${JSON.stringify(requirement)}`,
    }));
  if (first && properties.length === 0) {
    const gap = leading(text, first.offset) || ' ';
    return others.length > 0
      ? []
      : [insertion(first.offset, written.map(({ pair }) => pair).join(`,${gap}`))];
  }
  if (!node || properties.length === 0)
    return withSection(
      root,
      text,
      section,
      node,
      written.map(({ pair }) => pair),
    );
  // Names that land in the same gap are one insertion, so that no two edits touch.
  const gaps = Map.groupBy(written, ({ name }) =>
    properties.findLastIndex((property) => keyOf(property) < name),
  );
  return [...gaps].map(([after, own]) => {
    const pairs = own.map(({ pair }) => pair);
    const [before, next] = [properties[after], properties[after + 1] ?? properties[0]];
    const gap = next ? leading(text, next.offset) : '';
    if (before)
      return insertion(before.offset + before.length, pairs.map((pair) => `,${gap || ' '}${pair}`).join(''));
    return insertion(next?.offset ?? node.offset + 1, pairs.map((pair) => `${pair},${gap || ' '}`).join(''));
  });
}

function withSection(
  root: Node,
  text: string,
  section: string,
  node: Node | undefined,
  pairs: readonly string[],
): Edit[] {
  const last = propertiesOf(root).at(-1);
  const outer = last ? leading(text, last.offset) || '\n  ' : '\n  ';
  const inner = `${outer}${outer.replace(/^\r?\n/, '')}`;
  const body = `{${inner}${pairs.join(`,${inner}`)}${outer}}`;
  if (node) {
    const range = { start: node.offset, end: node.offset + node.length };
    return [{ range, was: text.slice(range.start, range.end), text: body }];
  }
  if (!last) return [];
  return [insertion(last.offset + last.length, `,${outer}${JSON.stringify(section)}: ${body}`)];
}

const insertion = (at: number, text: string): Edit => ({ range: { start: at, end: at }, was: '', text });

/** The line end and indentation before an offset. */
function leading(text: string, offset: number): string {
  return /\r?\n[ \t]*$/.exec(text.slice(Math.max(0, offset - 200), offset))?.[0] ?? '';
}

/** Every dependency a manifest declares, by the name it has there, and its requirement. */
export function declaredIn(text: string): ReadonlyMap<string, string> {
  const root = parseTree(text);
  const properties = sections.flatMap((section) => propertiesOf(root && findNodeAtLocation(root, [section])));
  return new Map(
    properties.map((property) => [keyOf(property), String(property.children?.[1]?.value ?? '')]),
  );
}
