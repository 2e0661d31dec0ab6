/**
 * Repositories that are made to run something, to read something or to use something up, beside one that is not: nothing of it runs, leaks or
 * blocks the other, and each is told in a sentence what was not done.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Repository } from '../world/github/index.ts';
import { type AppWorld, openAppWorld } from '../world/service.ts';

let world: AppWorld;
let witness: string;
beforeEach(async () => {
  world = await openAppWorld();
  witness = join(world.folder, 'witness');
  const { github, registry } = world;
  github.organisation('acme', { members: { ada: 'admin' } });
  registry.publish('left', '1.0.0', { at: '2025-01-01' });
  const scripts = { preinstall: run, install: run, postinstall: run };
  registry.publish('left', '2.0.0', { at: '2025-03-01', scripts });
});
afterEach(async () => {
  await world.close();
  world.github.assertClean();
});

/** However slow the machine is; nothing here is judged by the time it takes. */
const patience = { timeout: 100_000, interval: 100 };
vi.setConfig({ testTimeout: 120_000 });

/** In the environment of the service, where every secret of an operator is. */
const secret = 'sesame-open-yourself';
const run = 'node ./evil.cjs';
const json = (value: object) => `${JSON.stringify(value, undefined, 2)}\n`;
const root = { name: 'shop', version: '1.0.0', private: true, dependencies: { left: '1.0.0' } };
const manifest = json(root);
const evil = () =>
  `require('node:fs').writeFileSync(${JSON.stringify(witness)}, 'ran');\nmodule.exports = {};\n`;

function npmLock(more: object = {}): string {
  const left = {
    version: '1.0.0',
    resolved: `${world.registry.url}left/-/left-1.0.0.tgz`,
    integrity: 'sha512-a',
  };
  const packages = { '': root, 'node_modules/left': left, ...more };
  return json({ name: 'shop', version: '1.0.0', lockfileVersion: 3, requires: true, packages });
}

const pnpmLock = `lockfileVersion: '9.0'

settings:
  autoInstallPeers: true
  excludeLinksFromLockfile: false

importers:

  .:
    dependencies:
      left:
        specifier: 1.0.0
        version: 1.0.0

packages:

  left@1.0.0:
    resolution: {integrity: sha512-0123456789==}

snapshots:

  left@1.0.0: {}
`;
const yarnLock = `__metadata:
  version: 8
  cacheKey: 10c0

"left@npm:1.0.0":
  version: 1.0.0
  resolution: "left@npm:1.0.0"
  languageName: node
  linkType: hard

"shop@workspace:.":
  version: 0.0.0-use.local
  resolution: "shop@workspace:."
  dependencies:
    left: "npm:1.0.0"
  languageName: unknown
  linkType: soft
`;
const classicLock = () => `# yarn lockfile v1


left@1.0.0:
  version "1.0.0"
  resolved "${world.registry.url}left/-/left-1.0.0.tgz#0123456789012345678901234567890123456789"
`;

