/**
 * Registries and projects made up at random: wherever the short way answers, npm's resolver must answer with the same bytes.
 * `test/live/lockfile-identity.ts` asks the same of real projects.
 */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Gateway } from '../../../../src/adapters/gateway/gateway.ts';
import { createNpmWorkspace } from '../../../../src/adapters/workspace/npm/index.ts';
import type { LockAnswer, LockRequest, Workspace } from '../../../../src/ports.ts';
import { gatewayOf } from './recorded.ts';

const names = ['anchor', 'bell', 'cleat', 'deck', 'ensign', 'fender', 'gaff', 'halyard'];
/** What there is when the project is locked first, and what is published later. */
const old = ['1.0.0', '1.1.0', '2.0.0'];
const young = ['2.1.0', '3.0.0', '3.1.0'];
const oldRanges = ['^1.0.0', '^1.1.0', '^2.0.0', '>=1.0.0', '1.0.0', '*', '1 || 2'];
const youngRanges = ['^1.0.0', '^2.0.0', '^2.1.0', '^3.0.0', '>=2.0.0', '3.0.0', '2 || 3'];

type Requirements = Record<string, string>;

interface Release {
  readonly dependencies: Requirements;
  readonly optionalDependencies: Requirements;
  readonly peerDependencies: Requirements;
}

interface World {
  /** By name and version. */
  readonly releases: Readonly<Record<string, Readonly<Record<string, Release>>>>;
  readonly root: Requirements;
  readonly workspace: Requirements;
  readonly wanted: string;
  readonly version: string;
}

function requirements(
  from: readonly string[],
  ranges: readonly string[],
  maxKeys: number,
): fc.Arbitrary<Requirements> {
  if (from.length === 0) return fc.constant({});
  return fc.dictionary(fc.constantFrom(...from), fc.constantFrom(...ranges), {
    maxKeys,
    noNullPrototype: true,
  });
}

/** Mostly without circles: those of npm's registry are rare, and most made at random have no tree at all. */
function releaseOf(name: string, version: string): fc.Arbitrary<Release> {
  const later = names.slice(names.indexOf(name) + 1);
  const any = names.filter((other) => other !== name);
  const ranges = old.includes(version) ? oldRanges : youngRanges;
  const none = { arbitrary: fc.constant<Requirements>({}), weight: 6 };
  return fc.record({
    dependencies: fc.oneof(
      { arbitrary: requirements(later, ranges, 3), weight: 15 },
      requirements(any, ranges, 2),
    ),
    optionalDependencies: fc.oneof(none, requirements(later, ranges, 1)),
    peerDependencies: fc.oneof(none, requirements(later, ranges, 1)),
  });
}

const worlds: fc.Arbitrary<World> = fc
  .record({
    releases: fc.record(
      Object.fromEntries(
        names.map((name) => [
          name,
          fc.record(
            Object.fromEntries([...old, ...young].map((version) => [version, releaseOf(name, version)])),
          ),
        ]),
      ),
    ),
    root: requirements(names, oldRanges, 4).filter((root) => Object.keys(root).length > 0),
    workspace: fc.oneof({ arbitrary: fc.constant({}), weight: 3 }, requirements(names, oldRanges, 2)),
    at: fc.nat(),
    version: fc.constantFrom('2.0.0', ...young),
  })
  .map(({ at, ...world }) => {
    const asked = Object.keys(world.root);
    return { ...world, wanted: asked[at % asked.length] ?? '' } as World;
  });

let world: World | undefined;
let day = 0;
let gateway: Gateway;
let resolver: Workspace;
let workspace: Workspace;

beforeAll(async () => {
  gateway = await gatewayOf((name) => world && documentOf(world, name));
  resolver = createNpmWorkspace({ gateway, splice: false });
  workspace = createNpmWorkspace({ gateway });
});
afterAll(async () => {
  await Promise.all([resolver.close(), workspace.close(), gateway.close()]);
});

/** Every state of the registry has its own time, so that nothing is remembered from another. */
function enter(next: World): void {
  world = next;
  day++;
}

