import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import type { Problem } from '../../domain/problem.ts';
import { placeOf, type Range } from '../../domain/text.ts';

/** In UTF-16 units. The largest that people have written is a few hundred thousand. */
const largest = 5_000_000;

/** A name and what is asked for it, with the place of the value between its quotes. */
export interface Written {
  readonly name: string;
  readonly value: string;
  readonly range: Range;
}

export interface PackageJson {
  readonly path: string;
  /** With its slash, or empty: the folder everything else is relative to. */
  readonly folder: string;
  readonly name?: string;
  readonly version?: string;
  readonly private: boolean;
  readonly esModules: boolean;
  readonly engines: Readonly<Record<string, string>>;
  readonly sections: readonly { readonly type: string; readonly entries: readonly Written[] }[];
  readonly workspaces: readonly string[];
  readonly packageManager?: Written;
  /** Yarn's and npm's own catalogs do not exist; bun and yarn keep them here: catalog name → entries. */
  readonly catalogs: ReadonlyMap<string, readonly Written[]>;
}

const sectionTypes = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];

/** What a package.json says. A file that cannot be used is a problem and nothing else. */
export function readPackageJson(
  path: string,
  text: string,
  tell: (problem: Problem) => void,
): PackageJson | undefined {
  const problem = (offset: number, what: string, remedy: string): undefined => {
    tell({ path, place: placeOf(text, offset), what, remedy });
    return undefined;
  };
  if (text.length > largest)
    return problem(
      0,
      `it is ${Math.round(text.length / 1e6)} MB large and was not read`,
      'keep it under 5 MB',
    );
  const conflict = /^(?:<{7}|>{7}) /m.exec(text);
  if (conflict)
    return problem(conflict.index, 'it has the marks of a merge conflict', 'resolve the conflict');
  if (text.trim() === '') return problem(0, 'it is empty', 'write at least {}');
  const root = parsed(text, problem);
  if (!root) return undefined;
  for (const { key, at } of duplicates(root))
    problem(at, `the key ${JSON.stringify(key)} stands twice`, 'keep one of them; npm reads the last');

  const value = (key: string) => child(root, key);
  const strings = (key: string) => entriesOf(value(key));
  const pnpm = value('pnpm');
  const manager = value('packageManager');
  const name = textOf(value('name'));
  const version = textOf(value('version'));
  return {
    path,
    folder: path.slice(0, path.lastIndexOf('/') + 1),
    ...(name ? { name } : {}),
    ...(version ? { version } : {}),
    private: value('private')?.value === true,
    esModules: textOf(value('type')) === 'module',
    engines: Object.fromEntries(strings('engines').map((entry) => [entry.name, entry.value])),
    sections: [
      ...sectionTypes.map((type) => ({ type, entries: strings(type) })),
      { type: 'overrides', entries: nested(value('overrides')) },
      { type: 'resolutions', entries: strings('resolutions').map(lastName) },
      { type: 'pnpm.overrides', entries: entriesOf(pnpm && child(pnpm, 'overrides')).map(lastName) },
    ],
    workspaces: workspacesOf(value('workspaces')),
    ...(manager?.type === 'string' ? { packageManager: written('packageManager', manager) } : {}),
    catalogs: catalogsOf(
      value('catalog') ?? child(value('workspaces'), 'catalog'),
      value('catalogs') ?? child(value('workspaces'), 'catalogs'),
    ),
  };
}

function parsed(
  text: string,
  problem: (offset: number, what: string, remedy: string) => undefined,
): Node | undefined {
  const errors: ParseError[] = [];
  let root: Node | undefined;
  try {
    root = parseTree(text, errors, { disallowComments: true });
  } catch {
    return problem(0, 'it is nested too deeply to be read', 'make it flatter');
  }
  const [first] = errors;
  if (first)
    return problem(
      first.offset,
      `it is not valid JSON (${words(printParseErrorCode(first.error))})`,
      'correct it',
    );
  if (root?.type !== 'object')
    return problem(0, 'it is no JSON object', 'write an object with the fields of a package');
  return root;
}

/** `CommaExpected` → `comma expected`. */
const words = (code: string) =>
  code.replace(/(?!^)[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).toLowerCase();

/** The last of several keys counts, as in JSON.parse. */
function child(node: Node | undefined, key: string): Node | undefined {
  if (node?.type !== 'object') return undefined;
  return node.children?.findLast((property) => property.children?.[0]?.value === key)?.children?.[1];
}

const textOf = (node: Node | undefined): string | undefined =>
  node?.type === 'string' ? node.value : undefined;

function written(name: string, node: Node): Written {
  return { name, value: node.value, range: { start: node.offset + 1, end: node.offset + node.length - 1 } };
}

/** Entries of an object whose values are texts. A text with an escape has no plain range and is nobody's version. */
function entriesOf(node: Node | undefined): Written[] {
  if (node?.type !== 'object') return [];
  const entries = new Map<string, Written>();
  for (const property of node.children ?? []) {
    const [key, value] = property.children ?? [];
    if (key && value?.type === 'string' && value.length === value.value.length + 2)
      entries.set(key.value, written(key.value, value));
  }
  return [...entries.values()];
}

/** npm's overrides nest: `{ "a": { ".": "1", "b": "2" } }`. The name that counts is the innermost, without its own range. */
function nested(node: Node | undefined, owner?: string, depth = 0): Written[] {
  if (node?.type !== 'object' || depth > 20) return [];
  return (node.children ?? []).flatMap((property) => {
    const [key, value] = property.children ?? [];
    if (!key || !value) return [];
    const name = key.value === '.' ? owner : withoutRange(key.value);
    if (value.type === 'object') return nested(value, name, depth + 1);
    return value.type === 'string' && name !== undefined && value.length === value.value.length + 2
      ? [written(name, value)]
      : [];
  });
}

// yarn writes `a/**/b`, pnpm `a>b@1`: the last name is the one that is replaced.
function lastName(entry: Written): Written {
  const parts = entry.name.split('>').at(-1)?.split('/') ?? [];
  const last = parts.at(-1) ?? '';
  const scope = parts.at(-2);
  return { ...entry, name: withoutRange(scope?.startsWith('@') ? `${scope}/${last}` : last) };
}

function withoutRange(name: string): string {
  const mark = name.indexOf('@', 1);
  return mark === -1 ? name : name.slice(0, mark);
}

function workspacesOf(node: Node | undefined): string[] {
  const list = node?.type === 'array' ? node : child(node, 'packages');
  return list?.type === 'array' ? (list.children ?? []).flatMap((item) => textOf(item) ?? []) : [];
}

function catalogsOf(single: Node | undefined, named: Node | undefined): Map<string, Written[]> {
  const catalogs = new Map<string, Written[]>();
  if (single?.type === 'object') catalogs.set('default', entriesOf(single));
  for (const property of named?.type === 'object' ? (named.children ?? []) : []) {
    const [key, value] = property.children ?? [];
    if (key && value) catalogs.set(key.value, entriesOf(value));
  }
  return catalogs;
}

/** Keys that stand twice in one object, anywhere. */
function duplicates(root: Node): { key: string; at: number }[] {
  const found: { key: string; at: number }[] = [];
  const open = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    const seen = new Set<string>();
    for (const each of node.children ?? []) {
      if (node.type === 'object') {
        const [key, value] = each.children ?? [];
        if (key && seen.has(key.value)) found.push({ key: key.value, at: key.offset });
        if (key) seen.add(key.value);
        if (value?.children) open.push(value);
      } else if (each.children) open.push(each);
    }
  }
  return found;
}
