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
const lines = (...text: readonly string[]) => `${text.join('\n')}\n`;

it('an organisation speaks for its repositories, a group for some, and what is locked is only tightened', async () => {
  const { github } = world;
  const organisation = github.repository('acme/.github', {
    files: {
      'springtide.yml': lines(
        'labels: [from-acme]',
        'minimumReleaseAge: 5 days',
        'lock: [minimumReleaseAge]',
      ),
      'groups/shops.yml': lines('repositories: ["acme/sh*", "!acme/shed"]', 'assignees: [ada]'),
    },
  });
  const presets = github.repository('acme/presets', { files: { 'strict.yml': 'labels: [strict]\n' } });
  github.person('ada').tags(presets, 'v1');
  github.person('ada').pushes(presets, { files: { 'strict.yml': 'labels: [moved-on]\n' } });
  const shop = github.repository('acme/shop', {
    files: { 'package.json': manifest, '.github/springtide.yml': 'minimumReleaseAge: 0 days\n' },
  });
  const shed = github.repository('acme/shed', {
    files: {
      'package.json': manifest,
      '.github/springtide.yml': 'extends: ["local>acme/presets:strict#v1", "local>acme/nowhere"]\n',
    },
  });
  const depot = github.repository('acme/depot', { files: { 'a.txt': 'a' } });
  github.installs('acme');
  await world.serve();

  await expect.poll(() => shop.pulls()[0]?.labels, patience).toEqual(['dependencies', 'from-acme']);
  await expect.poll(() => shop.pulls()[0]?.assignees, patience).toEqual(['ada']);
  await expect
    .poll(() => shop.issues()[0]?.body, patience)
    .toContain('.github/springtide.yml:1:1: "minimumReleaseAge" is locked by the organisation');
  await expect.poll(() => shed.pulls()[0]?.labels, patience).toEqual(['dependencies', 'strict']);
  expect(shed.pulls()[0]?.assignees).toEqual([]);
  await expect
    .poll(() => shed.issues()[0]?.body, patience)
    .toContain('acme/nowhere is gone, or this App may not see it');

  // What is broken there leaves in force what was said before, and says so where it can be corrected.
  github.person('ada').pushes(organisation, { files: { 'springtide.yml': 'labels: [from-acme\n' } });
  await expect
    .poll(() => organisation.issues()[0]?.body, patience)
    .toContain('it is broken, and what it said before goes on to hold for every repository');
  github.person('ada').pushes(depot, { files: { 'package.json': manifest } });
  await expect.poll(() => depot.pulls()[0]?.labels, patience).toEqual(['dependencies', 'from-acme']);
});

it('a repository whose configuration cannot be read any more goes on as it said before', async () => {
  const repository = world.github.repository('acme/shop', {
    files: { 'package.json': manifest, '.github/springtide.yml': 'labels: [mine]\n' },
  });
  world.github.installs('acme');
  await world.serve();
  await expect.poll(() => repository.pulls()[0]?.labels, patience).toEqual(['dependencies', 'mine']);
  world.registry.publish('right', '1.0.0', { at: '2025-01-01' });
  world.registry.publish('right', '2.0.0', { at: '2025-03-01' });
  const more = manifest.replace('"left": "1.0.0"', '"left": "1.0.0",\n    "right": "1.0.0"');
  world.github.person('ada').pushes(repository, {
    files: { 'package.json': more, '.github/springtide.yml': 'labels: [mine\n' },
  });
  await expect
    .poll(() => repository.pulls().find(({ title }) => title.includes('right'))?.labels, patience)
    .toEqual(['dependencies', 'mine']);
  await expect
    .poll(() => repository.issues()[0]?.body, patience)
    .toContain('it cannot be read, and what it said before goes on to hold');
});