it('nothing that a repository brings along runs, and no secret gets to where it points', async () => {
  const { github, registry } = world;
  const repository = (name: string, files: Readonly<Record<string, string>>) =>
    github.repository(`acme/${name}`, { files: { 'package.json': manifest, ...files } });
  const scripts = { preinstall: run, install: run, prepare: run, postinstall: run };
  const all = [
    repository('honest', { 'package-lock.json': npmLock() }),
    repository('npmrc', {
      'package-lock.json': npmLock(),
      '.npmrc': [
        `registry=http://127.0.0.1:9/\${SECRET}/\${PRIVATE_KEY}/`,
        `//${new URL(registry.url).host}/:_authToken=\${SECRET}`,
        'node-options=--require ./evil.cjs',
        'script-shell=./evil.cjs',
      ].join('\n'),
      'evil.cjs': evil(),
    }),
    repository('scripts', {
      'package.json': json({ ...root, scripts, workspaces: ['member'] }),
      'member/package.json': json({ name: 'member', version: '1.0.0', scripts }),
      'package-lock.json': npmLock({
        member: { version: '1.0.0' },
        'node_modules/member': { resolved: 'member', link: true },
      }),
      'evil.cjs': evil(),
      'member/evil.cjs': evil(),
    }),
    repository('pnpm', {
      'pnpm-lock.yaml': pnpmLock,
      '.pnpmfile.cjs': evil(),
      '.npmrc': 'pnpmfile=.pnpmfile.cjs\n',
    }),
    repository('berry', {
      'yarn.lock': yarnLock,
      '.yarnrc.yml': `yarnPath: ./evil.cjs\nplugins:\n  - path: ./evil.cjs\n    spec: evil\nnpmRegistryServer: "http://127.0.0.1:9/\${SECRET}"\n`,
      'evil.cjs': evil(),
    }),
    repository('classic', {
      'yarn.lock': classicLock(),
      '.yarnrc': 'yarn-path "./evil.cjs"\nregistry "http://127.0.0.1:9/"\n',
      'evil.cjs': evil(),
    }),
  ];
  github.installs('acme');
  const service = await world.serve({ SECRET: secret });
  const finished = () => all.filter((one) => one.pulls()[0]?.labels.includes('dependencies'));
  await expect.poll(() => finished().map(({ name }) => name), patience).toEqual(all.map(({ name }) => name));
  for (const one of all) {
    const [lockfile = ''] = one.paths('main').filter((path) => /lock/.test(path));
    expect(one.read('springtide/left-2.x', lockfile), one.name).toContain('2.0.0');
  }
  expect(existsSync(witness)).toBe(false);
  expect(registry.credentials).toEqual([]);
  expectNoSecret(all, service.log);
});

it('a package manager that turns on us finds no token, no key and no address of a database', async () => {
  const { github, registry } = world;
  // What no repository can bring is a program of its own; the registry can.
  const program = `const fs = require('node:fs');
    const { env, argv } = process;
    fs.writeFileSync(${JSON.stringify(witness)}, JSON.stringify({ env, argv, self: fs.readFileSync('/proc/self/environ', 'utf8') }));
    process.exit(1);`;
  registry.publish(
    'pnpm',
    '9.99.0',
    { at: '2025-01-01', bin: { pnpm: 'bin/pnpm.cjs' } },
    { 'bin/pnpm.cjs': program },
  );
  const files = {
    'package.json': json({ ...root, packageManager: 'pnpm@9.99.0' }),
    'pnpm-lock.yaml': pnpmLock,
  };
  const shop = github.repository('acme/shop', { files });
  github.installs('acme');
  const service = await world.serve({ SECRET: secret, NPM_TOKEN: secret, GITHUB_TOKEN: secret });
  await expect
    .poll(() => shop.issues()[0]?.body ?? '', patience)
    .toContain('pnpm-lock.yaml could not be resolved: pnpm 9.99.0 could not');
  const found = readFileSync(witness, 'utf8');
  const names = Object.keys(JSON.parse(found).env).filter((name) => !/^p?npm_config_/.test(name));
  expect(names.sort().join(' ')).toBe(
    'CI HOME LANG NODE_OPTIONS NO_COLOR PATH PREFIX SPRINGTIDE_GATEWAY_PORT SPRINGTIDE_TOOL TMPDIR USERPROFILE ' +
      'XDG_CACHE_HOME XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME',
  );
  for (const one of [secret, github.app.webhookSecret, 'PRIVATE KEY', join(world.folder, 'home')])
    expect(found).not.toContain(one);
  expectNoSecret([shop], service.log);
});

