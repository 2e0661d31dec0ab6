import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../../src/adapters/database/index.ts';
import { createStore } from '../../src/adapters/store/index.ts';
import type { Inventory } from '../../src/domain/manifest.ts';
import type { Installation, PersonalDecision, Repository } from '../../src/domain/repository.ts';
import type { Proposal, Store } from '../../src/ports.ts';
import { databases, openDatabase } from './backends.ts';

const at = '2026-11-26T12:00:00.000Z';
const later = '2026-11-27T12:00:00.000Z';
const acme: Installation = {
  id: 7,
  account: 'acme',
  kind: 'organisation',
  suspended: false,
  permissions: { contents: 'write' },
  events: ['push'],
};
const shop: Repository = {
  installation: 7,
  id: 1_234_567_890_123,
  owner: 'acme',
  name: 'shop',
  defaultBranch: 'main',
  private: true,
  fork: false,
  archived: false,
  topics: ['backend'],
  mergeMethods: ['squash'],
  allowsAutoMerge: false,
};
const proposal: Proposal = {
  repository: shop.id,
  upgrade: 'npm/express-5.x',
  pull: 12,
  branch: 'springtide/express-5.x',
  state: 'open',
  openedAt: at,
  security: false,
  open: [],
  leftBehind: [],
  updates: [],
};
const inventory = (...uses: readonly [name: string, requirement: string, locked?: string][]): Inventory => ({
  manifests: [],
  lockfiles: [],
  problems: [],
  dependencies: uses.map(([name, requirement, locked]) => ({
    ecosystem: 'npm',
    name,
    manifest: 'package.json',
    type: 'dependencies',
    purpose: 'production',
    sites: [],
    requirement,
    ...(locked ? { locked } : {}),
    source: { kind: 'registry' },
  })),
});

