import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../src/decide/decide.ts';
import type { DecisionContext } from '../../src/decide/judge.ts';
import type { Dependency } from '../../src/domain/manifest.ts';
import type { RegistryAnswer } from '../../src/domain/release.ts';
import type { Decision, HoldReason } from '../../src/domain/update.ts';
import { npm } from '../../src/ecosystems/npm/index.ts';
import { dependency, found, now, policy, release } from '../builders.ts';

const context: DecisionContext = {
  ecosystem: npm,
  policy: policy(),
  now,
  published: false,
  esModules: false,
  refused: new Map(),
};
const locked = (version: string, more: Partial<Dependency> = {}) =>
  dependency('left', `^${version}`, { locked: version, lockfile: 'package-lock.json', ...more });

/** `minor 1.1.0`, `hold too-young 1.1.0`, `hold current`. */
function words(decision: Decision): string {
  if (decision.kind === 'update') return `${decision.type} ${decision.to.version}`;
  return ['hold', decision.because.kind, decision.newest].filter(Boolean).join(' ');
}

function decided(
  one: Dependency,
  answer: RegistryAnswer | undefined,
  more: Partial<DecisionContext> = {},
): string[] {
  return decide(one, answer, { ...context, ...more }).map(words);
}

describe('a dependency stays', () => {
  it.each<[string, Dependency, RegistryAnswer | undefined, Partial<DecisionContext>, string]>([
    ['when it is current', locked('1.0.0'), found('left', ['0.9.0', '1.0.0']), {}, 'hold current'],
    [
      'when it comes from somewhere else',
      dependency('left', 'file:../left', { source: { kind: 'elsewhere', how: 'file' } }),
      undefined,
      {},
      'hold elsewhere',
    ],
    [
      'when it follows a tag',
      dependency('left', 'latest', { source: { kind: 'elsewhere', how: 'floating' } }),
      undefined,
      {},
      'hold floating',
    ],
    [
      'when nobody understands what it asks for',
      dependency('left', '!!'),
      found('left', ['1.0.0']),
      {},
      'hold unreadable-requirement',
    ],
    [
      'when its registry does not know it',
      locked('1.0.0'),
      { kind: 'missing', registry: 'registry.example', status: 404 },
      {},
      'hold not-found',
    ],
    [
      'when its registry cannot be reached',
      locked('1.0.0'),
      { kind: 'unreachable', registry: 'registry.example', because: 'timeout' },
      {},
      'hold registry-unreachable',
    ],
    [
      'when it is ignored',
      locked('1.0.0'),
      found('left', ['2.0.0']),
      { policy: policy('ignoreDeps: [left]') },
      'hold ignored',
    ],
    [
      'when a person asked for an exception',
      locked('1.0.0'),
      found('left', ['2.0.0']),
      { policy: policy('exceptions: [{ name: left, reason: audit, until: 2026-11-26 }]') },
      'hold exception',
    ],
    [
      'when only pre-releases are newer',
      locked('1.0.0'),
      found('left', ['1.0.0', '2.0.0-beta.1']),
      {},
      'hold current 2.0.0-beta.1',
    ],
    [
      'when everything newer is above the tag latest',
      locked('1.0.0'),
      found('left', ['1.0.0', '2.0.0'], { tags: { latest: '1.0.0' } }),
      {},
      'hold above-latest 2.0.0',
    ],
    [
      'when the newer one is deprecated',
      locked('1.0.0'),
      found('left', ['1.0.0', release('1.1.0', { deprecated: 'broken' })]),
      {},
      'hold deprecated 1.1.0',
    ],
    [
      'when the newer one was withdrawn',
      locked('1.0.0'),
      found('left', [release('1.1.0', { withdrawn: true })]),
      {},
      'hold withdrawn 1.1.0',
    ],
    [
      'when the newer one is quarantined',
      locked('1.0.0'),
      found('left', ['1.1.0']),
      { policy: policy('quarantine: [{ name: left, version: 1.1.0, reason: stolen }]') },
      'hold quarantined 1.1.0',
    ],
    [
      'when the newer one is a moment too young',
      locked('1.0.0'),
      found('left', [release('1.1.0', { publishedAt: '2026-11-23T12:00:00.001Z' })]),
      {},
      'hold too-young 1.1.0',
    ],
    [
      'when nobody says how old the newer one is',
      locked('1.0.0'),
      found('left', ['1.0.0', { version: '1.1.0' }]),
      {},
      'hold age-unknown 1.1.0',
    ],
    [
      'when the newer one wants another Node.js',
      locked('1.0.0'),
      found('left', [release('2.0.0', { engines: { node: '>=20' } })]),
      { nodeFloor: '18' },
      'hold runtime-too-old 2.0.0',
    ],
    [
      'when the newer one has ES modules alone, and CommonJS cannot load them',
      locked('1.0.0'),
      found('left', [release('2.0.0', { moduleOnly: true })]),
      { nodeFloor: '18' },
      'hold module-only 2.0.0',
    ],
    [
      'when a rule allows only older ones',
      locked('1.0.0'),
      found('left', ['2.0.0']),
      { policy: policy('packageRules: [{ matchPackageNames: [left], allowedVersions: "<2" }]') },
      'hold not-allowed 2.0.0',
    ],
    [
      'when a peer does not allow the newer one',
      locked('1.0.0'),
      found('left', ['2.0.0']),
      { refused: new Map<string, HoldReason>([['2.0.0', { kind: 'peers', conflicts: [] }]]) },
      'hold peers 2.0.0',
    ],
    [
      'when its range allows the newer one and no lockfile is there to move',
      dependency('left', '^1.0.0'),
      found('left', ['1.1.0']),
      {},
      'hold in-range 1.1.0',
    ],
  ])('%s', (_, one, answer, more, result) => {
    expect(decided(one, answer, more)).toEqual([result]);
  });
});

