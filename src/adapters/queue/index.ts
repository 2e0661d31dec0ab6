/**
 * The queue: BullMQ, on Redis or on the same PostgreSQL as the store. What it adds: one question waits once (deduplication), jobs of one
 * lane take turns (leases), installations share the workers, and a job that was told when to come back comes back then.
 *
 * What can race. Two workers of two processes take two jobs of one lane: the lease lets one work, the other job is put back for a moment.
 * A process dies: its lease and its jobs' locks run out, BullMQ hands the job to somebody else, who asks the same question again. A
 * process hangs and wakes up after its lease ran out: the renewal notices and aborts the job; what it may still have under way on GitHub
 * is guarded there, by expected heads and by names. What we chose not to care about: the order of jobs in one lane.
 */
import { randomUUID } from 'node:crypto';
import {
  type Queue as BullQueue,
  type Worker as BullWorker,
  DelayedError,
  type Job as QueuedJob,
} from 'bullmq';
import { type Job, keyOf, laneOf } from '../../domain/job.ts';
import { type Queue, TryLater } from '../../ports.ts';
import type { Pool } from '../database/pool.ts';
import { createFairness } from './fairness.ts';
import { createLeases } from './leases.ts';

export type QueueAddress =
  | { readonly kind: 'redis'; readonly url: string }
  /** The store's own database. */
  | { readonly kind: 'database' };

export interface QueueOptions {
  readonly address: QueueAddress;
  /** Leases stand in the database, wherever the queue is. */
  readonly pool: Pool;
  /** Several queues in one Redis: for tests, and for two installations of the service. */
  readonly name: string;
  readonly milliseconds: () => number;
  readonly leaseSeconds: number;
  /** Trouble of the queue's own, not of a job. */
  readonly trouble: (error: Error) => void;
}

const mostAttempts = 8;
/** The first wait after a stumble; each further one is twice as long, up to an hour. */
const firstBackoffMilliseconds = 5_000;
const longestBackoffMilliseconds = 3_600_000;
/** How long a job waits while another one of its lane is at work. */
const laneBusyMilliseconds = 200;

type Bull = BullQueue<Job>;

export async function createQueue(options: QueueOptions): Promise<Queue> {
  const { connect, close: disconnect } = await backendOf(options);
  const queue: Bull = connect.queue();
  queue.on('error', options.trouble);
  await queue.waitUntilReady();
  const leases = createLeases(options.pool, options.leaseSeconds);
  const fairness = createFairness(options.milliseconds);
  let worker: BullWorker<Job> | undefined;
  const stopping = new AbortController();

  return {
    async add(job, when = {}) {
      const delay = when.notBefore ? Math.max(0, when.notBefore.getTime() - Date.now()) : 0;
      await queue.add(job.kind, job, {
        ...jobOptions,
        ...(delay > 0 ? { delay } : {}),
        ...(when.urgent ? {} : { priority: fairness.priorityFor(job.installation) }),
        // Waiting: not added again. Delayed: brought forward, never put off. Running: asked once more afterwards.
        deduplication: { id: keyOf(job), keepLastIfActive: true, ...(delay > 0 ? {} : { reschedule: true }) },
      });
    },
    async repeat(name, everyMilliseconds, job) {
      await queue.upsertJobScheduler(
        name,
        { every: everyMilliseconds },
        { name: job.kind, data: job, opts: jobOptions },
      );
    },
    async work(handler, { concurrency, failed }) {
      const attend = async (queued: QueuedJob<Job>, token = '') => {
        const job = queued.data;
        const lane = laneOf(job);
        const owner = randomUUID();
        const putBack = async (at: number): Promise<never> => {
          await queued.moveToDelayed(at, token);
          throw new DelayedError();
        };
        if (!(await leases.take(lane, owner))) return putBack(Date.now() + laneBusyMilliseconds);
        const lost = new AbortController();
        const renewal = setInterval(
          async () => {
            const kept = await leases.renew(lane, owner).catch(() => true);
            if (!kept) lost.abort(new Error(`the lease of ${lane} was lost`));
          },
          (options.leaseSeconds * 1000) / 3,
        );
        try {
          const signal = AbortSignal.any([lost.signal, stopping.signal]);
          const outcome = await handler({ job, attempt: queued.attemptsMade + 1, signal });
          return outcome.kind === 'later' ? await putBack(new Date(outcome.at).getTime()) : outcome;
        } catch (error) {
          if (error instanceof TryLater) return await putBack(error.at.getTime());
          // Stopped in the middle: nobody's fault, and the next process asks the question again.
          if (stopping.signal.aborted && !(error instanceof DelayedError)) return await putBack(Date.now());
          throw error;
        } finally {
          clearInterval(renewal);
          await leases.release(lane, owner).catch(options.trouble);
        }
      };
      worker = connect.worker(attend, concurrency);
      worker.on('error', options.trouble);
      worker.on('failed', (queued, error) => {
        if (queued && queued.attemptsMade >= mostAttempts)
          void failed(queued.data, error).catch(options.trouble);
      });
      await worker.waitUntilReady();
    },
    async counts() {
      const counts = await queue.getJobCounts('waiting', 'prioritized', 'active', 'delayed', 'failed');
      return {
        waiting: (counts.waiting ?? 0) + (counts.prioritized ?? 0),
        running: counts.active ?? 0,
        delayed: counts.delayed ?? 0,
        failed: counts.failed ?? 0,
      };
    },
    async close(limitMilliseconds) {
      const limit = setTimeout(() => stopping.abort(new Error('the service is stopping')), limitMilliseconds);
      await worker?.close();
      clearTimeout(limit);
      await queue.close();
      await disconnect();
    },
  };
}

