/** Check suites, check runs and statuses come and change; and what waits for them goes on. */
import { covers, isGranted } from '../auth.ts';
import { readCommit } from '../git/commits.ts';
import { time } from '../http.ts';
import { userShape } from '../shapes/accounts.ts';
import { checkRunEventShape, checkSuiteEventShape } from '../shapes/checks.ts';
import { commitShape } from '../shapes/commits.ts';
import {
  type Account,
  type AnnotationRecord,
  type CheckApp,
  type CheckRunRecord,
  type CheckSuiteRecord,
  fullName,
  idOf,
  type RepositoryRecord,
  type State,
  type StatusRecord,
} from '../state.ts';
import { wakeAutoMerge } from './auto-merge.ts';
import { suiteState } from './check-state.ts';

/** A push asks every App that may write checks for a suite; here there is one. */
export function requestSuite(
  state: State,
  repository: RepositoryRecord,
  branch: string,
  before: string | undefined,
  head: string,
  by: Account,
): void {
  const installed = [...state.installations.values()].some(
    (installation) =>
      covers(installation.repositories, repository, installation.account) &&
      isGranted(installation.permissions, 'checks:write'),
  );
  if (!installed) return;
  if (repository.suites.some((suite) => suite.head === head && suite.app.id === state.app.id)) return;
  const suite = suiteFor(state, repository, state.app, head, branch, before);
  tellSuite(state, repository, suite, 'requested', by);
}

export function tellSuite(
  state: State,
  repository: RepositoryRecord,
  suite: CheckSuiteRecord,
  action: 'requested' | 'rerequested' | 'completed',
  by: Account,
): void {
  state.announce({
    event: 'check_suite',
    action,
    repository,
    sender: by,
    payload: { check_suite: checkSuiteEventShape(state, repository, suite) },
    ...(action === 'completed' ? {} : { onlyOwn: true }),
  });
}

/** The suite of an App on a commit; made when there is none. */
export function suiteFor(
  state: State,
  repository: RepositoryRecord,
  app: CheckApp,
  head: string,
  branch: string | null = branchAt(repository, head),
  before: string | undefined = readCommit(repository.git, head)?.parents[0],
): CheckSuiteRecord {
  const known = repository.suites.find((suite) => suite.head === head && suite.app.id === app.id);
  if (known) return known;
  const now = state.clock();
  const suite = {
    id: idOf(state),
    app,
    head,
    branch,
    before: before ?? null,
    createdAt: now,
    updatedAt: now,
  };
  repository.suites.push(suite);
  return suite;
}

function branchAt({ git }: RepositoryRecord, head: string): string | null {
  const found = git.refs('refs/heads/').find(({ sha }) => sha === head);
  return found ? found.name.replace('refs/heads/', '') : null;
}

export interface RunChange {
  readonly name?: string | undefined;
  readonly externalId?: string | undefined;
  readonly detailsUrl?: string | undefined;
  readonly status?: string | undefined;
  readonly conclusion?: string | undefined;
  readonly startedAt?: Date | undefined;
  readonly completedAt?: Date | undefined;
  readonly output?:
    | { title?: string; summary?: string; text?: string; annotations?: AnnotationRecord[] }
    | undefined;
  readonly actions?: CheckRunRecord['actions'] | undefined;
}

export function addRun(
  state: State,
  repository: RepositoryRecord,
  app: CheckApp,
  head: string,
  name: string,
  change: RunChange,
): CheckRunRecord {
  const run: CheckRunRecord = {
    id: idOf(state),
    suite: suiteFor(state, repository, app, head),
    name,
    head,
    externalId: null,
    detailsUrl: null,
    status: 'queued',
    conclusion: null,
    startedAt: undefined,
    completedAt: undefined,
    output: { title: null, summary: null, text: null },
    annotations: [],
    actions: [],
  };
  repository.runs.push(run);
  apply(state, run, change);
  tellRun(state, repository, run, 'created', app.owner);
  afterRun(state, repository, run, 'queued');
  return run;
}

export function changeRun(
  state: State,
  repository: RepositoryRecord,
  run: CheckRunRecord,
  change: RunChange,
): void {
  const before = run.status;
  apply(state, run, change);
  afterRun(state, repository, run, before);
}

function apply(state: State, run: CheckRunRecord, change: RunChange): void {
  const now = state.clock();
  run.suite.updatedAt = now;
  run.name = change.name ?? run.name;
  run.externalId = change.externalId ?? run.externalId;
  run.detailsUrl = change.detailsUrl ?? run.detailsUrl;
  // A conclusion without a status completes it.
  run.status = change.conclusion !== undefined ? 'completed' : (change.status ?? run.status);
  run.conclusion = run.status === 'completed' ? (change.conclusion ?? run.conclusion) : null;
  run.startedAt = change.startedAt ?? run.startedAt ?? now;
  run.completedAt = run.status === 'completed' ? (change.completedAt ?? run.completedAt ?? now) : undefined;
  run.actions = change.actions ?? run.actions;
  if (!change.output) return;
  const { title = null, summary = null, text = null, annotations = [] } = change.output;
  run.output = { title, summary, text };
  // Fifty a request, and they add up.
  run.annotations.push(...annotations);
}

function afterRun(state: State, repository: RepositoryRecord, run: CheckRunRecord, before: string): void {
  if (run.status !== 'completed' || before === 'completed') return;
  const by = run.suite.app.owner;
  tellRun(state, repository, run, 'completed', by);
  if (suiteState(repository, run.suite).status === 'completed')
    tellSuite(state, repository, run.suite, 'completed', by);
  wakeAutoMerge(state, repository, run.head);
}

export function tellRun(
  state: State,
  repository: RepositoryRecord,
  run: CheckRunRecord,
  action: 'created' | 'completed' | 'rerequested' | 'requested_action',
  by: Account,
  more: Readonly<Record<string, unknown>> = {},
): void {
  state.announce({
    event: 'check_run',
    action,
    repository,
    sender: by,
    payload: { check_run: checkRunEventShape(state, repository, run), ...more },
    ...(action.startsWith('re') ? { onlyOwn: true } : {}),
  });
}

export function addStatus(
  state: State,
  repository: RepositoryRecord,
  by: Account,
  draft: Pick<StatusRecord, 'sha' | 'context' | 'state' | 'description' | 'targetUrl'>,
): StatusRecord {
  const status: StatusRecord = { id: idOf(state), by, at: state.clock(), ...draft };
  repository.statuses.push(status);
  const branches = repository.git
    .refs('refs/heads/')
    .filter(({ sha }) => sha === status.sha)
    .map(({ name, sha }) => {
      const { url } = commitShape(state, repository, sha);
      return { name: name.replace('refs/heads/', ''), commit: { sha, url }, protected: false };
    });
  state.announce({
    event: 'status',
    repository,
    sender: by,
    payload: {
      id: status.id,
      sha: status.sha,
      name: fullName(repository),
      context: status.context,
      state: status.state,
      description: status.description,
      target_url: status.targetUrl,
      avatar_url: userShape(state, by).avatar_url,
      branches,
      commit: commitShape(state, repository, status.sha),
      created_at: time(status.at),
      updated_at: time(status.at),
    },
  });
  wakeAutoMerge(state, repository, status.sha);
  return status;
}
