/** GitHub's answers as our own nouns. */
import type { RestEndpointMethodTypes } from '@octokit/rest';
import type { Marker, PullRequest } from '../../domain/pull-request.ts';
import type { Actor, Installation, MergeMethod, Repository } from '../../domain/repository.ts';
import type { CheckSignal } from '../../domain/rollout.ts';

type Data<
  Group extends keyof RestEndpointMethodTypes,
  Name extends keyof RestEndpointMethodTypes[Group],
> = RestEndpointMethodTypes[Group][Name] extends { response: { data: infer Found } } ? Found : never;
type FullPull = Data<'pulls', 'get'>;
type ListedPull = Data<'pulls', 'list'>[number];
type FullRepository = Data<'repos', 'get'>;
type ListedRepository = Data<'apps', 'listReposAccessibleToInstallation'>['repositories'][number];
type ListedInstallation = Data<'apps', 'listInstallations'>[number];

export function actorOf(
  user: { readonly login: string; readonly type: string } | null | undefined,
  us: string,
): Actor {
  const login = user?.login ?? 'ghost';
  return { login, isUs: login === us, isBot: user?.type === 'Bot' };
}

export function repositoryOf(installation: number, data: FullRepository | ListedRepository): Repository {
  const methods: readonly (readonly [MergeMethod, boolean | undefined])[] = [
    ['squash', data.allow_squash_merge],
    ['merge', data.allow_merge_commit],
    ['rebase', data.allow_rebase_merge],
  ];
  return {
    installation,
    id: data.id,
    owner: data.owner.login,
    name: data.name,
    defaultBranch: data.default_branch,
    private: data.private,
    fork: data.fork,
    archived: data.archived || data.disabled,
    topics: data.topics ?? [],
    mergeMethods: methods.flatMap(([method, allowed]) => (allowed ? [method] : [])),
    allowsAutoMerge: data.allow_auto_merge ?? false,
  };
}

export function installationOf(data: ListedInstallation): Installation {
  const { account } = data;
  const isOrganisation = data.target_type === 'Organization';
  return {
    id: data.id,
    account: accountName(account),
    kind: isOrganisation ? 'organisation' : 'user',
    suspended: data.suspended_at !== null,
    permissions: Object.fromEntries(
      Object.entries(data.permissions).flatMap(([name, level]) => (level ? [[name, level]] : [])),
    ),
    events: data.events,
  };
}

export function pullOf(data: FullPull | ListedPull, us: string): PullRequest {
  const full = 'mergeable' in data ? data : undefined;
  const merged = data.merged_at !== null;
  const marker = markerIn(data.body ?? '');
  return {
    number: data.number,
    url: data.html_url,
    title: data.title,
    body: data.body ?? '',
    state: merged ? 'merged' : data.state === 'open' ? 'open' : 'closed',
    draft: data.draft ?? false,
    branch: data.head.ref,
    head: data.head.sha,
    base: data.base.ref,
    author: actorOf(data.user, us),
    labels: data.labels.map(({ name }) => name),
    createdAt: stamp(data.created_at),
    ...(data.closed_at ? { closedAt: stamp(data.closed_at) } : {}),
    ...(data.merged_at ? { mergedAt: stamp(data.merged_at) } : {}),
    ...(merged && data.merge_commit_sha ? { mergeCommit: data.merge_commit_sha } : {}),
    mergeable: full?.mergeable === true ? 'yes' : full?.mergeable === false ? 'conflict' : 'unknown',
    autoMerge: data.auto_merge !== null && actorOf(data.auto_merge.enabled_by, us).isUs,
    ...(marker ? { marker } : {}),
  };
}

/** `<!-- springtide {"upgrade":"npm/express-5.x"} -->` */
export function markerIn(body: string): Marker | undefined {
  const text = /<!-- springtide (\{.{1,2000}?\}) -->/.exec(body)?.[1];
  if (text === undefined) return undefined;
  try {
    const { upgrade, proposal, withdrawn } = JSON.parse(text) as Record<string, unknown>;
    if (typeof upgrade !== 'string') return undefined;
    return {
      upgrade,
      ...(typeof proposal === 'string' ? { proposal } : {}),
      ...(withdrawn === true ? { withdrawn } : {}),
    };
  } catch {
    return undefined;
  }
}

export const stamp = (written: string) => new Date(written).toISOString();

const failing = new Set(['failure', 'timed_out', 'cancelled', 'action_required', 'startup_failure', 'stale']);

export function signalOf(run: {
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly html_url: string | null;
  readonly completed_at: string | null;
}): CheckSignal {
  const { name, status, conclusion, html_url: url, completed_at: finished } = run;
  const state =
    status !== 'completed'
      ? 'running'
      : conclusion === 'success'
        ? 'passed'
        : failing.has(conclusion ?? '')
          ? 'failed'
          : 'neutral';
  return { name, state, ...(url ? { url } : {}), ...(finished ? { finishedAt: stamp(finished) } : {}) };
}

/** An enterprise has a slug where others have a login. */
function accountName(account: ListedInstallation['account']): string {
  const named = account as { readonly login?: string; readonly slug?: string } | null;
  return named?.login ?? named?.slug ?? '';
}
