/** Pull requests as GitHub shows them: in lists, whole, and as checks mention them. */
import { commitsBetween, mergeBase, readCommit } from '../git/commits.ts';
import { differencesOf } from '../git/patch.ts';
import { time, timeOrNull } from '../http.ts';
import { mergeState } from '../moves/mergeability.ts';
import type { IssueRecord, PullRecord, RepositoryRecord, State } from '../state.ts';
import { nodeId, teamShape, userShape } from './accounts.ts';
import { associationOf, labelsOf } from './issues.ts';
import { htmlUrl, repositoryShape, repositoryUrl } from './repositories.ts';

export interface PullIssue extends IssueRecord {
  readonly pull: PullRecord;
}

export function pullShape(state: State, repository: RepositoryRecord, issue: PullIssue) {
  const { pull } = issue;
  const base = repositoryUrl(state, repository);
  const url = `${base}/pulls/${issue.number}`;
  const html = `${htmlUrl(state, repository)}/pull/${issue.number}`;
  const issueUrl = `${base}/issues/${issue.number}`;
  const assignees = issue.assignees.map((each) => userShape(state, each));
  const end = (where: RepositoryRecord, ref: string, sha: string) => ({
    label: `${where.owner.login}:${ref}`,
    ref,
    sha,
    user: userShape(state, where.owner),
    repo: repositoryShape(state, where),
  });
  const statuses = `${base}/statuses/${pull.head}`;
  return {
    url,
    id: pull.id,
    node_id: nodeId('PR', pull.id),
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: issueUrl,
    number: issue.number,
    state: issue.state,
    locked: issue.locked,
    title: issue.title,
    user: userShape(state, issue.by),
    body: issue.body,
    created_at: time(issue.createdAt),
    updated_at: time(issue.updatedAt),
    closed_at: timeOrNull(issue.closedAt),
    merged_at: timeOrNull(pull.mergedAt),
    merge_commit_sha: pull.mergeCommit ?? null,
    assignee: assignees[0] ?? null,
    assignees,
    requested_reviewers: pull.reviewers.map((each) => userShape(state, each)),
    requested_teams: pull.teamReviewers.map((each) => ({
      ...teamShape(state, repository.owner, each),
      parent: null,
    })),
    labels: labelsOf(state, repository, issue),
    milestone: null,
    draft: pull.draft,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${base}/pulls/comments{/number}`,
    comments_url: `${issueUrl}/comments`,
    statuses_url: statuses,
    head: end(pull.headRepository, pull.headBranch, pull.head),
    base: end(repository, pull.baseBranch, pull.base),
    _links: {
      self: { href: url },
      html: { href: html },
      issue: { href: issueUrl },
      comments: { href: `${issueUrl}/comments` },
      review_comments: { href: `${url}/comments` },
      review_comment: { href: `${base}/pulls/comments{/number}` },
      commits: { href: `${url}/commits` },
      statuses: { href: statuses },
    },
    author_association: associationOf(repository, issue.by),
    auto_merge: pull.autoMerge
      ? {
          enabled_by: userShape(state, pull.autoMerge.by),
          merge_method: pull.autoMerge.method,
          commit_title: pull.autoMerge.title ?? issue.title,
          commit_message: pull.autoMerge.message ?? '',
        }
      : null,
    active_lock_reason: null,
  };
}

/** What one is shown that asks for it alone; `mergeable` as it is known now. */
export function wholePullShape(state: State, repository: RepositoryRecord, issue: PullIssue) {
  const { pull } = issue;
  const counts = sizeOf(repository, pull);
  const known = pull.mergeability !== 'unasked' && !pull.mergedAt;
  return {
    ...pullShape(state, repository, issue),
    merged: pull.mergedAt !== undefined,
    mergeable: known ? pull.mergeability === 'yes' : null,
    rebaseable: known ? pull.mergeability === 'yes' : null,
    mergeable_state: mergeState(repository, issue),
    merged_by: pull.mergedBy ? userShape(state, pull.mergedBy) : null,
    comments: issue.comments.length,
    review_comments: pull.reviewComments.length,
    maintainer_can_modify: false,
    ...counts,
  };
}

function sizeOf({ git }: RepositoryRecord, pull: PullRecord) {
  const fork = mergeBase(git, pull.base, pull.head);
  const files = differencesOf(git, treeOf(fork), treeOf(pull.head) ?? '');
  function treeOf(sha: string | undefined) {
    return sha === undefined ? undefined : readCommit(git, sha)?.tree;
  }
  return {
    commits: commitsBetween(git, pull.base, pull.head).length,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: files.length,
  };
}

/** As check runs and suites mention it. */
export function smallPullShape(state: State, repository: RepositoryRecord, issue: PullIssue) {
  const { pull } = issue;
  const repo = (of: RepositoryRecord) => ({ id: of.id, url: repositoryUrl(state, of), name: of.name });
  return {
    url: `${repositoryUrl(state, repository)}/pulls/${issue.number}`,
    id: pull.id,
    number: issue.number,
    head: { ref: pull.headBranch, sha: pull.head, repo: repo(pull.headRepository) },
    base: { ref: pull.baseBranch, sha: pull.base, repo: repo(repository) },
  };
}

/** Open pull requests that a commit is the head of. */
export function pullsWithHead(repository: RepositoryRecord, sha: string): PullIssue[] {
  return [...repository.issues.values()].filter(
    (issue): issue is PullIssue => issue.pull?.head === sha && issue.state === 'open',
  );
}
