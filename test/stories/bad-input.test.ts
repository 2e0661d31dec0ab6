import { once } from 'node:events';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { namesIn, openWorld, type World } from '../world/index.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
  world.registry.publish('left', '1.0.0');
  world.registry.publish('left', '2.0.0', { at: '2026-03-01' });
});
afterEach(() => world.close());

const json = (value: object) => `${JSON.stringify(value, undefined, 2)}\n`;
const good = json({ name: 'shop', private: true, dependencies: { left: '^1.0.0' } });

describe('a file that cannot be read is one sentence, and the rest is still scanned', () => {
  it.each<[string, Record<string, string | Buffer>, RegExp]>([
    [
      'broken JSON',
      {
        'broken/package.json': '{\n  "name": "x",\n  "dependencies": {\n    "a": "1"\n    "b": "2"\n  }\n}\n',
      },
      /broken\/package\.json:5:5\b.*not valid JSON \(comma expected\)/,
    ],
    [
      'a list instead of an object',
      { 'broken/package.json': '[]\n' },
      /broken\/package\.json:1:1\b.*no JSON object/,
    ],
    ['nothing', { 'broken/package.json': '' }, /broken\/package\.json:1:1\b.*is empty/],
    [
      'the marks of a merge conflict',
      { 'broken/package.json': '{\n<<<<<<< HEAD\n  "name": "a"\n=======\n  "name": "b"\n>>>>>>> b\n}\n' },
      /broken\/package\.json:2:1\b.*merge conflict/,
    ],
    [
      'a key that stands twice',
      {
        'broken/package.json':
          '{\n  "dependencies": { "left": "1.0.0" },\n  "dependencies": { "left": "^1.0.0" }\n}\n',
      },
      /broken\/package\.json:3:3\b.*"dependencies" stands twice/,
    ],
    [
      'nesting without end',
      { 'broken/package.json': `${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}` },
      /broken\/package\.json\b.*nested too deeply/,
    ],
    [
      '20 MB',
      { 'broken/package.json': `{"x":"${'y'.repeat(20_000_000)}"}` },
      /broken\/package\.json\b.*(large|MB)/,
    ],
    [
      'broken YAML',
      { '.github/workflows/ci.yml': 'jobs:\n  a:\n    steps:\n      - uses: actions/checkout@v4\n  b: [\n' },
      /\.github\/workflows\/ci\.yml:\d+:\d+: this file cannot be read/,
    ],
    ['broken TOML', { 'mise.toml': '[tools\nnode = "18"\n' }, /mise\.toml:2:1: this file cannot be read/],
    [
      'a lockfile with the marks of a merge conflict',
      { 'broken/package.json': '{}', 'broken/package-lock.json': '{\n<<<<<<< HEAD\n' },
      /broken\/package-lock\.json:2:1\b.*merge conflict/,
    ],
    [
      'a broken lockfile',
      { 'broken/package.json': '{}', 'broken/pnpm-lock.yaml': 'lockfileVersion: [' },
      /broken\/pnpm-lock\.yaml:\d+:\d+\b/,
    ],
    [
      'bytes that are no text',
      { 'broken/package.json': Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x7b]) },
      /broken\/package\.json\b/,
    ],
  ])('%s', async (_, files, sentence) => {
    const { folder } = world.repository('shop', { 'package.json': good, ...files });
    const { status, out, err } = await world.run(folder, 'scan');
    const problems = err.split('\n').filter((line) => line.startsWith('problem'));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(sentence);
    expect(out).toMatch(/left\s/);
    expect(status).toBe(1);
    expect(err).not.toMatch(/\bat .*\.ts:\d+/);
  });
});

