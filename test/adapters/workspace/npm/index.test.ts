import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Gateway } from '../../../../src/adapters/gateway/gateway.ts';
import { createNpmWorkspace } from '../../../../src/adapters/workspace/npm/index.ts';
import type { LockAnswer, LockRequest, Workspace } from '../../../../src/ports.ts';
import { recordedGateway } from './recorded.ts';

let gateway: Gateway;
let workspace: Workspace;
let resolver: Workspace;

beforeAll(async () => {
  gateway = await recordedGateway();
  workspace = createNpmWorkspace({ gateway });
  resolver = createNpmWorkspace({ gateway, splice: false });
});
afterAll(async () => {
  await Promise.all([workspace.close(), resolver.close(), gateway.close()]);
});

type Json = Record<string, unknown>;

/** Manifests by path, and what is asked for as `name@version`, in the root unless a manifest is named. */
function request(
  manifests: Record<string, Json>,
  before: string,
  wanted: readonly string[],
  more: Partial<LockRequest> = {},
): LockRequest {
  return {
    lockfile: {
      path: 'package-lock.json',
      tool: 'npm',
      format: '3',
      manifests: Object.keys(manifests),
      packages: [],
      inputs: [],
    },
    before,
    files: new Map(
      Object.entries(manifests).map(([path, manifest]) => [path, JSON.stringify(manifest, null, 2)]),
    ),
    wanted: wanted.map((each) => {
      const [what = '', manifest = 'package.json'] = each.split(' in ');
      const at = what.lastIndexOf('@');
      return { manifest, name: what.slice(0, at), version: what.slice(at + 1) };
    }),
    minimumReleaseAgeDays: 0,
    quarantined: [],
    now: '2026-01-01T00:00:00.000Z',
    ...more,
  };
}

const empty = (name: string, lockfileVersion = 3) =>
  `${JSON.stringify({ name, lockfileVersion, requires: true, packages: { '': { name } } }, null, 2)}\n`;

/** A lockfile as npm itself would have written it for these manifests. */
async function lockOf(manifests: Record<string, Json>, wanted: readonly string[]): Promise<string> {
  return textOf(
    await resolver.lock(request(manifests, empty(String(manifests['package.json']?.name)), wanted)),
  );
}

function textOf(answer: LockAnswer, path = 'package-lock.json'): string {
  if (answer.kind !== 'locked') throw new Error(JSON.stringify(answer));
  return answer.files.get(path) ?? '';
}

function versionAt(text: string, path: string): unknown {
  return JSON.parse(text).packages[path]?.version;
}

const app = (requirement: string, more: Json = {}): Record<string, Json> => ({
  'package.json': { name: 'app', version: '1.0.0', dependencies: { 'lock-tide': requirement }, ...more },
});

