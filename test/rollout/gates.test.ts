import { describe, expect, it } from 'vitest';
import type { CheckSignal, RolloutFacts, SuppliedPackage, SupplyFacts } from '../../src/domain/rollout.ts';
import { gates } from '../../src/rollout/gates/index.ts';
import { judge, nextLook } from '../../src/rollout/verdict.ts';

const passed = (name: string): CheckSignal => ({ name, state: 'passed' });
const nothing = {
  kind: 'known',
  entered: [],
  left: [],
  moved: [],
  advisories: {
    kind: 'known',
    source: 'the advisory database',
    askedAt: '2026-11-26T10:00:00.000Z',
    entered: [],
    left: [],
    stay: [],
  },
  incompatible: [],
} satisfies SupplyFacts;

const facts: RolloutFacts = {
  pull: {
    number: 1,
    url: 'https://forge.example/acme/shop/pull/1',
    title: '',
    body: '',
    state: 'open',
    draft: false,
    branch: 'springtide/express-5.x',
    head: 'a'.repeat(40),
    base: 'main',
    author: { login: 'springtide[bot]', isUs: true, isBot: true },
    labels: [],
    createdAt: '2026-11-26T09:00:00.000Z',
    mergeable: 'yes',
    autoMerge: false,
  },
  now: '2026-11-26T12:00:00.000Z',
  today: '2026-11-26',
  security: false,
  checks: [passed('build')],
  requiredChecks: [],
  supply: nothing,
  open: [],
  differs: [],
  leftBehind: [],
  impact: [],
  minimumReleaseAgeDays: 3,
  freeze: [],
};

const express = (version: string, more: Partial<SuppliedPackage> = {}): SuppliedPackage => ({
  name: 'express',
  version,
  hasInstallScript: false,
  publishedAt: '2026-01-01T00:00:00.000Z',
  ...more,
});
const moving = (from: Partial<SuppliedPackage>, to: Partial<SuppliedPackage>): Partial<RolloutFacts> => ({
  supply: { ...nothing, moved: [{ from: express('4.0.0', from), to: express('5.0.0', to) }] },
});
const advisory = {
  id: 'GHSA-1',
  package: 'express',
  version: '5.0.0',
  severity: 'high',
  title: 'open redirect',
  url: 'https://advisories.example/1',
};

/** What each gate but the quiet ones says, `id: words`. */
function loud(more: Partial<RolloutFacts>): string[] {
  return judge(gates, { ...facts, ...more }).answers.flatMap(({ id, verdict }) => {
    if (verdict.kind === 'pass') return [];
    return verdict.kind === 'wait' ? [`${id} waits for ${verdict.for}`] : [`${id}: ${verdict.because}`];
  });
}

describe('nothing stands in the way of', () => {
  it.each<[string, Partial<RolloutFacts>]>([
    ['a change that was checked and is old enough', {}],
    ['old versions that move', moving({}, {})],
    [
      'a version that became old enough this very moment',
      moving({}, { publishedAt: '2026-11-23T12:00:00.000Z' }),
    ],
    ['a young version in a security upgrade', { ...moving({}, { publishedAt: facts.now }), security: true }],
    [
      'any age, when none is asked for',
      { ...moving({}, { publishedAt: facts.now }), minimumReleaseAgeDays: 0 },
    ],
    [
      'a known vulnerability that leaves',
      { supply: { ...nothing, advisories: { ...nothing.advisories, left: [advisory] } } },
    ],
    [
      'an install script that was there before',
      moving({ hasInstallScript: true }, { hasInstallScript: true }),
    ],
    ['provenance nobody knows of', moving({}, { provenance: false })],
    ['another publisher, which is told', moving({ publisher: 'ada' }, { publisher: 'bob' })],
    [
      'a newcomer whose build is attested',
      moving({ publisher: 'ada' }, { publisher: 'GitHub Actions', newcomer: true, provenance: true }),
    ],
    ['another licence, which is told', moving({ license: 'MIT' }, { license: 'BUSL-1.1' })],
    ['security in a freeze', { freeze: [{ from: '2026-11-01', until: '2026-12-01' }], security: true }],
    ['a day after a freeze', { freeze: [{ from: '2026-11-01', until: '2026-11-25' }] }],
    ['protection that may not be read', { requiredChecks: undefined }],
    [
      'a neutral check beside one that passed',
      { checks: [passed('build'), { name: 'docs', state: 'neutral' }] },
    ],
  ])('%s', (_, more) => {
    expect(loud(more)).toEqual([]);
    expect(judge(gates, { ...facts, ...more }).verdict.kind).toBe('pass');
  });
});

