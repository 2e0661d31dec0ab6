import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { afterAll, describe, expect, it } from 'vitest';
import { type Budgets, createBudgets, createSharedBudgets } from '../../src/adapters/github/budget.ts';
import { TryLater } from '../../src/ports.ts';

const { SPRINGTIDE_TEST_REDIS_URL: redisUrl } = process.env;
const redis = redisUrl ? new Redis(redisUrl) : undefined;
afterAll(() => redis?.quit());

const start = Date.parse('2026-11-01T09:00:00Z');
const seconds = (count: number) => count * 1000;

const kinds: readonly { readonly name: string; open(now: () => Date): Budgets }[] = [
  { name: 'of one process', open: createBudgets },
  ...(redis
    ? [
        {
          name: 'shared through Redis',
          open: (now: () => Date) => createSharedBudgets(redis, randomUUID(), now),
        },
      ]
    : []),
];

describe.each(kinds)('the budget $name', ({ open }) => {
  function openBudgets() {
    const clock = { now: start };
    return { clock, budgets: open(() => new Date(clock.now)) };
  }
  const freeAt = (spent: Promise<void>) =>
    spent.then(
      () => undefined,
      (error) => (error instanceof TryLater ? error.at.getTime() - start : error),
    );

  it('has room for eighty creations a minute, and says when there is room again', async () => {
    const { clock, budgets } = openBudgets();
    const budget = budgets(1);
    for (let at = 0; at < 80; at++) {
      clock.now = start + at * 100;
      await budget.spend('create');
    }
    expect(await freeAt(budget.spend('create'))).toBe(seconds(60));
    clock.now = start + seconds(60);
    expect(await freeAt(budget.spend('create'))).toBeUndefined();
  });

  it('has room for five hundred an hour', async () => {
    const { clock, budgets } = openBudgets();
    const budget = budgets(1);
    for (let at = 0; at < 500; at++) {
      clock.now = start + seconds(at);
      await budget.spend('create');
    }
    clock.now = start + seconds(600);
    expect(await freeAt(budget.spend('create'))).toBe(seconds(3600));
  });

  it('does not count what only reads, nor what others create', async () => {
    const { budgets } = openBudgets();
    for (let at = 0; at < 200; at++) await budgets(1).spend('read');
    const other = budgets(2);
    for (let at = 0; at < 80; at++) await other.spend('create');
    expect(await freeAt(other.spend('create'))).toBe(seconds(60));
    expect(await freeAt(budgets(1).spend('create'))).toBeUndefined();
  });
});

it.runIf(redis)('is one budget for two processes that share a Redis', async () => {
  if (!redis) return;
  const [first, second] = Array.from({ length: 2 }, () =>
    createSharedBudgets(redis, `shared-${start}-${process.pid}`, () => new Date(start)),
  );
  const spent = Array.from({ length: 100 }, (_, at) => (at % 2 ? first : second)?.(7).spend('create'));
  const refused = (await Promise.allSettled(spent)).filter(({ status }) => status === 'rejected');
  expect(refused).toHaveLength(20);
});
