/** A branch moves, and everything that follows from it: the push is told, pull requests follow, suites are asked for. */
import { commitOf, commitsBetween, historyOf, isAncestor } from '../git/commits.ts';
import { compareTrees } from '../git/trees.ts';
import { time } from '../http.ts';
import { accountByEmail } from '../shapes/commits.ts';
import { type PullIssue, wholePullShape } from '../shapes/pulls.ts';
import { htmlUrl } from '../shapes/repositories.ts';
import type { Account, RepositoryRecord, State } from '../state.ts';
import { requestSuite } from './checks.ts';
import { closeIssue, isPull } from './issues.ts';
import { headOf } from './mergeability.ts';
import { noteMerged } from './merged.ts';

const nothing = '0'.repeat(40);

export function moveRef(
  state: State,
  repository: RepositoryRecord,
  name: string,
  to: string | undefined,
  by: Account,
): void {
  const { git } = repository;
  const from = git.ref(name);
  if (from === to) return;
  git.setRef(name, to);
  repository.pushedAt = state.clock();
  tellPush(state, repository, name, from, to, by);
  const branch = /^refs\/heads\/(.+)$/.exec(name)?.[1];
  if (branch === undefined) return;
  // A fork's branches are the heads of pull requests in the repository it came from.
  for (const place of [repository, repository.parent]) {
    for (const issue of place ? pullsOf(place) : [])
      if (place && issue.pull.headRepository === repository && issue.pull.headBranch === branch)
        followHead(state, place, issue, to, by);
  }
  for (const issue of pullsOf(repository))
    if (issue.pull.baseBranch === branch) followBase(state, repository, issue, to, by);
  if (to !== undefined) requestSuite(state, repository, branch, from, to, by);
}

const pullsOf = (repository: RepositoryRecord) => [...repository.issues.values()].filter(isPull);

function followHead(
  state: State,
  repository: RepositoryRecord,
  issue: PullIssue,
  to: string | undefined,
  by: Account,
): void {
  const { pull } = issue;
  if (issue.state === 'closed') {
    pull.reopenable = {
      kind: 'no',
      because:
        to === undefined
          ? `The ${pull.headBranch} branch has been deleted.`
          : `The ${pull.headBranch} branch was force-pushed or recreated.`,
    };
    return;
  }
  if (to === undefined) {
    closeIssue(state, repository, issue, by, null);
    pull.reopenable = { kind: 'no', because: `The ${pull.headBranch} branch has been deleted.` };
    return;
  }
  const before = pull.head;
  pull.head = to;
  pull.base = headOf(repository, pull.baseBranch) ?? pull.base;
  pull.mergeability = 'unasked';
  issue.updatedAt = state.clock();
  repository.git.setRef(`refs/pull/${issue.number}/head`, to);
  state.announce({
    event: 'pull_request',
    action: 'synchronize',
    repository,
    sender: by,
    payload: {
      number: issue.number,
      before,
      after: to,
      pull_request: wholePullShape(state, repository, issue),
    },
  });
  // A branch that has nothing of its own any more closes its pull request.
  if (isAncestor(repository.git, to, pull.base)) closeIssue(state, repository, issue, by, null);
}

function followBase(
  state: State,
  repository: RepositoryRecord,
  issue: PullIssue,
  to: string | undefined,
  by: Account,
): void {
  const { pull } = issue;
  if (issue.state === 'closed') return;
  if (to === undefined) {
    closeIssue(state, repository, issue, by, null);
    return;
  }
  pull.mergeability = 'unasked';
  // Pushed to the base by hand: GitHub calls that merged.
  if (isAncestor(repository.git, pull.head, to)) noteMerged(state, repository, issue, by, pull.head);
}

function tellPush(
  state: State,
  repository: RepositoryRecord,
  ref: string,
  from: string | undefined,
  to: string | undefined,
  by: Account,
): void {
  const { git } = repository;
  const base = from ?? headOf(repository, repository.defaultBranch);
  const news =
    to === undefined ? [] : base && base !== to ? commitsBetween(git, base, to) : historyOf(git, to);
  const commits = news
    .slice(0, 20)
    .reverse()
    .map((commit) => pushedCommit(state, repository, commit.sha));
  state.announce({
    event: 'push',
    repository,
    sender: by,
    payload: {
      ref,
      before: from ?? nothing,
      after: to ?? nothing,
      created: from === undefined,
      deleted: to === undefined,
      forced: from !== undefined && to !== undefined && !isAncestor(git, from, to),
      base_ref: null,
      compare: `${htmlUrl(state, repository)}/compare/${(from ?? nothing).slice(0, 12)}...${(to ?? nothing).slice(0, 12)}`,
      commits,
      head_commit: to === undefined ? null : pushedCommit(state, repository, to),
      pusher: { name: by.login, email: by.email },
    },
  });
}

function pushedCommit(state: State, repository: RepositoryRecord, sha: string) {
  const { git } = repository;
  const commit = commitOf(git, sha);
  const parent = commit.parents[0];
  const changes = compareTrees(git, parent ? commitOf(git, parent).tree : undefined, commit.tree);
  const paths = (wanted: (change: (typeof changes)[number]) => boolean) =>
    changes.filter(wanted).map(({ path }) => path);
  const person = ({ name, email }: { name: string; email: string }) => {
    const account = accountByEmail(state, email);
    return { name, email, ...(account ? { username: account.login } : {}) };
  };
  return {
    id: sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: time(commit.committer.date),
    url: `${htmlUrl(state, repository)}/commit/${sha}`,
    author: person(commit.author),
    committer: person(commit.committer),
    added: paths(({ before }) => before === undefined),
    removed: paths(({ after }) => after === undefined),
    modified: paths(({ before, after }) => before !== undefined && after !== undefined),
  };
}