describe('what is unusual and right stays as it is', () => {
  it.each([
    ['a byte-order mark', `\uFEFF${good}`, `\uFEFF${good.replace('^1.0.0', '^2.0.0')}`],
    ['CRLF', good.replaceAll('\n', '\r\n'), good.replace('^1.0.0', '^2.0.0').replaceAll('\n', '\r\n')],
    ['tabs', good.replaceAll('  ', '\t'), good.replace('^1.0.0', '^2.0.0').replaceAll('  ', '\t')],
    ['no line end', good.trimEnd(), good.replace('^1.0.0', '^2.0.0').trimEnd()],
  ])('%s', async (_, before, after) => {
    const { folder, read } = world.repository('shop', { 'package.json': before });
    const { status } = await world.run(folder, 'upgrade', '--in-place');
    expect(read('package.json')).toBe(after);
    expect(status).toBe(0);
  });

  it('ten thousand dependencies', async () => {
    const many = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`p${n}`, '^1.0.0']));
    const { folder } = world.repository('shop', { 'package.json': json({ dependencies: many }) });
    const { status, out } = await world.run(folder, 'scan', '--json');
    expect(JSON.parse(out).dependencies).toHaveLength(10_000);
    expect(status).toBe(0);
  });

  it('packages of a workspace that need each other', async () => {
    const member = (name: string, other: string) =>
      json({ name, version: '1.0.0', dependencies: { [other]: '1.0.0', left: '^1.0.0' } });
    const { folder } = world.repository('shop', {
      'package.json': json({ name: 'root', private: true, workspaces: ['a', 'b'] }),
      'a/package.json': member('a', 'b'),
      'b/package.json': member('b', 'a'),
    });
    const { status, out } = await world.run(folder, 'plan');
    expect(status).toBe(0);
    expect(out).toContain('springtide/left-2.x');
    expect(out).toContain('2 of this repository itself');
  });

  it('a manifest without a lockfile', async () => {
    const repository = world.repository('shop', { 'package.json': good });
    await world.run(repository.folder, 'upgrade');
    expect(repository.at('springtide/left-2.x', 'package.json')).toContain('^2.0.0');
  });

  it('a lockfile that says something else than its manifest', async () => {
    const repository = world.repository('shop', {
      'package.json': json({ private: true, dependencies: { left: '1.0.0' } }),
    });
    await repository.lock('npm');
    repository.write(
      'package.json',
      json({ private: true, dependencies: { left: '^1.5.0', right: '^1.0.0' } }),
    );
    repository.commit();
    world.registry.publish('right', '1.0.0');
    const { status, out } = await world.run(repository.folder, 'plan');
    expect(status).toBe(0);
    expect(out).toContain('springtide/left-2.x');
    await world.run(repository.folder, 'upgrade');
    const { packages } = JSON.parse(repository.at('springtide/left-2.x', 'package-lock.json'));
    expect(packages['node_modules/left'].version).toBe('2.0.0');
    expect(packages['node_modules/right'].version).toBe('1.0.0');
  });
});

describe('a repository that is not like others', () => {
  it('is a folder without git: it is read, and no branch can be made', async () => {
    const folder = join(world.folder, 'plain');
    mkdirSync(folder);
    writeFileSync(join(folder, 'package.json'), good);
    expect((await world.run(folder, 'plan')).out).toContain('springtide/left-2.x');
    const { status, err } = await world.run(folder, 'upgrade');
    expect(status).not.toBe(0);
    expect(err).toMatch(/is no git repository/);
    expect(err).toMatch(/--in-place/);
  });

  it('is empty', async () => {
    const { folder } = world.repository('empty', {});
    const { status, out } = await world.run(folder, 'plan');
    expect(status).toBe(0);
    expect(out).toContain('0 pull requests');
  });

  it('has no commit yet', async () => {
    const folder = join(world.folder, 'unborn');
    mkdirSync(folder);
    const { git } = world.repository('other', {});
    git('init', '--quiet', folder);
    writeFileSync(join(folder, 'package.json'), good);
    const { status, err } = await world.run(folder, 'upgrade');
    expect(status).not.toBe(0);
    expect(err).toMatch(/commit/);
  });

  it('is a shallow clone', async () => {
    const origin = world.repository('origin', { 'package.json': good });
    origin.commit('Another');
    const clone = join(world.folder, 'clone');
    origin.git('clone', '--quiet', '--depth=1', `file://${origin.folder}`, clone);
    const { status } = await world.run(clone, 'upgrade');
    expect(status).toBe(0);
    expect(origin.git('-C', clone, 'log', '--format=%s', '-1', 'springtide/left-2.x')).toMatch(/left/);
  });

  it('has a submodule, which is somebody else’s', async () => {
    const inner = world.repository('inner', { 'package.json': json({ dependencies: { inside: '1' } }) });
    const repository = world.repository('shop', { 'package.json': good });
    repository.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.folder, 'inner');
    repository.commit();
    const { status, out } = await world.run(repository.folder, 'scan');
    expect(status).toBe(0);
    expect(out).toContain('left');
    expect(out).not.toContain('inside');
  });

  it('has links that lead out of it, which are not followed', async () => {
    const secret = join(world.folder, 'secret.json');
    writeFileSync(secret, json({ name: 'secret', dependencies: { 'top-secret': '1.0.0' } }));
    const repository = world.repository('shop', { 'package.json': good });
    mkdirSync(join(repository.folder, 'a'));
    symlinkSync(secret, join(repository.folder, 'a/package.json'));
    symlinkSync(world.folder, join(repository.folder, 'b'));
    symlinkSync('/', join(repository.folder, 'c'));
    repository.commit();
    for (const command of ['scan', 'plan']) {
      const { out, err } = await world.run(repository.folder, command);
      expect(out).toContain('left');
      expect(out + err).not.toContain('top-secret');
    }
  });
});

