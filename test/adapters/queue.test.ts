import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/adapters/database/index.ts';
import { createFairness } from '../../src/adapters/queue/fairness.ts';
import { backoffMilliseconds } from '../../src/adapters/queue/index.ts';
import type { Job, Outcome } from '../../src/domain/job.ts';
import { type Queue, TryLater } from '../../src/ports.ts';
import { openDatabase, openQueue, queues } from './backends.ts';

const scan = (repository: number, installation = 1): Job => ({
  kind: 'scan-repository',
  installation,
  repository,
});
const done: Outcome = { kind: 'done', what: 'looked' };

/** Hands out promises that resolve when something happened so many times. */
function counter() {
  let count = 0;
  const waiting: { most: number; resolve: () => void }[] = [];
  return {
    get count() {
      return count;
    },
    happened() {
      count++;
      for (const each of waiting) if (count >= each.most) each.resolve();
    },
    times: (most: number) =>
      count >= most ? Promise.resolve() : new Promise<void>((resolve) => waiting.push({ most, resolve })),
  };
}

describe.each(queues)('the queue on $name', ({ database: where, address }) => {
  let database: Database;
  beforeAll(async () => {
    database = await openDatabase(where);
  });
  afterAll(() => database.close());

  async function withQueue(use: (queue: Queue) => Promise<void>): Promise<void> {
    const queue = await openQueue(database, address);
    try {
      await use(queue);
    } finally {
      await queue.close(1_000);
    }
  }
  const quietly = { concurrency: 4, failed: async () => {} };

  it('asks one question once, however often it is added while it waits', () =>
    withQueue(async (queue) => {
      for (let n = 0; n < 10; n++) await queue.add(scan(1));
      await queue.add(scan(2));
      expect((await queue.counts()).waiting).toBe(2);
      const seen = counter();
      await queue.work(async () => {
        seen.happened();
        return done;
      }, quietly);
      await seen.times(2);
      expect(seen.count).toBe(2);
    }));

  it('asks once more what was asked while it ran', () =>
    withQueue(async (queue) => {
      const seen = counter();
      await queue.work(async () => {
        seen.happened();
        if (seen.count === 1) for (let n = 0; n < 5; n++) await queue.add(scan(1));
        return done;
      }, quietly);
      await queue.add(scan(1));
      await seen.times(2);
      await queue.add(scan(9));
      await seen.times(3);
      expect(seen.count).toBe(3);
    }));

  it('never works on one repository twice at the same time', () =>
    withQueue(async (queue) => {
      let running = 0;
      let most = 0;
      const seen = counter();
      await queue.work(async () => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setTimeout(resolve, 20));
        running--;
        seen.happened();
        return done;
      }, quietly);
      await queue.add(scan(1));
      for (const pull of [1, 2, 3])
        await queue.add({ kind: 'watch-rollout', installation: 1, repository: 1, pull });
      await seen.times(4);
      expect(most).toBe(1);
    }));

  it('makes a running job give up when its lease is lost', async () => {
    const queue = await openQueue(database, address, { leaseSeconds: 0.3 });
    const gaveUp = Promise.withResolvers<string>();
    await queue.work(async ({ signal }) => {
      signal.addEventListener('abort', () => gaveUp.resolve(signal.reason.message));
      // As if it had hung for so long that another process took the lane.
      await database.pool.query(
        "update springtide.leases set owner = 'another' where lane = 'repository/77'",
      );
      await gaveUp.promise;
      throw signal.reason;
    }, quietly);
    await queue.add(scan(77));
    expect(await gaveUp.promise).toBe('the lease of repository/77 was lost');
    await queue.close(1_000);
  });

  it('works on several repositories at the same time', () =>
    withQueue(async (queue) => {
      const both = counter();
      await queue.work(async () => {
        both.happened();
        await both.times(2);
        return done;
      }, quietly);
      await queue.add(scan(1));
      await queue.add(scan(2));
      await both.times(2);
    }));

  it('comes back when a job was told to', () =>
    withQueue(async (queue) => {
      const attempts: number[] = [];
      const seen = counter();
      await queue.work(async ({ attempt }) => {
        attempts.push(attempt);
        seen.happened();
        if (seen.count === 1) throw new TryLater('the limit is reached', new Date(Date.now() + 20));
        if (seen.count === 2)
          return { kind: 'later', at: new Date(Date.now() + 20).toISOString(), because: '' };
        return done;
      }, quietly);
      await queue.add(scan(1));
      await seen.times(3);
      expect(attempts).toEqual([1, 1, 1]);
    }));

  it('puts a job that stumbled back, to be tried again', () =>
    withQueue(async (queue) => {
      const seen = counter();
      await queue.work(async () => {
        seen.happened();
        throw new Error('502');
      }, quietly);
      await queue.add(scan(1));
      await seen.times(1);
      await expect.poll(() => queue.counts()).toMatchObject({ delayed: 1, running: 0 });
    }));

  it('brings a job that waits for later forward when it is asked now', () =>
    withQueue(async (queue) => {
      await queue.add(scan(1), { notBefore: new Date(Date.now() + 3_600_000) });
      expect(await queue.counts()).toMatchObject({ delayed: 1, waiting: 0 });
      const seen = counter();
      await queue.work(async () => {
        seen.happened();
        return done;
      }, quietly);
      await queue.add(scan(1));
      await seen.times(1);
    }));

  it('lets urgent jobs go first', () =>
    withQueue(async (queue) => {
      const order: number[] = [];
      const seen = counter();
      for (const repository of [1, 2, 3]) await queue.add(scan(repository));
      await queue.add(scan(4), { urgent: true });
      await queue.work(
        async ({ job }) => {
          order.push((job as { repository: number }).repository);
          seen.happened();
          return done;
        },
        { ...quietly, concurrency: 1 },
      );
      await seen.times(4);
      expect(order[0]).toBe(4);
    }));

  it('lets a small installation pass a large one', () =>
    withQueue(async (queue) => {
      const order: number[] = [];
      const seen = counter();
      for (let repository = 1; repository <= 500; repository++) await queue.add(scan(repository));
      await queue.add(scan(999, 2));
      await queue.work(
        async ({ job }) => {
          order.push(job.installation);
          seen.happened();
          return done;
        },
        { ...quietly, concurrency: 1 },
      );
      await seen.times(10);
      expect(order.slice(0, 3)).toContain(2);
    }));

  it('repeats what it was told to repeat', () =>
    withQueue(async (queue) => {
      const seen = counter();
      await queue.work(async () => {
        seen.happened();
        return done;
      }, quietly);
      await queue.repeat('sweep', 50, scan(1));
      await seen.times(3);
    }));

  it('hands a job back when it is closed in the middle', async () => {
    const name = `stopped-${Math.random()}`;
    const first = await openQueue(database, address, { name });
    const begun = counter();
    await first.work(async ({ signal }) => {
      begun.happened();
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      return done;
    }, quietly);
    await first.add(scan(1));
    await begun.times(1);
    await first.close(10);

    const second = await openQueue(database, address, { name });
    const seen = counter();
    await second.work(async () => {
      seen.happened();
      return done;
    }, quietly);
    await seen.times(1);
    await second.close(1_000);
  });
});

describe('the waits between attempts', () => {
  it('double, and end at an hour', () => {
    const waits = [1, 2, 3, 20].map((attempt) => backoffMilliseconds(attempt, () => 1));
    expect(waits).toEqual([5_000, 10_000, 20_000, 3_600_000]);
    expect(backoffMilliseconds(1, () => 0)).toBe(2_500);
  });
});

describe('fairness', () => {
  it('forgets what was long ago', () => {
    let now = 0;
    const fairness = createFairness(() => now);
    for (let n = 0; n < 1_000; n++) fairness.priorityFor(1);
    expect(fairness.priorityFor(1)).toBe(1_001);
    expect(fairness.priorityFor(2)).toBe(1);
    now = 15 * 60_000;
    expect(fairness.priorityFor(1)).toBe(2);
  });
});
