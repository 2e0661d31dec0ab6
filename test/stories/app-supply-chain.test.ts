import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type AppWorld, openAppWorld } from '../world/service.ts';

let world: AppWorld;
beforeEach(async () => {
  world = await openAppWorld();
  world.github.organisation('acme', { members: { ada: 'admin' } });
});
afterEach(async () => {
  await world.close();
  world.github.assertClean();
});

/** However slow the machine is; nothing here is judged by the time it takes. */
const patience = { timeout: 100_000, interval: 100 };
vi.setConfig({ testTimeout: 120_000 });
const attestations = { url: 'https://registry.example/a', provenance: { predicateType: 'https://slsa.dev' } };

/** A repository with a lockfile, as npm writes it. */
function locked(dependencies: Readonly<Record<string, string>>) {
  const root = { name: 'shop', version: '1.0.0', dependencies };
  const packages = Object.fromEntries(
    Object.entries(dependencies).map(([name, version]) => [
      `node_modules/${name}`,
      { version, resolved: `${world.registry.url}${name}/-/${name}-${version}.tgz`, integrity: 'sha512-a' },
    ]),
  );
  const lock = {
    name: 'shop',
    version: '1.0.0',
    lockfileVersion: 3,
    requires: true,
    packages: { '': root, ...packages },
  };
  const text = (value: object) => `${JSON.stringify(value, undefined, 2)}\n`;
  return { 'package.json': text({ ...root, private: true }), 'package-lock.json': text(lock) };
}

it('who publishes, from where, under which licence and what runs is told before it is merged', async () => {
  const { github, registry } = world;
  const ada = { _npmUser: { name: 'ada', email: 'ada@example.org' }, license: 'MIT' };
  const grace = { _npmUser: { name: 'grace', email: 'grace@example.org' }, license: 'BUSL-1.1' };
  registry.publish('left', '0.9.0', { at: '2024-01-01', ...grace });
  registry.publish('left', '1.0.0', { at: '2025-01-01', ...ada, attestations });
  registry.publish('left', '2.0.0', { at: '2025-03-01', ...grace });
  registry.publish('plain', '1.0.0', { at: '2025-01-01' });
  registry.publish('plain', '2.0.0', { at: '2025-03-01' });
  const shop = github.repository('acme/shop', {
    files: locked({ left: '1.0.0', plain: '1.0.0' }),
  });
  github.installs('acme');
  await world.serve();
  await expect.poll(() => shop.pulls().length, patience).toBe(2);
  const summary = (name: string) => shop.checks(`springtide/${name}-2.x`)[0]?.summary ?? '';
  const body = (name: string) => shop.pulls().find(({ branch }) => branch === `springtide/${name}-2.x`)?.body;

  await expect.poll(() => summary('left'), patience).toContain('1 without the provenance it had');
  expect(summary('left')).toContain('left 2.0.0 was published by grace, 1.0.0 by ada');
  expect(summary('left')).toContain('left 2.0.0 is under BUSL-1.1, 1.0.0 was under MIT');
  expect(body('left')).toContain('**left 2.0.0 has no provenance**, and 1.0.0 had');
  expect(body('left')).toContain('| left 2.0.0 | 2025-03-01 | grace | BUSL-1.1 |');

  await expect.poll(() => summary('plain'), patience).toContain('who published plain 2.0.0 is unknown');
  expect(summary('plain')).toContain('the licence of plain 2.0.0 is unknown');
  expect(summary('plain')).toContain('| Supply chain | ✅ pass |');
  expect(body('plain')).toContain('| plain 2.0.0 | 2025-03-01 | unknown | unknown |');
});

it('a publisher who is new to a package, and a script that is new to it, need a person', async () => {
  const { github, registry } = world;
  const by = (name: string) => ({ _npmUser: { name, email: `${name}@example.org` }, license: 'MIT' });
  registry.publish('right', '1.0.0', { at: '2025-01-01', ...by('ada') });
  registry.publish('right', '2.0.0', {
    at: '2025-03-01',
    ...by('mallory'),
    scripts: { postinstall: 'echo' },
  });
  const shop = github.repository('acme/shop', { files: locked({ right: '1.0.0' }) });
  github.installs('acme');
  await world.serve();
  await expect
    .poll(() => shop.checks('springtide/right-2.x')[0], patience)
    .toMatchObject({
      conclusion: 'action_required',
      title: 'Needs a person: 1 new install script, 1 from a publisher who is new to it',
    });
  expect(shop.pulls()[0]?.body).toContain('**right 2.0.0 runs a script when it is installed**');
});
