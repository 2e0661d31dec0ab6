import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Repository } from '../world/github/index.ts';
import { type AppWorld, openAppWorld } from '../world/service.ts';

let world: AppWorld;
beforeEach(async () => {
  world = await openAppWorld();
  const { github, registry } = world;
  github.organisation('acme', { members: { ada: 'admin' } });
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
const shop = (settings = {}) =>
  world.github.repository('acme/shop', {
    files: { 'package.json': manifest, '.github/springtide.yml': 'automerge: true\n' },
    settings,
  });

async function proposed(repository: Repository) {
  await expect.poll(() => repository.checks('springtide/left-2.x')[0]?.status, patience).toBe('in_progress');
  const [pull] = repository.pulls();
  if (!pull) throw new Error('there is no pull request');
  return pull;
}

it('leaves to GitHub what GitHub still waits for, and takes it back when a gate closes', async () => {
  const repository = shop({ allowAutoMerge: true });
  repository.protect('main', { checks: ['build'], approvals: 1 });
  world.github.installs('acme');
  await world.serve();
  const pull = await proposed(repository);
  expect(pull.autoMerge).toBe(false);
  repository.reports('build', { head: pull.head, conclusion: 'success' });
  await expect.poll(() => repository.pull(pull.number).autoMerge, patience).toBe(true);
  expect(repository.pull(pull.number).state).toBe('open');

  world.github.person('ada').comments(pull, '@springtide hold');
  await expect.poll(() => repository.pull(pull.number).autoMerge, patience).toBe(false);
  world.github.person('ada').comments(pull, '@springtide unignore');
  await expect.poll(() => repository.pull(pull.number).autoMerge, patience).toBe(true);
  world.github.person('ada').reviews(pull, 'APPROVED');
  await expect.poll(() => repository.pull(pull.number).state, patience).toBe('merged');
});

it('merges at once what GitHub has nothing to wait for', async () => {
  const repository = shop({ allowAutoMerge: true });
  world.github.installs('acme');
  await world.serve();
  const pull = await proposed(repository);
  repository.reports('build', { head: pull.head, conclusion: 'success' });
  await expect.poll(() => repository.pull(pull.number).state, patience).toBe('merged');
});

it('goes through the merge queue where there is one', async () => {
  const repository = shop();
  repository.protect('main', { checks: ['build'], mergeQueue: 'squash', from: 'ruleset' });
  world.github.installs('acme');
  await world.serve();
  const pull = await proposed(repository);
  repository.reports('build', { head: pull.head, conclusion: 'success' });
  await expect.poll(() => repository.pull(pull.number).queued, patience).toBe(true);
  const branch = repository.branches().find((name) => name.startsWith('gh-readonly-queue/')) ?? '';
  repository.reports('build', { head: repository.head(branch) ?? '', conclusion: 'success' });
  await expect.poll(() => repository.pull(pull.number).state, patience).toBe('merged');
});
