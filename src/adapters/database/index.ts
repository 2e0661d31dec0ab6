import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { lockFolder } from './lock.ts';
import { migrate } from './migrations.ts';
import type { Pool } from './pool.ts';

export interface Database {
  readonly pool: Pool;
  readonly kind: 'embedded' | 'postgres';
  close(): Promise<void>;
}

export type DatabaseAddress =
  /** The embedded database; without a folder it forgets everything at the end. */
  | { readonly kind: 'embedded'; readonly folder?: string }
  | { readonly kind: 'postgres'; readonly url: string };

/** Our tables live in a schema of their own, and BullMQ's in theirs; both are on the path, so that nobody has to name them. */
const searchPath = 'springtide,bullmq,public';

export async function openDatabase(address: DatabaseAddress): Promise<Database> {
  const database = address.kind === 'embedded' ? await embedded(address.folder) : await postgres(address.url);
  try {
    await migrate(database.pool);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function embedded(folder: string | undefined): Promise<Database> {
  const { openEmbedded } = await import('./embedded.ts');
  if (folder === undefined) {
    const pool = await openEmbedded(undefined);
    await pool.query(`set search_path = ${searchPath}`);
    return { pool, kind: 'embedded', close: () => pool.end() };
  }
  mkdirSync(folder, { recursive: true });
  const unlock = await lockFolder(folder);
  try {
    const pool = await openEmbedded(join(folder, 'database'));
    await pool.query(`set search_path = ${searchPath}`);
    // The folder is ours alone: whoever held a lane before is gone.
    await pool.query(`do $$ begin delete from springtide.leases; exception when others then null; end $$`);
    return {
      pool,
      kind: 'embedded',
      async close() {
        await pool.end();
        await unlock();
      },
    };
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function postgres(url: string): Promise<Database> {
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    application_name: 'springtide',
    options: `-c search_path=${searchPath}`,
  });
  // A connection that drops while nobody uses it is replaced by the pool; without a listener it would end the process.
  pool.setMaxListeners(0).on('error', () => {});
  return { pool: pool as unknown as Pool, kind: 'postgres', close: () => pool.end() };
}
