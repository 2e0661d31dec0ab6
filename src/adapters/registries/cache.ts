/**
 * Answers of registries on disk, shared by processes. One file an answer, written beside and renamed, so that a reader
 * sees the old one or the new one and never half of one; two writers of the same key leave the later one's.
 *
 * The file's time of change is the moment the answer was last confirmed. So a revalidation that found nothing new touches
 * the file and writes nothing, and the files untouched for longest are the ones to drop.
 */
import { hash, randomUUID } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** What is known of an answer without reading its value. */
interface Label {
  /** The version of the value's shape. */
  readonly shape: string;
  readonly etag?: string;
  readonly lastModified?: string;
  /** Seconds the server allowed it to be used without asking. */
  readonly maxAge?: number;
  readonly headers: Readonly<Record<string, string>>;
}

interface Entry extends Label {
  readonly value: unknown;
}

export interface Kept extends Entry {
  /** When the registry last confirmed it, in milliseconds. */
  readonly confirmedAt: number;
}

export interface Cache {
  read(key: string, shape: string): Kept | undefined;
  write(key: string, entry: Entry, now: number): void;
  confirm(key: string, now: number): void;
  /** Drops the oldest answers when there are too many bytes; looks at most once a day, and only when something was written. */
  prune(now: number): void;
}

const layout = 'v1';
const day = 86_400_000;

/** Everything that makes two requests different questions, as one file name. Credentials go in, and cannot be read out. */
export function cacheKey(parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(parts), 'hex');
}

export function createCache(options: { readonly folder: string; readonly limitBytes: number }): Cache {
  const root = join(options.folder, layout);
  let wrote = false;
  const fileOf = (key: string) => join(root, key.slice(0, 2), key.slice(2));

  return {
    read: (key, shape) => quietly(() => readEntry(fileOf(key), shape)),
    write(key, { value, ...label }, now) {
      wrote = true;
      // A cache that cannot be written (a full disk, a folder that is not ours) costs time, never a run.
      quietly(() => writeWhole(fileOf(key), `${JSON.stringify(label)}\n${JSON.stringify(value)}\n`, now));
    },
    confirm: (key, now) => quietly(() => touch(fileOf(key), now)),
    prune(now) {
      if (wrote) quietly(() => pruneDaily(root, options.limitBytes, now));
    },
  };
}

function quietly<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** The last line end tells that the file is whole: without it, or with a label of another shape, there is no entry. */
function readEntry(path: string, shape: string): Kept | undefined {
  const file = openSync(path, 'r');
  try {
    const text = readFileSync(file, 'utf8');
    const end = text.indexOf('\n');
    if (end === -1 || !text.endsWith('\n')) return undefined;
    const label = JSON.parse(text.slice(0, end)) as Label;
    if (label.shape !== shape) return undefined;
    return { ...label, value: JSON.parse(text.slice(end + 1)), confirmedAt: fstatSync(file).mtimeMs };
  } finally {
    closeSync(file);
  }
}

function writeWhole(path: string, text: string, now: number): void {
  const beside = `${path}.${randomUUID()}`;
  try {
    writePrivately(beside, text);
    touch(beside, now);
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

function writePrivately(path: string, text: string): void {
  try {
    writeFileSync(path, text, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, text, { mode: 0o600, flag: 'wx' });
  }
}

function touch(path: string, now: number): void {
  utimesSync(path, now / 1000, now / 1000);
}

function pruneDaily(root: string, limitBytes: number, now: number): void {
  const mark = join(root, 'pruned');
  const last = statSync(mark, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (now - last < day) return;
  writeFileSync(mark, '', { mode: 0o600 });
  touch(mark, now);
  for (const path of tooMany(root, limitBytes, now)) rmSync(path, { force: true });
}

/** Newest first until the limit is used up; the rest goes, and what a killed writer left behind. */
function tooMany(root: string, limitBytes: number, now: number): string[] {
  const files = readdirSync(root, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name !== 'pruned')
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, stat: statSync(path, { throwIfNoEntry: false }) }))
    .sort((a, b) => (b.stat?.mtimeMs ?? 0) - (a.stat?.mtimeMs ?? 0));
  let bytes = 0;
  return files
    .filter(({ path, stat }) => {
      bytes += stat?.size ?? 0;
      const isLeftOver = path.includes('.', root.length) && now - (stat?.mtimeMs ?? 0) > day;
      return bytes > limitBytes || isLeftOver;
    })
    .map(({ path }) => path);
}

/** Where caches live on this system (XDG base directories; macOS and Windows have their own places). */
export function cacheFolder(
  env: Readonly<Record<string, string | undefined>>,
  home: string,
  platform: NodeJS.Platform,
): string {
  if (env.XDG_CACHE_HOME?.startsWith('/')) return join(env.XDG_CACHE_HOME, 'springtide');
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'springtide');
  if (platform === 'win32')
    return join(env.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'springtide', 'Cache');
  return join(home, '.cache', 'springtide');
}
