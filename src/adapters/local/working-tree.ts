import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
} from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import type { Problem } from '../../domain/problem.ts';
import type { TextFile } from '../../domain/text.ts';
import type { Checkout, TreeEntry } from '../../ports.ts';
import { type Decoded, decode, mostBytes, problem, tooLarge } from './decode.ts';
import { git } from './git.ts';

/** No repository people keep dependencies in has more; beyond this a folder is something else (a home, a disk). */
const mostEntries = 500_000;

/** The files of a folder as they are now, uncommitted changes included. In a git repository, what git ignores is left out. */
export function workingTree(root: string, isGit: boolean): Checkout {
  return {
    name: root,
    list: async () => (isGit ? listedByGit(root) : walked(root)),
    read: async (paths) => {
      const files: TextFile[] = [];
      const problems: Problem[] = [];
      for (const path of paths) {
        const decoded = readFile(root, path);
        if (decoded?.kind === 'text') files.push(decoded.file);
        else if (decoded) problems.push(decoded.problem);
      }
      return { files, problems };
    },
  };
}

async function listedByGit(root: string): Promise<TreeEntry[]> {
  const out = await git(root, [
    'ls-files',
    '-z',
    '--cached',
    '--others',
    '--exclude-standard',
    '--deduplicate',
  ]);
  return out
    .toString('utf8')
    .split('\0')
    .filter((path) => path !== '')
    .map((path) => ({ path, kind: 'file' }));
}

function walked(root: string): TreeEntry[] {
  const entries: TreeEntry[] = [];
  const folders = [''];
  for (
    let folder = folders.pop();
    folder !== undefined && entries.length < mostEntries;
    folder = folders.pop()
  ) {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder ? `${folder}/${entry.name}` : entry.name;
      if (entry.isSymbolicLink()) entries.push({ path, kind: 'link' });
      else if (entry.isFile()) entries.push({ path, kind: 'file' });
      else if (entry.isDirectory() && entry.name !== 'node_modules' && entry.name !== '.git')
        folders.push(path);
    }
  }
  return entries;
}

/**
 * `undefined` for a file that is gone, or a link whose target is read in its own place. A link out of the folder, or a path
 * through one, is never followed.
 */
function readFile(root: string, path: string): Decoded | undefined {
  const full = join(root, path);
  const stat = lstatSync(full, { throwIfNoEntry: false });
  if (!stat) return undefined;
  if (stat.isSymbolicLink()) return linkProblem(root, path, full);
  if (!stat.isFile()) return undefined;
  if (stat.size > mostBytes) return tooLarge(path, stat.size);
  if (leavesFolder(realpathSync(root), realpathSync(full))) return outside(path);
  try {
    // O_NOFOLLOW: the file that was looked at is the file that is read.
    const descriptor = openSync(full, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      return decode(path, readAll(descriptor), (stat.mode & 0o111) !== 0);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    return problem(
      path,
      `it could not be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`,
      'check its permissions',
    );
  }
}

function readAll(descriptor: number): Buffer {
  const size = Math.min(fstatSync(descriptor).size, mostBytes);
  const buffer = Buffer.allocUnsafe(size);
  let at = 0;
  while (at < size) {
    const count = readSync(descriptor, buffer, at, size - at, at);
    if (count === 0) break;
    at += count;
  }
  return buffer.subarray(0, at);
}

function linkProblem(root: string, path: string, full: string): Decoded | undefined {
  try {
    return leavesFolder(realpathSync(root), realpathSync(full)) ? outside(path) : undefined;
  } catch {
    return problem(path, 'it is a symbolic link to nothing', 'mend or remove it');
  }
}

const outside = (path: string) =>
  problem(
    path,
    'it is a symbolic link out of the repository and was not followed',
    'put a file in its place',
  );

function leavesFolder(root: string, target: string): boolean {
  const way = relative(root, target);
  return isAbsolute(way) || way === '..' || way.startsWith(`..${sep}`);
}
