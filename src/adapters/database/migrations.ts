import type { Pool } from './pool.ts';

/** In order, each run once. What has been released is never edited: a change is another entry. */
const migrations: readonly { readonly id: string; readonly sql: string }[] = [
  {
    id: '001-first',
    sql: `
      create table deliveries (guid text primary key, at timestamptz not null);
      create table installations (id bigint primary key, data jsonb not null);
      create table repositories (
        id bigint primary key,
        installation bigint not null,
        data jsonb not null,
        notes jsonb not null default '{}'
      );
      create index repositories_of_installation on repositories (installation);
      create table dependencies (
        repository bigint not null,
        ecosystem text not null,
        name text not null,
        manifest text not null,
        version text not null
      );
      create index dependencies_by_name on dependencies (ecosystem, name);
      create index dependencies_of_repository on dependencies (repository);
      create table plans (repository bigint primary key, plan jsonb not null, at timestamptz not null);
      create table proposals (
        repository bigint not null,
        pull integer not null,
        data jsonb not null,
        primary key (repository, pull)
      );
      create table decisions (
        repository bigint not null,
        subject text not null,
        kind text not null,
        target text not null,
        data jsonb not null,
        primary key (repository, subject, kind, target)
      );
      create table past_updates (
        ecosystem text not null,
        name text not null,
        from_version text not null,
        to_version text not null,
        repository bigint not null,
        result text not null,
        at timestamptz not null,
        primary key (ecosystem, name, to_version, from_version, repository, result)
      );
      create table quarantine (
        name text not null,
        version text not null,
        reason text not null,
        at timestamptz not null,
        primary key (name, version)
      );
      create table audit (
        id bigserial primary key,
        at timestamptz not null,
        repository bigint,
        actor text not null,
        action text not null,
        detail text not null
      );
      create index audit_of_repository on audit (repository, id);
      create table leases (lane text primary key, owner text not null, until timestamptz not null);
    `,
  },
  {
    id: '002-organisations',
    sql: 'create table organisations (installation bigint primary key, data jsonb not null);',
  },
];

/** Any number; the same for every process of ours. */
const advisoryLock = 7_463_221;

/** Brings the database up to date. Processes that start together take turns. */
export async function migrate(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [advisoryLock]);
    await client.query('create schema if not exists springtide');
    await client.query('create table if not exists springtide.migrations (id text primary key)');
    const { rows } = await client.query('select id from springtide.migrations');
    const done = new Set(rows.map(({ id }) => id));
    for (const { id, sql } of migrations) {
      if (done.has(id)) continue;
      await client.query('begin');
      try {
        await client.query(sql);
        await client.query('insert into springtide.migrations values ($1)', [id]);
        await client.query('commit');
      } catch (error) {
        await client.query('rollback');
        throw new Error(`the database could not be migrated to ${id}`, { cause: error });
      }
    }
    await client.query('select pg_advisory_unlock($1)', [advisoryLock]);
  } finally {
    client.release();
  }
}
