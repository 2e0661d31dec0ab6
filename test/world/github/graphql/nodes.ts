/** The few kinds of things that GraphQL is asked about, with the fields that are answered. A field that is not here is an error, never `null`. */
import { timeOrNull } from '../http.ts';
import { mergeState, rulesOf } from '../moves/mergeability.ts';
import { queueOf } from '../moves/queue.ts';
import { nodeId } from '../shapes/accounts.ts';
import type { PullIssue } from '../shapes/pulls.ts';
import { htmlUrl } from '../shapes/repositories.ts';
import { type Account, fullName, type RepositoryRecord, type State } from '../state.ts';

export function actorNode(state: State, account: Account) {
  return {
    __typename: account.kind,
    id: nodeId('U', account.id),
    login: account.login.replace('[bot]', ''),
    url: `${state.url}/${account.login}`,
  };
}

export function repositoryNode(state: State, repository: RepositoryRecord) {
  return {
    __typename: 'Repository',
    id: nodeId('R', repository.id),
    databaseId: repository.id,
    name: repository.name,
    nameWithOwner: fullName(repository),
    url: htmlUrl(state, repository),
    isArchived: repository.archived,
    isPrivate: repository.private,
    isFork: repository.parent !== undefined,
    autoMergeAllowed: repository.settings.allowAutoMerge,
    mergeCommitAllowed: repository.settings.allowMerge,
    squashMergeAllowed: repository.settings.allowSquash,
    rebaseMergeAllowed: repository.settings.allowRebase,
    deleteBranchOnMerge: repository.settings.deleteBranchOnMerge,
    mergeQueue: ({ branch = repository.defaultBranch }: { branch?: string }) =>
      mergeQueueNode(state, repository, branch),
    pullRequest: ({ number }: { number: number }) => {
      const issue = repository.issues.get(number);
      return issue?.pull ? pullNode(state, repository, issue as PullIssue) : null;
    },
  };
}

function mergeQueueNode(state: State, repository: RepositoryRecord, branch: string) {
  if (!rulesOf(repository, branch)?.mergeQueue) return null;
  const queue = queueOf(repository, branch);
  return {
    __typename: 'MergeQueue',
    id: `MQ_${repository.id}_${branch}`,
    url: `${htmlUrl(state, repository)}/queue/${branch}`,
    entries: () => ({
      totalCount: queue.length,
      nodes: queue.map((issue) => queueEntryNode(state, repository, issue)),
    }),
  };
}

function queueEntryNode(state: State, repository: RepositoryRecord, issue: PullIssue) {
  const { queued } = issue.pull;
  if (!queued) return null;
  return {
    __typename: 'MergeQueueEntry',
    id: `MQE_${issue.id}`,
    enqueuedAt: queued.at.toISOString(),
    enqueuer: actorNode(state, queued.by),
    position: 1 + queueOf(repository, issue.pull.baseBranch).indexOf(issue),
    state: queued.group ? 'AWAITING_CHECKS' : 'QUEUED',
    jump: false,
    solo: false,
    estimatedTimeToMerge: null,
    pullRequest: () => pullNode(state, repository, issue),
  };
}

const mergeable = { unasked: 'UNKNOWN', yes: 'MERGEABLE', conflict: 'CONFLICTING' } as const;

export function pullNode(state: State, repository: RepositoryRecord, issue: PullIssue) {
  const { pull } = issue;
  const { autoMerge } = pull;
  return {
    __typename: 'PullRequest',
    id: nodeId('PR', pull.id),
    databaseId: pull.id,
    number: issue.number,
    title: issue.title,
    body: issue.body ?? '',
    url: `${htmlUrl(state, repository)}/pull/${issue.number}`,
    state: pull.mergedAt ? 'MERGED' : issue.state.toUpperCase(),
    isDraft: pull.draft,
    merged: pull.mergedAt !== undefined,
    mergedAt: timeOrNull(pull.mergedAt),
    closedAt: timeOrNull(issue.closedAt),
    mergeable: mergeable[pull.mergeability],
    mergeStateStatus: mergeState(repository, issue).toUpperCase(),
    headRefName: pull.headBranch,
    headRefOid: pull.head,
    baseRefName: pull.baseBranch,
    baseRefOid: pull.base,
    author: actorNode(state, issue.by),
    repository: () => repositoryNode(state, repository),
    isInMergeQueue: pull.queued !== undefined,
    isMergeQueueEnabled: rulesOf(repository, pull.baseBranch)?.mergeQueue !== undefined,
    mergeQueue: () => mergeQueueNode(state, repository, pull.baseBranch),
    mergeQueueEntry: () => queueEntryNode(state, repository, issue),
    autoMergeRequest: autoMerge
      ? {
          enabledAt: timeOrNull(autoMerge.at),
          enabledBy: actorNode(state, autoMerge.by),
          mergeMethod: autoMerge.method.toUpperCase(),
          commitHeadline: autoMerge.title ?? null,
          commitBody: autoMerge.message ?? null,
        }
      : null,
  };
}