describe('a gate says why when', () => {
  it.each<[string, Partial<RolloutFacts>, string[]]>([
    [
      'somebody publishes who never did before',
      moving({ publisher: 'ada' }, { publisher: 'mallory', newcomer: true, provenance: false }),
      ['supply-chain: 1 from a publisher who is new to it'],
    ],
    [
      'nothing is known of what enters',
      moving({}, { unknown: 'registry.example answers 404' }),
      ['supply-chain waits for a person: nothing is known of express 5.0.0'],
    ],
    [
      'a version is too young',
      moving({}, { publishedAt: '2026-11-23T12:00:00.001Z' }),
      ['age waits for 1 version to be 3 days old'],
    ],
    [
      'the registry does not say when it came out',
      { supply: { ...nothing, entered: [{ name: 'left-pad', version: '1.0.0', hasInstallScript: false }] } },
      ['age waits for a person: the registry does not say when left-pad 1.0.0 came out'],
    ],
    [
      'the lockfile cannot be read',
      { supply: { kind: 'unknown', because: 'package-lock.json is broken' } },
      [
        "age waits for the lockfile's difference: package-lock.json is broken",
        "advisories waits for the lockfile's difference: package-lock.json is broken",
        "supply-chain waits for the lockfile's difference: package-lock.json is broken",
        "compatibility waits for the lockfile's difference: package-lock.json is broken",
      ],
    ],
    [
      'a vulnerability comes in',
      {
        supply: {
          ...nothing,
          entered: [express('5.0.0')],
          advisories: { ...nothing.advisories, entered: [advisory] },
        },
      },
      ['advisories: it brings in 1 known vulnerability'],
    ],
    [
      'two come in',
      {
        supply: {
          ...nothing,
          entered: [express('5.0.0')],
          advisories: { ...nothing.advisories, entered: [advisory, advisory] },
        },
      },
      ['advisories: it brings in 2 known vulnerabilities'],
    ],
    [
      'nobody could be asked about vulnerabilities',
      {
        supply: {
          ...nothing,
          entered: [express('5.0.0')],
          advisories: { kind: 'unknown', because: 'the source answered 503' },
        },
      },
      ['advisories waits for an answer about vulnerabilities: the source answered 503'],
    ],
    [
      'an install script is new',
      moving({}, { hasInstallScript: true }),
      ['supply-chain: 1 new install script'],
    ],
    [
      'a package with an install script enters',
      { supply: { ...nothing, entered: [express('5.0.0', { hasInstallScript: true })] } },
      ['supply-chain: 1 new install script'],
    ],
    [
      'provenance is lost',
      moving({ provenance: true }, { provenance: false }),
      ['supply-chain: 1 without the provenance it had'],
    ],
    [
      'something wants another Node.js',
      { supply: { ...nothing, incompatible: [{ package: 'execa', wants: '>=20', have: '18' }] } },
      ['compatibility: execa cannot run on what this repository runs on'],
    ],
    [
      'a site was left behind',
      { leftBehind: [{ path: 'Dockerfile', place: { line: 1, column: 6 }, message: 'says node:18' }] },
      ['completeness: 1 site still names the old line'],
    ],
    [
      'code is left for a person',
      { open: [{ path: 'a.js', place: { line: 2, column: 1 }, message: 'x' }] },
      ['impact: 1 place needs a person'],
    ],
    [
      'a check failed',
      { checks: [passed('build'), { name: 'test', state: 'failed' }] },
      ['checks: test failed'],
    ],
    [
      'a check runs',
      { checks: [passed('build'), { name: 'test', state: 'running' }] },
      ['checks waits for test'],
    ],
    [
      'a required check has not begun',
      { requiredChecks: ['build', 'e2e'] },
      ["checks waits for e2e, which the branch's protection asks for"],
    ],
    [
      'no check ran at all',
      { checks: [] },
      ['checks waits for a first check on this commit; without one nobody knows whether it works'],
    ],
    [
      'only neutral ones ran',
      { checks: [{ name: 'docs', state: 'neutral' }] },
      ['checks waits for a first check on this commit; without one nobody knows whether it works'],
    ],
    [
      'it is frozen',
      { freeze: [{ from: '2026-11-26', until: '2026-11-26', reason: 'release' }] },
      ['freeze waits for the end of the freeze on 2026-11-26'],
    ],
    ['a person holds it', { held: { by: '@ada' } }, ['hold waits for @ada, who holds it']],
  ])('%s', (_, more, words) => {
    expect(loud(more)).toEqual(words);
  });
});

