/** What happens to issues, and to pull requests as issues: opened, edited, closed, commented, labelled. */
import { type Answer, invalid, notFound } from '../http.ts';
import { commentShape, issueShape, labelShape } from '../shapes/issues.ts';
import { type PullIssue, wholePullShape } from '../shapes/pulls.ts';
import {
  type Account,
  type CommentRecord,
  type IssueRecord,
  idOf,
  type Label,
  type PullRecord,
  type RepositoryRecord,
  type State,
} from '../state.ts';
import { happened } from './timeline.ts';

export const isPull = (issue: IssueRecord): issue is PullIssue => issue.pull !== undefined;

/** An issue and a pull request are the same kind of thing; only what is told differs. */
function tell(
  state: State,
  repository: RepositoryRecord,
  issue: IssueRecord,
  action: string,
  by: Account,
  more: Readonly<Record<string, unknown>> = {},
): void {
  const subject = isPull(issue)
    ? { number: issue.number, pull_request: wholePullShape(state, repository, issue) }
    : { issue: issueShape(state, repository, issue) };
  state.announce({
    event: isPull(issue) ? 'pull_request' : 'issues',
    action,
    repository,
    sender: by,
    payload: { ...subject, ...more },
  });
}

export function addIssue(
  state: State,
  repository: RepositoryRecord,
  by: Account,
  draft: { readonly title: string; readonly body: string | null; readonly pull?: PullRecord },
): IssueRecord {
  const now = state.clock();
  const issue: IssueRecord = {
    id: idOf(state),
    number: repository.nextNumber,
    title: draft.title,
    body: draft.body,
    state: 'open',
    stateReason: null,
    labels: new Set(),
    assignees: [],
    by,
    locked: false,
    createdAt: now,
    updatedAt: now,
    closedAt: undefined,
    closedBy: undefined,
    comments: [],
    reactions: [],
    timeline: [],
    pull: draft.pull,
  };
  repository.nextNumber += 1;
  repository.issues.set(issue.number, issue);
  return issue;
}

/** Told after labels and the like are there, as GitHub does. */
export function tellOpened(
  state: State,
  repository: RepositoryRecord,
  issue: IssueRecord,
  by: Account,
): void {
  tell(state, repository, issue, 'opened', by);
}

export function editIssue(
  state: State,
  repository: RepositoryRecord,
  issue: IssueRecord,
  by: Account,
  change: { readonly title?: string; readonly body?: string | null; readonly base?: string },
): void {
  const before = { title: issue.title, body: issue.body };
  const changes = {
    ...(change.title !== undefined && change.title !== before.title ? { title: { from: before.title } } : {}),
    ...(change.body !== undefined && change.body !== before.body
      ? { body: { from: before.body ?? '' } }
      : {}),
  };
  if (change.title !== undefined) issue.title = change.title;
  if (change.body !== undefined) issue.body = change.body;
  if (Object.keys(changes).length === 0) return;
  issue.updatedAt = state.clock();
  if ('title' in changes)
    happened(state, issue, 'renamed', by, { rename: { from: before.title, to: issue.title } });
  tell(state, repository, issue, 'edited', by, { changes });
}

export function closeIssue(
  state: State,
  repository: RepositoryRecord,
  issue: IssueRecord,
  by: Account,
  reason: IssueRecord['stateReason'],
): void {
  if (issue.state === 'closed') return;
  const now = state.clock();
  issue.state = 'closed';
  issue.closedAt = now;
  issue.updatedAt = now;
  issue.closedBy = by;
  issue.stateReason = issue.pull ? null : (reason ?? 'completed');
  if (issue.pull) {
    issue.pull.autoMerge = undefined;
    issue.pull.queued = undefined;
    issue.pull.reopenable = { kind: 'yes' };
  }
  happened(state, issue, 'closed', by);
  tell(state, repository, issue, 'closed', by);
}