const jobOptions = {
  attempts: mostAttempts,
  backoff: { type: 'custom' },
  removeOnComplete: true,
  removeOnFail: { count: 1_000 },
} as const;

/** Twice as long each time, and not all at the same moment. */
export function backoffMilliseconds(attempt: number, random: () => number): number {
  const whole = Math.min(firstBackoffMilliseconds * 2 ** (attempt - 1), longestBackoffMilliseconds);
  return Math.round(whole * (0.5 + random() / 2));
}

interface Connected {
  queue(): Bull;
  worker(
    attend: (job: QueuedJob<Job>, token?: string) => Promise<unknown>,
    concurrency: number,
  ): BullWorker<Job>;
}

async function backendOf({
  address,
  pool,
  name,
}: QueueOptions): Promise<{ connect: Connected; close(): Promise<void> }> {
  const bullmq = await import('bullmq');
  const workerOptions = (concurrency: number) => ({
    concurrency,
    maxStalledCount: mostAttempts,
    // A process that died lets go of its jobs after this, and the next look finds them.
    lockDuration: 10_000,
    stalledInterval: 3_000,
    settings: { backoffStrategy: (attempt: number) => backoffMilliseconds(attempt, Math.random) },
  });
  if (address.kind === 'database') {
    const client = await pool.connect();
    try {
      await bullmq.runMigrations(client as never, 'bullmq');
      // Its migrations leave their own path behind in this session.
      await client.query('set search_path = springtide,bullmq,public');
    } finally {
      client.release();
    }
    const { Queue: OnPostgres, Worker: WorkerOnPostgres } = bullmq.withBackend(bullmq.createPostgresBackend);
    const connection = pool as never;
    return {
      connect: {
        queue: () => new OnPostgres<Job>(name, { connection }) as unknown as Bull,
        worker: (attend, concurrency) =>
          new WorkerOnPostgres<Job>(name, attend as never, {
            connection,
            ...workerOptions(concurrency),
          }) as unknown as BullWorker<Job>,
      },
      close: async () => {},
    };
  }
  const { Redis } = await import('ioredis');
  // Blocking commands wait for as long as it takes; BullMQ asks for this.
  const redis = new Redis(address.url, { maxRetriesPerRequest: null, lazyConnect: true });
  await redis.connect();
  const connection = redis as never;
  return {
    connect: {
      queue: () => new bullmq.Queue<Job>(name, { connection }) as unknown as Bull,
      worker: (attend, concurrency) =>
        new bullmq.Worker<Job>(name, attend as never, {
          connection,
          ...workerOptions(concurrency),
        }) as unknown as BullWorker<Job>,
    },
    close: async () => {
      await redis.quit();
    },
  };
}
