import { TryLater } from '../../ports.ts';
import type { Costs } from './connection.ts';

/** https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits */
const windows = [
  { milliseconds: 60_000, most: 80 },
  { milliseconds: 3_600_000, most: 500 },
];

/** What an installation may still create. Reading is limited by the hour, and GitHub itself says when that is used up. */
export interface Budget {
  /** Throws `TryLater` with the time at which there is room again. */
  spend(costs: Costs): void;
}

export function createBudget(now: () => Date): Budget {
  let created: number[] = [];
  return {
    spend(costs) {
      if (costs === 'read') return;
      const at = now().getTime();
      created = created.filter((moment) => moment > at - 3_600_000);
      for (const { milliseconds, most } of windows) {
        const within = created.filter((moment) => moment > at - milliseconds);
        const first = within.at(-most);
        if (first !== undefined)
          throw new TryLater(
            'the limit of GitHub for new content is reached',
            new Date(first + milliseconds),
          );
      }
      created.push(at);
    },
  };
}
