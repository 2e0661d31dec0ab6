/** Check runs and check suites. */
import { actorOf } from '../auth.ts';
import { readCommit } from '../git/commits.ts';
import { type Answer, created, No, noContent, notFound, ok, paged, refusal } from '../http.ts';
import { isNewest, latestRuns, runsOfSuite } from '../moves/check-state.ts';
import { addRun, changeRun, type RunChange, suiteFor, tellRun, tellSuite } from '../moves/checks.ts';
import { type Ask, numberParam, param, query, type Route, repositoryOf, text } from '../router.ts';
import { checkRunShape, checkSuiteShape } from '../shapes/checks.ts';
import { htmlUrl, repositoryShape } from '../shapes/repositories.ts';
import type { AnnotationRecord, CheckRunRecord, CheckSuiteRecord } from '../state.ts';
import { commitNamed } from './repositories.ts';

const repo = '/repos/{owner}/{repo}';

export const checks: readonly Route[] = [
  { on: `POST ${repo}/check-runs`, needs: 'checks:write', answer: createRun },
  { on: `GET ${repo}/check-runs/{check_run_id}`, needs: 'checks:read', answer: readRun },
  { on: `PATCH ${repo}/check-runs/{check_run_id}`, needs: 'checks:write', answer: updateRun },
  { on: `GET ${repo}/check-runs/{check_run_id}/annotations`, needs: 'checks:read', answer: annotations },
  { on: `POST ${repo}/check-runs/{check_run_id}/rerequest`, needs: 'checks:write', answer: rerequestRun },
  { on: `GET ${repo}/commits/{ref}/check-runs`, needs: 'checks:read', answer: runsOfCommit },
  { on: `GET ${repo}/commits/{ref}/check-suites`, needs: 'checks:read', answer: suitesOfCommit },
  { on: `POST ${repo}/check-suites`, needs: 'checks:write', answer: createSuite },
  { on: `GET ${repo}/check-suites/{check_suite_id}`, needs: 'checks:read', answer: readSuite },
  { on: `GET ${repo}/check-suites/{check_suite_id}/check-runs`, needs: 'checks:read', answer: suiteRuns },
  {
    on: `POST ${repo}/check-suites/{check_suite_id}/rerequest`,
    needs: 'checks:write',
    answer: rerequestSuite,
  },
  { on: `PATCH ${repo}/check-suites/preferences`, needs: 'checks:write', answer: preferences },
];

function runOf(ask: Ask): CheckRunRecord {
  const found = repositoryOf(ask).runs.find((run) => run.id === numberParam(ask, 'check_run_id'));
  if (!found) throw new No(notFound);
  return found;
}

function suiteOf(ask: Ask): CheckSuiteRecord {
  const found = repositoryOf(ask).suites.find((suite) => suite.id === numberParam(ask, 'check_suite_id'));
  if (!found) throw new No(notFound);
  return found;
}

const onlyApps = refusal(403, 'You must authenticate via a GitHub App.');

function changeIn(ask: Ask): RunChange {
  const date = (name: string) => {
    const given = text(ask, name);
    return given === undefined ? undefined : new Date(given);
  };
  return {
    name: text(ask, 'name'),
    externalId: text(ask, 'external_id'),
    detailsUrl: text(ask, 'details_url'),
    status: text(ask, 'status'),
    conclusion: text(ask, 'conclusion'),
    startedAt: date('started_at'),
    completedAt: date('completed_at'),
    output: ask.body.output as RunChange['output'],
    actions: ask.body.actions as CheckRunRecord['actions'] | undefined,
  };
}

/** Limits that GitHub holds and its description only partly tells. */
function refusedRun(ask: Ask): Answer | undefined {
  const { status, conclusion, output } = changeIn(ask);
  if (status === 'completed' && conclusion === undefined && !ask.params.check_run_id)
    return refusal(422, 'Invalid request.\n\n"conclusion" wasn\'t supplied.');
  const many = (output?.annotations ?? []).length;
  if (many > 50)
    return refusal(422, `Invalid request.\n\nNo more than 50 items are allowed; ${many} were supplied.`);
  const long = [output?.summary, output?.text].some((each) => (each?.length ?? 0) > 65_535);
  return long ? refusal(422, 'Invalid request.\n\nOnly 65535 characters are allowed.') : undefined;
}

function createRun(ask: Ask): Answer {
  const { state } = ask;
  const repository = repositoryOf(ask);
  if (ask.caller.kind !== 'installation') return onlyApps;
  const head = text(ask, 'head_sha') ?? '';
  if (!readCommit(repository.git, head)) return refusal(422, `No commit found for SHA: ${head}`);
  const no = refusedRun(ask);
  if (no) return no;
  const run = addRun(
    state,
    repository,
    { ...state.app, owner: state.app.owner },
    head,
    text(ask, 'name') ?? '',
    changeIn(ask),
  );
  return created(checkRunShape(state, repository, run));
}

