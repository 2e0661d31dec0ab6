/**
 * Merging exactly the head that was judged. GitHub's auto-merge takes what GitHub itself still waits for (a review, a required check that
 * is none of ours); it refuses what could be merged at once, and that is merged at once. What a merge queue guards goes through the
 * queue. All three are told the head, so that what was pushed meanwhile is not merged; what is pushed after auto-merge was turned on
 * wakes us, and we turn it off unless the new head is judged as well.
 */
import type { PullRequest } from '../../domain/pull-request.ts';
import type { MergeMethod } from '../../domain/repository.ts';
import { type Merged, TryLater } from '../../ports.ts';
import type { At } from './at.ts';
import { statusOf } from './connection.ts';

export async function merge(
  at: At,
  one: PullRequest,
  method: MergeMethod,
  { title, byGitHub }: { readonly title: string; readonly byGitHub: boolean },
): Promise<Merged> {
  const headline = `${title} (#${one.number})`;
  if (byGitHub) {
    if (one.autoMerge) return { kind: 'scheduled' };
    const refused = await mutate(at, one, enable, {
      head: one.head,
      how: method.toUpperCase(),
      ...(method === 'rebase' ? {} : { headline }),
    });
    if (refused === undefined) return { kind: 'scheduled' };
  }
  const merged = await mergeAtOnce(at, one, method, headline);
  if (merged.kind !== 'refused' || !/merge queue/i.test(merged.because)) return merged;
  const refused = await mutate(at, one, enqueue, { head: one.head });
  return refused === undefined || /already/i.test(refused)
    ? { kind: 'scheduled' }
    : { kind: 'refused', because: refused };
}

export async function holdMerge(at: At, one: PullRequest): Promise<void> {
  // A refusal says that it was off already.
  await mutate(at, one, disable, {});
}

async function mergeAtOnce(at: At, one: PullRequest, method: MergeMethod, headline: string): Promise<Merged> {
  return at.ask('create', async (octokit): Promise<Merged> => {
    try {
      const { data } = await octokit.pulls.merge({
        ...at.names,
        pull_number: one.number,
        sha: one.head,
        merge_method: method,
        ...(method === 'rebase' ? {} : { commit_title: headline }),
      });
      return data.merged ? { kind: 'merged', commit: data.sha } : { kind: 'refused', because: data.message };
    } catch (error) {
      const status = statusOf(error);
      // Another one was merged in the same moment; GitHub itself says to try again.
      if (status === 405 && /base branch was modified/i.test((error as Error).message))
        throw new TryLater('the base moved while it was merged', new Date(Date.now() + 5_000));
      if (status === 405 || status === 409 || status === 422)
        return { kind: 'refused', because: (error as Error).message.split(' - https://')[0] ?? '' };
      throw error;
    }
  });
}

/** https://docs.github.com/en/graphql/reference/mutations */
const enable = `mutation ($pull: ID!, $head: GitObjectID!, $how: PullRequestMergeMethod!, $headline: String) {
  enablePullRequestAutoMerge(input: {pullRequestId: $pull, expectedHeadOid: $head, mergeMethod: $how, commitHeadline: $headline}) {
    clientMutationId
  }
}`;
const disable = `mutation ($pull: ID!) {
  disablePullRequestAutoMerge(input: {pullRequestId: $pull}) { clientMutationId }
}`;
const enqueue = `mutation ($pull: ID!, $head: GitObjectID!) {
  enqueuePullRequest(input: {pullRequestId: $pull, expectedHeadOid: $head}) { clientMutationId }
}`;
const idOf = `query ($owner: String!, $repo: String!, $number: Int!) {
  repository(owner: $owner, name: $repo) { pullRequest(number: $number) { id } }
}`;

/** What GitHub says against it; nothing when it did it. */
async function mutate(
  at: At,
  { number }: PullRequest,
  mutation: string,
  variables: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  return at.ask('read', async (octokit) => {
    try {
      const found = await octokit.graphql<{ repository: { pullRequest: { id: string } } }>(idOf, {
        ...at.names,
        number,
      });
      await octokit.graphql(mutation, { pull: found.repository.pullRequest.id, ...variables });
      return undefined;
    } catch (error) {
      const [first] = (error as { errors?: readonly { type?: string; message: string }[] }).errors ?? [];
      if (first === undefined || first.type === 'RATE_LIMITED') throw error;
      return first.message;
    }
  });
}