describe('a lockfile of npm', () => {
  it('moves a direct dependency and nothing else, the same by splice and by resolver', async () => {
    const before = await lockOf(app('^1.0.0'), ['lock-tide@1.0.0']);
    for (const version of ['1.1.0', '1.2.0']) {
      const asked = request(app(`^${version}`), before, [`lock-tide@${version}`]);
      const short = await workspace.lock(asked);
      expect(short).toMatchObject({ kind: 'locked', by: 'splice' });
      expect(textOf(short)).toBe(textOf(await resolver.lock(asked)));
      expect(versionAt(textOf(short), 'node_modules/lock-shell')).toBe('1.0.1');
    }
  });

  it('moves within the range without a change of the manifest, to the version asked for and not the newest', async () => {
    const before = await lockOf(app('^1.0.0'), ['lock-tide@1.0.0']);
    const asked = request(app('^1.0.0'), before, ['lock-tide@1.1.0']);
    const text = textOf(await workspace.lock(asked));
    expect(versionAt(text, 'node_modules/lock-tide')).toBe('1.1.0');
    expect(text).toBe(textOf(await resolver.lock(asked)));
  });

  it('moves what a new version needs along, the same both ways', async () => {
    const before = await lockOf(app('^1.0.0'), ['lock-tide@1.0.0']);
    const asked = request(app('^2.0.0'), before, ['lock-tide@2.0.0']);
    const answer = await workspace.lock(asked);
    expect(answer).toMatchObject({ kind: 'locked', by: 'splice' });
    expect(textOf(answer)).toBe(textOf(await resolver.lock(asked)));
    expect(versionAt(textOf(answer), 'node_modules/lock-shell')).toBe('2.0.0');
  });

  it('lets the resolver do what is asked for by other rules', async () => {
    const overridden = (requirement: string) => app(requirement, { overrides: { 'lock-shell': '1.0.0' } });
    const before = await lockOf(overridden('^1.0.0'), ['lock-tide@1.0.0']);
    const answer = await workspace.lock(request(overridden('^1.1.0'), before, ['lock-tide@1.1.0']));
    expect(answer).toMatchObject({ kind: 'locked', by: 'npm' });
  });

  it('reads the version a workspace gets, beside another in the root', async () => {
    const manifests = (requirement: string) => ({
      ...app('^1.0.0', { workspaces: ['packages/*'] }),
      'packages/a/package.json': { name: 'a', version: '1.0.0', dependencies: { 'lock-tide': requirement } },
    });
    const before = await lockOf(manifests('^1.0.0'), ['lock-tide@1.0.0']);
    const text = textOf(
      await workspace.lock(
        request(manifests('^2.0.0'), before, ['lock-tide@2.0.0 in packages/a/package.json']),
      ),
    );
    expect(versionAt(text, 'packages/a/node_modules/lock-tide')).toBe('2.0.0');
    expect(versionAt(text, 'node_modules/lock-tide')).toBe('1.0.0');
  });

  it('moves a dependency that the root and a workspace share', async () => {
    const manifests = (requirement: string) => ({
      ...app(requirement, { workspaces: ['packages/*'] }),
      'packages/a/package.json': { name: 'a', version: '1.0.0', dependencies: { 'lock-tide': requirement } },
    });
    const both = ['lock-tide@1.2.0', 'lock-tide@1.2.0 in packages/a/package.json'];
    const before = await lockOf(manifests('^1.0.0'), ['lock-tide@1.0.0']);
    const asked = request(manifests('^1.2.0'), before, both);
    const short = await workspace.lock(asked);
    expect(short).toMatchObject({ by: 'splice' });
    expect(textOf(short)).toBe(textOf(await resolver.lock(asked)));
  });

  it('moves an alias', async () => {
    const manifest = (requirement: string) => ({
      'package.json': {
        name: 'app',
        version: '1.0.0',
        dependencies: { old: `npm:lock-tide@${requirement}` },
      },
    });
    const before = await lockOf(manifest('^1.0.0'), ['old@1.0.0']);
    const asked = request(manifest('^1.2.0'), before, ['old@1.2.0']);
    const text = textOf(await workspace.lock(asked));
    expect(versionAt(text, 'node_modules/old')).toBe('1.2.0');
    expect(text).toBe(textOf(await resolver.lock(asked)));
  });

  it('keeps an override of the same name in step', async () => {
    const manifests = (requirement: string) => app(requirement, { overrides: { 'lock-tide': requirement } });
    const before = await lockOf(manifests('^1.0.0'), ['lock-tide@1.0.0']);
    const text = textOf(await workspace.lock(request(manifests('^1.1.0'), before, ['lock-tide@1.1.0'])));
    expect(versionAt(text, 'node_modules/lock-tide')).toBe('1.1.0');
  });

  it('names who wants what when peers clash', async () => {
    const manifests = (shell: string) => ({
      'package.json': {
        name: 'app',
        version: '1.0.0',
        dependencies: { 'lock-sail': '^1.0.0', 'lock-shell': shell },
      },
    });
    const before = await lockOf(manifests('^1.0.0'), ['lock-shell@1.0.1', 'lock-sail@1.0.0']);
    expect(await workspace.lock(request(manifests('^2.0.0'), before, ['lock-shell@2.0.0']))).toEqual({
      kind: 'peers',
      conflicts: [{ who: 'lock-sail@1.0.0', peer: 'lock-shell', wants: '^1.0.0', gets: '2.0.0' }],
    });
  });

  it('says so when a package is missing, without the address of the gateway', async () => {
    const manifests = app('^1.0.0', { devDependencies: { 'no-such-tide': '^1.0.0' } });
    const answer = await workspace.lock(request(manifests, empty('app'), ['lock-tide@1.0.0']));
    expect(answer).toMatchObject({ kind: 'refused', because: expect.stringContaining('404') });
    expect(JSON.stringify(answer)).not.toContain('127.0.0.1');
  });
});

