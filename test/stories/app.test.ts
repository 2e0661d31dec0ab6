import { rmSync } from 'node:fs';
import { join } from 'node:path';
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
const shop = () => world.github.repository('acme/shop', { files: { 'package.json': manifest } });

it('is installed, proposes an upgrade, says when it is safe, and merges where it may', async () => {
  const repository = world.github.repository('acme/shop', {
    files: { 'package.json': manifest, '.github/springtide.yml': 'automerge: true\n' },
  });
  world.github.installs('acme');
  await world.serve();

  await expect
    .poll(() => repository.pulls().map(({ title }) => title), patience)
    .toEqual(['Update dependency left to v2']);
  // Labels come with a request of their own, a moment later.
  await expect.poll(() => repository.pulls()[0]?.labels, patience).toEqual(['dependencies']);
  const [pull] = repository.pulls();
  expect(pull).toMatchObject({
    branch: 'springtide/left-2.x',
    by: 'springtide[bot]',
  });
  expect(pull?.body).toContain('| left |');
  expect(repository.read('springtide/left-2.x', 'package.json')).toContain('"left": "2.0.0"');
  expect(repository.commits('springtide/left-2.x')[0]).toMatchObject({ verified: true });

  await expect
    .poll(() => repository.checks('springtide/left-2.x'), patience)
    .toMatchObject([
      {
        name: 'springtide',
        status: 'in_progress',
        title: 'Waits for a first check on this commit; without one nobody knows whether it works',
      },
    ]);
  repository.reports('build', { head: pull?.head ?? '', conclusion: 'success' });
  await expect.poll(() => repository.pull(pull?.number ?? 0).state, patience).toBe('merged');
  expect(repository.read('main', 'package.json')).toContain('"left": "2.0.0"');
  expect(repository.issues().map(({ title }) => title)).toEqual(['Dependency Dashboard']);
});

it('asks a repository that says nothing first, and goes on when it is merged', async () => {
  const repository = shop();
  world.github.installs('acme');
  await world.serve({ SPRINGTIDE_ONBOARDING: 'on' });
  await expect
    .poll(() => repository.pulls().map(({ title }) => title), patience)
    .toEqual(['Configure Springtide']);
  const [asked] = repository.pulls();
  expect(asked?.body).toContain('Update dependency left to v2');
  world.github.person('ada').merges(asked ?? ({ number: 0 } as never));
  await expect
    .poll(() => repository.pulls().map(({ title }) => title), patience)
    .toContain('Update dependency left to v2');
  expect(repository.read('main', '.github/springtide.yml')).toContain('springtide:quiet');
});

it('a pull request that a person closed stays closed', async () => {
  const repository = shop();
  world.github.installs('acme');
  await world.serve();
  await expect.poll(() => repository.pulls().length, patience).toBe(1);
  world.github.person('ada').closes(repository.pulls()[0] as never);
  world.github.person('ada').pushes(repository, { files: { 'a.txt': 'a' } });
  await expect.poll(() => repository.issues()[0]?.body ?? '', patience).toContain('closed by a person in #');
  expect(repository.pulls().filter(({ state }) => state === 'open')).toEqual([]);
});

it('answers a command of who may write, and politely declines others', async () => {
  const repository = shop();
  world.github.installs('acme');
  await world.serve();
  await expect.poll(() => repository.pulls().length, patience).toBe(1);
  const [pull] = repository.pulls();
  if (!pull) throw new Error('there is no pull request');
  world.github.person('mallory').comments(pull, '@springtide merge');
  world.github.person('ada').comments(pull, '@springtide hold reason:"not on a Friday"');
  await expect
    .poll(() => repository.pull(pull.number).comments.map(({ body }) => body), patience)
    .toContain('@mallory, only people who may write to this repository can ask for that.');
  await expect
    .poll(() => repository.checks(pull.branch)[0]?.summary ?? '', patience)
    .toContain('waits for @');
});

it('stops when it is told to, and a wrong signature is refused', async () => {
  shop();
  world.github.installs('acme');
  const service = await world.serve();
  const answer = await fetch(`${service.url}/api/github/webhooks`, {
    method: 'POST',
    headers: {
      'x-github-event': 'push',
      'x-github-delivery': '1',
      'x-hub-signature-256': 'sha256=00',
      'content-type': 'application/json',
    },
    body: '{}',
  });
  expect(answer.status).toBe(400);
  expect(await (await fetch(`${service.url}/healthz`)).text()).toBe('ok\n');
  expect(await (await fetch(`${service.url}/metrics`)).text()).toContain('springtide_queue_jobs');
  expect(await service.stop('SIGTERM')).toBe(0);
});

it('renews its pull request when a newer release comes, and opens no second one', async () => {
  const repository = shop();
  world.github.installs('acme');
  const service = await world.serve();
  await expect.poll(() => repository.checks('springtide/left-2.x').length, patience).toBe(1);
  await service.stop();
  world.registry.publish('left', '2.1.0', { at: '2025-04-01' });
  // What a registry said is believed for a while; here that while is over.
  rmSync(join(world.folder, 'data/registries'), { recursive: true });
  await world.serve();
  await expect
    .poll(() => repository.read('springtide/left-2.x', 'package.json'), patience)
    .toContain('2.1.0');
  await expect
    .poll(() => repository.pulls().map(({ body }) => body.includes('2.1.0')), patience)
    .toEqual([true]);
});

it('never overwrites what a person committed to its branch', async () => {
  const repository = shop();
  world.github.installs('acme');
  await world.serve();
  await expect.poll(() => repository.pulls().length, patience).toBe(1);
  const [pull] = repository.pulls();
  if (!pull) throw new Error('there is no pull request');
  const hers = world.github
    .person('ada')
    .pushes(repository, { branch: pull.branch, files: { 'fix.js': 'hers' } });
  world.github.person('ada').comments(pull, '@springtide rebase');
  await expect
    .poll(
      () =>
        repository
          .pull(pull.number)
          .comments.map(({ body }) => body)
          .join(),
      patience,
    )
    .toContain('ada committed to this branch, and I do not throw that away');
  expect(repository.head(pull.branch)).toBe(hers);
  world.github.person('ada').comments(pull, '@springtide recreate');
  await expect.poll(() => repository.head(pull.branch), patience).not.toBe(hers);
  expect(repository.pull(pull.number).state).toBe('open');
});

it('proposes the revert when what was green turns red, and holds the release everywhere', async () => {
  const repository = shop();
  const other = world.github.repository('acme/store', { files: { 'package.json': manifest } });
  world.github.installs('acme');
  await world.serve();
  await expect.poll(() => repository.pulls().length + other.pulls().length, patience).toBe(2);
  const [pull] = repository.pulls();
  if (!pull) throw new Error('there is no pull request');
  repository.reports('build', { head: repository.head('main') ?? '', conclusion: 'success' });
  world.github.person('ada').merges(pull);
  repository.reports('build', { head: repository.head('main') ?? '', conclusion: 'failure' });
  await expect
    .poll(() => repository.pulls().map(({ title }) => title), patience)
    .toContain('Revert "Update dependency left to v2"');
  const revert = repository.pulls().find(({ title }) => title.startsWith('Revert'));
  expect(repository.read(revert?.branch ?? '', 'package.json')).toBe(manifest);
  // The other repository hears of it with its next scan.
  world.github.person('ada').pushes(other, { files: { 'a.txt': 'a' } });
  await expect.poll(() => other.pulls()[0]?.state, patience).toBe('closed');
});
