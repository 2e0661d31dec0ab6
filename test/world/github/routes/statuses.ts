/** Commit statuses, the older sort of check. */
import { actorOf } from '../auth.ts';
import { readCommit } from '../git/commits.ts';
import { type Answer, created, invalid, ok, paged } from '../http.ts';
import { combinedState, latestStatuses } from '../moves/check-state.ts';
import { addStatus } from '../moves/checks.ts';
import { type Ask, param, type Route, repositoryOf, text } from '../router.ts';
import { statusShape } from '../shapes/checks.ts';
import { repositoryShape, repositoryUrl } from '../shapes/repositories.ts';
import type { StatusRecord } from '../state.ts';
import { commitNamed } from './repositories.ts';

const repo = '/repos/{owner}/{repo}';

export const statuses: readonly Route[] = [
  { on: `POST ${repo}/statuses/{sha}`, needs: 'statuses:write', answer: create },
  { on: `GET ${repo}/commits/{ref}/statuses`, needs: 'statuses:read', answer: list },
  { on: `GET ${repo}/commits/{ref}/status`, needs: 'statuses:read', answer: combined },
];

function create(ask: Ask): Answer {
  const repository = repositoryOf(ask);
  const sha = param(ask, 'sha');
  if (!readCommit(repository.git, sha))
    return invalid({ resource: 'Status', code: 'custom', message: `No commit found for SHA: ${sha}` });
  const status = addStatus(ask.state, repository, actorOf(ask.state, ask.caller), {
    sha,
    context: text(ask, 'context') ?? 'default',
    state: text(ask, 'state') as StatusRecord['state'],
    description: text(ask, 'description') ?? null,
    targetUrl: text(ask, 'target_url') ?? null,
  });
  return created(statusShape(ask.state, repository, status));
}

function list(ask: Ask): Answer {
  const repository = repositoryOf(ask);
  const sha = commitNamed(repository, param(ask, 'ref'));
  const found = repository.statuses.filter((status) => status.sha === sha).reverse();
  return paged(ask.url, found, (status) => statusShape(ask.state, repository, status));
}

function combined(ask: Ask): Answer {
  const { state } = ask;
  const repository = repositoryOf(ask);
  const sha = commitNamed(repository, param(ask, 'ref'));
  const latest = latestStatuses(repository, sha);
  const url = repositoryUrl(state, repository);
  const { body, ...rest } = paged(ask.url, latest, (status) => {
    const { creator, ...simple } = statusShape(state, repository, status);
    return simple;
  });
  return {
    ...rest,
    ...ok({
      state: combinedState(latest),
      statuses: body,
      sha,
      total_count: latest.length,
      repository: repositoryShape(state, repository),
      commit_url: `${url}/commits/${sha}`,
      url: `${url}/commits/${sha}/status`,
    }),
  };
}