describe.each(databases)('the store on $name', ({ address }) => {
  let database: Database;
  let store: Store;
  beforeAll(async () => {
    database = await openDatabase(address);
    store = createStore(database.pool);
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    const { rows } = await database.pool.query(
      `select tablename from pg_tables where schemaname = 'springtide' and tablename <> 'migrations'`,
    );
    await database.pool.query(
      `truncate ${rows.map(({ tablename }) => `springtide.${tablename}`).join(', ')}`,
    );
  });

  it('knows a delivery it has seen', async () => {
    expect(await store.isNewDelivery('a', at)).toBe(true);
    expect(await store.isNewDelivery('a', later)).toBe(false);
    expect(await store.isNewDelivery('b', at)).toBe(true);
    await store.forgetDelivery('a');
    expect(await store.isNewDelivery('a', later)).toBe(true);
    expect(await store.isNewDelivery('b', later)).toBe(false);
  });

  it('lets one of two that bring the same delivery at once have it', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => store.isNewDelivery('a', at)));
    expect(answers.filter(Boolean)).toHaveLength(1);
  });

  it('keeps installations as they were last told', async () => {
    await store.saveInstallation(acme);
    await store.saveInstallation({ ...acme, suspended: true });
    expect(await store.installations()).toEqual([{ ...acme, suspended: true }]);
    await store.removeInstallation(acme.id);
    expect(await store.installations()).toEqual([]);
  });

  it('keeps what an organisation says until it says nothing any more', async () => {
    const said = { repository: 'acme/.github', head: 'c0ffee', files: [], problems: [] };
    await store.saveOrganisation(acme.id, said);
    await store.saveOrganisation(acme.id, { ...said, head: 'decade' });
    expect(await store.organisation(acme.id)).toEqual({ ...said, head: 'decade' });
    expect(await store.organisation(8)).toBeUndefined();
    await store.saveOrganisation(acme.id, undefined);
    expect(await store.organisation(acme.id)).toBeUndefined();
  });

  it('keeps its notes about a repository that was renamed', async () => {
    await store.saveRepository(shop);
    await store.noteRepository(shop.id, { scanned: { head: 'c0ffee', at, policy: 'x' }, idle: 'archived' });
    await store.saveRepository({ ...shop, name: 'store' });
    await store.noteRepository(shop.id, { idle: null, dashboard: 3 });
    expect(await store.repository(shop.id)).toEqual({
      ...shop,
      name: 'store',
      scanned: { head: 'c0ffee', at, policy: 'x' },
      dashboard: 3,
    });
    expect(await store.repositories(8)).toEqual([]);
    expect(await store.repositories()).toHaveLength(1);
  });

  it('finds who uses a package, as it is now', async () => {
    await store.saveInventory(shop.id, inventory(['express', '^4.0.0', '4.18.2'], ['left-pad', '1.0.0']), at);
    await store.saveInventory(shop.id, inventory(['express', '^5.0.0']), later);
    expect(await store.users('npm', 'express')).toEqual([
      { repository: shop.id, manifest: 'package.json', version: '^5.0.0' },
    ]);
    expect(await store.users('npm', 'left-pad')).toEqual([]);
  });

  it('takes an inventory larger than one statement', async () => {
    const many = Array.from({ length: 12_000 }, (_, n): [string, string] => [`p${n}`, '1']);
    await store.saveInventory(shop.id, inventory(...many), at);
    expect(await store.users('npm', 'p11999')).toHaveLength(1);
  });

  it('gives the plan back as it was', async () => {
    await store.savePlan(shop.id, { upgrades: [], holds: [] }, at);
    expect(await store.plan(shop.id)).toEqual({ plan: { upgrades: [], holds: [] }, at });
    expect(await store.plan(1)).toBeUndefined();
  });

  it('has one proposal a pull request', async () => {
    await store.saveProposal(proposal);
    await store.saveProposal({ ...proposal, state: 'merged' });
    expect(await store.proposals(shop.id)).toEqual([{ ...proposal, state: 'merged' }]);
  });

  it('remembers what people decided until they take it back', async () => {
    const ignore: PersonalDecision = { subject: 'express', kind: 'ignore', target: '5', by: 'ada', at };
    await store.saveDecision(shop.id, ignore);
    await store.saveDecision(shop.id, { ...ignore, reason: 'audit' });
    await store.saveDecision(shop.id, { ...ignore, target: '6' });
    expect(await store.decisions(shop.id)).toHaveLength(2);
    await store.removeDecisions(shop.id, 'express');
    expect(await store.decisions(shop.id)).toEqual([]);
  });

  it('counts an outcome once', async () => {
    const update = {
      ecosystem: 'npm',
      name: 'express',
      from: '4.18.2',
      to: '5.1.0',
      repository: shop.id,
      result: 'passed',
      at,
    } as const;
    await store.recordUpdates([update, update]);
    await store.recordUpdates([{ ...update, at: later }]);
    expect(await store.pastUpdates({ ecosystem: 'npm', name: 'express', to: '5.1.0' })).toEqual([update]);
    expect(await store.pastUpdates({ ecosystem: 'npm', name: 'express', to: '5.0.0' })).toEqual([]);
  });

  it('keeps the first reason of a quarantine', async () => {
    await store.quarantine({ name: 'left-pad', version: '2.0.0', reason: 'broke the shop', at });
    await store.quarantine({ name: 'left-pad', version: '2.0.0', reason: 'another', at: later });
    expect(await store.quarantined()).toEqual([
      { name: 'left-pad', version: '2.0.0', reason: 'broke the shop' },
    ]);
  });

  it('tells the newest entries of the audit first', async () => {
    for (const action of ['opened', 'merged'])
      await store.audit({ at, repository: shop.id, actor: 'ada', action, detail: '#1' });
    await store.audit({ at, actor: 'springtide', action: 'started', detail: '' });
    expect((await store.auditOf(shop.id, 1)).map(({ action }) => action)).toEqual(['merged']);
  });

  it('forgets a repository with everything that was kept of it', async () => {
    await store.saveRepository(shop);
    await store.saveInventory(shop.id, inventory(['express', '1']), at);
    await store.saveProposal(proposal);
    await store.removeRepository(shop.id);
    expect(await store.repository(shop.id)).toBeUndefined();
    expect(await store.users('npm', 'express')).toEqual([]);
    expect(await store.proposals(shop.id)).toEqual([]);
  });

  it('stores text that looks like SQL as text', async () => {
    const name = `'); drop table repositories; --`;
    await store.saveRepository({ ...shop, name });
    expect((await store.repository(shop.id))?.name).toBe(name);
  });
});
