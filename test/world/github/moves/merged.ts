/** A pull request has been merged, in whatever way. */
import { type PullIssue, wholePullShape } from '../shapes/pulls.ts';
import type { Account, RepositoryRecord, State } from '../state.ts';
import { happened } from './timeline.ts';

export function noteMerged(
  state: State,
  repository: RepositoryRecord,
  issue: PullIssue,
  by: Account,
  commit: string,
): void {
  const { pull } = issue;
  const now = state.clock();
  issue.state = 'closed';
  issue.closedAt = now;
  issue.closedBy = by;
  issue.updatedAt = now;
  pull.mergedAt = now;
  pull.mergedBy = by;
  pull.mergeCommit = commit;
  pull.autoMerge = undefined;
  pull.queued = undefined;
  happened(state, issue, 'merged', by, { commit_id: commit });
  happened(state, issue, 'closed', by);
  state.announce({
    event: 'pull_request',
    action: 'closed',
    repository,
    sender: by,
    payload: { number: issue.number, pull_request: wholePullShape(state, repository, issue) },
  });
}
