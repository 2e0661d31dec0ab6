import { expect, it } from 'vitest';
import type { PullRequest } from '../../src/domain/pull-request.ts';
import type { CheckSignal } from '../../src/domain/rollout.ts';
import { rolloutState } from '../../src/rollout/state.ts';

const merged = {
  state: 'merged',
  createdAt: '2026-11-25T00:00:00.000Z',
  mergedAt: '2026-11-26T00:00:00.000Z',
  mergeCommit: 'c0ffee',
} as PullRequest;
const check = (name: string, state: CheckSignal['state']): CheckSignal => ({ name, state });

it.each<[string, PullRequest, CheckSignal[], CheckSignal[], string]>([
  ['an open pull request is proposed', { ...merged, state: 'open' }, [], [], 'proposed'],
  ['a closed one is closed', { ...merged, state: 'closed' }, [], [], 'closed'],
  ['nothing ran yet', merged, [check('build', 'passed')], [], 'merged'],
  ['what was green is green', merged, [check('build', 'passed')], [check('build', 'passed')], 'healthy'],
  [
    'one is green and another still runs',
    merged,
    [check('build', 'passed')],
    [check('build', 'passed'), check('test', 'running')],
    'merged',
  ],
  ['what was green is red', merged, [check('build', 'passed')], [check('build', 'failed')], 'broke'],
  ['what was red is red', merged, [check('build', 'failed')], [check('build', 'failed')], 'merged'],
  ['a new check is red, which proves nothing', merged, [], [check('build', 'failed')], 'merged'],
  [
    'red counts before all have answered',
    merged,
    [check('build', 'passed'), check('test', 'passed')],
    [check('build', 'running'), check('test', 'failed')],
    'broke',
  ],
])('%s', (_, pull, before, after, state) => {
  expect(rolloutState({ pull, before, after }).kind).toBe(state);
});
