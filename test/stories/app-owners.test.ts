import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type AppWorld, openAppWorld } from '../world/service.ts';

let world: AppWorld;
beforeEach(async () => {
  world = await openAppWorld();
  const { github, registry } = world;
  github.organisation('acme', { members: { ada: 'admin' } });
  for (const name of ['left', 'right']) {
    registry.publish(name, '1.0.0', { at: '2025-01-01' });
    registry.publish(name, '2.0.0', { at: '2025-03-01' });
  }
});
afterEach(async () => {
  await world.close();
  world.github.assertClean();
});

/** However slow the machine is; nothing here is judged by the time it takes. */
const patience = { timeout: 100_000, interval: 100 };
vi.setConfig({ testTimeout: 120_000 });
const manifestOf = (dependencies: object) =>
  `${JSON.stringify({ name: 'shop', private: true, dependencies }, undefined, 2)}\n`;
const shop = () =>
  world.github.repository('acme/shop', { files: { 'package.json': manifestOf({ left: '1.0.0' }) } });
const more = { 'package.json': manifestOf({ left: '1.0.0', right: '1.0.0' }) };

it('does nothing while it is suspended, and catches up afterwards', async () => {
  const repository = shop();
  const installation = world.github.installs('acme');
  const service = await world.serve();
  await expect.poll(() => repository.checks('springtide/left-2.x').length, patience).toBe(1);
  await expect.poll(() => service.busy(), patience).toBe(0);
  installation.suspend();
  await world.github.webhooks.settled();
  await expect.poll(() => service.busy(), patience).toBe(0);
  world.github.person('ada').pushes(repository, { files: more });
  const said = () => service.log.map(({ what }) => what);
  await expect.poll(said, patience).toContain('the installation on acme is suspended');
  expect(repository.pulls()).toHaveLength(1);
  installation.unsuspend();
  await expect
    .poll(() => repository.pulls().map(({ branch }) => branch), patience)
    .toContain('springtide/right-2.x');
});

it('closes its pull request when what it moved is gone, and begins with the first commit', async () => {
  const repository = shop();
  const empty = world.github.repository('acme/empty');
  world.github.installs('acme');
  const service = await world.serve();
  await expect.poll(() => repository.checks('springtide/left-2.x').length, patience).toBe(1);
  await expect.poll(() => service.log.map(({ what }) => what), patience).toContain('acme/empty is empty');
  const ada = world.github.person('ada');
  ada.pushes(empty, { files: more });
  ada.pushes(repository, { files: { 'package.json': null, 'readme.md': 'It is over.' } });
  await expect.poll(() => repository.pulls().map(({ state }) => state), patience).toEqual(['closed']);
  await expect.poll(() => repository.branches(), patience).toEqual(['main']);
  await expect.poll(() => empty.pulls().length, patience).toBe(2);
});

it('leaves a repository that went to somebody else, and follows another default branch', async () => {
  const gone = shop();
  const stays = world.github.repository('acme/stays', {
    files: { 'package.json': manifestOf({ left: '1.0.0' }) },
  });
  world.github.installs('acme');
  const service = await world.serve();
  for (const one of [gone, stays])
    await expect.poll(() => one.checks('springtide/left-2.x').length, patience).toBe(1);
  await expect.poll(() => service.busy(), patience).toBe(0);
  const ada = world.github.person('ada');
  gone.transfer('other');
  ada.pushes(gone, { files: more });
  ada.pushes(stays, { branch: 'trunk', files: more });
  stays.changeDefaultBranch('trunk');
  await expect
    .poll(
      () =>
        stays
          .pulls()
          .filter(({ state }) => state === 'open')
          .map(({ branch, base }) => `${branch} → ${base}`)
          .sort(),
      patience,
    )
    .toEqual(['springtide/left-2.x → trunk', 'springtide/right-2.x → trunk']);
  await expect.poll(() => service.busy(), patience).toBe(0);
  expect(gone.pulls()).toHaveLength(1);
});
