/**
 * The merge queue: a pull request that is ready is merged on a branch of its own first (`gh-readonly-queue/…`), the checks the base branch
 * requires have to pass there too, and only then the base branch moves. One at a time; the next begins when the one before is through.
 */

import { simpleCommitShape } from '../shapes/checks.ts';
import type { PullIssue } from '../shapes/pulls.ts';
import { wholePullShape } from '../shapes/pulls.ts';
import type { Account, MergeMethod, RepositoryRecord, State } from '../state.ts';
import { stateOfCheck } from './check-state.ts';
import { isPull } from './issues.ts';
import { headOf, rulesOf } from './mergeability.ts';
import { noteMerged } from './merged.ts';
import { mergedCommit } from './pulls.ts';
import { moveRef } from './refs.ts';

const prefix = 'gh-readonly-queue/';

export const queueOf = (repository: RepositoryRecord, base: string): PullIssue[] =>
  [...repository.issues.values()]
    .filter(isPull)
    .filter(({ pull, state }) => state === 'open' && pull.queued && pull.baseBranch === base)
    .sort((a, b) => (a.pull.queued?.place ?? 0) - (b.pull.queued?.place ?? 0));

export function enqueue(state: State, repository: RepositoryRecord, issue: PullIssue, by: Account): void {
  if (issue.pull.queued) return;
  const place =
    1 + Math.max(0, ...queueOf(repository, issue.pull.baseBranch).map(({ pull }) => pull.queued?.place ?? 0));
  issue.pull.queued = { at: state.clock(), place, by, group: undefined };
  tellPull(state, repository, issue, 'enqueued', by);
  advanceQueue(state, repository, issue.pull.baseBranch);
}

export function dequeue(
  state: State,
  repository: RepositoryRecord,
  issue: PullIssue,
  by: Account,
  reason: 'MERGE' | 'CI_FAILURE' | 'MERGE_CONFLICT' | 'DEQUEUED' | 'BRANCH_PROTECTIONS',
): void {
  const group = issue.pull.queued?.group;
  issue.pull.queued = undefined;
  issue.pull.autoMerge = undefined;
  if (group) endGroup(state, repository, issue, group, reason === 'MERGE' ? 'merged' : 'dequeued', by);
  tellPull(state, repository, issue, 'dequeued', by, { reason });
}

/** Begins with the first of the queue when nobody is under way; ends it when its checks have spoken. */
export function advanceQueue(state: State, repository: RepositoryRecord, base: string): void {
  const method = rulesOf(repository, base)?.mergeQueue;
  const [first] = queueOf(repository, base);
  if (!first || !method) return;
  const { queued } = first.pull;
  if (queued && !queued.group && !beginGroup(state, repository, first, method)) return;
  settleGroup(state, repository, first);
}

/** Checks on the head of a group wake its queue. */
export function wakeQueue(state: State, repository: RepositoryRecord, head: string): void {
  const found = [...repository.issues.values()].find((issue) => issue.pull?.queued?.group?.head === head);
  if (found && isPull(found)) settleGroup(state, repository, found);
}

function beginGroup(
  state: State,
  repository: RepositoryRecord,
  issue: PullIssue,
  method: MergeMethod,
): boolean {
  const { pull } = issue;
  const base = headOf(repository, pull.baseBranch);
  const queued = pull.queued;
  if (!base || !queued) return false;
  const head = mergedCommit(state, repository, issue, queued.by, { method }, base);
  if (head === undefined) {
    dequeue(state, repository, issue, queued.by, 'MERGE_CONFLICT');
    return false;
  }
  const branch = `${prefix}${pull.baseBranch}/pr-${issue.number}-${base}`;
  queued.group = { head, base, branch };
  moveRef(state, repository, `refs/heads/${branch}`, head, queued.by);
  tellGroup(state, repository, issue, queued.group, 'checks_requested', queued.by);
  return true;
}

function settleGroup(state: State, repository: RepositoryRecord, issue: PullIssue): void {
  const { pull } = issue;
  const { queued } = pull;
  const group = queued?.group;
  if (!queued || !group) return;
  const states = (rulesOf(repository, pull.baseBranch)?.checks ?? []).map((name) =>
    stateOfCheck(repository, group.head, name),
  );
  if (states.includes('failed')) dequeue(state, repository, issue, queued.by, 'CI_FAILURE');
  else if (states.every((each) => each === 'passed')) {
    noteMerged(state, repository, issue, queued.by, group.head);
    pull.queued = queued;
    dequeue(state, repository, issue, queued.by, 'MERGE');
    moveRef(state, repository, `refs/heads/${pull.baseBranch}`, group.head, queued.by);
  } else return;
  advanceQueue(state, repository, pull.baseBranch);
}

interface Group {
  readonly head: string;
  readonly base: string;
  readonly branch: string;
}

function endGroup(
  state: State,
  repository: RepositoryRecord,
  issue: PullIssue,
  group: Group,
  reason: 'merged' | 'dequeued',
  by: Account,
): void {
  tellGroup(state, repository, issue, group, 'destroyed', by, { reason });
  moveRef(state, repository, `refs/heads/${group.branch}`, undefined, by);
}

function tellGroup(
  state: State,
  repository: RepositoryRecord,
  issue: PullIssue,
  group: Group,
  action: 'checks_requested' | 'destroyed',
  by: Account,
  more: Readonly<Record<string, unknown>> = {},
): void {
  state.announce({
    event: 'merge_group',
    action,
    repository,
    sender: by,
    payload: {
      merge_group: {
        head_sha: group.head,
        head_ref: `refs/heads/${group.branch}`,
        base_sha: group.base,
        base_ref: `refs/heads/${issue.pull.baseBranch}`,
        head_commit: simpleCommitShape(repository, group.head),
      },
      ...more,
    },
  });
}

function tellPull(
  state: State,
  repository: RepositoryRecord,
  issue: PullIssue,
  action: 'enqueued' | 'dequeued',
  by: Account,
  more: Readonly<Record<string, unknown>> = {},
): void {
  state.announce({
    event: 'pull_request',
    action,
    repository,
    sender: by,
    payload: { number: issue.number, pull_request: wholePullShape(state, repository, issue), ...more },
  });
}
