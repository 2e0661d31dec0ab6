import { describe, expect, it } from 'vitest';
import type { PullRequest } from '../../src/domain/pull-request.ts';
import type { Upgrade } from '../../src/domain/update.ts';
import { type PublishFacts, proposalOf, publishSteps, until } from '../../src/publish/publish.ts';
import { dependency, release } from '../builders.ts';

const now = '2026-11-26T12:00:00.000Z';

function upgrade(name: string, version: string, more: Partial<Upgrade> = {}): Upgrade {
  const major = version.split('.')[0] ?? '';
  return {
    id: `npm/${name}-${major}.x`,
    subject: name,
    target: major,
    branch: `springtide/${name}-${major}.x`,
    reason: { kind: 'routine' },
    updates: [
      {
        kind: 'update',
        dependency: dependency(name, '^1.0.0'),
        from: '1.0.0',
        to: release(version),
        type: 'major',
        requirement: `^${version}`,
        edits: [],
        passedOver: [],
      },
    ],
    ...more,
  };
}

function pull(number: number, of: Upgrade, more: Partial<PullRequest> = {}): PullRequest {
  return {
    number,
    url: '',
    title: '',
    body: '',
    state: 'open',
    draft: false,
    branch: of.branch,
    head: 'c0ffee',
    base: 'main',
    author: { login: 'springtide[bot]', isUs: true, isBot: true },
    labels: [],
    createdAt: '2026-11-01T00:00:00.000Z',
    mergeable: 'yes',
    autoMerge: false,
    marker: { upgrade: of.id, proposal: proposalOf(of) },
    ...more,
  };
}

const [left, right] = [upgrade('left', '2.0.0'), upgrade('right', '3.0.0')];
const group = upgrade('group', '1.1.0', {
  id: 'npm/production-dependencies',
  branch: 'springtide/production-dependencies',
});
const { target: _target, ...quiet } = group;
const facts: PublishFacts = {
  upgrades: [],
  pulls: [],
  past: [],
  decisions: [],
  refused: new Map(),
  prConcurrentLimit: 5,
  prHourlyLimit: 2,
  isScheduled: () => true,
  now,
};

/** `open left`, `refresh #1`, `close #2`, `left waits: hourly-limit` */
function told(more: Partial<PublishFacts>): string[] {
  const { open, refresh, close, waiting } = publishSteps({ ...facts, ...more });
  return [
    ...open.map(({ subject }) => `open ${subject}`),
    ...refresh.map((one) => `refresh #${one.pull.number}`),
    ...close.map(({ number }) => `close #${number}`),
    ...waiting.map((one) => `${one.upgrade.subject} waits: ${one.because.kind}`),
  ];
}

