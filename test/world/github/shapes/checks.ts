/** Check runs, check suites and statuses as GitHub shows them. */
import { commitOf } from '../git/commits.ts';
import { time, timeOrNull } from '../http.ts';
import { isNewest, runsOfSuite, suiteState } from '../moves/check-state.ts';
import type { CheckRunRecord, CheckSuiteRecord, RepositoryRecord, State, StatusRecord } from '../state.ts';
import { appShape, nodeId, userShape } from './accounts.ts';
import { pullsWithHead, smallPullShape } from './pulls.ts';
import { htmlUrl, repositoryShape, repositoryUrl } from './repositories.ts';

const pulls = (state: State, repository: RepositoryRecord, sha: string) =>
  pullsWithHead(repository, sha).map((issue) => smallPullShape(state, repository, issue));

export function checkRunShape(state: State, repository: RepositoryRecord, run: CheckRunRecord) {
  const url = `${repositoryUrl(state, repository)}/check-runs/${run.id}`;
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId('CR', run.id),
    head_sha: run.head,
    external_id: run.externalId ?? '',
    url,
    html_url: `${htmlUrl(state, repository)}/runs/${run.id}`,
    details_url: run.detailsUrl ?? `${htmlUrl(state, repository)}/runs/${run.id}`,
    status: run.status,
    conclusion: run.conclusion,
    started_at: timeOrNull(run.startedAt),
    completed_at: timeOrNull(run.completedAt),
    output: {
      ...run.output,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: run.suite.id },
    app: appShape(state, run.suite.app),
    pull_requests: pulls(state, repository, run.head),
  };
}

/** In webhooks the suite is told too. */
export function checkRunEventShape(state: State, repository: RepositoryRecord, run: CheckRunRecord) {
  const { suite } = run;
  return {
    ...checkRunShape(state, repository, run),
    check_suite: {
      id: suite.id,
      node_id: nodeId('CS', suite.id),
      head_branch: suite.branch,
      head_sha: suite.head,
      ...suiteState(repository, suite),
      url: `${repositoryUrl(state, repository)}/check-suites/${suite.id}`,
      before: suite.before,
      after: suite.head,
      pull_requests: pulls(state, repository, suite.head),
      app: appShape(state, suite.app),
      created_at: time(suite.createdAt),
      updated_at: time(suite.updatedAt),
    },
  };
}

export function simpleCommitShape(repository: RepositoryRecord, sha: string) {
  const commit = commitOf(repository.git, sha);
  return {
    id: sha,
    tree_id: commit.tree,
    message: commit.message,
    timestamp: time(commit.committer.date),
    author: { name: commit.author.name, email: commit.author.email },
    committer: { name: commit.committer.name, email: commit.committer.email },
  };
}

export function checkSuiteEventShape(state: State, repository: RepositoryRecord, suite: CheckSuiteRecord) {
  const url = `${repositoryUrl(state, repository)}/check-suites/${suite.id}`;
  return {
    id: suite.id,
    node_id: nodeId('CS', suite.id),
    head_branch: suite.branch,
    head_sha: suite.head,
    ...suiteState(repository, suite),
    url,
    before: suite.before,
    after: suite.head,
    pull_requests: pulls(state, repository, suite.head),
    app: appShape(state, suite.app),
    created_at: time(suite.createdAt),
    updated_at: time(suite.updatedAt),
    head_commit: simpleCommitShape(repository, suite.head),
    latest_check_runs_count: runsOfSuite(repository, suite).filter((run) => isNewest(repository, run)).length,
    check_runs_url: `${url}/check-runs`,
    rerequestable: true,
    runs_rerequestable: true,
  };
}

export function checkSuiteShape(state: State, repository: RepositoryRecord, suite: CheckSuiteRecord) {
  return {
    ...checkSuiteEventShape(state, repository, suite),
    repository: repositoryShape(state, repository),
  };
}

export function statusShape(state: State, repository: RepositoryRecord, status: StatusRecord) {
  return {
    url: `${repositoryUrl(state, repository)}/statuses/${status.sha}`,
    avatar_url: userShape(state, status.by).avatar_url,
    id: status.id,
    node_id: nodeId('SC', status.id),
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: time(status.at),
    updated_at: time(status.at),
    creator: userShape(state, status.by),
  };
}