describe('a dependency moves', () => {
  it.each<[string, Dependency, RegistryAnswer, Partial<DecisionContext>, string[]]>([
    [
      'within its major and beyond it, apart',
      locked('1.0.0'),
      found('left', ['1.0.1', '1.2.0', '2.0.0', '2.1.0']),
      {},
      ['minor 1.2.0', 'major 2.1.0'],
    ],
    [
      'to the newest that is old enough',
      locked('1.0.0'),
      found('left', ['1.1.0', release('1.2.0', { publishedAt: '2026-11-26T00:00:00.000Z' })]),
      {},
      ['minor 1.1.0'],
    ],
    [
      'the very moment it is old enough',
      locked('1.0.0'),
      found('left', [release('1.1.0', { publishedAt: '2026-11-23T12:00:00.000Z' })]),
      {},
      ['minor 1.1.0'],
    ],
    [
      'at once, when no age is asked for',
      locked('1.0.0'),
      found('left', [release('1.1.0', { publishedAt: now.toISOString() })]),
      { policy: policy('minimumReleaseAge: null') },
      ['minor 1.1.0'],
    ],
    [
      'past a pre-release to the next one, when it is on one',
      dependency('left', '2.0.0-beta.1'),
      found('left', ['1.0.0', '2.0.0-beta.1', '2.0.0-beta.2'], { tags: { latest: '1.0.0' } }),
      {},
      ['patch 2.0.0-beta.2'],
    ],
    [
      'to a tag it was told to follow',
      locked('1.0.0'),
      found('left', ['1.0.0', '2.0.0'], { tags: { latest: '1.0.0', next: '2.0.0' } }),
      { policy: policy('packageRules: [{ matchPackageNames: [left], followTag: next }]') },
      ['major 2.0.0'],
    ],
    [
      'one major at a time, when asked to',
      locked('1.0.0'),
      found('left', ['2.0.0', '2.5.0', '3.0.0']),
      { policy: policy('majors: one-by-one') },
      ['major 2.5.0'],
    ],
    [
      'from a deprecated release to another',
      locked('1.0.0'),
      found('left', [release('1.0.0', { deprecated: 'old' }), release('1.1.0', { deprecated: 'old' })]),
      {},
      ['minor 1.1.0'],
    ],
    [
      'to a release for its own Node.js line',
      locked('1.0.0'),
      found('left', [release('2.0.0', { engines: { node: '>=18.12' } })]),
      { nodeFloor: '18' },
      ['major 2.0.0'],
    ],
    [
      'to ES modules alone from ES modules',
      locked('1.0.0'),
      found('left', [release('2.0.0', { moduleOnly: true })]),
      { nodeFloor: '18', esModules: true },
      ['major 2.0.0'],
    ],
    [
      'to ES modules alone where require() loads them',
      locked('1.0.0'),
      found('left', [release('2.0.0', { moduleOnly: true })]),
      { nodeFloor: '20' },
      ['major 2.0.0'],
    ],
    [
      'to a tool of ES modules alone, which is started and not required',
      locked('1.0.0', { type: 'devDependencies', purpose: 'development' }),
      found('left', [release('2.0.0', { moduleOnly: true, hasProgram: true })]),
      { nodeFloor: '18' },
      ['major 2.0.0'],
    ],
    [
      'after the last day of an exception',
      locked('1.0.0'),
      found('left', ['1.1.0']),
      { policy: policy('exceptions: [{ name: left, reason: audit, until: 2026-11-25 }]') },
      ['minor 1.1.0'],
    ],
    [
      'past a quarantined release',
      locked('1.0.0'),
      found('left', ['1.1.0', '1.2.0']),
      { policy: policy('quarantine: [{ name: left, version: 1.2.0, reason: stolen }]') },
      ['minor 1.1.0'],
    ],
    [
      'without majors, when they are off',
      locked('1.0.0'),
      found('left', ['1.1.0', '2.0.0']),
      { policy: policy('packageRules: [{ matchUpdateTypes: [major], enabled: false }]') },
      ['minor 1.1.0', 'hold ignored 2.0.0'],
    ],
    [
      'to a pin of what it has',
      locked('1.0.0'),
      found('left', ['1.0.0']),
      { policy: policy('rangeStrategy: pin') },
      ['pin 1.0.0'],
    ],
  ])('%s', (_, one, answer, more, results) => {
    expect(decided(one, answer, more)).toEqual(results);
  });

  it('and keeps what it passed over, with the reasons', () => {
    const young = release('1.3.0', { publishedAt: now.toISOString() });
    const [update] = decide(
      locked('1.0.0'),
      found('left', ['1.1.0', release('1.2.0', { withdrawn: true }), young]),
      context,
    );
    expect(update?.passedOver.map(({ version, because }) => `${version} ${because.kind}`)).toEqual([
      '1.3.0 too-young',
      '1.2.0 withdrawn',
    ]);
  });

  it('by the lockfile alone where its range allows it', () => {
    const [update] = decide(locked('1.0.0'), found('left', ['1.1.0']), context);
    expect(update).toMatchObject({ kind: 'update', edits: [], requirement: '^1.0.0' });
  });
});

const versions = fc
  .tuple(fc.nat(3), fc.nat(3), fc.nat(3), fc.constantFrom('', '-alpha.1', '-beta.2'))
  .map(([major, minor, patch, pre]) => `${major}.${minor}.${patch}${pre}`);
const releases = fc.uniqueArray(versions, { minLength: 1, maxLength: 12 });

describe('whatever a registry knows', () => {
  it('every decision is an update to something newer or a hold with a reason', () => {
    fc.assert(
      fc.property(releases, versions, (known, current) => {
        const decisions = decide(locked(current), found('left', known), context);
        expect(decisions.length).toBeGreaterThan(0);
        for (const decision of decisions) {
          if (decision.kind === 'hold') expect(decision.because.kind).toBeTruthy();
          else expect(npm.versions.compare(decision.to.version, current)).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('the order in which it tells does not matter', () => {
    fc.assert(
      fc.property(releases, versions, fc.func(fc.integer()), (known, current, by) => {
        const latest = { tags: { latest: '3.3.3' } };
        const shuffled = known.toSorted((a, b) => by(a) - by(b));
        expect(decided(locked(current), found('left', shuffled, latest))).toEqual(
          decided(locked(current), found('left', known, latest)),
        );
      }),
    );
  });
});
