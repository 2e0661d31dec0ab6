/** The embedded database's own thread: it answers one statement after another, so that the web never waits for the disk. */
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';

export interface Asked {
  readonly id: number;
  readonly text: string;
  /** Missing for a script of several statements. */
  readonly values?: readonly unknown[];
}

export type Told =
  | { readonly kind: 'ready' }
  | { readonly kind: 'rows'; readonly id: number; readonly rows: unknown[]; readonly affected: number }
  | {
      readonly kind: 'failed';
      readonly id: number;
      readonly message: string;
      /** PostgreSQL's five letters. */
      readonly code?: string;
    }
  | { readonly kind: 'notification'; readonly channel: string; readonly payload: string };

const port = parentPort;
if (!port) throw new Error('This file runs in a thread of its own');
const tell = (message: Told) => port.postMessage(message);

const { folder } = workerData as { readonly folder: string | undefined };
const database = await (folder === undefined ? PGlite.create() : PGlite.create(folder));
database.onNotification((channel, payload) => tell({ kind: 'notification', channel, payload }));
tell({ kind: 'ready' });

port.on('message', async (asked: Asked | 'close') => {
  if (asked === 'close') {
    await database.close();
    port.close();
    return;
  }
  const { id, text, values } = asked;
  try {
    const result = values ? await database.query(text, [...values]) : (await database.exec(text)).at(-1);
    tell({ kind: 'rows', id, rows: result?.rows ?? [], affected: result?.affectedRows ?? 0 });
  } catch (error) {
    const { message, code } = error as Error & { readonly code?: string };
    tell({ kind: 'failed', id, message, ...(code === undefined ? {} : { code }) });
  }
});