describe('what is there and what is wanted', () => {
  it.each<[string, Partial<PublishFacts>, string[]]>([
    ['nothing wanted, nothing there', {}, []],
    [
      'somebody else’s pull request is nobody’s business',
      { pulls: [{ ...pull(1, left), marker: undefined as never }] },
      [],
    ],
    ['a new upgrade is opened', { upgrades: [left] }, ['open left']],
    ['one that is open is looked at again', { upgrades: [left], pulls: [pull(1, left)] }, ['refresh #1']],
    ['one that nothing asks for is closed', { pulls: [pull(1, left)] }, ['close #1']],
    [
      'a merged one may come again',
      { upgrades: [left], pulls: [pull(1, left, { state: 'merged' })] },
      ['open left'],
    ],
    [
      'a major that a person closed stays closed',
      { upgrades: [left], pulls: [pull(1, left, { state: 'closed' })] },
      ['left waits: closed'],
    ],
    [
      'also when it was long ago',
      { upgrades: [left], past: [pull(1, left, { state: 'closed' })] },
      ['left waits: closed'],
    ],
    [
      'also when a newer release of it came',
      { upgrades: [upgrade('left', '2.1.0')], pulls: [pull(1, left, { state: 'closed' })] },
      ['left waits: closed'],
    ],
    [
      'one that we closed ourselves is nobody’s no',
      {
        upgrades: [left],
        pulls: [pull(1, left, { state: 'closed', marker: { upgrade: left.id, withdrawn: true } })],
      },
      ['open left'],
    ],
    [
      'a revert and onboarding are asked for by no plan, and stay',
      {
        upgrades: [left],
        pulls: [
          pull(1, right, { marker: { upgrade: 'revert/7' }, createdAt: now }),
          pull(2, right, { marker: { upgrade: 'onboarding' }, createdAt: now }),
        ],
      },
      ['open left'],
    ],
    [
      'the next major is another question',
      { upgrades: [upgrade('left', '3.0.0')], pulls: [pull(1, left, { state: 'closed' })] },
      ['open left'],
    ],
    [
      'a group that was closed stays closed for these versions',
      { upgrades: [quiet], pulls: [pull(1, group, { state: 'closed' })] },
      ['group waits: closed'],
    ],
    [
      'and comes again with others',
      {
        upgrades: [quiet],
        pulls: [pull(1, group, { state: 'closed', marker: { upgrade: group.id, proposal: 'other' } })],
      },
      ['open group'],
    ],
    [
      'two an hour are the limit',
      { upgrades: [left, right, group] },
      ['open left', 'open right', 'group waits: hourly-limit'],
    ],
    [
      'those of the last hour count',
      {
        upgrades: [left, right],
        pulls: [pull(1, group, { state: 'merged', createdAt: '2026-11-26T11:30:00.000Z' })],
      },
      ['open left', 'right waits: hourly-limit'],
    ],
    [
      'no limit is no limit',
      { upgrades: [left, right, group], prHourlyLimit: 0 },
      ['open left', 'open right', 'open group'],
    ],
    [
      'five open are the limit',
      { upgrades: [left, right], pulls: [pull(1, left)], prConcurrentLimit: 1 },
      ['refresh #1', 'right waits: concurrent-limit'],
    ],
    [
      'outside of the schedule nothing is opened',
      { upgrades: [left], isScheduled: () => false },
      ['left waits: schedule'],
    ],
    [
      'security waits for no limit and no schedule',
      {
        upgrades: [upgrade('left', '2.0.0', { reason: { kind: 'security', advisories: ['GHSA-1'] } })],
        isScheduled: () => false,
        prHourlyLimit: 1,
        pulls: [pull(1, right, { state: 'merged', createdAt: now })],
      },
      ['open left'],
    ],
    [
      'what could not be made waits, security too',
      {
        upgrades: [upgrade('left', '2.0.0', { reason: { kind: 'security', advisories: ['GHSA-1'] } }), right],
        refused: new Map([['npm/left-2.x', 'npm could not resolve it']]),
      },
      ['open right', 'left waits: refused'],
    ],
    [
      'what a person ignores is not opened',
      {
        upgrades: [left, right],
        decisions: [
          { subject: 'left', kind: 'ignore', target: '2', by: 'ada', at: now },
          { subject: right.id, kind: 'ignore', target: '2', by: 'ada', at: now },
        ],
      },
      ['open right', 'left waits: decision'],
    ],
    [
      'a snooze ends',
      {
        upgrades: [left, right],
        decisions: [
          { subject: left.id, kind: 'snooze', until: '2026-11-26T11:00:00.000Z', by: 'ada', at: now },
          { subject: right.id, kind: 'snooze', until: '2026-11-27T00:00:00.000Z', by: 'ada', at: now },
        ],
      },
      ['open left', 'right waits: decision'],
    ],
  ])('%s', (_, more, steps) => {
    expect(told(more)).toEqual(steps);
  });
});

describe('a proposal', () => {
  it('is the same whatever order its updates come in, and another with another version', () => {
    const [a] = left.updates;
    const [b] = right.updates;
    if (!a || !b) throw new Error('both have one');
    expect(proposalOf({ updates: [a, b] })).toBe(proposalOf({ updates: [b, a] }));
    expect(proposalOf({ updates: [a] })).not.toBe(proposalOf({ updates: [{ ...a, to: release('2.0.1') }] }));
  });
});

it.each([
  ['30d', '2026-12-26T12:00:00.000Z'],
  ['2w', '2026-12-10T12:00:00.000Z'],
  ['12h', '2026-11-27T00:00:00.000Z'],
  ['soon', undefined],
  ['-1d', undefined],
])('%s is until %s', (span, end) => {
  expect(until(span, now)).toBe(end);
});
