/**
 * A real bare repository on disk, read and written in this process: loose objects and loose refs are a page of code, and a `git` process a
 * request would be a hundred times slower. `git fsck` agrees with what is written here (a test asks it). What other programs packed is
 * read through `git`.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { deflateSync, inflateSync } from 'node:zlib';

export type ObjectKind = 'blob' | 'tree' | 'commit' | 'tag';

export interface GitObject {
  readonly kind: ObjectKind;
  readonly content: Buffer;
}

export interface Git {
  readonly folder: string;
  /** The shas of what was written here. */
  readonly objects: Set<string>;
  read(sha: string): GitObject | undefined;
  has(sha: string): boolean;
  write(kind: ObjectKind, content: Buffer): string;
  /** `refs/heads/main` → commit. */
  ref(name: string): string | undefined;
  /** Every ref below a prefix (`refs/heads/`), in the order of their names. */
  refs(prefix: string): readonly { readonly name: string; readonly sha: string }[];
  setRef(name: string, sha: string | undefined): void;
  setHead(branch: string): void;
  /** The git program itself, for what is not worth writing again: merges and archives. */
  run(args: readonly string[], input?: string): { readonly status: number; readonly out: Buffer };
}

const fullSha = /^[0-9a-f]{40}$/;

/**
 * Where the objects of all repositories lie: a thousand of them that begin alike write them once. Every repository names it as its
 * alternate, so `git` finds them too; which of them belong to a repository is told by its own list, so that none sees another's.
 */
export interface ObjectStore {
  readonly folder: string;
  /** Shas, and the folders they lie in. */
  readonly written: Set<string>;
}

export const createStore = (folder: string): ObjectStore => ({ folder, written: new Set() });

/** A new repository; one that is a fork knows the objects of the other. */
export function createGit(
  folder: string,
  defaultBranch: string,
  store: ObjectStore,
  mine: Set<string> = new Set(),
): Git {
  for (const each of ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags'])
    mkdirSync(join(folder, each), { recursive: true });
  writeFileSync(join(folder, 'objects/info/alternates'), `${store.folder}\n`);
  writeFileSync(
    join(folder, 'config'),
    '[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n[gc]\n\tauto = 0\n',
  );
  const git = openGit(folder, store, mine);
  git.setHead(defaultBranch);
  return git;
}

const pathIn = (folder: string, sha: string) => join(folder, sha.slice(0, 2), sha.slice(2));

function openGit(folder: string, store: ObjectStore, mine: Set<string>): Git {
  const own = join(folder, 'objects');
  const run: Git['run'] = (args, input) => {
    const { status, stdout, error } = spawnSync('git', args, {
      cwd: folder,
      input: input ?? '',
      env: gitEnvironment,
      maxBuffer: 500_000_000,
    });
    if (error) throw error;
    return { status: status ?? -1, out: stdout };
  };
  const git: Git = {
    folder,
    objects: mine,
    run,
    read(sha) {
      if (!fullSha.test(sha)) return undefined;
      // What git itself wrote, merging, lies in the repository's own folder.
      const shared = mine.has(sha) ? readLoose(pathIn(store.folder, sha)) : undefined;
      return (
        shared ?? readLoose(pathIn(own, sha)) ?? (hasPacks(folder) ? readPacked(folder, sha) : undefined)
      );
    },
    has: (sha) =>
      mine.has(sha) || (fullSha.test(sha) && (existsSync(pathIn(own, sha)) || git.read(sha) !== undefined)),
    write(kind, content) {
      const whole = Buffer.concat([Buffer.from(`${kind} ${content.length}\0`), content]);
      const sha = createHash('sha1').update(whole).digest('hex');
      mine.add(sha);
      if (store.written.has(sha)) return sha;
      const folder = sha.slice(0, 2);
      if (!store.written.has(folder)) mkdirSync(join(store.folder, folder), { recursive: true });
      store.written.add(folder).add(sha);
      writeFileSync(pathIn(store.folder, sha), deflateSync(whole, { level: 1 }));
      return sha;
    },
    ref: (name) => readRef(folder, name),
    refs: (prefix) =>
      namesBelow(join(folder, prefix), prefix)
        .sort()
        .flatMap((name) => {
          const sha = readRef(folder, name);
          return sha ? [{ name, sha }] : [];
        }),
    setRef(name, sha) {
      const path = join(folder, name);
      if (sha === undefined) {
        rmSync(path, { force: true });
        return;
      }
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(`${path}.lock`, `${sha}\n`);
      renameSync(`${path}.lock`, path);
    },
    setHead: (branch) => writeFileSync(join(folder, 'HEAD'), `ref: refs/heads/${branch}\n`),
  };
  return git;
}

function readLoose(path: string): GitObject | undefined {
  try {
    return parseLoose(inflateSync(readFileSync(path)));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Nothing of the machine's own configuration gets in. */
export const gitEnvironment: NodeJS.ProcessEnv = {
  PATH: process.env.PATH,
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'GitHub',
  GIT_AUTHOR_EMAIL: 'noreply@github.com',
  GIT_COMMITTER_NAME: 'GitHub',
  GIT_COMMITTER_EMAIL: 'noreply@github.com',
};

function parseLoose(whole: Buffer): GitObject {
  const end = whole.indexOf(0);
  const [kind] = whole.toString('latin1', 0, end).split(' ');
  return { kind: kind as ObjectKind, content: whole.subarray(end + 1) };
}

function hasPacks(folder: string): boolean {
  return readdirSync(join(folder, 'objects/pack')).length > 0;
}

function readPacked(folder: string, sha: string): GitObject | undefined {
  try {
    const ask = (...args: string[]) =>
      execFileSync('git', ['cat-file', ...args], {
        cwd: folder,
        env: gitEnvironment,
        stdio: ['ignore', 'pipe', 'ignore'],
        maxBuffer: 500_000_000,
      });
    const kind = ask('-t', sha).toString().trim() as ObjectKind;
    return { kind, content: ask(kind, sha) };
  } catch {
    return undefined;
  }
}

function readRef(folder: string, name: string): string | undefined {
  if (!name.startsWith('refs/') || name.includes('..')) return undefined;
  try {
    const text = readFileSync(join(folder, name), 'utf8').trim();
    return fullSha.test(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

function namesBelow(folder: string, prefix: string): string[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.endsWith('.lock')) return [];
    const name = `${prefix.replace(/\/$/, '')}/${entry.name}`;
    return entry.isDirectory() ? namesBelow(join(folder, entry.name), name) : [name];
  });
}
