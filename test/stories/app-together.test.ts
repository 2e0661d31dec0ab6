/** Several processes on one PostgreSQL, and one Redis where there is one: `.ci/with-servers npm test` starts both. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type AppWorld, openAppWorld } from '../world/service.ts';

const { SPRINGTIDE_TEST_DATABASE_URL: databaseUrl, SPRINGTIDE_TEST_REDIS_URL: redisUrl } = process.env;
const own = `story_${randomUUID().replaceAll('-', '')}`;
const onServer = async (statement: string) => {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(statement);
  await client.end();
};

let world: AppWorld;
beforeEach(async () => {
  await onServer(`create database ${own}`);
  world = await openAppWorld();
  const { github, registry } = world;
  github.organisation('acme', { members: { ada: 'admin' } });
  registry.publish('left', '1.0.0', { at: '2025-01-01' });
  registry.publish('left', '2.0.0', { at: '2025-03-01' });
});
afterEach(async () => {
  await world.close();
  await onServer(`drop database ${own} with (force)`);
  world.github.assertClean();
});

/** However slow the machine is; nothing here is judged by the time it takes. */
const patience = { timeout: 100_000, interval: 100 };
vi.setConfig({ testTimeout: 120_000 });

it.skipIf(!databaseUrl)(
  'two services that race for the same repositories propose once, and when one dies the other goes on',
  async () => {
    const { github } = world;
    const manifest = `${JSON.stringify({ name: 'shop', private: true, dependencies: { left: '1.0.0' } }, undefined, 2)}\n`;
    const shops = Array.from({ length: 6 }, (_, index) =>
      github.repository(`acme/shop-${index}`, { files: { 'package.json': manifest } }),
    );
    github.installs('acme');
    const database = new URL(databaseUrl ?? '');
    database.pathname = own;
    const environment = { DATABASE_URL: String(database), ...(redisUrl ? { REDIS_URL: redisUrl } : {}) };
    const [first, second] = ['one', 'two'].map((name) =>
      world.serve({ ...environment, SPRINGTIDE_DATA: `${world.folder}/${name}` }),
    );
    // At the fourth pull request one dies, with all it has under way.
    github.fault(
      { on: 'POST /repos/{owner}/{repo}/pulls', nth: 4 },
      { kind: 'meanwhile', happens: async () => void (await (await first)?.stop('SIGKILL')) },
    );
    await first;
    const finished = () =>
      shops.filter(
        (one) =>
          one.checks('springtide/left-2.x').length > 0 &&
          one.pulls()[0]?.labels.includes('dependencies') &&
          one.issues().length > 0,
      ).length;
    await expect.poll(finished, patience).toBe(shops.length);
    await expect.poll(async () => (await second)?.busy(), patience).toBe(0);
    for (const one of shops) {
      expect(one.branches().sort()).toEqual(['main', 'springtide/left-2.x']);
      expect(one.pulls()).toHaveLength(1);
      expect(one.issues()).toHaveLength(1);
      expect(one.commits('springtide/left-2.x')).toHaveLength(2);
    }
  },
);
