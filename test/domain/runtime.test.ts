import { describe, expect, it } from 'vitest';
import {
  compareLines,
  daysUntilEndOfLife,
  newestLine,
  newestLts,
  releaseLine,
  statusOf,
  targetLine,
} from '../../src/domain/runtime.ts';
import { lifecycle, policy } from '../ecosystems/runtimes/world.ts';

const on = (day: string) => new Date(`${day}T12:00:00Z`);

describe('the status of a line', () => {
  it.each([
    ['99', '2026-11-24', 'unknown'],
    ['26', '2026-05-04', 'not-yet'],
    ['26', '2026-05-05', 'current'],
    ['26', '2026-10-27', 'current'],
    ['26', '2026-10-28', 'lts'],
    ['24', '2026-10-19', 'lts'],
    ['24', '2026-10-20', 'maintenance'],
    ['18', '2025-04-29', 'maintenance'],
    ['18', '2025-04-30', 'end-of-life'],
    ['25', '2026-11-24', 'end-of-life'],
  ])('of Node %s on %s is %s', (line, day, status) => {
    expect(statusOf(lifecycle, line, on(day))).toBe(status);
  });

  it('counts the days that are left, and those that are over', () => {
    const line = releaseLine(lifecycle, '18');
    expect(line && daysUntilEndOfLife(line, on('2025-04-20'))).toBe(10);
    expect(line && daysUntilEndOfLife(line, on('2025-05-10'))).toBe(-10);
    expect(daysUntilEndOfLife({ line: '1', releasedOn: '2020-01-01' }, on('2025-05-10'))).toBeUndefined();
  });
});

describe('the newest line', () => {
  it.each([
    ['2026-10-27', '24', '26'],
    ['2026-10-28', '26', '26'],
    ['2025-10-20', '22', '25'],
    ['1999-01-01', undefined, undefined],
  ])('on %s is %s as long-term support and %s of all', (day, lts, newest) => {
    expect(newestLts(lifecycle, on(day))?.line).toBe(lts);
    expect(newestLine(lifecycle, on(day))?.line).toBe(newest);
  });

  it('is found by number, not by text', () => {
    expect(['10', '9', '0.12', '3.10', '3.9'].toSorted(compareLines)).toEqual([
      '0.12',
      '3.9',
      '3.10',
      '9',
      '10',
    ]);
  });
});

describe('the line to move to', () => {
  it.each([
    ['26', 'lts', '2026-11-24', undefined],
    ['26', 'lts', '2026-10-27', undefined],
    ['24', 'supported', '2026-11-24', undefined],
    ['22', 'supported', '2026-11-24', undefined],
    ['22', 'supported', '2027-02-01', '26'],
    ['18', 'supported', '2026-10-27', '24'],
    ['18', 'lts', '2026-10-27', '24'],
    ['18', 'lts', '2026-11-24', '26'],
    ['25', 'lts', '2026-10-27', undefined],
    ['18', 'latest', '2026-06-01', '26'],
  ] as const)('from %s by %s on %s is %s', (line, follow, day, target) => {
    expect(targetLine(lifecycle, line, { ...policy, follow }, on(day))?.line).toBe(target);
  });

  it('is the newest supported line where a runtime has no long-term support', () => {
    const lines = [
      { line: '3.9', releasedOn: '2020-10-05', endOfLife: '2025-10-31' },
      { line: '3.14', releasedOn: '2025-10-07', endOfLife: '2030-10-31' },
    ];
    expect(targetLine({ ...lifecycle, lines }, '3.9', policy, on('2026-11-24'))?.line).toBe('3.14');
  });
});
