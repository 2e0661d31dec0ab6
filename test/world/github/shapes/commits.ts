/** Commits, files of a difference, and branches as GitHub shows them. */
import { type Commit, commitOf, commitText } from '../git/commits.ts';
import type { FileDifference } from '../git/patch.ts';
import { time } from '../http.ts';
import type { Account, RepositoryRecord, State } from '../state.ts';
import { nodeId, userShape } from './accounts.ts';
import { htmlUrl, repositoryUrl } from './repositories.ts';

export const webFlow = { name: 'GitHub', email: 'noreply@github.com' };

export function verificationShape(repository: RepositoryRecord, commit: Commit) {
  if (!repository.signed.has(commit.sha))
    return { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null };
  return {
    verified: true,
    reason: 'valid',
    signature: `-----BEGIN PGP SIGNATURE-----\n\n${commit.sha}\n-----END PGP SIGNATURE-----\n`,
    payload: commitText(commit),
    verified_at: time(commit.committer.date),
  };
}

const signature = ({ name, email, date }: Commit['author']) => ({ name, email, date: time(date) });

/** What the Git Data API shows of a commit. */
export function gitCommitShape(state: State, repository: RepositoryRecord, sha: string) {
  const commit = commitOf(repository.git, sha);
  const url = repositoryUrl(state, repository);
  const html = htmlUrl(state, repository);
  return {
    sha,
    node_id: `C_${sha}`,
    url: `${url}/git/commits/${sha}`,
    html_url: `${html}/commit/${sha}`,
    author: signature(commit.author),
    committer: signature(commit.committer),
    tree: { sha: commit.tree, url: `${url}/git/trees/${commit.tree}` },
    message: commit.message,
    parents: commit.parents.map((parent) => ({
      sha: parent,
      url: `${url}/git/commits/${parent}`,
      html_url: `${html}/commit/${parent}`,
    })),
    verification: verificationShape(repository, commit),
  };
}

/** Whose commit it is, by the address it carries. */
export function accountByEmail(state: State, email: string): Account | undefined {
  if (email === webFlow.email) return state.accounts.get('web-flow');
  return [...state.accounts.values()].find((account) => account.email === email);
}

/** What lists and comparisons show of a commit. */
export function commitShape(state: State, repository: RepositoryRecord, sha: string) {
  const commit = commitOf(repository.git, sha);
  const url = repositoryUrl(state, repository);
  const html = htmlUrl(state, repository);
  const account = (email: string) => {
    const found = accountByEmail(state, email);
    return found ? userShape(state, found) : null;
  };
  return {
    sha,
    node_id: `C_${sha}`,
    url: `${url}/commits/${sha}`,
    html_url: `${html}/commit/${sha}`,
    comments_url: `${url}/commits/${sha}/comments`,
    commit: {
      author: signature(commit.author),
      committer: signature(commit.committer),
      message: commit.message,
      tree: { sha: commit.tree, url: `${url}/git/trees/${commit.tree}` },
      url: `${url}/git/commits/${sha}`,
      comment_count: 0,
      verification: verificationShape(repository, commit),
    },
    author: account(commit.author.email),
    committer: account(commit.committer.email),
    parents: commit.parents.map((parent) => ({
      sha: parent,
      url: `${url}/commits/${parent}`,
      html_url: `${html}/commit/${parent}`,
    })),
  };
}

export function fileShape(state: State, repository: RepositoryRecord, sha: string, file: FileDifference) {
  const url = repositoryUrl(state, repository);
  const html = htmlUrl(state, repository);
  const path = file.path.split('/').map(encodeURIComponent).join('/');
  return {
    sha: file.sha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${html}/blob/${sha}/${path}`,
    raw_url: `${html}/raw/${sha}/${path}`,
    contents_url: `${url}/contents/${path}?ref=${sha}`,
    ...(file.patch === undefined ? {} : { patch: file.patch }),
    ...(file.previousPath === undefined ? {} : { previous_filename: file.previousPath }),
  };
}

export function refShape(state: State, repository: RepositoryRecord, name: string, sha: string) {
  const url = repositoryUrl(state, repository);
  const kind = repository.git.read(sha)?.kind ?? 'commit';
  return {
    ref: name,
    node_id: nodeId('REF', repository.id) + name,
    url: `${url}/git/${name}`,
    object: { sha, type: kind, url: `${url}/git/${kind}s/${sha}` },
  };
}