function documentOf({ releases }: World, name: string) {
  const manifests = Object.entries(releases[name] ?? {}).map(([version, release]) => {
    const integrity = `sha512-${createHash('sha512').update(`${name}@${version}`).digest('base64')}`;
    const tarball = `https://registry.example/${name}/-/${name}-${version}.tgz`;
    return [version, { name, version, license: 'MIT', ...release, dist: { tarball, integrity } }];
  });
  const found = manifests.length > 0;
  return found
    ? {
        name,
        'dist-tags': { latest: Object.keys(releases[name] ?? {}).at(-1) },
        versions: Object.fromEntries(manifests),
      }
    : {};
}

function manifests(root: Requirements, workspace: Requirements): Map<string, string> {
  const inside = { name: 'inside', version: '1.0.0', dependencies: workspace };
  const project = { name: 'app', version: '1.0.0', workspaces: ['inside'], dependencies: root };
  const alone = { name: 'app', version: '1.0.0', dependencies: root };
  return Object.keys(workspace).length > 0
    ? new Map([
        ['package.json', JSON.stringify(project)],
        ['inside/package.json', JSON.stringify(inside)],
      ])
    : new Map([['package.json', JSON.stringify(alone)]]);
}

function requestOf(files: ReadonlyMap<string, string>, before: string, wanted: LockRequest['wanted']) {
  const lockfile = {
    path: 'package-lock.json',
    tool: 'npm',
    format: '3',
    manifests: [...files.keys()],
    packages: [],
    inputs: [],
  } as const;
  return {
    lockfile,
    before,
    files,
    wanted,
    minimumReleaseAgeDays: 0,
    quarantined: [],
    now: new Date(day * 86_400_000).toISOString(),
  };
}

const textOf = (answer: LockAnswer) =>
  answer.kind === 'locked' ? (answer.files.get('package-lock.json') ?? '') : undefined;

/** What npm wrote for the project, and what both ways make of moving one requirement; nothing where npm has no answer. */
async function bothWays(made: World): Promise<{ short: LockAnswer; npm: LockAnswer } | undefined> {
  const before = await lockedFirst(made);
  if (before === undefined) return undefined;
  enter(made);
  const { wanted: name, version } = made;
  const files = manifests({ ...made.root, [name]: `^${version}` }, made.workspace);
  const request = requestOf(files, before, [{ manifest: 'package.json', name, version }]);
  return { short: await workspace.lock(request), npm: await resolver.lock(request) };
}

/** A lockfile that time has left behind: written while only the first versions were there. */
async function lockedFirst(made: World): Promise<string | undefined> {
  const first = Object.entries(made.releases).map(([name, releases]) => {
    const there = Object.entries(releases).filter(([version]) => old.includes(version));
    return [name, Object.fromEntries(there)];
  });
  enter({ ...made, releases: Object.fromEntries(first) });
  const files = manifests(made.root, made.workspace);
  const about = { name: 'app', version: '1.0.0' };
  const empty = JSON.stringify({ ...about, lockfileVersion: 3, requires: true, packages: { '': about } });
  return textOf(await resolver.lock(requestOf(files, empty, [])));
}

it('places packages where npm places them', async () => {
  const counts = { spliced: 0, left: 0 };
  await fc.assert(
    fc.asyncProperty(worlds, async (made) => {
      const ways = await bothWays(made);
      if (ways?.short.kind !== 'locked') return;
      if (ways.short.by !== 'splice') counts.left++;
      else {
        counts.spliced++;
        expect(textOf(ways.short)).toBe(textOf(ways.npm));
      }
    }),
    // The same worlds in every run of the tests, so that a red one has to do with the change; RUNS looks for new ones.
    process.env.RUNS ? { numRuns: Number(process.env.RUNS) } : { numRuns: 100, seed: 874_794_095 },
  );
  expect(counts.spliced).toBeGreaterThan(counts.left);
  if (process.env.RUNS) console.log(counts);
}, 600_000);
