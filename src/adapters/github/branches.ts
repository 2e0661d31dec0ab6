/**
 * Branches of ours by the Git Data API: blobs, trees and commits without an author, so that GitHub signs them as the App. What can race:
 * somebody commits to our branch between our look and our write. A new branch is created, which fails when it exists; an existing one is
 * looked at once more right before it is forced. Between that look and the write some milliseconds remain; what GitHub offers has no
 * compare-and-set, and a commit lost there is still in the reflog of the pull request.
 */
import type { FileEdit } from '../../domain/change.ts';
import type { BranchState } from '../../domain/pull-request.ts';
import type { CommitDraft, RepositoryForge } from '../../ports.ts';
import type { At } from './at.ts';
import { checkoutOf, type GitHubCheckout } from './checkout.ts';
import { statusOf } from './connection.ts';
import { actorOf } from './shapes.ts';

type Draft = Parameters<RepositoryForge['writeBranch']>[0];
type Written = Awaited<ReturnType<RepositoryForge['writeBranch']>>;

/** Larger texts go as blobs of their own; smaller ones ride along in the tree. */
const mostInline = 100_000;

export async function branchState(at: At, name: string, base: string): Promise<BranchState | undefined> {
  const head = await headOf(at, name);
  if (head === undefined) return undefined;
  const { data } = await at.ask('read', (octokit) =>
    octokit.repos.compareCommitsWithBasehead({ ...at.names, basehead: `${base}...${name}` }),
  );
  return {
    head,
    commits: data.commits.map(({ sha, author, commit }) => ({
      sha,
      author: author
        ? actorOf(author as { login: string; type: string }, at.us)
        : { login: commit.author?.name ?? '', isUs: false, isBot: false },
      message: commit.message,
    })),
    forkPoint: data.merge_base_commit.sha,
    behind: data.behind_by,
  };
}

export async function headOf(at: At, branch: string): Promise<string | undefined> {
  return at.ask('read', async (octokit) => {
    try {
      const { data } = await octokit.git.getRef({ ...at.names, ref: `heads/${branch}` });
      return data.object.sha;
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  });
}

export async function writeBranch(at: At, { name, parent, commits, expected }: Draft): Promise<Written> {
  const base = checkoutOf(at.connection, at.names, parent, at.cache, {
    repository: at.ref.id,
    keep: false,
  });
  let tree = await base.tree();
  let head = parent;
  let verified = true;
  for (const commit of commits) {
    const made = await writeCommit(at, base, commit, tree, head);
    ({ head, tree } = made);
    verified &&= made.verified;
  }
  if (expected === undefined) {
    const created = await at.ask('read', async (octokit) => {
      try {
        await octokit.git.createRef({ ...at.names, ref: `refs/heads/${name}`, sha: head });
        return true;
      } catch (error) {
        if (statusOf(error) === 422) return false;
        throw error;
      }
    });
    return created ? { kind: 'written', head, verified } : { kind: 'moved' };
  }
  if ((await headOf(at, name)) !== expected) return { kind: 'moved' };
  await at.ask('read', (octokit) =>
    octokit.git.updateRef({ ...at.names, ref: `heads/${name}`, sha: head, force: true }),
  );
  return { kind: 'written', head, verified };
}

async function writeCommit(
  at: At,
  base: GitHubCheckout,
  { message, edits }: CommitDraft,
  tree: string,
  parent: string,
) {
  const entries = await Promise.all(edits.map((edit) => entryOf(at, base, edit)));
  const { data: written } = await at.ask('read', (octokit) =>
    octokit.git.createTree({ ...at.names, base_tree: tree, tree: entries }),
  );
  const { data: commit } = await at.ask('read', (octokit) =>
    octokit.git.createCommit({ ...at.names, message, tree: written.sha, parents: [parent] }),
  );
  return { head: commit.sha, tree: written.sha, verified: commit.verification.verified };
}

async function entryOf(at: At, base: GitHubCheckout, { path, after }: FileEdit) {
  const mode = ((await base.modeOf(path)) ?? '100644') as '100644' | '100755';
  if (after === undefined) return { path, mode, type: 'blob' as const, sha: null };
  if (after.length <= mostInline) return { path, mode, type: 'blob' as const, content: after };
  const { data } = await at.ask('read', (octokit) =>
    octokit.git.createBlob({ ...at.names, content: after, encoding: 'utf-8' }),
  );
  return { path, mode, type: 'blob' as const, sha: data.sha };
}

export async function deleteBranch(at: At, name: string, expected: string): Promise<void> {
  if ((await headOf(at, name)) !== expected) return;
  await at.ask('read', async (octokit) => {
    try {
      await octokit.git.deleteRef({ ...at.names, ref: `heads/${name}` });
    } catch (error) {
      // Gone already, by the merge or by somebody else.
      if (statusOf(error) !== 422 && statusOf(error) !== 404) throw error;
    }
  });
}