it('what leads out, is too large or has no end is said, and the rest goes on', async () => {
  const { github, registry } = world;
  const lead = github.repository('acme/links', {
    files: {
      'package.json': manifest,
      'passwd/package.json': { link: '/etc/passwd' },
      'data/package.json': { link: join(world.folder, 'data/database/PG_VERSION') },
      '.github/springtide.yml': { link: '/etc/passwd' },
    },
  });
  const out = github.repository('acme/out', {
    files: {
      'package.json': json({
        ...root,
        workspaces: ['../other', 'member'],
        dependencies: { left: '1.0.0', up: 'file:../../etc' },
      }),
      'package-lock.json': npmLock({
        '../other': { name: 'other' },
        'node_modules/up': { resolved: '../../etc', link: true },
      }),
    },
  });
  const wide = github.repository('acme/wide', {
    files: Object.fromEntries(Array.from({ length: 600 }, (_, n) => [`p${n}/package.json`, manifest])),
  });
  wide.cutTreesAt(1_000);
  const deep = github.repository('acme/deep', {
    files: {
      'package.json': manifest,
      ...Object.fromEntries(
        Array.from({ length: 60 }, (_, n) => [`a/b${n % 6}/c${n}/package.json`, manifest]),
      ),
    },
  });
  deep.cutTreesAt(40);
  const large = github.repository('acme/large', {
    files: { 'package.json': manifest, 'big/package.json': '{}' },
  });
  // Git keeps two gigabytes of nothing in two megabytes; GitHub tells how large it is.
  const blob = large.git('rev-parse', 'main:big/package.json').trim();
  const file = { mode: '100644', type: 'blob' };
  const tree = [
    { ...file, path: 'big/package.json', sha: blob, size: 2_000_000_000 },
    {
      ...file,
      path: 'package.json',
      sha: large.git('rev-parse', 'main:package.json').trim(),
      size: manifest.length,
    },
  ];
  const sha = large.git('rev-parse', 'main^{tree}').trim();
  github.fault(
    { on: /^GET \/repos\/acme\/large\/git\/trees/, times: 100 },
    { kind: 'status', status: 200, body: { sha, url: `${github.apiUrl}/a`, tree, truncated: false } },
  );
  registry.publish('bomb', '1.0.0', { at: '2025-01-01' }, { 'index.d.ts': 'export const a: 1;\n' });
  registry.publish('bomb', '2.0.0', { at: '2025-03-01' }, { 'index.d.ts': ' '.repeat(300_000_000) });
  const bomb = github.repository('acme/bomb', {
    files: {
      'package.json': json({ ...root, dependencies: { bomb: '1.0.0' } }),
      'index.ts': "import { a } from 'bomb';\na();\n",
    },
  });
  github.installs('acme');
  const service = await world.serve();
  const opened = [lead, deep, large, bomb];
  await expect
    .poll(
      () => opened.filter((one) => !one.pulls()[0]?.labels.includes('dependencies')).map(({ name }) => name),
      patience,
    )
    .toEqual([]);
  await expect
    .poll(() => out.issues()[0]?.body ?? '', patience)
    .toContain('package-lock.json points to ../other, outside of the repository');
  expect(bomb.pulls()[0]?.body).toContain('it unpacks to more than 256 MB');
  const refusal = service.log.find(
    ({ repository, outcome }) => repository === wide.id && outcome === 'refused',
  );
  expect(refusal?.what).toBe('acme/wide has too many files in too many folders to be read');
  expect(github.requests.count(/^GET \/repos\/acme\/wide\/git\/trees/)).toBeLessThan(5);
  expect(github.requests.count(`GET /repos/acme/large/git/blobs/${blob}`)).toBe(0);
  expect(large.issues()[0]?.body).toContain('big/package.json: it is 2000 MB large and was not read');
  expect(JSON.stringify(lead.issues())).not.toMatch(/root:|PG_VERSION/);
});

function expectNoSecret(repositories: readonly Repository[], log: readonly object[]): void {
  const said = JSON.stringify([
    world.registry.requests,
    log,
    ...repositories.flatMap((one) => [one.pulls(), one.issues(), one.checks('springtide/left-2.x')]),
  ]);
  for (const one of [secret, world.github.app.webhookSecret, 'PRIVATE KEY-----'])
    expect(said).not.toContain(one);
}
