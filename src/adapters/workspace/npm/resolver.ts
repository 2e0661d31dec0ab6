import { Worker } from 'node:worker_threads';
import type { ResolveResult, ResolveTask } from './messages.ts';

/** Enough for the largest public lockfiles (some 5,000 entries and their documents). */
const memoryMegabytes = 2048;
const timeLimitMilliseconds = 180_000;

export interface Resolver {
  resolve(task: Omit<ResolveTask, 'id'>): Promise<ResolveResult>;
  close(): Promise<void>;
}

interface Pending {
  readonly done: (result: ResolveResult) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * One warm thread for all lockfiles of npm. It is started when it is first needed, and again after it ran out of memory or
 * of time: then what it worked on fails, in words, and nothing else does.
 */
export function createResolver(): Resolver {
  let worker: Worker | undefined;
  let lastId = 0;
  const pending = new Map<number, Pending>();

  function settle(result: ResolveResult): void {
    const waiting = pending.get(result.id);
    if (!waiting) return;
    clearTimeout(waiting.timer);
    pending.delete(result.id);
    waiting.done(result);
    if (pending.size === 0) worker?.unref();
  }

  function giveUp(code: string, message: string): void {
    void worker?.terminate();
    worker = undefined;
    for (const id of [...pending.keys()]) settle({ id, kind: 'failed', code, message });
  }

  function start(): Worker {
    const started = new Worker(new URL('./worker.ts', import.meta.url), {
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: memoryMegabytes },
    });
    started.on('message', settle);
    started.on('error', (error: NodeJS.ErrnoException) => {
      if (worker === started) giveUp(error.code ?? '', error.message);
    });
    return started;
  }

  return {
    resolve(task) {
      worker ??= start();
      worker.ref();
      const id = ++lastId;
      const { promise, resolve } = Promise.withResolvers<ResolveResult>();
      const timer = setTimeout(
        () =>
          giveUp('ETIMEDOUT', `npm's resolver did not finish within ${timeLimitMilliseconds / 1000} seconds`),
        timeLimitMilliseconds,
      );
      pending.set(id, { done: resolve, timer });
      worker.postMessage({ ...task, id } satisfies ResolveTask);
      return promise;
    },
    async close() {
      const stopping = worker;
      giveUp('ECANCELED', 'it was stopped');
      await stopping?.terminate();
    },
  };
}
