/** What the REST API cannot do: auto-merge, the merge queue, drafts. */
import { actorOf, isGranted } from '../auth.ts';
import { mergeWhenReady } from '../moves/auto-merge.ts';
import { isPull } from '../moves/issues.ts';
import { blockedBecause, mergeState, rulesOf, tryMerge } from '../moves/mergeability.ts';
import { dequeue, enqueue } from '../moves/queue.ts';
import { markReady } from '../moves/reviews.ts';
import type { Ask } from '../router.ts';
import { nodeId } from '../shapes/accounts.ts';
import type { PullIssue } from '../shapes/pulls.ts';
import type { MergeMethod, RepositoryRecord } from '../state.ts';
import { actorNode, pullNode } from './nodes.ts';
import { GraphProblem } from './problem.ts';
import { mayReach } from './reach.ts';

interface Input<Fields> {
  readonly input: Fields;
}

const unprocessable = (message: string) => new GraphProblem('UNPROCESSABLE', message);

interface EnableInput {
  readonly pullRequestId: string;
  readonly mergeMethod: string;
  readonly commitHeadline?: string;
  readonly commitBody?: string;
  readonly expectedHeadOid?: string;
}

export const mutations = (ask: Ask) => ({
  enablePullRequestAutoMerge: ({ input }: Input<EnableInput>) => enableAutoMerge(ask, input),
  disablePullRequestAutoMerge: ({ input }: Input<{ pullRequestId: string }>) => {
    const [repository, issue] = pullOf(ask, input.pullRequestId, ['pull_requests:write', 'contents:write']);
    if (!issue.pull.autoMerge) throw unprocessable('Can’t disable auto-merge for this pull request.');
    issue.pull.autoMerge = undefined;
    return payload(ask, repository, issue);
  },
  markPullRequestReadyForReview: ({ input }: Input<{ pullRequestId: string }>) => {
    const [repository, issue] = pullOf(ask, input.pullRequestId, ['pull_requests:write']);
    if (issue.pull.draft) markReady(ask.state, repository, issue, actorOf(ask.state, ask.caller));
    return payload(ask, repository, issue);
  },
  convertPullRequestToDraft: ({ input }: Input<{ pullRequestId: string }>) => {
    const [repository, issue] = pullOf(ask, input.pullRequestId, ['pull_requests:write']);
    issue.pull.draft = true;
    return payload(ask, repository, issue);
  },
  enqueuePullRequest: ({ input }: Input<{ pullRequestId: string; expectedHeadOid?: string }>) => {
    const [repository, issue] = pullOf(ask, input.pullRequestId, ['pull_requests:write', 'contents:write']);
    expectHead(issue, input.expectedHeadOid);
    if (!rulesOf(repository, issue.pull.baseBranch)?.mergeQueue)
      throw unprocessable('Merge queues are not enabled for this branch.');
    const [because] = blockedBecause(repository, issue.pull);
    if (because !== undefined) throw unprocessable(because);
    enqueue(ask.state, repository, issue, actorOf(ask.state, ask.caller));
    const pull = pullNode(ask.state, repository, issue);
    return { clientMutationId: null, mergeQueueEntry: pull.mergeQueueEntry };
  },
  dequeuePullRequest: ({ input }: Input<{ id: string }>) => {
    const [repository, issue] = pullOf(ask, input.id, ['pull_requests:write', 'contents:write']);
    const entry = pullNode(ask.state, repository, issue).mergeQueueEntry();
    if (issue.pull.queued) dequeue(ask.state, repository, issue, actorOf(ask.state, ask.caller), 'DEQUEUED');
    return { clientMutationId: null, mergeQueueEntry: entry };
  },
});

function enableAutoMerge(ask: Ask, input: EnableInput) {
  const { state } = ask;
  const [repository, issue] = pullOf(ask, input.pullRequestId, ['pull_requests:write', 'contents:write']);
  const { pull } = issue;
  const method = input.mergeMethod.toLowerCase() as MergeMethod;
  const queue = rulesOf(repository, pull.baseBranch)?.mergeQueue;
  expectHead(issue, input.expectedHeadOid);
  if (issue.state === 'closed') throw unprocessable('Pull request is closed');
  if (!repository.settings.allowAutoMerge)
    throw unprocessable('Pull request Auto merge is not allowed for this repository');
  if (!queue && !isAllowed(repository, method))
    throw unprocessable(`Merge method ${method} is not allowed on this repository`);
  tryMerge(state, repository, issue);
  const standing = mergeState(repository, issue);
  // Auto-merge is for what cannot be merged yet; what can be has to be merged.
  if (!queue && ['clean', 'unstable', 'dirty', 'draft'].includes(standing))
    throw unprocessable(`Pull request Pull request is in ${standing} status`);
  const by = actorOf(state, ask.caller);
  const { commitHeadline: title, commitBody: message } = input;
  pull.autoMerge = {
    by,
    method,
    at: state.clock(),
    ...(title ? { title } : {}),
    ...(message ? { message } : {}),
  };
  issue.updatedAt = state.clock();
  mergeWhenReady(state, repository, issue);
  return payload(ask, repository, issue);
}

function isAllowed({ settings }: RepositoryRecord, method: MergeMethod): boolean {
  const { allowMerge, allowRebase, allowSquash } = settings;
  return { merge: allowMerge, rebase: allowRebase, squash: allowSquash }[method];
}

function expectHead({ pull }: PullIssue, expected: string | undefined): void {
  if (expected && expected !== pull.head)
    throw unprocessable(`Head sha didn’t match expected: ${expected}, got: ${pull.head}`);
}

const payload = (ask: Ask, repository: RepositoryRecord, issue: PullIssue) => ({
  clientMutationId: null,
  actor: actorNode(ask.state, actorOf(ask.state, ask.caller)),
  pullRequest: pullNode(ask.state, repository, issue),
});

/** A pull request by its node id, with everything that is needed to change it. */
function pullOf(ask: Ask, id: string, needs: readonly string[]): [RepositoryRecord, PullIssue] {
  for (const repository of ask.state.repositories.values()) {
    for (const issue of repository.issues.values()) {
      if (!isPull(issue) || nodeId('PR', issue.pull.id) !== id || !mayReach(ask, repository)) continue;
      if (ask.caller.kind === 'installation') {
        const { permissions } = ask.caller.token;
        if (!needs.every((need) => isGranted(permissions, need)))
          throw new GraphProblem('FORBIDDEN', 'Resource not accessible by integration');
      }
      return [repository, issue];
    }
  }
  throw new GraphProblem('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`);
}
