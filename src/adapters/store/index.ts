import { Kysely, PostgresDialect, type PostgresPool, sql } from 'kysely';
import { addDays } from '../../domain/time.ts';
import type { RepositoryRecord, Store } from '../../ports.ts';
import type { Pool } from '../database/pool.ts';
import type { Notes, Tables } from './tables.ts';

/** GitHub offers a redelivery for three days. */
const daysToRemember = 7;
/** A statement may have 65,535 values; five a row. */
const rowsAtOnce = 5_000;

const json = (value: object) => JSON.stringify(value);

/** The store on PostgreSQL, embedded or not. Every call is one transaction: acknowledged means kept. */
export function createStore(pool: Pool): Store {
  const database = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: pool as unknown as PostgresPool }),
  });
  const repositoriesWhere = async (only?: { id?: number; installation?: number }) => {
    let query = database.selectFrom('repositories').selectAll().orderBy('id');
    if (only?.id !== undefined) query = query.where('id', '=', only.id);
    if (only?.installation !== undefined) query = query.where('installation', '=', only.installation);
    return (await query.execute()).map(({ data, notes }): RepositoryRecord => ({ ...data, ...notes }));
  };

  return {
    async isNewDelivery(guid, at) {
      const inserted = await database
        .insertInto('deliveries')
        .values({ guid, at })
        .onConflict((conflict) => conflict.doNothing())
        .returning('guid')
        .execute();
      if (inserted.length > 0 && guid.charCodeAt(0) % 16 === 0) {
        const old = addDays(at, -daysToRemember).toISOString();
        await database.deleteFrom('deliveries').where('at', '<', sql<Date>`${old}`).execute();
      }
      return inserted.length > 0;
    },
    async forgetDelivery(guid) {
      await database.deleteFrom('deliveries').where('guid', '=', guid).execute();
    },

    async installations() {
      const rows = await database.selectFrom('installations').select('data').orderBy('id').execute();
      return rows.map(({ data }) => data);
    },
    async saveInstallation(installation) {
      const data = json(installation);
      await database
        .insertInto('installations')
        .values({ id: installation.id, data })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ data }))
        .execute();
    },
    async removeInstallation(id) {
      await database.deleteFrom('organisations').where('installation', '=', id).execute();
      await database.deleteFrom('installations').where('id', '=', id).execute();
    },

    async organisation(installation) {
      const row = await database
        .selectFrom('organisations')
        .select('data')
        .where('installation', '=', installation)
        .executeTakeFirst();
      return row?.data;
    },
    async saveOrganisation(installation, organisation) {
      if (organisation === undefined) {
        await database.deleteFrom('organisations').where('installation', '=', installation).execute();
        return;
      }
      const data = json(organisation);
      await database
        .insertInto('organisations')
        .values({ installation, data })
        .onConflict((conflict) => conflict.column('installation').doUpdateSet({ data }))
        .execute();
    },

    repositories: (installation) => repositoriesWhere(installation === undefined ? {} : { installation }),
    repository: async (id) => (await repositoriesWhere({ id }))[0],
    async saveRepository(repository) {
      const { id, installation } = repository;
      const data = json(repository);
      await database
        .insertInto('repositories')
        .values({ id, installation, data, notes: '{}' })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ installation, data }))
        .execute();
    },
    async noteRepository(id, note) {
      // `null` takes a note away; what is not named stays.
      const kept = Object.fromEntries(Object.entries(note).filter(([, value]) => value !== null));
      const gone = Object.keys(note).filter((key) => note[key as keyof Notes] === null);
      await database
        .updateTable('repositories')
        .set({ notes: sql`(notes || ${json(kept)}::jsonb) - ${gone}::text[]` })
        .where('id', '=', id)
        .execute();
    },
    async removeRepository(id) {
      await database.transaction().execute(async (transaction) => {
        await transaction.deleteFrom('repositories').where('id', '=', id).execute();
        for (const table of ['dependencies', 'plans', 'proposals', 'decisions'] as const)
          await transaction.deleteFrom(table).where('repository', '=', id).execute();
      });
    },

    async saveInventory(repository, { dependencies }) {
      const rows = dependencies.map(({ ecosystem, name, manifest, locked, requirement }) => ({
        repository,
        ecosystem,
        name,
        manifest,
        version: locked ?? requirement,
      }));
      await database.transaction().execute(async (transaction) => {
        await transaction.deleteFrom('dependencies').where('repository', '=', repository).execute();
        for (let at = 0; at < rows.length; at += rowsAtOnce)
          await transaction
            .insertInto('dependencies')
            .values(rows.slice(at, at + rowsAtOnce))
            .execute();
      });
    },
    async savePlan(repository, plan, at) {
      const values = { plan: json(plan), at };
      await database
        .insertInto('plans')
        .values({ repository, ...values })
        .onConflict((conflict) => conflict.column('repository').doUpdateSet(values))
        .execute();
    },
    async plan(repository) {
      const row = await database
        .selectFrom('plans')
        .selectAll()
        .where('repository', '=', repository)
        .executeTakeFirst();
      return row && { plan: row.plan, at: row.at.toISOString() };
    },
    async users(ecosystem, name) {
      const rows = await database
        .selectFrom('dependencies')
        .select(['repository', 'manifest', 'version'])
        .where('ecosystem', '=', ecosystem)
        .where('name', '=', name)
        .orderBy('repository')
        .orderBy('manifest')
        .execute();
      return rows.map((row) => ({ ...row, repository: Number(row.repository) }));
    },

    async proposals(repository) {
      const rows = await database
        .selectFrom('proposals')
        .select('data')
        .where('repository', '=', repository)
        .orderBy('pull')
        .execute();
      return rows.map(({ data }) => data);
    },
    async saveProposal(proposal) {
      const data = json(proposal);
      await database
        .insertInto('proposals')
        .values({ repository: proposal.repository, pull: proposal.pull, data })
        .onConflict((conflict) => conflict.columns(['repository', 'pull']).doUpdateSet({ data }))
        .execute();
    },

    async decisions(repository) {
      const rows = await database
        .selectFrom('decisions')
        .select('data')
        .where('repository', '=', repository)
        .orderBy('subject')
        .execute();
      return rows.map(({ data }) => data);
    },
    async saveDecision(repository, decision) {
      const { subject, kind, target = '' } = decision;
      const data = json(decision);
      await database
        .insertInto('decisions')
        .values({ repository, subject, kind, target, data })
        .onConflict((conflict) =>
          conflict.columns(['repository', 'subject', 'kind', 'target']).doUpdateSet({ data }),
        )
        .execute();
    },
    async removeDecisions(repository, subject) {
      await database
        .deleteFrom('decisions')
        .where('repository', '=', repository)
        .where('subject', '=', subject)
        .execute();
    },

    async recordUpdates(updates) {
      if (updates.length === 0) return;
      const rows = updates.map(({ from, to, ...rest }) => ({ ...rest, from_version: from, to_version: to }));
      await database
        .insertInto('past_updates')
        .values(rows)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },
    async pastUpdates({ ecosystem, name, to }) {
      const rows = await database
        .selectFrom('past_updates')
        .selectAll()
        .where('ecosystem', '=', ecosystem)
        .where('name', '=', name)
        .where('to_version', '=', to)
        .orderBy('at')
        .execute();
      return rows.map(({ from_version, to_version, at, repository, ...rest }) => ({
        ...rest,
        from: from_version,
        to: to_version,
        repository: Number(repository),
        at: at.toISOString(),
      }));
    },
    async quarantine(entry) {
      await database
        .insertInto('quarantine')
        .values(entry)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },
    quarantined: () => database.selectFrom('quarantine').select(['name', 'version', 'reason']).execute(),

    async audit({ repository = null, ...entry }) {
      await database
        .insertInto('audit')
        .values({ ...entry, repository })
        .execute();
    },
    async auditOf(repository, most) {
      const rows = await database
        .selectFrom('audit')
        .select(['at', 'actor', 'action', 'detail'])
        .where('repository', '=', repository)
        .orderBy('id', 'desc')
        .limit(most)
        .execute();
      return rows.map((row) => ({ ...row, repository, at: row.at.toISOString() }));
    },
    // The pool belongs to who opened it.
    close: async () => {},
  };
}
