/**
 * PostgreSQL inside the process (PGlite), behind the same door as node-postgres's pool. There is one session. Who begins a transaction has
 * it alone until the transaction ends; statements outside of transactions go one after another. Clients that only listen hold nothing.
 */
import { EventEmitter } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Notification, Pool, PoolClient, Rows } from './pool.ts';
import type { Told } from './worker.ts';

interface Waiting {
  resolve(rows: Rows): void;
  reject(error: Error): void;
}

/** `undefined` keeps everything in memory: for tests. */
export async function openEmbedded(folder: string | undefined): Promise<Pool> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: { folder } });
  const waiting = new Map<number, Waiting>();
  const clients = new Set<EventEmitter>();
  // Every queue and worker on this pool listens for its end.
  const errors = new EventEmitter().setMaxListeners(0);
  let last = 0;
  let closed = false;
  const died = (error: Error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
    if (!closed && errors.listenerCount('error') > 0) errors.emit('error', error);
  };

  await new Promise<void>((resolve, reject) => {
    worker.once('error', reject);
    worker.on('message', (told: Told) => {
      switch (told.kind) {
        case 'ready':
          worker.off('error', reject);
          worker.on('error', died);
          worker.on('exit', () => died(new Error('the embedded database stopped')));
          resolve();
          break;
        case 'rows':
          waiting.get(told.id)?.resolve({
            rows: told.rows as Record<string, unknown>[],
            rowCount: told.affected || told.rows.length,
            command: '',
          });
          waiting.delete(told.id);
          break;
        case 'failed':
          waiting.get(told.id)?.reject(Object.assign(new Error(told.message), { code: told.code }));
          waiting.delete(told.id);
          break;
        case 'notification':
          for (const client of clients) client.emit('notification', told satisfies Notification);
          break;
      }
    });
  });

  const ask = (text: string, values?: readonly unknown[]) =>
    new Promise<Rows>((resolve, reject) => {
      if (closed) {
        reject(new Error('the embedded database is closed'));
        return;
      }
      const id = ++last;
      waiting.set(id, { resolve, reject });
      // Several statements at once are a script, which takes no values.
      const asked =
        values && values.length > 0
          ? { id, text, values }
          : single(text)
            ? { id, text, values: [] }
            : { id, text };
      worker.postMessage(asked);
    });

  const turns = createTurns();
  const pool: Pool = {
    query: (text, values) => turns.alone(() => ask(text, values)),
    async connect() {
      const client = createClient(ask, turns);
      clients.add(client.events);
      return client.as(() => clients.delete(client.events));
    },
    async end() {
      if (closed) return;
      closed = true;
      const exited = new Promise((resolve) => worker.once('exit', resolve));
      // What was asked before is answered before.
      worker.postMessage('close');
      await exited;
    },
    on(event, listener) {
      errors.on(event, listener);
      return pool;
    },
    removeAllListeners(event) {
      errors.removeAllListeners(event);
      return pool;
    },
  };
  return pool;
}

/** Whether a text is one statement: then the driver may prepare it. Migrations are scripts. */
const single = (text: string) => !/;\s*\S/.test(text);

interface Turns {
  /** Waits for its turn, has it while `work` lasts, and hands it on. */
  alone<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Waits for its turn and keeps it until the answer is called. */
  take(): Promise<() => void>;
}

function createTurns(): Turns {
  let tail: Promise<void> = Promise.resolve();
  const take = async () => {
    const before = tail;
    let pass = () => {};
    tail = new Promise((resolve) => {
      pass = resolve;
    });
    await before;
    return pass;
  };
  return {
    take,
    async alone(work) {
      const pass = await take();
      try {
        return await work();
      } finally {
        pass();
      }
    },
  };
}

function createClient(ask: (text: string, values?: readonly unknown[]) => Promise<Rows>, turns: Turns) {
  const events = new EventEmitter();
  let pass: (() => void) | undefined;
  const endTurn = () => {
    pass?.();
    pass = undefined;
  };
  const query = async (text: string, values?: readonly unknown[]): Promise<Rows> => {
    if (!pass && /^\s*(begin|start transaction)\b/i.test(text)) pass = await turns.take();
    if (!pass) return turns.alone(() => ask(text, values));
    const ends = /^\s*(commit|rollback|end)\b(?!\s+to\b)/i.test(text);
    try {
      return await ask(text, values);
    } finally {
      if (ends) endTurn();
    }
  };
  const as = (released: () => void): PoolClient => {
    const client: PoolClient = {
      query,
      release() {
        released();
        // A transaction that nobody ended must not be everybody's.
        if (pass) void ask('rollback').finally(endTurn);
      },
      on(event: string, listener: (value: never) => void) {
        events.on(event, listener as (value: unknown) => void);
        return client;
      },
      removeListener(event, listener) {
        events.removeListener(event, listener);
        return client;
      },
      removeAllListeners(event) {
        events.removeAllListeners(event);
        return client;
      },
    };
    return client;
  };
  return { events, as };
}
