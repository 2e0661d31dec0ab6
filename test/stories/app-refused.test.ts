import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type AppWorld, openAppWorld } from '../world/service.ts';

let world: AppWorld;
beforeEach(async () => {
  world = await openAppWorld();
  const { github, registry } = world;
  github.organisation('acme', { members: { ada: 'admin' } });
  registry.publish('left', '1.0.0', { at: '2025-01-01' });
  registry.publish('left', '2.0.0', { at: '2025-03-01', dependencies: { ghost: '1.0.0' } });
});
afterEach(async () => {
  await world.close();
  world.github.assertClean();
});

/** However slow the machine is; nothing here is judged by the time it takes. */
const patience = { timeout: 100_000, interval: 100 };
vi.setConfig({ testTimeout: 120_000 });

const json = (value: object) => `${JSON.stringify(value, undefined, 2)}\n`;
function locked() {
  const root = { name: 'shop', version: '1.0.0', dependencies: { left: '1.0.0' } };
  const left = {
    version: '1.0.0',
    resolved: `${world.registry.url}left/-/left-1.0.0.tgz`,
    integrity: 'sha512-a',
  };
  const packages = { '': root, 'node_modules/left': left };
  const lock = { name: 'shop', version: '1.0.0', lockfileVersion: 3, requires: true, packages };
  return { 'package.json': json({ ...root, private: true }), 'package-lock.json': json(lock) };
}

it('an upgrade whose lockfile cannot be made is said once, and tried again when its files change or a person asks', async () => {
  const shop = world.github.repository('acme/shop', { files: locked() });
  world.github.installs('acme');
  const service = await world.serve();
  const tried = () => service.log.filter(({ job }) => job === 'propose-upgrade').length;
  const scanned = () => service.log.filter(({ job }) => job === 'scan-repository').length;
  const dashboard = () => shop.issues()[0]?.body ?? '';
  const ada = world.github.person('ada');

  await expect
    .poll(dashboard, patience)
    .toMatch(/### Waiting\n\n- \[ \] .*left to v2: left: package-lock\.json could not be resolved: .*ghost/);
  expect(dashboard()).not.toContain('### Next');
  await expect.poll(() => service.busy(), patience).toBe(0);
  const before = scanned();
  ada.pushes(shop, { files: { 'readme.md': 'Nothing that it was made of.' } });
  await expect.poll(scanned, patience).toBeGreaterThan(before);
  await expect.poll(() => service.busy(), patience).toBe(0);
  expect(tried()).toBe(1);

  ada.pushes(shop, {
    files: { 'package.json': locked()['package.json'].replace('"private": true', '"private": true, "a": 1') },
  });
  await expect.poll(tried, patience).toBe(2);
  await expect.poll(dashboard, patience).toContain('### Waiting');

  world.registry.publish('ghost', '1.0.0', { at: '2025-01-01' });
  const [issue] = shop.issues();
  if (issue) ada.checksBox(issue, 'left to v2');
  await expect.poll(() => shop.pulls()[0]?.labels, patience).toEqual(['dependencies']);
  await expect
    .poll(dashboard, patience)
    .toContain(`### Open\n\n- [ ] <!-- springtide-rebase:npm/left-2.x --> #${shop.pulls()[0]?.number}`);
  expect(dashboard()).not.toMatch(/### (?:Next|Waiting)/);
});

it('a pull request in a repository that nobody told of yet is answered', async () => {
  const { github } = world;
  github.repository('acme/first', { files: { 'a.txt': 'a' } });
  github.installs('acme');
  const service = await world.serve();
  await expect
    .poll(() => service.log.filter(({ job }) => job === 'scan-repository').length, patience)
    .toBeGreaterThan(0);
  const late = github.repository('acme/late', { files: { 'a.txt': 'a' } });
  const ada = github.person('ada');
  ada.pushes(late, { branch: 'more', files: { '.github/springtide.yml': 'label: [x]\n' } });
  ada.opensPull(late, { title: 'More', head: 'more' });
  await expect.poll(() => late.checks('more')[0]?.conclusion, patience).toBe('failure');
});