function readRun(ask: Ask): Answer {
  return ok(checkRunShape(ask.state, repositoryOf(ask), runOf(ask)));
}

function updateRun(ask: Ask): Answer {
  const repository = repositoryOf(ask);
  const run = runOf(ask);
  if (ask.caller.kind !== 'installation') return onlyApps;
  if (run.suite.app.id !== ask.state.app.id)
    return refusal(
      403,
      'Invalid app_id `0` - check run can only be modified by the GitHub App that created it.',
    );
  const no = refusedRun(ask);
  if (no) return no;
  changeRun(ask.state, repository, run, changeIn(ask));
  return ok(checkRunShape(ask.state, repository, run));
}

function annotations(ask: Ask): Answer {
  const repository = repositoryOf(ask);
  const run = runOf(ask);
  return paged(ask.url, run.annotations, (each: AnnotationRecord) => ({
    path: each.path,
    start_line: each.start_line,
    end_line: each.end_line,
    start_column: each.start_column ?? null,
    end_column: each.end_column ?? null,
    annotation_level: each.annotation_level,
    title: each.title ?? null,
    message: each.message,
    raw_details: each.raw_details ?? null,
    blob_href: `${htmlUrl(ask.state, repository)}/blob/${run.head}/${each.path}`,
  }));
}

function rerequestRun(ask: Ask): Answer {
  tellRun(ask.state, repositoryOf(ask), runOf(ask), 'rerequested', actorOf(ask.state, ask.caller));
  return created({});
}

function rerequestSuite(ask: Ask): Answer {
  tellSuite(ask.state, repositoryOf(ask), suiteOf(ask), 'rerequested', actorOf(ask.state, ask.caller));
  return created({});
}

function filtered(ask: Ask, all: readonly CheckRunRecord[]): Answer {
  const repository = repositoryOf(ask);
  const [name, status, app] = [query(ask, 'check_name'), query(ask, 'status'), query(ask, 'app_id')];
  const everyRun = query(ask, 'filter') === 'all';
  const found = all
    .filter((run) => everyRun || isNewest(repository, run))
    .filter((run) => name === undefined || run.name === name)
    .filter((run) => status === undefined || run.status === status)
    .filter((run) => app === undefined || run.suite.app.id === Number(app))
    .reverse();
  return paged(
    ask.url,
    found,
    (run) => checkRunShape(ask.state, repository, run),
    (check_runs, total_count) => ({ total_count, check_runs }),
  );
}

function runsOfCommit(ask: Ask): Answer {
  const repository = repositoryOf(ask);
  const sha = commitNamed(repository, param(ask, 'ref'));
  const all =
    query(ask, 'filter') === 'all'
      ? repository.runs.filter((run) => run.head === sha)
      : latestRuns(repository, sha);
  return filtered(ask, all);
}

function suiteRuns(ask: Ask): Answer {
  return filtered(ask, runsOfSuite(repositoryOf(ask), suiteOf(ask)));
}

function suitesOfCommit(ask: Ask): Answer {
  const repository = repositoryOf(ask);
  const sha = commitNamed(repository, param(ask, 'ref'));
  const app = query(ask, 'app_id');
  const found = repository.suites
    .filter((suite) => suite.head === sha)
    .filter((suite) => app === undefined || suite.app.id === Number(app));
  return paged(
    ask.url,
    found,
    (suite) => checkSuiteShape(ask.state, repository, suite),
    (check_suites, total_count) => ({ total_count, check_suites }),
  );
}

function createSuite(ask: Ask): Answer {
  const { state } = ask;
  const repository = repositoryOf(ask);
  const head = text(ask, 'head_sha') ?? '';
  if (!readCommit(repository.git, head)) return refusal(422, `No commit found for SHA: ${head}`);
  const known = repository.suites.find((suite) => suite.head === head && suite.app.id === state.app.id);
  const suite = suiteFor(state, repository, state.app, head);
  const shape = checkSuiteShape(state, repository, suite);
  return known ? ok(shape) : created(shape);
}

function readSuite(ask: Ask): Answer {
  return ok(checkSuiteShape(ask.state, repositoryOf(ask), suiteOf(ask)));
}

function preferences(ask: Ask): Answer {
  const repository = repositoryOf(ask);
  if (!repository.git.ref(`refs/heads/${repository.defaultBranch}`)) return noContent;
  return ok({
    preferences: { auto_trigger_checks: ask.body.auto_trigger_checks ?? [] },
    repository: repositoryShape(ask.state, repository),
  });
}
