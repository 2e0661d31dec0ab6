/** GitHub merges by itself what somebody asked for, once nothing stands against it. */
import { isAncestor } from '../git/commits.ts';
import type { PullIssue } from '../shapes/pulls.ts';
import type { RepositoryRecord, State } from '../state.ts';
import { isPull } from './issues.ts';
import { blockedBecause, headOf, rulesOf } from './mergeability.ts';
import { mergeNow } from './pulls.ts';
import { enqueue, wakeQueue } from './queue.ts';

/** A check, a status or a review came for this commit. */
export function wakeAutoMerge(state: State, repository: RepositoryRecord, head: string): void {
  wakeQueue(state, repository, head);
  for (const issue of repository.issues.values()) {
    if (isPull(issue) && issue.pull.head === head && issue.state === 'open' && issue.pull.autoMerge)
      mergeWhenReady(state, repository, issue);
  }
}

export function mergeWhenReady(state: State, repository: RepositoryRecord, issue: PullIssue): void {
  const { pull } = issue;
  const { autoMerge } = pull;
  const base = headOf(repository, pull.baseBranch);
  if (!autoMerge || !base || pull.draft || blockedBecause(repository, pull).length > 0) return;
  if (isAncestor(repository.git, pull.head, base)) return;
  const { by, method, title, message } = autoMerge;
  if (rulesOf(repository, pull.baseBranch)?.mergeQueue) enqueue(state, repository, issue, by);
  else mergeNow(state, repository, issue, by, { method, title, message }, base);
}
