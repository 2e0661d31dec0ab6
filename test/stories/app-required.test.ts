import { afterEach, beforeEach, expect, it, vi } from 'vitest';
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

it('where the check is required nobody waits for it in vain: not people, and not the merge queue', async () => {
  const repository = world.github.repository('acme/shop', {
    files: { 'package.json': manifest, '.github/springtide.yml': 'automerge: true\n' },
  });
  repository.protect('main', { checks: ['springtide', 'build'], mergeQueue: 'squash', from: 'ruleset' });
  world.github.installs('acme');
  await world.serve();
  await expect
    .poll(() => repository.checks('springtide/left-2.x')[0]?.title, patience)
    .toContain('Waits for build');
  const ada = world.github.person('ada');
  ada.pushes(repository, { branch: 'docs', files: { 'readme.md': 'a' } });
  ada.opensPull(repository, { title: 'Docs', head: 'docs' });
  await expect
    .poll(() => repository.checks('docs')[0], patience)
    .toMatchObject({
      name: 'springtide',
      conclusion: 'success',
      title: 'Nothing to say about this one',
    });

  const pull = repository.pulls().find(({ branch }) => branch === 'springtide/left-2.x');
  repository.reports('build', { head: pull?.head ?? '', conclusion: 'success' });
  await expect.poll(() => repository.pull(pull?.number ?? 0).queued, patience).toBe(true);
  const queue = repository.branches().find((name) => name.startsWith('gh-readonly-queue/')) ?? '';
  repository.reports('build', { head: repository.head(queue) ?? '', conclusion: 'success' });
  await expect.poll(() => repository.pull(pull?.number ?? 0).state, patience).toBe('merged');
});

it('an organisation may have its repositories not asked first', async () => {
  const { github } = world;
  github.repository('acme/.github', { files: { 'springtide.yml': 'onboarding: false\n' } });
  const shop = github.repository('acme/shop', { files: { 'package.json': manifest } });
  github.installs('acme');
  await world.serve({ SPRINGTIDE_ONBOARDING: 'on' });
  await expect
    .poll(() => shop.pulls().map(({ title }) => title), patience)
    .toEqual(['Update dependency left to v2']);
});

it('what Renovate was told here is taken over by the pull request that asks', async () => {
  const { github, registry } = world;
  registry.publish('right', '1.0.0', { at: '2025-01-01' });
  registry.publish('right', '2.0.0', { at: '2025-03-01' });
  const renovate = {
    extends: ['config:recommended'],
    ignoreDeps: ['right'],
    labels: ['deps'],
    hostRules: [],
  };
  const shop = github.repository('acme/shop', {
    files: {
      'package.json': manifest.replace('"left": "1.0.0"', '"left": "1.0.0",\n    "right": "1.0.0"'),
      'renovate.json': JSON.stringify(renovate),
    },
  });
  github.installs('acme');
  await world.serve({ SPRINGTIDE_ONBOARDING: 'on' });
  await expect.poll(() => shop.pulls().map(({ title }) => title), patience).toEqual(['Configure Springtide']);
  const [pull] = shop.pulls();
  const file = shop.read(pull?.branch ?? '', '.github/springtide.yml') ?? '';
  expect(file).toContain('config:recommended');
  expect(file).toContain('- right');
  expect(pull?.body).toContain("says what `renovate.json` says, in Springtide's words. What was not:");
  expect(pull?.body).toContain('- `hostRules`');
  // What would come is told by those rules.
  expect(pull?.body).toContain('- Update dependency left to v2');
  expect(pull?.body).not.toContain('- Update dependency right to v2');
});
