import { existsSync, realpathSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { commitTree } from '../adapters/local/commit-tree.ts';
import { askGit } from '../adapters/local/git.ts';
import { workingTree } from '../adapters/local/working-tree.ts';
import type { Checkout } from '../ports.ts';
import { Failure, UsageError } from './arguments.ts';

/** Where a command works: a whole repository, or a plain folder. */
export interface OpenedRepository {
  readonly root: string;
  /** The folder inside it that was asked for, relative to the root; empty for all of it. */
  readonly within: string;
  readonly isGit: boolean;
  /** The commit branches start from; missing when there is none yet. */
  readonly head: string | undefined;
  readonly workingTree: Checkout;
  /** The files of the last commit. */
  committed(): Promise<Checkout>;
  /** Subjects of the latest commits, newest first: how this repository writes. */
  subjects(): Promise<readonly string[]>;
}

/** A folder inside a repository means the repository, narrowed to that folder: lockfiles and configuration lie above it. */
export async function openRepository(dir: string | undefined): Promise<OpenedRepository> {
  const asked = resolve(dir ?? '.');
  if (!existsSync(asked)) throw new UsageError(`${dir} does not exist; name a folder that does`);
  if (!statSync(asked).isDirectory()) throw new UsageError(`${dir} is a file; name the folder it lies in`);
  const folder = realpathSync(asked);
  const top = await askGit(folder, ['rev-parse', '--show-toplevel']);
  const isGit = top !== undefined && top !== '';
  const root = isGit ? realpathSync(top) : folder;
  const head = isGit ? await askGit(root, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']) : undefined;
  return {
    root,
    within: relative(root, folder).replaceAll('\\', '/'),
    isGit,
    head,
    workingTree: workingTree(root, isGit),
    committed: () => {
      if (!head) {
        const missing = isGit
          ? 'has no commit to start a branch from; commit first'
          : 'is no git repository; git init and commit first';
        throw new Failure(`${root} ${missing}, or use --in-place or --patch`);
      }
      return commitTree(root, 'HEAD');
    },
    subjects: async () =>
      head ? ((await askGit(root, ['log', '-100', '--no-merges', '--format=%s'])) ?? '').split('\n') : [],
  };
}

/** `~/code/harbour` rather than the whole way. */
export function shortName(root: string, home: string): string {
  return root.startsWith(join(home, '/')) ? join('~', relative(home, root)) : root;
}
