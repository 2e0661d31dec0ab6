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

export function createGit(folder: string, defaultBranch: string): Git {
  for (const each of ['objects/info', 'objects/pack', 'refs/heads', 'refs/tags'])
    mkdirSync(join(folder, each), { recursive: true });
  writeFileSync(
    join(folder, 'config'),
    '[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = true\n[gc]\n\tauto = 0\n',
  );
  const git = openGit(folder);
  git.setHead(defaultBranch);
  return git;
}

function openGit(folder: string): Git {
  const pathOf = (sha: string) => join(folder, 'objects', sha.slice(0, 2), sha.slice(2));
  const made = new Set<string>();
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
    run,
    read(sha) {
      if (!fullSha.test(sha)) return undefined;
      try {
        return parseLoose(inflateSync(readFileSync(pathOf(sha))));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        return hasPacks(folder) ? readPacked(folder, sha) : undefined;
      }
    },
    has: (sha) => fullSha.test(sha) && (existsSync(pathOf(sha)) || git.read(sha) !== undefined),
    write(kind, content) {
      const whole = Buffer.concat([Buffer.from(`${kind} ${content.length}\0`), content]);
      const sha = createHash('sha1').update(whole).digest('hex');
      const path = pathOf(sha);
      if (existsSync(path)) return sha;
      const parent = sha.slice(0, 2);
      if (!made.has(parent)) {
        mkdirSync(dirname(path), { recursive: true });
        made.add(parent);
      }
      writeFileSync(path, deflateSync(whole, { level: 1 }));
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
