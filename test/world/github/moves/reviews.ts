/** Reviews are asked for and given. */
import { time } from '../http.ts';
import { type PullIssue, pullShape, wholePullShape } from '../shapes/pulls.ts';
import { reviewShape } from '../shapes/reviews.ts';
import {
  type Account,
  idOf,
  type RepositoryRecord,
  type ReviewCommentRecord,
  type ReviewRecord,
  type State,
} from '../state.ts';
import { wakeAutoMerge } from './auto-merge.ts';

export interface ReviewDraft {
  readonly state: ReviewRecord['state'];
  readonly body: string;
  readonly comments?: readonly { readonly path: string; readonly line: number; readonly body: string }[];
}

export function addReview(
  state: State,
  repository: RepositoryRecord,
  issue: PullIssue,
  by: Account,
  draft: ReviewDraft,
): ReviewRecord {
  const { pull } = issue;
  const at = state.clock();
  const review: ReviewRecord = {
    id: idOf(state),
    by,
    body: draft.body,
    state: draft.state,
    commit: pull.head,
    at,
  };
  pull.reviews.push(review);
  for (const { path, line, body } of draft.comments ?? []) {
    const comment: ReviewCommentRecord = {
      id: idOf(state),
      review: review.id,
      by,
      body,
      path,
      line,
      commit: pull.head,
      at,
    };
    pull.reviewComments.push(comment);
  }
  const asked = pull.reviewers.indexOf(by);
  if (asked >= 0) pull.reviewers.splice(asked, 1);
  issue.updatedAt = at;
  state.announce({
    event: 'pull_request_review',
    action: 'submitted',
    repository,
    sender: by,
    payload: {
      review: {
        ...reviewShape(state, repository, issue, review),
        state: review.state.toLowerCase(),
        updated_at: time(at),
      },
      pull_request: pullShape(state, repository, issue),
    },
  });
  wakeAutoMerge(state, repository, pull.head);
  return review;
}

/** A draft is one no more. */
export function markReady(state: State, repository: RepositoryRecord, issue: PullIssue, by: Account): void {
  issue.pull.draft = false;
  issue.updatedAt = state.clock();
  state.announce({
    event: 'pull_request',
    action: 'ready_for_review',
    repository,
    sender: by,
    payload: { number: issue.number, pull_request: wholePullShape(state, repository, issue) },
  });
  wakeAutoMerge(state, repository, issue.pull.head);
}