/** Opens it again, or says why that cannot be. */
export function reopenIssue(
  state: State,
  repository: RepositoryRecord,
  issue: IssueRecord,
  by: Account,
): Answer | undefined {
  if (issue.state === 'open') return undefined;
  const no = isPull(issue) ? notReopenable(repository, issue) : undefined;
  if (no !== undefined)
    return invalid({ resource: 'PullRequest', code: 'invalid', field: 'state', message: no });
  issue.state = 'open';
  issue.stateReason = issue.pull ? null : 'reopened';
  issue.closedAt = undefined;
  issue.closedBy = undefined;
  issue.updatedAt = state.clock();
  if (issue.pull) issue.pull.mergeability = 'unasked';
  happened(state, issue, 'reopened', by);
  tell(state, repository, issue, 'reopened', by);
  return undefined;
}

function notReopenable(repository: RepositoryRecord, { pull }: PullIssue): string | undefined {
  if (pull.mergedAt) return 'state cannot be changed. The pull request has been merged.';
  if (pull.reopenable.kind === 'no') return `state cannot be changed. ${pull.reopenable.because}`;
  const other = [...repository.issues.values()].find(
    (issue) =>
      issue.state === 'open' &&
      issue.pull?.headRepository === pull.headRepository &&
      issue.pull.headBranch === pull.headBranch &&
      issue.pull.baseBranch === pull.baseBranch,
  );
  return other
    ? `state cannot be changed. There is already an open pull request (#${other.number}) from ${pull.headBranch} to ${pull.baseBranch}.`
    : undefined;
}

export function addComment(
  state: State,
  repository: RepositoryRecord,
  issue: IssueRecord,
  by: Account,
  body: string,
): CommentRecord {
  const now = state.clock();
  const comment: CommentRecord = {
    id: idOf(state),
    issue: issue.number,
    by,
    body,
    createdAt: now,
    updatedAt: now,
    reactions: [],
  };
  issue.comments.push(comment);
  issue.updatedAt = now;
  tellComment(state, repository, issue, comment, 'created', by);
  return comment;
}

export function editComment(
  state: State,
  repository: RepositoryRecord,
  comment: CommentRecord,
  by: Account,
  body: string,
): void {
  const from = comment.body;
  const issue = repository.issues.get(comment.issue);
  if (from === body || !issue) return;
  comment.body = body;
  comment.updatedAt = state.clock();
  tellComment(state, repository, issue, comment, 'edited', by, { changes: { body: { from } } });
}

function tellComment(
  state: State,
  repository: RepositoryRecord,
  issue: IssueRecord,
  comment: CommentRecord,
  action: string,
  by: Account,
  more: Readonly<Record<string, unknown>> = {},
): void {
  state.announce({
    event: 'issue_comment',
    action,
    repository,
    sender: by,
    payload: {
      issue: issueShape(state, repository, issue),
      comment: commentShape(state, repository, comment),
      ...more,
    },
  });
}

/** A label by its name; made when there is none yet. */
export function labelNamed(
  state: State,
  repository: RepositoryRecord,
  name: string,
  fields: { readonly color?: string; readonly description?: string } = {},
): Label {
  const known = repository.labels.get(name.toLowerCase());
  if (known) return known;
  const { color = 'ededed', description = null } = fields;
  const label: Label = { id: idOf(state), name, color, description };
  repository.labels.set(name.toLowerCase(), label);
  return label;
}

export function addLabels(
  state: State,
  repository: RepositoryRecord,
  issue: IssueRecord,
  by: Account,
  names: readonly string[],
  quietly = false,
): void {
  for (const name of names) {
    const label = labelNamed(state, repository, name);
    if (issue.labels.has(label.name)) continue;
    issue.labels.add(label.name);
    issue.updatedAt = state.clock();
    happened(state, issue, 'labeled', by, { label: { name: label.name, color: label.color } });
    if (!quietly)
      tell(state, repository, issue, 'labeled', by, { label: labelShape(state, repository, label) });
  }
}

export function removeLabel(
  state: State,
  repository: RepositoryRecord,
  issue: IssueRecord,
  by: Account,
  name: string,
): Answer | undefined {
  const label = repository.labels.get(name.toLowerCase());
  if (!label || !issue.labels.delete(label.name)) return notFound;
  issue.updatedAt = state.clock();
  happened(state, issue, 'unlabeled', by, { label: { name: label.name, color: label.color } });
  tell(state, repository, issue, 'unlabeled', by, { label: labelShape(state, repository, label) });
  return undefined;
}
