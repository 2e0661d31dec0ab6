import { describe, expect, it } from 'vitest';
import { decideRuntime, endOfLifeReason } from '../../src/decide/runtime.ts';
import type { RuntimePolicy } from '../../src/domain/policy.ts';
import type { Decision } from '../../src/domain/update.ts';
import { leftOut, runtimes } from '../../src/ecosystems/runtimes/index.ts';
import { contextOn, lifecycle, nodeIn, policy, today } from '../ecosystems/runtimes/world.ts';

function decided(
  files: Readonly<Record<string, string>>,
  over: Partial<RuntimePolicy> = {},
  now = today,
): Decision {
  const node = nodeIn(files);
  const context = contextOn(now, over);
  const ways = {
    rewrite: (line: string) => runtimes.rewrite(node, { version: line }, 'major', context),
    leftOut: (line: string) => leftOut(node, { version: line }, context).map(({ because }) => because),
  };
  return decideRuntime(node, runtimes.current(node), lifecycle, { ...policy, ...over }, ways, now);
}

const onEve = new Date('2026-10-27T23:59:59Z');

describe('a runtime is held', () => {
  it.each<[string, Decision]>([
    ['ignored', decided({ '.nvmrc': '18\n' }, { enabled: false })],
    ['floating', decided({ '.nvmrc': 'lts/*\n' })],
    ['unreadable-requirement', decided({ '.nvmrc': '99\n' })],
    ['line-supported', decided({ '.nvmrc': '26\n' })],
    ['line-supported', decided({ '.nvmrc': '22\n' }, { follow: 'supported' })],
    [
      'library-engines',
      decided({ 'package.json': '{"name":"a","version":"1.0.0","engines":{"node":">=18"}}' }),
    ],
    ['unsupported-form', decided({ Dockerfile: 'FROM bitnami/node:18\n' })],
  ])('as %s', (because, decision) => {
    expect(decision).toMatchObject({ kind: 'hold', because: { kind: because } });
  });

  it('with the day its line ends', () => {
    expect(decided({ '.nvmrc': '24\n' }, { follow: 'supported' })).toMatchObject({
      because: { kind: 'line-supported', line: '24', endOfLife: '2028-04-30' },
      newest: '26',
    });
  });
});

describe('a runtime moves', () => {
  it('to the line that is long-term support on the day asked', () => {
    expect(decided({ '.nvmrc': '18\n' }, {}, onEve)).toMatchObject({
      kind: 'update',
      from: '18',
      to: { version: '24' },
      type: 'major',
      requirement: '24',
      edits: [{ path: '.nvmrc', was: '18', text: '24' }],
      passedOver: [{ version: '26', because: { kind: 'not-allowed' } }],
    });
    expect(decided({ '.nvmrc': '18\n' })).toMatchObject({ to: { version: '26' }, passedOver: [] });
  });

  it('from a line so old that its dates are lost', () => {
    expect(decided({ '.nvmrc': '2\n' })).toMatchObject({ kind: 'update', from: '2' });
  });
});

describe('the reason', () => {
  it('is the end of life when it is over or near, and routine otherwise', () => {
    expect(endOfLifeReason(lifecycle, '18', policy, today)).toEqual({
      kind: 'end-of-life',
      subject: 'Node.js 18',
      on: '2025-04-30',
    });
    expect(endOfLifeReason(lifecycle, '22', policy, new Date('2027-03-01')).kind).toBe('end-of-life');
    expect(endOfLifeReason(lifecycle, '22', policy, today).kind).toBe('routine');
    expect(endOfLifeReason(lifecycle, '99', policy, today).kind).toBe('routine');
  });
});
