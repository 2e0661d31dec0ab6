import type { CheckSignal } from '../../domain/rollout.ts';
import { type CheckDraft, checkName } from '../../ports.ts';
import type { At } from './at.ts';
import { statusOf } from './connection.ts';
import { signalOf, stamp } from './shapes.ts';

/** GitHub takes so many annotations a request. */
const mostAnnotations = 50;

/** Check runs and commit statuses of others, the latest of each name. */
export async function checks(at: At, commit: string): Promise<CheckSignal[]> {
  const { data: runs } = await at.ask('read', (octokit) =>
    octokit.checks.listForRef({ ...at.names, ref: commit, filter: 'latest', per_page: 100 }),
  );
  const { data: statuses } = await at.ask('read', (octokit) =>
    octokit.repos.getCombinedStatusForRef({ ...at.names, ref: commit, per_page: 100 }),
  );
  return [
    ...runs.check_runs.filter(({ app }) => app?.id !== at.appId).map(signalOf),
    ...statuses.statuses.map(({ context, state, target_url: url, updated_at: updated }): CheckSignal => {
      const said = state === 'success' ? 'passed' : state === 'pending' ? 'running' : 'failed';
      return { name: context, state: said, ...(url ? { url } : {}), finishedAt: stamp(updated) };
    }),
  ];
}

/** Protection of the branch and rulesets together. */
export async function requiredChecks(at: At, branch: string): Promise<readonly string[] | undefined> {
  const [protection, rules] = await Promise.all([protectionChecks(at, branch), ruleChecks(at, branch)]);
  if (!protection) return rules.length > 0 ? rules : undefined;
  return [...new Set([...protection, ...rules])];
}

async function protectionChecks(at: At, branch: string): Promise<readonly string[] | undefined> {
  return at.ask('read', async (octokit) => {
    try {
      const { data } = await octokit.repos.getBranchProtection({ ...at.names, branch });
      const { contexts = [], checks: asked = [] } = data.required_status_checks ?? {};
      return [...contexts, ...asked.map(({ context }) => context)];
    } catch (error) {
      if (statusOf(error) === 404) return [];
      if (statusOf(error) === 403) return undefined;
      throw error;
    }
  });
}

/** Older servers and some plans have no rulesets. */
async function ruleChecks(at: At, branch: string): Promise<readonly string[]> {
  return at.ask('read', async (octokit) => {
    try {
      const { data } = await octokit.repos.getBranchRules({ ...at.names, branch, per_page: 100 });
      return data
        .flatMap((rule) =>
          rule.type === 'required_status_checks' ? (rule.parameters?.required_status_checks ?? []) : [],
        )
        .map(({ context }) => context);
    } catch (error) {
      if (statusOf(error) === 404 || statusOf(error) === 403) return [];
      throw error;
    }
  });
}

const conclusions = {
  passed: 'success',
  neutral: 'neutral',
  failed: 'failure',
  'action-required': 'action_required',
} as const;

/** Creates our check run on a commit or changes the one that is there; nothing is sent when it says so already. */
export async function report(at: At, draft: CheckDraft): Promise<void> {
  const { data } = await at.ask('read', (octokit) =>
    octokit.checks.listForRef({
      ...at.names,
      ref: draft.head,
      check_name: checkName,
      app_id: at.appId,
      filter: 'latest',
    }),
  );
  const [run] = data.check_runs;
  const { title, summary } = draft;
  const annotations = draft.annotations.slice(0, mostAnnotations).map(({ path, place, message }) => ({
    path,
    start_line: place.line,
    end_line: place.line,
    annotation_level: 'warning' as const,
    message: message.slice(0, 60_000),
  }));
  const state =
    draft.state === 'running'
      ? { status: 'in_progress' as const }
      : { status: 'completed' as const, conclusion: conclusions[draft.state] };
  const says =
    run && run.output.title === title && run.output.summary === summary && run.status === state.status;
  if (says && (run.conclusion ?? undefined) === ('conclusion' in state ? state.conclusion : undefined))
    return;
  // A run that was completed cannot run again: another takes its place.
  const isOver = run?.status === 'completed' && state.status === 'in_progress';
  await at.ask('read', async (octokit) => {
    if (run && !isOver)
      await octokit.checks.update({
        ...at.names,
        check_run_id: run.id,
        ...state,
        output: { title, summary, annotations },
      });
    else
      await octokit.checks.create({
        ...at.names,
        name: checkName,
        head_sha: draft.head,
        ...state,
        output: { title, summary, annotations },
      });
  });
}
