import type { Pool } from '../database/pool.ts';

/**
 * Who works in which lane, kept where every process sees it. The database's clock decides, so that machines need not agree on the time.
 */
export interface Leases {
  take(lane: string, owner: string): Promise<boolean>;
  /** Whether it was still ours. */
  renew(lane: string, owner: string): Promise<boolean>;
  release(lane: string, owner: string): Promise<void>;
}

export function createLeases(pool: Pool, seconds: number): Leases {
  const ends = `now() + make_interval(secs => ${seconds})`;
  return {
    async take(lane, owner) {
      const { rows } = await pool.query(
        `insert into springtide.leases as held (lane, owner, until) values ($1, $2, ${ends})
         on conflict (lane) do update set owner = excluded.owner, until = excluded.until
         where held.until < now() or held.owner = excluded.owner returning lane`,
        [lane, owner],
      );
      return rows.length > 0;
    },
    async renew(lane, owner) {
      const { rows } = await pool.query(
        `update springtide.leases set until = ${ends} where lane = $1 and owner = $2 returning lane`,
        [lane, owner],
      );
      return rows.length > 0;
    },
    async release(lane, owner) {
      await pool.query('delete from springtide.leases where lane = $1 and owner = $2', [lane, owner]);
    },
  };
}
