/** Repositories themselves, and the branches they have. */
import { isGranted } from '../auth.ts';
import { commitOf, commitsBetween, historyOf, mergeBase, readCommit } from '../git/commits.ts';
import { differencesOf } from '../git/patch.ts';
import { compareTrees } from '../git/trees.ts';
import { type Answer, No, notFound, ok, paged, refusal } from '../http.ts';
import { type Ask, param, query, type Route, repositoryOf } from '../router.ts';
import { commitShape, fileShape } from '../shapes/commits.ts';
import { fullRepositoryShape, htmlUrl, repositoryUrl } from '../shapes/repositories.ts';
import { type RepositoryRecord, roleOf } from '../state.ts';
import { filledRepository, resolve } from './refuse-empty.ts';

const repo = '/repos/{owner}/{repo}';

export const repositories: readonly Route[] = [
  { on: `GET ${repo}`, needs: 'metadata:read', answer: readRepository },
  { on: `GET ${repo}/commits`, needs: 'contents:read', answer: listCommits },
  { on: `GET ${repo}/commits/{ref}`, needs: 'contents:read', answer: oneCommit },
  { on: `GET ${repo}/compare/{basehead}`, needs: 'contents:read', answer: compare },
  {
    on: `GET ${repo}/topics`,
    needs: 'metadata:read',
    answer: (ask) => ok({ names: repositoryOf(ask).topics }),
  },
];

function readRepository(ask: Ask): Answer {
  const repository = repositoryOf(ask);
  return ok(fullRepositoryShape(ask.state, repository, rightsOf(ask, repository)));
}

export function rightsOf({ caller }: Ask, repository: RepositoryRecord) {
  if (caller.kind === 'person') {
    const role = roleOf(repository, caller.account);
    return { admin: role === 'admin', push: ['write', 'maintain', 'admin'].includes(role), pull: true };
  }
  const push = caller.kind === 'installation' && isGranted(caller.token.permissions, 'contents:write');
  return { admin: false, push, pull: caller.kind === 'installation' };
}

function listCommits(ask: Ask): Answer {
  const repository = filledRepository(ask);
  const from = resolve(repository, query(ask, 'sha') ?? repository.defaultBranch);
  if (!from || !readCommit(repository.git, from)) return notFound;
  const [since, until] = [query(ask, 'since'), query(ask, 'until')].map((each) => each && new Date(each));
  const path = query(ask, 'path');
  const author = query(ask, 'author');
  const commits = historyOf(repository.git, from)
    .filter((commit) => !since || commit.committer.date >= since)
    .filter((commit) => !until || commit.committer.date <= until)
    .filter((commit) => !path || touches(repository, commit.sha, path))
    .filter((commit) => !author || commit.author.email === author || commit.author.name === author);
  return paged(ask.url, commits, ({ sha }) => commitShape(ask.state, repository, sha));
}

function touches({ git }: RepositoryRecord, sha: string, path: string): boolean {
  const { tree, parents } = commitOf(git, sha);
  const before = parents[0] ? commitOf(git, parents[0]).tree : undefined;
  return compareTrees(git, before, tree).some(
    (each) => each.path === path || each.path.startsWith(`${path}/`),
  );
}

/** A commit by any name, or what GitHub says when there is none. */
export function commitNamed(repository: RepositoryRecord, name: string): string {
  const sha = resolve(repository, name) ?? abbreviated(repository, name);
  if (!sha || !readCommit(repository.git, sha))
    throw new No(refusal(422, `No commit found for SHA: ${name}`));
  return sha;
}

function abbreviated({ git, defaultBranch }: RepositoryRecord, name: string): string | undefined {
  const head = git.ref(`refs/heads/${defaultBranch}`);
  if (!head || !/^[0-9a-f]{7,39}$/.test(name)) return undefined;
  return historyOf(git, head).find(({ sha }) => sha.startsWith(name))?.sha;
}

function oneCommit(ask: Ask): Answer {
  const { state } = ask;
  const repository = filledRepository(ask);
  const sha = commitNamed(repository, param(ask, 'ref'));
  if (ask.headers.accept?.includes('.sha'))
    return {
      status: 200,
      body: sha,
      headers: { 'content-type': 'application/vnd.github.sha; charset=utf-8' },
    };
  const { tree, parents } = commitOf(repository.git, sha);
  const files = differencesOf(
    repository.git,
    parents[0] ? commitOf(repository.git, parents[0]).tree : undefined,
    tree,
  );
  const additions = files.reduce((sum, file) => sum + file.additions, 0);
  const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
  return ok({
    ...commitShape(state, repository, sha),
    stats: { total: additions + deletions, additions, deletions },
    files: files.map((file) => fileShape(state, repository, sha, file)),
  });
}

function compare(ask: Ask): Answer {
  const { state } = ask;
  const repository = repositoryOf(ask);
  const { git } = repository;
  const [left = '', right = ''] = param(ask, 'basehead').split('...');
  const [base, head] = [left, right].map((name) => resolve(repository, name.replace(/^[^:]+:/, '')));
  const fork = base && head ? mergeBase(git, base, head) : undefined;
  if (!base || !head || !fork) return notFound;
  const ahead = commitsBetween(git, base, head);
  const behind = commitsBetween(git, head, base).length;
  const files = differencesOf(git, commitOf(git, fork).tree, commitOf(git, head).tree);
  const size = Number(query(ask, 'per_page') ?? 250);
  const page = Number(query(ask, 'page') ?? 1);
  const status = ahead.length > 0 ? (behind > 0 ? 'diverged' : 'ahead') : behind > 0 ? 'behind' : 'identical';
  const html = `${htmlUrl(state, repository)}/compare/${left}...${right}`;
  return ok({
    url: `${repositoryUrl(state, repository)}/compare/${left}...${right}`,
    html_url: html,
    permalink_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    base_commit: commitShape(state, repository, base),
    merge_base_commit: commitShape(state, repository, fork),
    status,
    ahead_by: ahead.length,
    behind_by: behind,
    total_commits: ahead.length,
    commits: [...ahead]
      .reverse()
      .slice((page - 1) * size, page * size)
      .map(({ sha }) => commitShape(state, repository, sha)),
    files: page > 1 ? [] : files.slice(0, 300).map((file) => fileShape(state, repository, head, file)),
  });
}
