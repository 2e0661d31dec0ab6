import { describe, expect, it } from 'vitest';
import { isWithinSchedule, whyNotSchedule } from '../../src/policy/schedule.ts';

// 2026-11-24 is a Tuesday.
const tuesday = (time: string) => new Date(`2026-11-24T${time}:00Z`);

describe('a schedule', () => {
  it('that is empty is any time', () => {
    expect(isWithinSchedule([], 'UTC', tuesday('13:00'))).toBe(true);
  });

  it.each([
    ['before 4am', '03:59', true],
    ['before 4am', '04:00', false],
    ['before 4am on monday', '03:00', false],
    ['on tuesday', '13:00', true],
    ['every weekend', '13:00', false],
    ['every weekday', '13:00', true],
    ['after 10pm and before 5am every weekday', '23:00', true],
    ['after 10pm and before 5am every weekday', '12:00', false],
    ['on the first day of the month', '12:00', false],
    ['* 0-3 * * *', '02:30', true],
    ['* 0-3 * * *', '12:30', false],
  ])('%s holds at %s on a Tuesday: %s', (text, time, expected) => {
    expect(whyNotSchedule(text)).toBeUndefined();
    expect(isWithinSchedule([text], 'UTC', tuesday(time))).toBe(expected);
  });

  it('goes by the clock of its timezone', () => {
    expect(isWithinSchedule(['before 4am'], 'America/New_York', tuesday('06:00'))).toBe(true);
    expect(isWithinSchedule(['before 4am'], 'UTC', tuesday('06:00'))).toBe(false);
  });

  it.each(['sometimes', 'before 25am', 'on moonday'])('%s is not understood, and says why', (text) => {
    expect(whyNotSchedule(text)).toBeTypeOf('string');
  });
});
