/**
 * What became of a change after it was merged. The default branch is compared with itself: only what was green before the merge
 * and is red with it counts against the change. A branch that was red already, or that nobody checks, proves nothing; we say
 * “healthy” only when something that ran before ran again and passed. What we chose not to see: two merges within one run of
 * the checks blame the later one, because its commit is the one they ran on.
 */
import type { PullRequest } from '../domain/pull-request.ts';
import type { CheckSignal, RolloutState } from '../domain/rollout.ts';

export interface MergeFacts {
  readonly pull: PullRequest;
  /** On the commit of the base branch before the merge. */
  readonly before: readonly CheckSignal[];
  /** On the commit that the merge made. */
  readonly after: readonly CheckSignal[];
}

export function rolloutState({ pull, before, after }: MergeFacts): RolloutState {
  if (pull.state === 'open') return { kind: 'proposed' };
  if (pull.state === 'closed' || pull.mergeCommit === undefined) return { kind: 'closed' };
  const commit = pull.mergeCommit;
  const wasGreen = new Set(before.filter(({ state }) => state === 'passed').map(({ name }) => name));
  const failed = after.filter(({ name, state }) => state === 'failed' && wasGreen.has(name));
  if (failed.length > 0) return { kind: 'broke', commit, failed };
  const answered = after.some(({ name, state }) => state === 'passed' && wasGreen.has(name));
  const running = after.some(({ state }) => state === 'running');
  if (answered && !running) return { kind: 'healthy', commit };
  return { kind: 'merged', commit, at: pull.mergedAt ?? pull.createdAt };
}
