/** Issues, comments, labels and reactions as GitHub shows them. */
import { time, timeOrNull } from '../http.ts';
import {
  type Account,
  type CommentRecord,
  type IssueRecord,
  type Label,
  type ReactionRecord,
  type RepositoryRecord,
  roleOf,
  type State,
} from '../state.ts';
import { appShape, nodeId, userShape } from './accounts.ts';
import { htmlUrl, repositoryUrl } from './repositories.ts';

export function labelShape(state: State, repository: RepositoryRecord, label: Label) {
  return {
    id: label.id,
    node_id: nodeId('LA', label.id),
    url: `${repositoryUrl(state, repository)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.color,
    default: false,
    description: label.description,
  };
}

export function labelsOf(state: State, repository: RepositoryRecord, issue: IssueRecord) {
  return [...issue.labels].flatMap((name) => {
    const label = repository.labels.get(name.toLowerCase());
    return label ? [labelShape(state, repository, label)] : [];
  });
}

export function associationOf(repository: RepositoryRecord, account: Account) {
  if (repository.owner === account) return 'OWNER';
  if (repository.owner.members.has(account.login)) return 'MEMBER';
  return ['none', 'read'].includes(roleOf(repository, account)) ? 'NONE' : 'COLLABORATOR';
}

function reactionsShape(url: string, reactions: readonly ReactionRecord[]) {
  const count = (content: string) => reactions.filter((each) => each.content === content).length;
  return {
    url: `${url}/reactions`,
    total_count: reactions.length,
    '+1': count('+1'),
    '-1': count('-1'),
    laugh: count('laugh'),
    hooray: count('hooray'),
    confused: count('confused'),
    heart: count('heart'),
    rocket: count('rocket'),
    eyes: count('eyes'),
  };
}

export function reactionShape(state: State, reaction: ReactionRecord) {
  return {
    id: reaction.id,
    node_id: nodeId('REA', reaction.id),
    user: userShape(state, reaction.by),
    content: reaction.content,
    created_at: time(reaction.createdAt),
  };
}

export function issueShape(state: State, repository: RepositoryRecord, issue: IssueRecord) {
  const url = `${repositoryUrl(state, repository)}/issues/${issue.number}`;
  const html = `${htmlUrl(state, repository)}/${issue.pull ? 'pull' : 'issues'}/${issue.number}`;
  const pullUrl = `${repositoryUrl(state, repository)}/pulls/${issue.number}`;
  const assignees = issue.assignees.map((each) => userShape(state, each));
  return {
    url,
    repository_url: repositoryUrl(state, repository),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: html,
    id: issue.id,
    node_id: nodeId('I', issue.id),
    number: issue.number,
    title: issue.title,
    user: userShape(state, issue.by),
    labels: labelsOf(state, repository, issue),
    state: issue.state,
    locked: issue.locked,
    assignee: assignees[0] ?? null,
    assignees,
    milestone: null,
    comments: issue.comments.length,
    created_at: time(issue.createdAt),
    updated_at: time(issue.updatedAt),
    closed_at: timeOrNull(issue.closedAt),
    author_association: associationOf(repository, issue.by),
    active_lock_reason: null,
    body: issue.body,
    reactions: reactionsShape(url, issue.reactions),
    timeline_url: `${url}/timeline`,
    performed_via_github_app: issue.by === state.app.bot ? appShape(state, state.app) : null,
    state_reason: issue.stateReason,
    ...(issue.pull
      ? {
          draft: issue.pull.draft,
          pull_request: {
            url: pullUrl,
            html_url: html,
            diff_url: `${html}.diff`,
            patch_url: `${html}.patch`,
            merged_at: timeOrNull(issue.pull.mergedAt),
          },
        }
      : {}),
  };
}

/** An issue asked for alone says also who closed it. */
export function wholeIssueShape(state: State, repository: RepositoryRecord, issue: IssueRecord) {
  return {
    ...issueShape(state, repository, issue),
    closed_by: issue.closedBy ? userShape(state, issue.closedBy) : null,
  };
}

export function commentShape(state: State, repository: RepositoryRecord, comment: CommentRecord) {
  const base = repositoryUrl(state, repository);
  const url = `${base}/issues/comments/${comment.id}`;
  const issue = repository.issues.get(comment.issue);
  const kind = issue?.pull ? 'pull' : 'issues';
  return {
    url,
    html_url: `${htmlUrl(state, repository)}/${kind}/${comment.issue}#issuecomment-${comment.id}`,
    issue_url: `${base}/issues/${comment.issue}`,
    id: comment.id,
    node_id: nodeId('IC', comment.id),
    user: userShape(state, comment.by),
    created_at: time(comment.createdAt),
    updated_at: time(comment.updatedAt),
    author_association: associationOf(repository, comment.by),
    body: comment.body,
    reactions: reactionsShape(url, comment.reactions),
    performed_via_github_app: comment.by === state.app.bot ? appShape(state, state.app) : null,
  };
}
