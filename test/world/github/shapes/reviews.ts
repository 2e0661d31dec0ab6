/** Reviews and their comments as GitHub shows them. */
import { time } from '../http.ts';
import type { RepositoryRecord, ReviewCommentRecord, ReviewRecord, State } from '../state.ts';
import { nodeId, userShape } from './accounts.ts';
import { associationOf } from './issues.ts';
import type { PullIssue } from './pulls.ts';
import { htmlUrl, repositoryUrl } from './repositories.ts';

export function reviewShape(
  state: State,
  repository: RepositoryRecord,
  issue: PullIssue,
  review: ReviewRecord,
) {
  const pull = `${repositoryUrl(state, repository)}/pulls/${issue.number}`;
  const html = `${htmlUrl(state, repository)}/pull/${issue.number}#pullrequestreview-${review.id}`;
  return {
    id: review.id,
    node_id: nodeId('PRR', review.id),
    user: userShape(state, review.by),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: pull,
    _links: { html: { href: html }, pull_request: { href: pull } },
    submitted_at: time(review.at),
    commit_id: review.commit,
    author_association: associationOf(repository, review.by),
  };
}

export function reviewCommentShape(
  state: State,
  repository: RepositoryRecord,
  issue: PullIssue,
  comment: ReviewCommentRecord,
) {
  const base = repositoryUrl(state, repository);
  const pull = `${base}/pulls/${issue.number}`;
  const url = `${base}/pulls/comments/${comment.id}`;
  const html = `${htmlUrl(state, repository)}/pull/${issue.number}#discussion_r${comment.id}`;
  return {
    url,
    pull_request_review_id: comment.review,
    id: comment.id,
    node_id: nodeId('PRRC', comment.id),
    diff_hunk: `@@ -${comment.line},1 +${comment.line},1 @@`,
    path: comment.path,
    line: comment.line,
    original_line: comment.line,
    side: 'RIGHT',
    start_line: null,
    original_start_line: null,
    start_side: null,
    subject_type: 'line',
    commit_id: comment.commit,
    original_commit_id: comment.commit,
    user: userShape(state, comment.by),
    body: comment.body,
    created_at: time(comment.at),
    updated_at: time(comment.at),
    html_url: html,
    pull_request_url: pull,
    author_association: associationOf(repository, comment.by),
    _links: { self: { href: url }, html: { href: html }, pull_request: { href: pull } },
  };
}
