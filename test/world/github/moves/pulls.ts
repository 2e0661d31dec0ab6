/** Opening and merging pull requests. */
import { commitOf, commitsBetween, isAncestor, writeCommit } from '../git/commits.ts';
import { mergeTrees, rebaseCommits } from '../git/merge.ts';
import { type Answer, invalid, refusal } from '../http.ts';
import { webFlow } from '../shapes/commits.ts';
import type { PullIssue } from '../shapes/pulls.ts';
import {
  type Account,
  findRepository,
  idOf,
  type MergeMethod,
  type PullRecord,
  type RepositoryRecord,
  type State,
} from '../state.ts';
import { addIssue, isPull, tellOpened } from './issues.ts';
import { blockedBecause, headOf, rulesOf } from './mergeability.ts';
import { noteMerged } from './merged.ts';
import { moveRef } from './refs.ts';

export interface PullDraft {
  readonly title: string;
  readonly body: string | null;
  /** `branch`, or `owner:branch` of a fork. */
  readonly head: string;
  readonly base: string;
  readonly draft: boolean;
}

export function openPull(
  state: State,
  repository: RepositoryRecord,
  by: Account,
  draft: PullDraft,
): PullIssue | Answer {
  const { git } = repository;
  const wrong = (field: string) => invalid({ resource: 'PullRequest', field, code: 'invalid' });
  const custom = (message: string) => invalid({ resource: 'PullRequest', code: 'custom', message });
  const [branch = '', owner = repository.owner.login] = draft.head.split(':').reverse();
  const from = owner === repository.owner.login ? repository : findRepository(state, owner, repository.name);
  const head = from?.git.ref(`refs/heads/${branch}`);
  const base = headOf(repository, draft.base);
  if (!from || !head) return wrong('head');
  if (!base) return wrong('base');
  const twin = [...repository.issues.values()].find(
    (issue) =>
      issue.state === 'open' &&
      issue.pull?.headRepository === from &&
      issue.pull.headBranch === branch &&
      issue.pull.baseBranch === draft.base,
  );
  if (twin) return custom(`A pull request already exists for ${owner}:${branch}.`);
  if (isAncestor(git, head, base)) return custom(`No commits between ${draft.base} and ${branch}`);
  const pull: PullRecord = {
    id: idOf(state),
    headRepository: from,
    headBranch: branch,
    head,
    baseBranch: draft.base,
    base,
    draft: draft.draft,
    mergeability: 'unasked',
    mergedAt: undefined,
    mergedBy: undefined,
    mergeCommit: undefined,
    reopenable: { kind: 'yes' },
    autoMerge: undefined,
    queued: undefined,
    reviewers: [],
    teamReviewers: [],
    reviews: [],
    reviewComments: [],
  };
  const issue = addIssue(state, repository, by, { title: draft.title, body: draft.body, pull });
  git.setRef(`refs/pull/${issue.number}/head`, head);
  if (!isPull(issue)) throw new Error('a pull request was made without its half');
  tellOpened(state, repository, issue, by);
  return issue;
}

export const isAnswer = (value: object): value is Answer => 'status' in value;

export interface MergeWish {
  readonly method: MergeMethod;
  readonly title?: string | undefined;
  readonly message?: string | undefined;
  /** Merge only when this is the head. */
  readonly sha?: string | undefined;
}

/** Merges now, or says why not as GitHub does. */
export function mergePull(
  state: State,
  repository: RepositoryRecord,
  issue: PullIssue,
  by: Account,
  wish: MergeWish,
): Answer | { readonly sha: string } {
  const { pull } = issue;
  const base = headOf(repository, pull.baseBranch);
  if (issue.state === 'closed' || !base) return refusal(405, 'Pull Request is not mergeable');
  if (pull.draft) return refusal(405, 'Pull Request is still a draft');
  if (wish.sha !== undefined && wish.sha !== pull.head)
    return refusal(409, 'Head branch was modified. Review and try the merge again.');
  const forbidden = methodForbidden(repository, pull, wish.method);
  if (forbidden !== undefined) return refusal(405, forbidden);
  const blocked = blockedBecause(repository, pull);
  if (blocked.length > 0) return refusal(405, blocked.join(' '));
  return mergeNow(state, repository, issue, by, wish, base);
}

/** The merge itself: the rules have been asked. */
export function mergeNow(
  state: State,
  repository: RepositoryRecord,
  issue: PullIssue,
  by: Account,
  wish: MergeWish,
  base: string,
): Answer | { readonly sha: string } {
  const { pull } = issue;
  const sha = mergedCommit(state, repository, issue, by, wish, base);
  if (sha === undefined) {
    pull.mergeability = 'conflict';
    return refusal(405, 'Pull Request is not mergeable');
  }
  noteMerged(state, repository, issue, by, sha);
  moveRef(state, repository, `refs/heads/${pull.baseBranch}`, sha, by);
  if (repository.settings.deleteBranchOnMerge)
    moveRef(state, pull.headRepository, `refs/heads/${pull.headBranch}`, undefined, by);
  return { sha };
}

function methodForbidden(repository: RepositoryRecord, pull: PullRecord, method: MergeMethod) {
  const { allowMerge, allowSquash, allowRebase } = repository.settings;
  const rules = rulesOf(repository, pull.baseBranch);
  if (rules?.mergeQueue) return 'Changes must be made through the merge queue';
  if (method === 'merge' && rules?.linearHistory)
    return 'Merge commits are not allowed on this repository because linear history is required.';
  if (method === 'merge' && !allowMerge) return 'Merge commits are not allowed on this repository.';
  if (method === 'squash' && !allowSquash) return 'Squash merges are not allowed on this repository.';
  if (method === 'rebase' && !allowRebase) return 'Rebase merges are not allowed on this repository.';
  return undefined;
}

/** The commit a merge would make on this base; nothing when it conflicts. */
export function mergedCommit(
  state: State,
  repository: RepositoryRecord,
  issue: PullIssue,
  by: Account,
  wish: MergeWish,
  base: string,
): string | undefined {
  const { git } = repository;
  const { pull } = issue;
  const committer = { ...webFlow, date: state.clock() };
  const person = { name: by.name, email: by.email, date: state.clock() };
  if (wish.method === 'rebase') return rebaseCommits(git, base, pull.head, person);
  const merged = mergeTrees(git, base, pull.head);
  if (merged.kind === 'conflict') return undefined;
  const squash = wish.method === 'squash';
  const author = squash ? { name: issue.by.name, email: issue.by.email, date: state.clock() } : person;
  const [title, message] = squash ? squashWords(repository, issue, base) : mergeWords(issue);
  const whole = [wish.title ?? title, wish.message ?? message].filter(Boolean).join('\n\n');
  const parents = squash ? [base] : [base, pull.head];
  const sha = writeCommit(git, { tree: merged.tree, parents, author, committer, message: whole });
  repository.signed.add(sha);
  return sha;
}

function mergeWords({ pull, number, title }: PullIssue): [string, string] {
  return [`Merge pull request #${number} from ${pull.headRepository.owner.login}/${pull.headBranch}`, title];
}

function squashWords({ git }: RepositoryRecord, issue: PullIssue, base: string): [string, string] {
  const commits = commitsBetween(git, base, issue.pull.head).reverse();
  const [only] = commits;
  if (only && commits.length === 1) {
    const [subject = '', ...rest] = commitOf(git, only.sha).message.split('\n');
    return [`${subject} (#${issue.number})`, rest.join('\n').trim()];
  }
  const list = commits.map((commit) => `* ${commit.message.trim()}`).join('\n\n');
  return [`${issue.title} (#${issue.number})`, list];
}
