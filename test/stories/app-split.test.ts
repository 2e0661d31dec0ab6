import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type AppWorld, openAppWorld } from '../world/service.ts';

let world: AppWorld;
beforeEach(async () => {
  world = await openAppWorld();
  const { github, registry } = world;
  github.organisation('acme', { members: { ada: 'admin' } });
  for (const name of ['left', 'right']) {
    registry.publish(name, '1.0.0', { at: '2025-01-01' });
    registry.publish(name, '1.1.0', { at: '2025-03-01' });
  }
});
afterEach(async () => {
  await world.close();
  world.github.assertClean();
});

/** However slow the machine is; nothing here is judged by the time it takes. */
const patience = { timeout: 100_000, interval: 100 };
vi.setConfig({ testTimeout: 120_000 });
const manifest = `${JSON.stringify({ name: 'shop', private: true, dependencies: { left: '1.0.0', right: '1.0.0' } }, undefined, 2)}\n`;

it('a group is split into one pull request a package, and put together again', async () => {
  const shop = world.github.repository('acme/shop', { files: { 'package.json': manifest } });
  world.github.installs('acme');
  await world.serve();
  const open = () =>
    shop
      .pulls()
      .filter(({ state }) => state === 'open')
      .map(({ branch }) => branch)
      .sort();
  await expect.poll(open, patience).toEqual(['springtide/production-dependencies']);
  const [group] = shop.pulls();
  if (!group) throw new Error('there is no pull request');
  expect(group.body).toContain('`split`');
  const ada = world.github.person('ada');
  ada.comments(group, '@springtide split');
  await expect.poll(open, patience).toEqual(['springtide/left-1.x', 'springtide/right-1.x']);
  expect(
    shop
      .pull(group.number)
      .comments.map(({ body }) => body)
      .join(),
  ).toContain('Split, as ada asked: each package travels by itself now');
  const left = shop.pulls().find(({ branch }) => branch === 'springtide/left-1.x');
  if (!left) throw new Error('there is no pull request');
  expect(shop.read(left.branch, 'package.json')).toContain('"right": "1.0.0"');
  expect(left.body).not.toContain('`split`');
  ada.comments(left, '@springtide split');
  await expect
    .poll(() => shop.pull(left.number).comments.map(({ body }) => body), patience)
    .toContain('There is nothing to split. Only left travels in it.');

  // What we closed ourselves is nobody’s no: it comes again.
  ada.comments(left, '@springtide unignore');
  await expect.poll(open, patience).toEqual(['springtide/production-dependencies', 'springtide/right-1.x']);
});
