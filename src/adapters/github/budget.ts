/**
 * What an installation may still create. Reading is limited by the hour, and GitHub itself says when that is used up. Processes that share a
 * Redis share the budget: each counts what all of them created.
 */
import { randomUUID } from 'node:crypto';
import { TryLater } from '../../ports.ts';
import type { Costs } from './connection.ts';

/** https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits */
const windows = [
  { milliseconds: 60_000, most: 80 },
  { milliseconds: 3_600_000, most: 500 },
];
const longestMilliseconds = 3_600_000;

export interface Budget {
  /** Throws `TryLater` with the time at which there is room again. */
  spend(costs: Costs): Promise<void>;
}

/** One for each installation, and one for the App itself. */
export type Budgets = (whose: number | 'app') => Budget;

/** Notes one creation at that moment, or answers when there is room for it. */
type Note = (at: number) => Promise<number | undefined>;

export function createBudgets(now: () => Date): Budgets {
  return () => {
    let created: number[] = [];
    return budgetOf(now, async (at) => {
      created = created.filter((moment) => moment > at - longestMilliseconds);
      for (const { milliseconds, most } of windows) {
        const first = created.at(-most);
        if (first !== undefined && first > at - milliseconds) return first + milliseconds;
      }
      created.push(at);
      return undefined;
    });
  };
}

/** The part of ioredis that is needed. */
export interface RedisScripts {
  eval(script: string, numberOfKeys: number, ...given: (string | number)[]): Promise<unknown>;
}

/** The same as above in one step that nothing comes between: a sorted set of the moments at which something was created. */
const noteScript = `
  local at = tonumber(ARGV[1])
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', at - tonumber(ARGV[3]))
  for window = 4, #ARGV, 2 do
    local length, most = tonumber(ARGV[window]), tonumber(ARGV[window + 1])
    local first = tonumber(redis.call('ZREVRANGE', KEYS[1], most - 1, most - 1, 'WITHSCORES')[2])
    if first and first > at - length then return first + length end
  end
  redis.call('ZADD', KEYS[1], at, ARGV[2])
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
  return 0`;

export function createSharedBudgets(redis: RedisScripts, name: string, now: () => Date): Budgets {
  const limits = windows.flatMap(({ milliseconds, most }) => [milliseconds, most]);
  return (whose) =>
    budgetOf(now, async (at) => {
      const key = `${name}:created:${whose}`;
      const free = await redis.eval(noteScript, 1, key, at, randomUUID(), longestMilliseconds, ...limits);
      return Number(free) || undefined;
    });
}

function budgetOf(now: () => Date, note: Note): Budget {
  return {
    async spend(costs) {
      if (costs === 'read') return;
      const free = await note(now().getTime());
      if (free !== undefined)
        throw new TryLater('the limit of GitHub for new content is reached', new Date(free));
    },
  };
}
