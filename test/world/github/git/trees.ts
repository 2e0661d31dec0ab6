/** Trees: read, written as files by path, and compared. */
import type { Git, GitObject } from './objects.ts';

export type Mode = '100644' | '100755' | '120000' | '040000' | '160000';

export interface TreeEntry {
  /** The name in its folder; the whole path in a flat listing. */
  readonly path: string;
  readonly mode: Mode;
  readonly sha: string;
}

const known = new Map<string, readonly TreeEntry[]>();

/** The entries of one folder. Content-addressed, so it may be remembered for all repositories. */
export function readTree(git: Git, sha: string): readonly TreeEntry[] | undefined {
  const before = known.get(sha);
  if (before && git.has(sha)) return before;
  const object = git.read(sha);
  if (object?.kind !== 'tree') return undefined;
  const entries = parseTree(object);
  if (known.size > 20_000) known.clear();
  known.set(sha, entries);
  return entries;
}

function parseTree({ content }: GitObject): TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(0x20, at);
    const end = content.indexOf(0, space);
    const mode = content.toString('latin1', at, space).padStart(6, '0') as Mode;
    entries.push({
      mode,
      path: content.toString('utf8', space + 1, end),
      sha: content.toString('hex', end + 1, end + 21),
    });
    at = end + 21;
  }
  return entries;
}

export function writeTree(git: Git, entries: readonly TreeEntry[]): string {
  const key = (entry: TreeEntry) => Buffer.from(entry.mode === '040000' ? `${entry.path}/` : entry.path);
  const sorted = [...entries].sort((a, b) => Buffer.compare(key(a), key(b)));
  const parts = sorted.flatMap((entry) => [
    Buffer.from(`${entry.mode.replace(/^0/, '')} ${entry.path}\0`),
    Buffer.from(entry.sha, 'hex'),
  ]);
  return git.write('tree', Buffer.concat(parts));
}

/** Every entry below a tree, folders first where they begin, as GitHub lists them. */
export function listTree(git: Git, sha: string, prefix = ''): TreeEntry[] {
  return (readTree(git, sha) ?? []).flatMap((entry) => {
    const whole = { ...entry, path: `${prefix}${entry.path}` };
    return entry.mode === '040000' ? [whole, ...listTree(git, entry.sha, `${whole.path}/`)] : [whole];
  });
}

/** A change of one path; without `entry` it is removed. */
export interface TreeChange {
  readonly path: string;
  readonly entry?: { readonly mode: Mode; readonly sha: string };
}

/** A new tree with these paths changed; folders come and go as they are needed. Only folders that change are written. */
export function changeTree(git: Git, base: string | undefined, changes: readonly TreeChange[]): string {
  const entries = new Map((base ? (readTree(git, base) ?? []) : []).map((entry) => [entry.path, entry]));
  const below = new Map<string, TreeChange[]>();
  for (const change of changes) {
    const [name = '', ...rest] = change.path.split('/');
    if (rest.length > 0) below.set(name, [...(below.get(name) ?? []), { ...change, path: rest.join('/') }]);
    else if (change.entry) entries.set(name, { path: name, ...change.entry });
    else entries.delete(name);
  }
  for (const [name, inside] of below) {
    const folder = entries.get(name);
    const sha = changeTree(git, folder?.mode === '040000' ? folder.sha : undefined, inside);
    if ((readTree(git, sha) ?? []).length === 0) entries.delete(name);
    else entries.set(name, { path: name, mode: '040000', sha });
  }
  return writeTree(git, [...entries.values()]);
}

/** What a path is in a tree; the tree itself for the empty path. */
export function entryAt(git: Git, tree: string, path: string): TreeEntry | undefined {
  const names = path.split('/').filter(Boolean);
  let here: TreeEntry = { path: '', mode: '040000', sha: tree };
  for (const name of names) {
    if (here.mode !== '040000') return undefined;
    const next = (readTree(git, here.sha) ?? []).find((entry) => entry.path === name);
    if (!next) return undefined;
    here = next;
  }
  return { ...here, path: names.join('/') };
}

export interface PathChange {
  readonly path: string;
  readonly before?: TreeEntry;
  readonly after?: TreeEntry;
}

/** Files that differ between two trees; equal folders are not entered. */
export function compareTrees(
  git: Git,
  before: string | undefined,
  after: string | undefined,
  prefix = '',
): PathChange[] {
  if (before === after) return [];
  const old = new Map((before ? (readTree(git, before) ?? []) : []).map((entry) => [entry.path, entry]));
  const now = new Map((after ? (readTree(git, after) ?? []) : []).map((entry) => [entry.path, entry]));
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((name) => {
    const [a, b] = [old.get(name), now.get(name)];
    if (a?.sha === b?.sha && a?.mode === b?.mode) return [];
    const path = `${prefix}${name}`;
    const folderOf = (entry: TreeEntry | undefined) => (entry?.mode === '040000' ? entry.sha : undefined);
    const fileOf = (entry: TreeEntry | undefined) => (entry && entry.mode !== '040000' ? entry : undefined);
    const inside = compareTrees(git, folderOf(a), folderOf(b), `${path}/`);
    const [fileBefore, fileAfter] = [fileOf(a), fileOf(b)];
    if (!fileBefore && !fileAfter) return inside;
    return [
      {
        path,
        ...(fileBefore ? { before: fileBefore } : {}),
        ...(fileAfter ? { after: fileAfter } : {}),
      },
      ...inside,
    ];
  });
}