describe('a registry that', () => {
  it.each<[string, Parameters<World['registry']['fault']>[0], RegExp]>([
    ['answers 500', { kind: 'status', status: 500 }, /registry unreachable: .*500/],
    ['talks nonsense', { kind: 'nonsense' }, /registry unreachable: /],
    ['breaks off', { kind: 'cut' }, /registry unreachable: /],
  ])('%s holds what it was asked for, and the rest goes on', async (_, fault, words) => {
    world.registry.publish('right', '1.0.0');
    world.registry.publish('right', '2.0.0', { at: '2026-03-01' });
    world.registry.fault(fault, 'right');
    const { folder } = world.repository('shop', {
      'package.json': json({ private: true, dependencies: { left: '^1.0.0', right: '^1.0.0' } }),
    });
    const { status, out } = await world.run(folder, 'plan');
    expect(out).toMatch(words);
    expect(out).toContain('springtide/left-2.x');
    expect(status).toBe(0);
  });

  it('never answers is given up, by the time-out of npm’s own configuration', async () => {
    world.registry.fault({ kind: 'never' }, 'left');
    const { folder } = world.repository('shop', { 'package.json': good });
    writeFileSync(
      join(world.folder, 'home/.npmrc'),
      `registry=${world.registry.url}\nfetch-retries=0\nfetch-timeout=300\n`,
    );
    const { status, out } = await world.run(folder, 'plan');
    expect(out).toMatch(/left\s+registry unreachable: /);
    expect(status).toBe(0);
  });

  it('is not there at all holds everything', async () => {
    writeFileSync(join(world.folder, 'home/.npmrc'), 'registry=http://127.0.0.1:9/\nfetch-retries=0\n');
    const { folder } = world.repository('shop', { 'package.json': good });
    const { status, out } = await world.run(folder, 'plan');
    expect(out).toMatch(/left\s+registry unreachable: /);
    expect(out).toContain('0 pull requests, 1 held');
    expect(status).toBe(0);
  });
});

