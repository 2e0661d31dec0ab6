/** What happened to an issue, and which pull requests a commit belongs to. */
import { isAncestor } from '../git/commits.ts';
import { type Answer, No, notFound, paged, time } from '../http.ts';
import { isPull } from '../moves/issues.ts';
import { type Ask, numberParam, param, type Route, repositoryOf } from '../router.ts';
import { appShape, nodeId, userShape } from '../shapes/accounts.ts';
import { commentShape } from '../shapes/issues.ts';
import { pullShape } from '../shapes/pulls.ts';
import { repositoryUrl } from '../shapes/repositories.ts';
import type { RepositoryRecord, State, TimelineEvent } from '../state.ts';
import { filledRepository } from './refuse-empty.ts';

const repo = '/repos/{owner}/{repo}';

export const timelines: readonly Route[] = [
  {
    on: `GET ${repo}/issues/{issue_number}/timeline`,
    needs: ['issues:read', 'pull_requests:read'],
    answer: timeline,
  },
  { on: `GET ${repo}/commits/{commit_sha}/pulls`, needs: 'pull_requests:read', answer: pullsOfCommit },
];

function timeline(ask: Ask): Answer {
  const { state } = ask;
  const repository = repositoryOf(ask);
  const issue = repository.issues.get(numberParam(ask, 'issue_number'));
  if (!issue) throw new No(notFound);
  const comments = issue.comments.map((comment) => ({
    at: comment.createdAt,
    id: comment.id,
    shape: {
      event: 'commented',
      actor: userShape(state, comment.by),
      ...commentShape(state, repository, comment),
    },
  }));
  const events = issue.timeline.map((each) => ({
    at: each.at,
    id: each.id,
    shape: eventShape(state, repository, each),
  }));
  const all = [...comments, ...events].sort((a, b) => a.at.getTime() - b.at.getTime() || a.id - b.id);
  return paged(ask.url, all, ({ shape }) => shape);
}

function eventShape(
  state: State,
  repository: RepositoryRecord,
  { id, event, by, at, fields }: TimelineEvent,
) {
  return {
    id,
    node_id: nodeId('E', id),
    url: `${repositoryUrl(state, repository)}/issues/events/${id}`,
    actor: userShape(state, by),
    event,
    commit_id: null,
    commit_url: null,
    created_at: time(at),
    performed_via_github_app: by === state.app.bot ? appShape(state, state.app) : null,
    ...fields,
  };
}

function pullsOfCommit(ask: Ask): Answer {
  const repository = filledRepository(ask);
  const sha = param(ask, 'commit_sha');
  const found = [...repository.issues.values()]
    .filter(isPull)
    .filter(({ pull }) => pull.mergeCommit === sha || isOwn(repository, sha, pull.head, pull.base))
    .reverse();
  return paged(ask.url, found, (issue) => pullShape(ask.state, repository, issue));
}

/** A commit of the branch that its base did not have. */
function isOwn({ git }: RepositoryRecord, sha: string, head: string, base: string): boolean {
  return git.has(sha) && isAncestor(git, sha, head) && !isAncestor(git, sha, base);
}
