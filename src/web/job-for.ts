/** A delivery becomes jobs, nothing more. It is only a hint that something may have changed: the job looks for itself. */
import type { Job } from '../domain/job.ts';

/** What of a payload is looked at. Everything may be missing: what comes in is only as good as its sender. */
interface Payload {
  readonly action?: unknown;
  readonly installation?: { readonly id?: unknown };
  readonly repository?: {
    readonly id?: unknown;
    readonly name?: unknown;
    readonly default_branch?: unknown;
  };
  readonly ref?: unknown;
  readonly pull_request?: PullPayload;
  readonly check_run?: {
    readonly pull_requests?: unknown;
    readonly check_suite?: { readonly head_branch?: unknown };
    readonly app?: AppPayload;
  };
  readonly check_suite?: {
    readonly pull_requests?: unknown;
    readonly head_branch?: unknown;
    readonly app?: AppPayload;
  };
  readonly branches?: unknown;
  readonly merge_group?: { readonly head_sha?: unknown };
  readonly issue?: { readonly number?: unknown; readonly user?: UserPayload };
  readonly comment?: { readonly id?: unknown; readonly body?: unknown; readonly user?: UserPayload };
  readonly sender?: UserPayload;
}
interface AppPayload {
  readonly slug?: unknown;
}
interface UserPayload {
  readonly login?: unknown;
}
interface PullPayload {
  readonly number?: unknown;
  readonly user?: UserPayload;
}

/** Repositories that may hold the configuration of an organisation. */
const organisationNames = new Set(['.github', 'springtide-config']);

/** What happens to a pull request when it may touch other files than before. */
const mayTouchFiles = new Set(['opened', 'reopened', 'synchronize', 'edited']);

export interface Hints {
  readonly jobs: readonly Job[];
  /** Branches about which something was said; which pull requests they have is known elsewhere. */
  readonly branches: readonly string[];
}

/** `us` is the login of the App's account. */
export function hintsFrom(event: string, payload: unknown, us: string): Hints {
  const found = payload && typeof payload === 'object' ? (payload as Payload) : {};
  const installation = id(found.installation?.id);
  const repository = id(found.repository?.id);
  const none: Hints = { jobs: [], branches: [] };
  if (installation === undefined) return none;
  const sync: Job = { kind: 'sync-installation', installation };
  if (event === 'installation' || event === 'installation_repositories' || event === 'repository')
    return { jobs: [sync], branches: [] };
  if (repository === undefined) return none;
  const at = { installation, repository };
  const watch = (pull: number): Job => ({ kind: 'watch-rollout', ...at, pull });
  const scan: Job = { kind: 'scan-repository', ...at };
  // What we say ourselves comes back to us, and is no news; that somebody asks us again is.
  const app = (found.check_run ?? found.check_suite)?.app?.slug;
  const isEcho = `${app}[bot]` === us && found.action !== 'rerequested';
  switch (event) {
    case 'push': {
      if (found.ref !== `refs/heads/${found.repository?.default_branch}`) return none;
      // What an organisation says there is read first, and then everybody is asked.
      const isAboutAll = organisationNames.has(String(found.repository?.name));
      return { jobs: [...(isAboutAll ? [sync] : []), scan], branches: [] };
    }
    case 'pull_request': {
      const pull = id(found.pull_request?.number);
      if (pull === undefined) return none;
      if (found.pull_request?.user?.login !== us)
        return mayTouchFiles.has(String(found.action))
          ? { jobs: [{ kind: 'check-configuration', ...at, pull }], branches: [] }
          : none;
      const isClosed = found.action === 'closed';
      const isTicked = found.action === 'edited' && found.sender?.login !== us;
      return {
        jobs: [
          watch(pull),
          ...(isClosed ? [scan] : []),
          ...(isTicked ? [{ kind: 'obey-checkbox' as const, ...at, issue: pull }] : []),
        ],
        branches: [],
      };
    }
    case 'check_run':
      if (isEcho) return none;
      return {
        jobs: pullsIn(found.check_run?.pull_requests).flatMap((pull) => [
          watch(pull),
          ...(found.action === 'rerequested' ? [{ kind: 'check-configuration' as const, ...at, pull }] : []),
        ]),
        branches: texts([found.check_run?.check_suite?.head_branch]),
      };
    case 'check_suite':
      if (isEcho) return none;
      return {
        jobs: pullsIn(found.check_suite?.pull_requests).map(watch),
        branches: texts([found.check_suite?.head_branch]),
      };
    case 'merge_group': {
      const head = found.merge_group?.head_sha;
      return found.action === 'checks_requested' && typeof head === 'string' && /^[0-9a-f]{40,64}$/.test(head)
        ? { jobs: [{ kind: 'answer-queue', ...at, head }], branches: [] }
        : none;
    }
    // The receiver forgets what was said of vulnerabilities before.
    case 'dependabot_alert':
      return { jobs: [scan], branches: [] };
    case 'status':
      return { jobs: [], branches: namesIn(found.branches) };
    case 'issue_comment': {
      const [issue, comment] = [id(found.issue?.number), id(found.comment?.id)];
      const body = String(found.comment?.body ?? '');
      const isAsked = body.includes(`@${us.replace(/\[bot\]$/, '')}`) && found.comment?.user?.login !== us;
      if (found.action !== 'created' || issue === undefined || comment === undefined || !isAsked) return none;
      return { jobs: [{ kind: 'obey-comment', ...at, issue, comment }], branches: [] };
    }
    case 'issues': {
      const issue = id(found.issue?.number);
      const isOurs = found.issue?.user?.login === us && found.sender?.login !== us;
      return found.action === 'edited' && issue !== undefined && isOurs
        ? { jobs: [{ kind: 'obey-checkbox', ...at, issue }], branches: [] }
        : none;
    }
    default:
      return none;
  }
}

/** GitHub's numbers are whole and positive. */
function id(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value.slice(0, 100) : []);
const texts = (values: readonly unknown[]) => values.filter((value) => typeof value === 'string');

function pullsIn(value: unknown): number[] {
  return list(value).flatMap((one) => id((one as { number?: unknown } | null)?.number) ?? []);
}

function namesIn(value: unknown): string[] {
  return texts(list(value).map((one) => (one as { name?: unknown } | null)?.name));
}
