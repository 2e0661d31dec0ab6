/** GitHub merges by itself what somebody asked for, once nothing stands against it. */
import { isAncestor } from '../git/commits.ts';
import type { PullIssue } from '../shapes/pulls.ts';
import type { RepositoryRecord, State } from '../state.ts';
import { blockedBecause, headOf, rulesOf } from './mergeability.ts';
import { mergeNow } from './pulls.ts';

/** Looks at the pull requests a commit is the head of; called when a check, a status or a review came. */
export function wakeAutoMerge(state: State, repository: RepositoryRecord, head: string): void {
  for (const issue of repository.issues.values()) {
    if (issue.pull?.head !== head || issue.state === 'closed') continue;
    const pull = issue as PullIssue;
    if (pull.pull.autoMerge || pull.pull.queuedAt) mergeWhenReady(state, repository, pull);
  }
}

export function mergeWhenReady(state: State, repository: RepositoryRecord, issue: PullIssue): void {
  const { pull } = issue;
  const base = headOf(repository, pull.baseBranch);
  if (!base || pull.draft || blockedBecause(repository, pull).length > 0) return;
  if (isAncestor(repository.git, pull.head, base)) return;
  const queue = rulesOf(repository, pull.baseBranch)?.mergeQueue;
  if (queue && !pull.queuedAt) {
    pull.queuedAt = state.clock();
    return;
  }
  const by = pull.autoMerge?.by ?? state.app.bot;
  const { title, message } = pull.autoMerge ?? {};
  mergeNow(
    state,
    repository,
    issue,
    by,
    { method: queue ?? pull.autoMerge?.method ?? 'merge', title, message },
    base,
  );
}