describe('all gates together', () => {
  it('a stop outweighs a wait', () => {
    const { verdict } = judge(gates, {
      ...facts,
      checks: [],
      held: { by: '@ada' },
      leftBehind: [{ path: 'a', place: { line: 1, column: 1 }, message: '' }],
    });
    expect(verdict.kind).toBe('stop');
  });

  it('waits until the last of the moments, when time alone is missing', () => {
    const more = {
      ...moving({}, { publishedAt: '2026-11-25T00:00:00.000Z' }),
      freeze: [{ from: '2026-11-20', until: '2026-11-30' }],
    };
    const judgement = judge(gates, { ...facts, ...more });
    expect(judgement.verdict).toMatchObject({ kind: 'wait', until: '2026-12-01T00:00:00.000Z' });
    expect(nextLook(judgement)).toBe('2026-11-28T00:00:00.000Z');
  });

  it('names no moment when a person is waited for as well', () => {
    const more = { ...moving({}, { publishedAt: '2026-11-25T00:00:00.000Z' }), held: { by: '@ada' } };
    const { verdict } = judge(gates, { ...facts, ...more });
    expect(verdict.kind === 'wait' && 'until' in verdict).toBe(false);
  });

  it('hands on the lines that need a person', () => {
    const open = [{ path: 'a.js', place: { line: 2, column: 1 }, message: 'look' }];
    expect(judge(gates, { ...facts, open }).annotations).toEqual(open);
  });

  it('shows what the new version removed, and what it could not compare', () => {
    const about = { name: 'express', from: '4.0.0', to: '5.0.0' };
    const impact: RolloutFacts['impact'] = [
      { ...about, kind: 'compared', removed: 3, changed: 1, used: ['express: a', 'b'], migrated: ['b'] },
      { ...about, kind: 'compared', removed: 3, changed: 1, used: [], migrated: [] },
      { ...about, name: 'tide', kind: 'unknown', because: '5.0.0 has no declarations' },
    ];
    const differs = [{ path: 'a.js', place: { line: 2, column: 1 }, message: 'results are in no order' }];
    const answer = judge(gates, { ...facts, impact, differs }).answers.find(({ id }) => id === 'impact');
    expect(answer?.verdict).toEqual({
      kind: 'pass',
      evidence: [
        { saw: 'nothing known was left for a person' },
        {
          saw: '2 of the 4 exports that express 5.0.0 removed or changed are used here: express: a, b; codemods migrated 1 of them',
        },
        { saw: 'what tide 5.0.0 removed or changed is not known: 5.0.0 has no declarations' },
        { saw: 'a.js:2 results are in no order' },
      ],
    });
  });
});