describe('a hostile repository', () => {
  const marker = 'touched';
  const touch = (where: string) => `require('node:fs').writeFileSync(${JSON.stringify(where)}, 'ran')`;

  it('gets no credential out of a variable', async () => {
    const { folder } = world.repository('shop', {
      'package.json': good,
      '.npmrc': `//127.0.0.1:${new URL(world.registry.url).port}/:_authToken=\${SECRET_TOKEN}\nregistry=http://127.0.0.1:9/\${SECRET_TOKEN}/\n`,
    });
    const { finished } = world.start(folder, ['plan'], { SECRET_TOKEN: 'sesame' });
    const { out, err } = await finished;
    expect(out + err).not.toContain('sesame');
    expect(world.registry.credentials).toEqual([]);
    expect(world.registry.requests.join()).not.toContain('sesame');
  });

  it('runs no script of its own nor of what it depends on', async () => {
    const witness = join(world.folder, marker);
    const script = `node -e "${touch(witness).replaceAll('"', '\\"')}"`;
    world.registry.publish('left', '2.0.1', {
      at: '2026-03-02',
      scripts: { preinstall: script, install: script, postinstall: script },
    });
    const repository = world.repository('shop', {
      'package.json': json({
        name: 'shop',
        private: true,
        dependencies: { left: '1.0.0' },
        scripts: { preinstall: script, prepare: script, postinstall: script },
      }),
    });
    await repository.lock('npm');
    const { status } = await world.run(repository.folder, 'upgrade');
    expect(status).toBe(0);
    expect(existsSync(witness)).toBe(false);
  });

  it.each([
    [
      'pnpm',
      '.pnpmfile.cjs',
      (witness: string) => ({ '.pnpmfile.cjs': `${touch(witness)};\nmodule.exports = {};\n` }),
    ],
    [
      'yarn',
      'yarnPath and a plugin',
      (witness: string) => ({
        '.yarnrc.yml': 'yarnPath: ./evil.cjs\nplugins:\n  - path: ./evil.cjs\n    spec: evil\n',
        'evil.cjs': `${touch(witness)};\nmodule.exports = { name: 'evil', factory: () => ({}) };\n`,
      }),
    ],
    [
      'yarn-classic',
      '.yarnrc',
      (witness: string) => ({ '.yarnrc': 'yarn-path "./evil.cjs"\n', 'evil.cjs': `${touch(witness)};\n` }),
    ],
  ] as const)('gets nothing run by %s through %s', async (tool, _, files) => {
    const witness = join(world.folder, marker);
    const repository = world.repository('shop', {
      'package.json': json({ name: 'shop', private: true, dependencies: { left: '1.0.0' } }),
    });
    await repository.lock(tool);
    for (const [path, content] of Object.entries(files(witness))) repository.write(path, content);
    repository.commit();
    const { status, out } = await world.run(repository.folder, 'upgrade');
    expect(out).toContain('1 upgrade made');
    expect(status).toBe(0);
    expect(existsSync(witness)).toBe(false);
  });
});

describe('who is stopped', () => {
  it('by Ctrl-C leaves no branch half made and no temporary folder', async () => {
    const repository = world.repository('shop', {
      'package.json': json({ private: true, dependencies: { left: '1.0.0' } }),
    });
    await repository.lock('npm');
    world.registry.publish('left', '2.0.1', { at: '2026-03-02', dependencies: { slow: '1' } });
    world.registry.publish('slow', '1.0.0');
    world.registry.fault({ kind: 'never' }, 'slow');
    const { process, finished } = world.start(repository.folder, ['upgrade']);
    await expect
      .poll(() => world.registry.requests.some((request) => request.includes('slow')), { timeout: 30_000 })
      .toBe(true);
    process.kill('SIGINT');
    const { status } = await finished;
    expect(status).toBe(130);
    expect(repository.branches()).toEqual([]);
    expect(namesIn(world.temporary)).toEqual([]);
  });

  it('by force leaves nothing that the next run trips over', async () => {
    const repository = world.repository('shop', {
      'package.json': json({ private: true, dependencies: { left: '1.0.0' } }),
    });
    await repository.lock('npm');
    world.registry.publish('left', '2.0.1', { at: '2026-03-02', dependencies: { slow: '1' } });
    world.registry.publish('slow', '1.0.0');
    world.registry.fault({ kind: 'never' }, 'slow');
    const { process } = world.start(repository.folder, ['upgrade']);
    await expect
      .poll(() => world.registry.requests.some((request) => request.includes('slow')), { timeout: 30_000 })
      .toBe(true);
    process.kill('SIGKILL');
    await once(process, 'exit');
    world.registry.fault(undefined, 'slow');
    expect(repository.branches()).toEqual([]);
    const { status } = await world.run(repository.folder, 'upgrade');
    expect(status).toBe(0);
    expect(repository.branches()).toEqual(['springtide/left-2.x']);
  });
});
