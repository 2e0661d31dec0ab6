/** Merging: the git program decides what is a conflict, so that it is a real one. */
import { commitOf, commitsBetween, isAncestor, type Signature, writeCommit } from './commits.ts';
import type { Git } from './objects.ts';
import { readTree } from './trees.ts';

export type MergedTree =
  | { readonly kind: 'clean'; readonly tree: string }
  | { readonly kind: 'conflict'; readonly paths: readonly string[] };

/** The tree that merging two commits gives. */
export function mergeTrees(git: Git, ours: string, theirs: string): MergedTree {
  if (isAncestor(git, ours, theirs)) return { kind: 'clean', tree: commitOf(git, theirs).tree };
  if (isAncestor(git, theirs, ours)) return { kind: 'clean', tree: commitOf(git, ours).tree };
  const { status, out } = git.run([
    'merge-tree',
    '--write-tree',
    '--name-only',
    '--no-messages',
    '--allow-unrelated-histories',
    ours,
    theirs,
  ]);
  const [tree = '', ...paths] = out.toString('utf8').trim().split('\n');
  if (status === 0) {
    adopt(git, tree);
    return { kind: 'clean', tree };
  }
  if (status === 1) return { kind: 'conflict', paths };
  throw new Error(`git merge-tree ended with ${status} in ${git.folder}`);
}

/** What git made may be there already, written for another repository: from now on it belongs to this one too. */
function adopt(git: Git, tree: string): void {
  if (git.objects.has(tree)) return;
  git.objects.add(tree);
  for (const entry of readTree(git, tree) ?? []) {
    if (entry.mode === '040000') adopt(git, entry.sha);
    else git.objects.add(entry.sha);
  }
}

/** The commits of a branch made again on another commit; `undefined` when one of them conflicts. */
export function rebaseCommits(
  git: Git,
  onto: string,
  head: string,
  committer: Signature,
): string | undefined {
  let here = onto;
  for (const commit of commitsBetween(git, onto, head).reverse()) {
    if (commit.parents.length !== 1) continue;
    const tree = cherryPick(git, here, commit.sha);
    if (tree === undefined) return undefined;
    here = writeCommit(git, {
      tree,
      parents: [here],
      author: commit.author,
      committer,
      message: commit.message,
    });
  }
  return here;
}

/**
 * git before 2.40 cannot be told the merge base, so it is shown a history in which the parent of the commit *is* the base: three
 * commits nobody refers to.
 */
function cherryPick(git: Git, onto: string, sha: string): string | undefined {
  const commit = commitOf(git, sha);
  const parent = commit.parents[0] ?? '';
  const alone = (of: string, parents: readonly string[]) =>
    writeCommit(git, {
      tree: commitOf(git, of).tree,
      parents,
      author: commit.author,
      committer: commit.author,
      message: 'Only to be merged',
    });
  const base = alone(parent, []);
  const ours = commitOf(git, onto).tree === commitOf(git, parent).tree ? base : alone(onto, [base]);
  const merged = mergeTrees(git, ours, alone(sha, [base]));
  return merged.kind === 'clean' ? merged.tree : undefined;
}