describe('the form of a lockfile', () => {
  it.each([1, 2, 3])('stays format %i', async (version) => {
    const first = request(app('^1.0.0'), empty('app', version), ['lock-tide@1.0.0']);
    const before = textOf(await resolver.lock(first));
    const text = textOf(await workspace.lock(request(app('^1.1.0'), before, ['lock-tide@1.1.0'])));
    const lock = JSON.parse(text);
    expect([lock.lockfileVersion, 'packages' in lock, 'dependencies' in lock]).toEqual([
      version,
      version > 1,
      version < 3,
    ]);
    expect(text).toContain('lock-tide-1.1.0.tgz');
  });

  it.each([
    ['tabs', (text: string) => text.replace(/^ +/gm, (spaces) => '\t'.repeat(spaces.length / 2))],
    ['CRLF', (text: string) => text.replaceAll('\n', '\r\n')],
    ['no final line end', (text: string) => text.trimEnd()],
  ])('keeps %s', async (_, shape) => {
    const before = await lockOf(app('^1.0.0'), ['lock-tide@1.0.0']);
    const bumped = request(app('^1.1.0'), before, ['lock-tide@1.1.0']);
    const expected = shape(textOf(await workspace.lock(bumped)));
    expect(textOf(await workspace.lock({ ...bumped, before: shape(before) }))).toBe(expected);
  });

  it('keeps its name npm-shrinkwrap.json, and its folder', async () => {
    const before = await lockOf(app('^1.0.0'), ['lock-tide@1.0.0']);
    const manifest = JSON.stringify(app('^2.0.0')['package.json']);
    const path = 'services/tide/npm-shrinkwrap.json';
    const answer = await workspace.lock({
      ...request({}, before, ['lock-tide@2.0.0 in services/tide/package.json']),
      lockfile: {
        path,
        tool: 'npm',
        format: '3',
        manifests: ['services/tide/package.json'],
        packages: [],
        inputs: [],
      },
      files: new Map([['services/tide/package.json', manifest]]),
    });
    expect(versionAt(textOf(answer, path), 'node_modules/lock-tide')).toBe('2.0.0');
  });

  it('keeps registry addresses out where they were left out', async () => {
    const before = (await lockOf(app('^1.0.0'), ['lock-tide@1.0.0'])).replace(/ +"resolved": .*\n/g, '');
    for (const version of ['1.1.0', '2.0.0'])
      expect(
        textOf(await workspace.lock(request(app(`^${version}`), before, [`lock-tide@${version}`]))),
      ).not.toContain('resolved');
  });

  it('leaves a project without a name without one of ours', async () => {
    const nameless = (requirement: string) => ({
      'package.json': { dependencies: { 'lock-tide': requirement } },
    });
    const before = empty('harbour').replace(/"": \{[^}]*\}/, '"": {}');
    const text = textOf(await workspace.lock(request(nameless('^2.0.0'), before, ['lock-tide@2.0.0'])));
    expect(JSON.parse(text).name).toBe('harbour');
  });
});

