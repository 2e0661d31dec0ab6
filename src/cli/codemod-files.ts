/** Which files a codemod is handed when somebody names files and folders. */
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { decode } from '../adapters/local/decode.ts';
import type { Codemod } from '../change/codemod.ts';
import { isHinted, isOffered } from '../change/offered.ts';
import type { SkippedFile } from '../change/run-codemods.ts';
import { surveyed } from '../change/survey.ts';
import type { TextFile } from '../domain/text.ts';
import { UsageError } from './arguments.ts';

export interface Gathered {
  /** Those that have the codemod's words. */
  readonly files: readonly TextFile[];
  readonly unread: readonly SkippedFile[];
  /** The package.json of a folder that was named. */
  readonly manifest?: TextFile;
  readonly surveyed: ReadonlyMap<string, readonly string[]>;
  /** The first folder that was named, as paths in it begin. */
  readonly folder?: string;
}

/** Files as named, folders to the bottom. */
export function gather(paths: readonly string[], codemod: Codemod): Gathered {
  const found = [...new Set(paths.flatMap(filesAt))];
  const named = new Set(paths);
  const files: TextFile[] = [];
  const unread: SkippedFile[] = [];
  for (const path of found) {
    if (!isOffered(codemod, path)) {
      if (named.has(path)) unread.push({ path, kind: 'failed', because: notFor(codemod) });
      continue;
    }
    const read = readText(path);
    if (typeof read === 'string') unread.push({ path, kind: 'failed', because: read });
    else if (isHinted(codemod, path, read.text)) files.push(read);
  }
  const manifest = codemod.manifest && firstManifest(paths);
  const folder = paths.find((path) => lstatSync(path).isDirectory());
  return {
    files,
    unread,
    surveyed: surveyed(codemod, around(found, paths, codemod)),
    ...(manifest ? { manifest } : {}),
    ...(folder === undefined ? {} : { folder: join(folder, 'x').slice(0, -1) }),
  };
}

const notFor = ({ id, languages, files }: Codemod): string =>
  `${id} is for files of ${languages.join(', ')}${files ? ' with certain names' : ''}`;

function filesAt(path: string): string[] {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (!stat) throw new UsageError(`${path} does not exist; name files and folders that do`);
  if (!stat.isDirectory()) return stat.isFile() ? [path] : [];
  const found: string[] = [];
  const queue = [path];
  for (let folder = queue.shift(); folder !== undefined; folder = queue.shift()) {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.name === 'node_modules' || entry.name === '.git') continue;
      const at = join(folder, entry.name);
      if (entry.isDirectory()) queue.push(at);
      else if (entry.isFile()) found.push(at);
    }
  }
  return found;
}

/** The text, or why there is none. */
function readText(path: string): TextFile | string {
  const executable = (lstatSync(path).mode & 0o111) !== 0;
  const decoded = decode(path, readFileSync(path), executable);
  return decoded.kind === 'text' ? decoded.file : decoded.problem.what;
}

function firstManifest(paths: readonly string[]): TextFile | undefined {
  for (const path of paths) {
    const isFolder = lstatSync(path).isDirectory();
    if (!isFolder && !path.endsWith('package.json')) continue;
    const own = isFolder ? join(path, 'package.json') : path;
    const isThere = lstatSync(own, { throwIfNoEntry: false })?.isFile();
    const read = isThere ? readText(own) : undefined;
    if (read && typeof read !== 'string') return read;
  }
  return undefined;
}

/** A file that was named alone is surveyed with its folder. */
function* around(
  found: readonly string[],
  paths: readonly string[],
  { survey }: Codemod,
): Generator<{ readonly path: string; readonly text: string }> {
  if (!survey) return;
  const alone = paths.filter((path) => lstatSync(path).isFile());
  const beside = alone.flatMap((path) => filesAt(dirname(path)));
  for (const path of new Set([...found, ...beside])) {
    const read = survey.files.test(path) ? readText(path) : '';
    if (typeof read !== 'string') yield read;
  }
}
