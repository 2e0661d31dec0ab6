import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { namesIn, openWorld, type World } from '../world/index.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
  const { registry } = world;
  registry.publish('left', '1.0.0');
  registry.publish('left', '1.1.0', { at: '2026-02-01' });
  registry.publish('left', '2.0.0', { at: '2026-03-01' });
  registry.publish('right', '1.0.0', { dependencies: { deep: '^1.0.0' } });
  registry.publish('right', '1.0.1', { at: '2026-02-01', dependencies: { deep: '^1.0.0' } });
  registry.publish('deep', '1.0.0');
});
afterEach(() => world.close());

const json = (value: object) => `${JSON.stringify(value, undefined, 2)}\n`;
const manifest = json({
  name: 'shop',
  private: true,
  dependencies: { left: '^1.0.0', right: '^1.0.0' },
});

/** A repository whose lockfile was written before the newer releases came out. */
async function shop(tool: 'npm' | 'pnpm' | 'yarn-classic' | 'yarn', more: Record<string, string> = {}) {
  const repository = world.repository('shop', {
    'package.json': json({ name: 'shop', private: true, dependencies: { left: '1.0.0', right: '1.0.0' } }),
    ...more,
  });
  await repository.lock(tool);
  return repository;
}

describe.each([
  ['npm', 'package-lock.json', /"node_modules\/left": {\s+"version": "2.0.0"/],
  ['pnpm', 'pnpm-lock.yaml', /left@2\.0\.0:/],
  ['yarn-classic', 'yarn.lock', /left@2\.0\.0:\n {2}version "2\.0\.0"/],
  ['yarn', 'yarn.lock', /"left@npm:2\.0\.0":\n {2}version: 2\.0\.0/],
] as const)('a repository of %s', (tool, lockfile, moved) => {
  it('gets one branch a pull request, each with its lockfile, and keeps its working tree', async () => {
    const repository = await shop(tool);
    repository.write('notes.txt', 'not committed');
    repository.write('package.json', `${repository.read('package.json')}\n`);
    const before = repository.git('status', '--porcelain');

    const { status, out } = await world.run(repository.folder, 'upgrade');

    expect(out).toContain('2 upgrades made, 0 upgrades held');
    expect(status).toBe(0);
    expect(repository.branches()).toEqual(['springtide/left-2.x', 'springtide/production-dependencies']);
    expect(repository.git('diff', '--name-only', 'main', 'springtide/left-2.x').split('\n').sort()).toEqual(
      [lockfile, 'package.json'].sort(),
    );
    expect(repository.at('springtide/left-2.x', 'package.json')).toContain('"left": "2.0.0"');
    expect(repository.at('springtide/left-2.x', lockfile)).toMatch(moved);
    expect(repository.at('springtide/production-dependencies', 'package.json')).toContain('"left": "1.1.0"');
    expect(repository.git('status', '--porcelain')).toBe(before);
    expect(
      repository.git('log', '-1', '--format=%(trailers:key=Upgrade-Id,valueonly)', 'springtide/left-2.x'),
    ).toBe('npm/left-2.x');
    expect(namesIn(world.temporary)).toEqual([]);
  });
});

describe('npm', () => {
  it('sees what may move, what is held, and why', async () => {
    world.registry.publish('left', '2.1.0', { at: '2026-10-31' });
    const repository = await shop('npm');
    const plan = await world.run(repository.folder, 'plan');
    expect(plan.status).toBe(0);
    expect(plan.out).toMatch(/left\s+1\.0\.0\s+→\s+2\.0\.0/);
    const why = await world.run(repository.folder, 'why', 'left');
    expect(why.out).toContain(
      'not 2.1.0: it is younger than 3 days (published 2026-10-31, ready 2026-11-03)',
    );
  });

  it('takes nothing into the lockfile that is too young, not even what nobody named', async () => {
    const repository = await shop('npm');
    world.registry.publish('deep', '1.1.0', { at: '2026-10-31' });
    world.registry.publish('right', '2.0.0', {
      at: '2026-05-01',
      dependencies: { deep: '^1.0.0', fresh: '*' },
    });
    world.registry.publish('fresh', '1.0.0', { at: '2026-04-01' });
    world.registry.publish('fresh', '1.0.1', { at: '2026-10-31' });
    await world.run(repository.folder, 'upgrade', '.', 'springtide/right-2.x');
    const { packages } = JSON.parse(repository.at('springtide/right-2.x', 'package-lock.json'));
    expect(packages['node_modules/right'].version).toBe('2.0.0');
    expect(packages['node_modules/fresh'].version).toBe('1.0.0');
    expect(packages['node_modules/deep'].version).toBe('1.0.0');
  });

  it('holds a peer conflict with who wants what', async () => {
    world.registry.publish('plugin', '1.0.0', { peerDependencies: { left: '^1.0.0' } });
    const repository = world.repository('shop', {
      'package.json': json({ private: true, dependencies: { left: '1.0.0', plugin: '1.0.0' } }),
    });
    await repository.lock('npm');
    const { out } = await world.run(repository.folder, 'why', 'left');
    expect(out).toContain('plugin@1.0.0 wants left ^1.0.0 and would get 2.0.0');
    expect((await world.run(repository.folder, 'plan')).out).not.toContain('springtide/left-2.x');
  });

  it('holds a private package that its registry does not show, and goes on', async () => {
    const repository = world.repository('shop', {
      'package.json': json({ private: true, dependencies: { '@acme/secret': '^1.0.0', left: '^1.0.0' } }),
    });
    world.registry.fault({ kind: 'status', status: 401 }, '@acme/secret');
    const { status, out } = await world.run(repository.folder, 'plan');
    expect(status).toBe(0);
    expect(out).toMatch(/@acme\/secret\s.*refused \(401\); log in to it in your \.npmrc/);
    expect(out).toContain('springtide/left-2.x');
  });

  it('applies a plan that was printed before', async () => {
    const repository = await shop('npm');
    const { out } = await world.run(repository.folder, 'plan', '--json');
    repository.write('../plan.json', out);
    world.registry.publish('left', '3.0.0', { at: '2026-04-01' });
    const { status } = await world.run(repository.folder, 'upgrade', '--plan', '../plan.json');
    expect(status).toBe(0);
    expect(repository.branches()).toContain('springtide/left-2.x');
  });

  it('refuses a plan of another day', async () => {
    const repository = await shop('npm');
    const { out } = await world.run(repository.folder, 'plan', '--json');
    repository.write('../plan.json', out);
    repository.write('package.json', manifest);
    repository.commit();
    const { status, err } = await world.run(repository.folder, 'upgrade', '--plan', '../plan.json');
    expect(status).toBe(2);
    expect(err).toContain('left in package.json is not what it was when the plan was made');
    expect(repository.branches()).toEqual([]);
  });

  it('writes in place when it is told to', async () => {
    const repository = await shop('npm');
    const { status } = await world.run(
      repository.folder,
      'upgrade',
      '.',
      'springtide/left-2.x',
      '--in-place',
    );
    expect(status).toBe(0);
    expect(repository.read('package.json')).toContain('"left": "2.0.0"');
    expect(JSON.parse(repository.read('package-lock.json')).packages['node_modules/left'].version).toBe(
      '2.0.0',
    );
    expect(repository.branches()).toEqual([]);
  });

  it('prints a patch that git applies', async () => {
    const repository = await shop('npm');
    const { out } = await world.run(repository.folder, 'upgrade', '.', 'springtide/left-2.x', '--patch');
    repository.write('../left.patch', out);
    repository.git('apply', '--index', '../left.patch');
    expect(repository.read('package.json')).toContain('"left": "2.0.0"');
  });

  it('does nothing twice', async () => {
    const repository = await shop('npm');
    await world.run(repository.folder, 'upgrade');
    const heads = repository.git('for-each-ref', '--format=%(objectname)', 'refs/heads/springtide');
    const { out } = await world.run(repository.folder, 'upgrade');
    expect(out).toContain('unchanged');
    expect(repository.git('for-each-ref', '--format=%(objectname)', 'refs/heads/springtide')).toBe(heads);
  });

  it('leaves a branch alone that a person committed to', async () => {
    const repository = await shop('npm');
    await world.run(repository.folder, 'upgrade');
    repository.git('checkout', '--quiet', 'springtide/left-2.x');
    repository.write('mine.txt', 'mine');
    repository.commit('Mine');
    const mine = repository.git('rev-parse', 'HEAD');
    repository.git('checkout', '--quiet', 'main');
    world.registry.publish('left', '2.0.1', { at: '2026-04-01' });
    const { out } = await world.run(repository.folder, 'upgrade');
    expect(out).toMatch(/left alone: .*Update dependency left to v2/s);
    expect(repository.git('rev-parse', 'springtide/left-2.x')).toBe(mine);
  });

  it('migrates the code with the bump, a commit each', async () => {
    world.registry.publish('uuid', '3.4.0');
    world.registry.publish('uuid', '8.3.2', { at: '2026-02-01' });
    const repository = world.repository('shop', {
      'package.json': json({ private: true, dependencies: { uuid: '3.4.0' } }),
      'src/id.js': "const uuid = require('uuid/v4');\nmodule.exports = () => uuid();\n",
    });
    await repository.lock('npm');
    const { status } = await world.run(repository.folder, 'upgrade');
    expect(status).toBe(0);
    const log = repository.git(
      'log',
      '--format=%s %(trailers:key=Codemod,valueonly)',
      'main..springtide/uuid-8.x',
    );
    expect(log).toMatch(/uuid-deep-imports/);
    expect(log.split('\n').filter(Boolean)).toHaveLength(2);
    expect(repository.at('springtide/uuid-8.x', 'src/id.js')).toContain(
      "const { v4: uuid } = require('uuid');",
    );
  });

  it('asks the registry no second time for what it has', async () => {
    const repository = await shop('npm');
    await world.run(repository.folder, 'plan');
    const asked = world.registry.requests.length;
    await world.run(repository.folder, 'plan', '--offline');
    expect(world.registry.requests.length).toBe(asked);
  });
});

describe('exit statuses', () => {
  it.each<[string, string[], number, RegExp]>([
    ['3 when a major is found that it was told to fail on', ['scan', '--fail-on', 'major'], 3, /left/],
    ['2 for a command nobody knows', ['upgrde'], 2, /./],
    [
      '2 for a name that is in no plan',
      ['upgrade', '.', 'nothing'],
      2,
      /nothing in the plan is called nothing/,
    ],
    ['2 for what cannot be failed on', ['scan', '--fail-on', 'rain'], 2, /rain/],
    ['0 for help', ['--help'], 0, /Usage: springtide/],
  ])('are %s', async (_, args, status, words) => {
    const repository = await shop('npm');
    const finished = await world.run(repository.folder, ...args);
    expect(finished.out + finished.err).toMatch(words);
    expect(finished.status).toBe(status);
  });
});

it('every document for machines says its version', async () => {
  const repository = await shop('npm');
  for (const args of [['scan'], ['plan'], ['why', 'left'], ['upgrade']]) {
    const { out } = await world.run(repository.folder, ...args, '--json');
    expect(JSON.parse(out)).toMatchObject({ springtide: 1, command: args[0] });
  }
});
