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

it('a pull request that touches configuration is told what is wrong with it and what it would change', async () => {
  const { github, registry } = world;
  registry.publish('right', '1.0.0', { at: '2025-01-01' });
  registry.publish('right', '2.0.0', { at: '2025-03-01' });
  const both = manifest.replace('"left": "1.0.0"', '"left": "1.0.0",\n    "right": "1.0.0"');
  const shop = github.repository('acme/shop', {
    files: { 'package.json': both, '.github/springtide.yml': 'ignoreDeps: [right]\n' },
  });
  github.installs('acme');
  await world.serve();
  await expect.poll(() => shop.pulls()[0]?.labels, patience).toEqual(['dependencies']);
  const ada = github.person('ada');
  ada.pushes(shop, { branch: 'docs', files: { 'readme.md': 'a' } });
  ada.opensPull(shop, { title: 'Docs', head: 'docs' });
  ada.pushes(shop, {
    branch: 'other',
    files: {
      '.github/springtide.yml': lines('ignoreDeps: [left]', 'minimumReleaseAg: 5 days', 'automerge: true'),
    },
  });
  ada.opensPull(shop, { title: 'Others', head: 'other' });

  await expect.poll(() => shop.checks('other')[0]?.status, patience).toBe('completed');
  const [check] = shop.checks('other');
  expect(check).toMatchObject({
    name: 'springtide',
    conclusion: 'failure',
    title: 'The configuration is wrong in 1 place; would open 1, close 1',
    annotations: [
      {
        path: '.github/springtide.yml',
        line: 2,
        message: 'the key "minimumReleaseAg" is unknown; write "minimumReleaseAge"',
      },
    ],
  });
  const pull = shop.pulls().find(({ branch }) => branch === 'springtide/left-2.x');
  expect(check?.summary).toContain(`- would close #${pull?.number}: Update dependency left to v2`);
  expect(check?.summary).toContain('- would open: Update dependency right to v2');
  expect(check?.summary).toContain('| automerge | `false` | `true` | .github/springtide.yml:3 |');
  // Corrected, it passes; and nothing of it was done.
  ada.pushes(shop, {
    branch: 'other',
    files: { '.github/springtide.yml': 'ignoreDeps: [right]\nlabels: [x]\n' },
  });
  await expect
    .poll(() => shop.checks('other')[0], patience)
    .toMatchObject({ conclusion: 'success', title: 'Would open and close nothing' });
  expect(shop.checks('docs')).toEqual([]);
  expect(shop.pull(pull?.number ?? 0).state).toBe('open');
});

it('what an organisation would change is shown for all its repositories', async () => {
  const { github } = world;
  const organisation = github.repository('acme/.github', { files: { 'springtide.yml': 'labels: [acme]\n' } });
  const all = ['shop', 'shed', 'depot'].map((name) =>
    github.repository(`acme/${name}`, { files: { 'package.json': manifest }, private: name === 'shed' }),
  );
  github.installs('acme');
  await world.serve();
  for (const one of all)
    await expect.poll(() => one.pulls()[0]?.labels, patience).toEqual(['dependencies', 'acme']);
  await world.github.webhooks.settled();
  const ada = github.person('ada');
  ada.pushes(organisation, {
    branch: 'less',
    files: { 'groups/sheds.yml': lines('repositories: "sh*"', 'ignoreDeps: [left]', 'automerge: yes') },
  });
  ada.opensPull(organisation, { title: 'Less', head: 'less' });
  await expect
    .poll(() => organisation.checks('less')[0], patience)
    .toMatchObject({
      conclusion: 'failure',
      title: 'The configuration is wrong in 1 place; would close 2 in 2 repositories',
      annotations: [{ path: 'groups/sheds.yml', line: 3 }],
    });
  expect(organisation.checks('less')[0]?.summary).toMatch(/### acme\/shop\n\n- would close acme\/shop#\d+/);
  // Everybody may read this, and not everybody may know of what is private.
  expect(organisation.checks('less')[0]?.summary).toContain('### Private repositories\n\n- would close 1');
  expect(organisation.checks('less')[0]?.summary).not.toContain('shed#');
  expect(organisation.checks('less')[0]?.summary).not.toContain('acme/shed');
});

it('who may not write learns what is wrong with her file, and nothing that only others may read', async () => {
  const { github } = world;
  github.repository('acme/vault', { files: { 'keys.json': '{"password":"hunter2"}' }, private: true });
  const shop = github.repository('acme/shop', {
    files: { 'package.json': manifest, '.github/springtide.yml': 'labels: [mine]\n' },
  });
  github.installs('acme');
  await world.serve();
  await expect.poll(() => shop.pulls()[0]?.labels, patience).toEqual(['dependencies', 'mine']);
  const extended = { '.github/springtide.yml': lines('extends: ["local>acme/vault:keys.json"]', 'label: x') };
  const fork = github.fork(shop, 'mallory');
  const mallory = github.person('mallory');
  const hers = mallory.pushes(fork, { branch: 'more', files: extended });
  mallory.opensPull(shop, { title: 'More', head: 'mallory:more' });
  await expect
    .poll(() => shop.checks(hers)[0], patience)
    .toMatchObject({ conclusion: 'failure', title: 'The configuration is wrong in 2 places' });
  expect(shop.checks(hers)[0]?.summary).toContain('was not read, because who may not write here asks');
  expect(github.requests.count('GET /repos/acme/vault/commits?per_page=1')).toBe(0);

  // Who may write here may not be allowed to read there.
  const ada = github.person('ada');
  ada.pushes(shop, { branch: 'more', files: extended });
  ada.opensPull(shop, { title: 'More', head: 'more' });
  await expect
    .poll(() => shop.checks('more')[0]?.title, patience)
    .toBe('The configuration is wrong in 2 places; would open and close nothing');
  const said = JSON.stringify(shop.checks('more'));
  expect(said).toContain('acme/vault/keys.json');
  expect(said).not.toMatch(/hunter2|password/);
});