describe('hostile input', () => {
  it('does not obey an .npmrc: no registry, no script, no variable', async () => {
    const before = await lockOf(app('^1.0.0'), ['lock-tide@1.0.0']);
    const asked = request(app('^2.0.0'), before, ['lock-tide@2.0.0']);
    const npmrc =
      'registry=http://127.0.0.1:1/\n//127.0.0.1:1/:_authToken=$' +
      '{HOME}\nignore-scripts=false\ngit=/bin/false\n';
    const answer = await workspace.lock({ ...asked, files: new Map([...asked.files, ['.npmrc', npmrc]]) });
    expect(textOf(answer)).toBe(textOf(await workspace.lock(asked)));
  });

  it('obeys an .npmrc that decides which tree npm builds', async () => {
    const manifests = (shell: string) => ({
      'package.json': {
        name: 'app',
        version: '1.0.0',
        dependencies: { 'lock-sail': '^1.0.0', 'lock-shell': shell },
      },
    });
    const before = await lockOf(manifests('^1.0.0'), ['lock-shell@1.0.1', 'lock-sail@1.0.0']);
    const asked = request(manifests('^2.0.0'), before, ['lock-shell@2.0.0']);
    const answer = await workspace.lock({
      ...asked,
      files: new Map([...asked.files, ['.npmrc', 'legacy-peer-deps = true\n']]),
    });
    expect(versionAt(textOf(answer), 'node_modules/lock-shell')).toBe('2.0.0');
  });

  it.each<[string, Json]>([
    ['a folder above', { dependencies: { 'lock-tide': '^1.0.0', x: 'file:../../etc' } }],
    ['an absolute folder', { dependencies: { 'lock-tide': '^1.0.0', x: 'file:/etc' } }],
    ['workspaces above', { workspaces: ['../*'] }],
    ['workspaces above, by braces', { workspaces: ['{.,}./*'] }],
  ])('reads nothing outside: %s', async (_, more) => {
    expect(
      await workspace.lock(request(app('^1.0.0', more), empty('app'), ['lock-tide@1.0.0'])),
    ).toMatchObject({
      kind: 'refused',
      because: expect.stringContaining('outside of the repository'),
    });
  });

  it('refuses a lockfile that links outside', async () => {
    const before = JSON.stringify({
      name: 'app',
      lockfileVersion: 3,
      packages: { '': {}, 'node_modules/x': { link: true, resolved: '../../etc' } },
    });
    expect(await workspace.lock(request(app('^1.0.0'), before, ['lock-tide@1.0.0']))).toMatchObject({
      kind: 'refused',
      because: 'package-lock.json points to ../../etc, outside of the repository',
    });
  });

  it.each(['', '{', '[]', 'null', '<<<<<<< HEAD\n{}', '{"lockfileVersion":3,"packages":{"":null}}'])(
    'refuses what is no lockfile: %j',
    async (before) => {
      expect(await workspace.lock(request(app('^1.0.0'), before, ['lock-tide@1.0.0']))).toMatchObject({
        kind: 'refused',
      });
    },
  );

  it('refuses to fetch from git or an address', async () => {
    const manifests = app('^1.0.0', { devDependencies: { evil: 'git+ssh://git@host.example/x.git' } });
    expect(await workspace.lock(request(manifests, empty('app'), ['lock-tide@1.0.0']))).toMatchObject({
      kind: 'refused',
      because: expect.stringContaining('EALLOWGIT'),
    });
  });

  it('leaves no folder behind', async () => {
    const before = new Set(ours());
    await workspace.lock(request(app('^2.0.0'), empty('app'), ['lock-tide@2.0.0']));
    expect(ours().filter((folder) => !before.has(folder) && existsSync(folder))).toEqual([]);
  });
});

function ours(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('springtide-'));
}
