/** What checks and statuses say together; worked out, never kept. */
import type { CheckRunRecord, CheckSuiteRecord, RepositoryRecord, StatusRecord } from '../state.ts';

/** A later run of the same name by the same App takes its place. */
export function isNewest(repository: RepositoryRecord, run: CheckRunRecord): boolean {
  return !repository.runs.some(
    (other) =>
      other.id > run.id &&
      other.head === run.head &&
      other.name === run.name &&
      other.suite.app.id === run.suite.app.id,
  );
}

export const runsOfSuite = (repository: RepositoryRecord, suite: CheckSuiteRecord) =>
  repository.runs.filter((run) => run.suite === suite);

/** Runs on a commit, the newest of each name. */
export const latestRuns = (repository: RepositoryRecord, sha: string) =>
  repository.runs.filter((run) => run.head === sha && isNewest(repository, run));

/** Statuses on a commit, the newest of each context, the newest first. */
export function latestStatuses(repository: RepositoryRecord, sha: string): StatusRecord[] {
  const newestFirst = repository.statuses.filter((status) => status.sha === sha).reverse();
  const seen = new Set<string>();
  return newestFirst.filter((status) => !seen.has(status.context) && seen.add(status.context));
}

export function combinedState(statuses: readonly StatusRecord[]): 'pending' | 'success' | 'failure' {
  if (statuses.some(({ state }) => state === 'failure' || state === 'error')) return 'failure';
  return statuses.length > 0 && statuses.every(({ state }) => state === 'success') ? 'success' : 'pending';
}

/** The worst first: what a suite is called when its runs disagree. */
const worstFirst = [
  'action_required',
  'timed_out',
  'failure',
  'cancelled',
  'stale',
  'success',
  'neutral',
  'skipped',
];

export function suiteState(repository: RepositoryRecord, suite: CheckSuiteRecord) {
  const runs = runsOfSuite(repository, suite).filter((run) => isNewest(repository, run));
  if (runs.length === 0) return { status: 'queued', conclusion: null };
  if (runs.some((run) => run.status !== 'completed')) {
    const started = runs.some((run) => run.status !== 'queued');
    return { status: started ? 'in_progress' : 'queued', conclusion: null };
  }
  const conclusions = new Set(runs.map((run) => run.conclusion));
  return { status: 'completed', conclusion: worstFirst.find((each) => conclusions.has(each)) ?? null };
}

const fine = new Set(['success', 'neutral', 'skipped']);

/** How a name stands on a commit, be it a check run or a status. */
export function stateOfCheck(
  repository: RepositoryRecord,
  sha: string,
  name: string,
): 'missing' | 'pending' | 'passed' | 'failed' {
  const runs = latestRuns(repository, sha).filter((run) => run.name === name);
  const statuses = latestStatuses(repository, sha).filter((status) => status.context === name);
  const states = [
    ...runs.map((run) =>
      run.status !== 'completed' ? 'pending' : fine.has(run.conclusion ?? '') ? 'passed' : 'failed',
    ),
    ...statuses.map(({ state }) =>
      state === 'pending' ? 'pending' : state === 'success' ? 'passed' : 'failed',
    ),
  ] as const;
  if (states.length === 0) return 'missing';
  return (
    states.find((state) => state === 'failed') ?? states.find((state) => state === 'pending') ?? 'passed'
  );
}

/** Every name that said something about a commit. */
export function namesOn(repository: RepositoryRecord, sha: string): string[] {
  const names = [
    ...latestRuns(repository, sha).map((run) => run.name),
    ...latestStatuses(repository, sha).map((status) => status.context),
  ];
  return [...new Set(names)];
}
