import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type AppWorld, openAppWorld } from '../world/service.ts';

let world: AppWorld;
beforeEach(async () => {
  world = await openAppWorld();
  const { github, registry } = world;
  github.organisation('acme', {
    members: { ada: 'admin', grace: 'member' },
    teams: { web: ['grace'] },
  });
  registry.publish('left', '1.0.0', { at: '2025-01-01' });
  registry.publish('left', '2.0.0', { at: '2025-03-01' });
});
afterEach(async () => {
  await world.close();
  world.github.assertClean();
});

/** However slow the machine is; nothing here is judged by the time it takes. */
const patience = { timeout: 100_000, interval: 100 };
vi.setConfig({ testTimeout: 120_000 });
const manifest = `${JSON.stringify({ name: 'shop', private: true, dependencies: { left: '1.0.0' } }, undefined, 2)}\n`;

it('who is killed right after opening a pull request dresses it the next time', async () => {
  const repository = world.github.repository('acme/shop', {
    files: {
      'package.json': manifest,
      '.github/springtide.yml': 'labels: [mine]\nassignees: [ada]\nreviewers: [grace]\nautomerge: true\n',
    },
  });
  world.github.installs('acme');
  const first = await world.serve();
  world.github.fault(
    { on: 'POST /repos/{owner}/{repo}/pulls' },
    { kind: 'then', happens: () => void first.stop('SIGKILL') },
  );
  await expect.poll(() => repository.pulls().length, patience).toBe(1);
  await first.stop('SIGKILL');
  const head = repository.head('springtide/left-2.x');
  expect(repository.pulls()[0]).toMatchObject({ labels: [], assignees: [], reviewers: [] });

  await world.serve();
  await expect.poll(() => repository.pulls()[0]?.labels, patience).toEqual(['dependencies', 'mine']);
  expect(repository.pulls()).toMatchObject([{ assignees: ['ada'], reviewers: ['grace'] }]);
  expect(repository.head('springtide/left-2.x')).toBe(head);
  // Nothing of it is lost: it is merged by itself, which asks for what it moves.
  repository.reports('build', { head: head ?? '', conclusion: 'success' });
  await expect.poll(() => repository.pulls()[0]?.state, patience).toBe('merged');
});

it('a label that a person took off stays off, also when the store is lost', async () => {
  const repository = world.github.repository('acme/shop', {
    files: { 'package.json': manifest, '.github/springtide.yml': 'labels: [mine]\n' },
  });
  world.github.installs('acme');
  const first = await world.serve();
  await expect.poll(() => repository.pulls()[0]?.labels, patience).toEqual(['dependencies', 'mine']);
  const pull = repository.pulls()[0];
  if (!pull) throw new Error('there is no pull request');
  world.github.person('ada').unlabels(pull, 'mine');
  await world.github.webhooks.settled();
  await first.stop();
  rmSync(join(world.folder, 'data'), { recursive: true });
  const since = world.github.requests.mark();
  await world.serve();
  await expect.poll(() => since.count('PATCH /repos/{owner}/{repo}/issues/{issue_number}'), patience).toBe(0);
  await expect
    .poll(() => since.count('GET /repos/{owner}/{repo}/commits/{ref}/check-runs'), patience)
    .toBeGreaterThan(0);
  expect(repository.pulls()).toMatchObject([{ number: pull.number, labels: ['dependencies'] }]);
});

it('asks the one who answers for what changes when nobody else is named', async () => {
  const files = {
    'package.json': manifest,
    '.github/CODEOWNERS': '* @ada\npackage.json @acme/web @ada\n',
  };
  const shop = world.github.repository('acme/shop', { files });
  const shed = world.github.repository('acme/shed', {
    files: { ...files, '.github/springtide.yml': 'reviewers: [grace]\n' },
  });
  world.github.installs('acme');
  await world.serve();
  await expect.poll(() => shop.pulls()[0]?.labels, patience).toEqual(['dependencies']);
  await expect.poll(() => shed.pulls()[0]?.labels, patience).toEqual(['dependencies']);
  expect(shop.pulls()[0]?.reviewers).toEqual(['acme/web']);
  expect(shed.pulls()[0]?.reviewers).toEqual(['grace']);
});
