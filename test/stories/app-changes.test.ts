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

it('follows a repository to its new name', async () => {
  const repository = shop();
  world.github.installs('acme');
  await world.serve();
  await expect.poll(() => repository.pulls()[0]?.labels, patience).toEqual(['dependencies']);
  repository.rename('store');
  world.github.person('ada').pushes(repository, { files: more });
  await expect
    .poll(() => repository.pulls().map(({ branch }) => branch), patience)
    .toContain('springtide/right-2.x');
  expect(repository.pulls()).toHaveLength(2);
});

it('leaves an archived repository alone, and takes it up again', async () => {
  const repository = shop();
  world.github.installs('acme');
  await world.serve();
  await expect.poll(() => repository.pulls()[0]?.labels, patience).toEqual(['dependencies']);
  repository.archive();
  await world.github.webhooks.settled();
  repository.unarchive();
  world.github.person('ada').pushes(repository, { files: more });
  await expect
    .poll(() => repository.pulls().map(({ branch }) => branch), patience)
    .toContain('springtide/right-2.x');
});

it('waits as GitHub asks, and loses nothing', async () => {
  const repository = shop();
  world.github.installs('acme');
  world.github.fault({ on: 'POST /repos/{owner}/{repo}/pulls' }, { kind: 'secondary-limit', seconds: 2 });
  world.github.fault(
    { on: 'POST /repos/{owner}/{repo}/issues/{issue_number}/labels' },
    { kind: 'drop-after' },
  );
  await world.serve();
  await expect.poll(() => repository.pulls()[0]?.labels, patience).toEqual(['dependencies']);
  await expect.poll(() => repository.checks('springtide/left-2.x').length, patience).toBe(1);
  expect(repository.pulls()).toHaveLength(1);
});

it('asks for another token when the one it has is taken back', async () => {
  const repository = shop();
  const installation = world.github.installs('acme');
  await world.serve();
  await expect.poll(() => repository.pulls()[0]?.labels, patience).toEqual(['dependencies']);
  installation.expireTokens();
  world.github.person('ada').pushes(repository, { files: more });
  await expect
    .poll(() => repository.pulls().map(({ branch }) => branch), patience)
    .toContain('springtide/right-2.x');
});

it('forgets an organisation that removed it, and begins again when it comes back', async () => {
  const repository = shop();
  const installation = world.github.installs('acme');
  await world.serve();
  await expect.poll(() => repository.checks('springtide/left-2.x').length, patience).toBe(1);
  installation.remove();
  world.github.person('ada').pushes(repository, { files: more });
  await world.github.webhooks.settled();
  expect(repository.pulls()).toHaveLength(1);
  world.github.installs('acme');
  await expect
    .poll(() => repository.pulls().map(({ branch }) => branch), patience)
    .toContain('springtide/right-2.x');
  // The one that was there is known again by what it says of itself.
  expect(repository.pulls().filter(({ branch }) => branch === 'springtide/left-2.x')).toHaveLength(1);
});

it('does the same with deliveries that come late, in the opposite order and three times', async () => {
  const repository = shop();
  world.github.installs('acme');
  const service = await world.serve();
  const { webhooks } = world.github;
  await expect.poll(() => repository.checks('springtide/left-2.x').length, patience).toBe(1);
  webhooks.hold();
  const ada = world.github.person('ada');
  ada.pushes(repository, { files: { 'a.txt': 'a' } });
  ada.pushes(repository, { files: more });
  const [pull] = repository.pulls();
  if (pull) ada.comments(pull, '@springtide hold reason:"later"');
  await webhooks.release({ order: 'reversed', times: 3 });
  const branches = () => repository.pulls().map(({ branch }) => branch);
  await expect.poll(branches, patience).toEqual(['springtide/left-2.x', 'springtide/right-2.x']);
  await expect.poll(() => repository.checks('springtide/right-2.x').length, patience).toBe(1);
  await expect.poll(() => service.busy(), patience).toBe(0);
  await webhooks.settled();
  expect(branches()).toHaveLength(2);
  expect(repository.issues()).toHaveLength(1);
  const reactions = repository.pull(pull?.number ?? 0).comments.map((comment) => comment.reactions);
  expect(reactions).toEqual([['springtide[bot] eyes', 'springtide[bot] +1']]);
});
