/**
 * The way to GitHub: one Octokit an installation, and what its refusals mean for us. What will not change is thrown as `Refused`, what has
 * to wait as `TryLater`; everything else is a stumble and thrown as it came, for the queue to try again.
 */
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { Refused, TryLater } from '../../ports.ts';
import type { Budget, Budgets } from './budget.ts';

export interface AppCredentials {
  readonly appId: number;
  readonly privateKey: string;
  /** `https://api.github.com`, or `https://github.acme.example/api/v3`. */
  readonly baseUrl: string;
}

/** What a request costs: reading, or creating content that people are told about, which GitHub limits more. */
export type Costs = 'read' | 'create';

export interface Connection {
  /** Runs requests with the installation's token. `subject` is named when it is refused: `acme/web`. */
  ask<Result>(subject: string, costs: Costs, call: (octokit: Octokit) => Promise<Result>): Promise<Result>;
}

export interface Connections {
  readonly app: Connection;
  installation(id: number): Connection;
}

export function createConnections(
  credentials: AppCredentials,
  budgets: Budgets,
  now: () => Date,
): Connections {
  const { appId, privateKey, baseUrl } = credentials;
  const quiet = { debug() {}, info() {}, warn() {}, error() {} };
  const open = (installationId?: number) =>
    new Octokit({
      baseUrl,
      authStrategy: createAppAuth,
      auth: { appId, privateKey, ...(installationId === undefined ? {} : { installationId }) },
      userAgent: 'springtide',
      log: quiet,
    });
  const known = new Map<number, Connection>();
  return {
    app: connectionOf(() => open(), budgets('app'), now),
    installation(id) {
      const found = known.get(id) ?? connectionOf(() => open(id), budgets(id), now);
      known.set(id, found);
      return found;
    },
  };
}

function connectionOf(open: () => Octokit, budget: Budget, now: () => Date): Connection {
  let octokit = open();
  return {
    async ask(subject, costs, call) {
      await budget.spend(costs);
      try {
        const used = octokit;
        return await call(used).catch((error: unknown) => {
          if (statusOf(error) !== 401) throw error;
          // A token may be taken back before its hour is over; another one is asked for, once.
          if (octokit === used) octokit = open();
          return call(octokit);
        });
      } catch (error) {
        throw meaningOf(error, subject, now());
      }
    },
  };
}

interface RequestError {
  readonly status: number;
  readonly message: string;
  readonly response?: { readonly headers: Readonly<Record<string, string | number | undefined>> };
}

const isRequestError = (error: unknown): error is RequestError =>
  error instanceof Error && 'status' in error && typeof error.status === 'number';

/** The status of a request that failed, when GitHub answered at all. */
export const statusOf = (error: unknown): number | undefined =>
  isRequestError(error) ? error.status : undefined;

/** https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api */
function meaningOf(error: unknown, subject: string, now: Date): unknown {
  if (!isRequestError(error)) return error;
  const { status, message } = error;
  const header = (name: string) => error.response?.headers[name];
  if (status === 403 || status === 429) {
    const after = Number(header('retry-after'));
    if (after > 0) return later(`GitHub asks ${subject} to wait`, now.getTime() + after * 1000);
    if (String(header('x-ratelimit-remaining')) === '0')
      return later(`the hourly limit is used up for ${subject}`, Number(header('x-ratelimit-reset')) * 1000);
    if (status === 429 || /secondary rate limit/i.test(message))
      return later(`GitHub asks ${subject} to wait`, now.getTime() + 60_000);
    return new Refused(`GitHub refuses ${subject}: ${firstSentence(message)}`, { cause: error });
  }
  if (status === 404 || status === 410 || status === 451)
    return new Refused(`${subject} is gone, or this App may not see it`, { cause: error });
  if (status === 409 && /empty/i.test(message)) return new Refused(`${subject} is empty`, { cause: error });
  return error;
}

const later = (because: string, at: number) => new TryLater(because, new Date(at));

/** Octokit adds the address of the documentation. */
const firstSentence = (message: string) => message.split(' - https://')[0] ?? message;
