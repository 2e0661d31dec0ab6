import { nearest } from './nearest.ts';

/** When something may happen, in local time. A missing set allows every value. */
interface Window {
  /** 0 is Sunday. */
  readonly weekdays?: ReadonlySet<number>;
  /** 1 to 31. */
  readonly monthDays?: ReadonlySet<number>;
  readonly lastDayOfMonth?: true;
  /** 1 to 12. */
  readonly months?: ReadonlySet<number>;
  /** Minutes since midnight, from 0 to 1440; `from` later than `to` goes over midnight. */
  readonly from?: number;
  readonly to?: number;
  readonly hours?: ReadonlySet<number>;
  /** Cron's rule: where both kinds of days are restricted, one of them is enough. */
  readonly eitherDay?: true;
}

const dayNames = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const monthNames = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const weekend = [0, 6];
const workdays = [1, 2, 3, 4, 5];

/** The forms people write, for the sentence that names the nearest one. */
const forms = [
  'at any time',
  'before 4am',
  'after 10pm',
  'before 4am on monday',
  'after 10pm and before 5am every weekday',
  'after 10pm every weekday',
  'every weekend',
  'every weekday',
  'on monday',
  'on friday and saturday',
  'on the first day of the month',
  'before 4am on the first day of the month',
  'on the last day of the month',
  'every month',
  '* 0-3 * * 1',
];

const windows = new Map<string, Window | undefined>();

/** Why a text is not understood; `undefined` when it is. */
export function whyNotSchedule(text: string): string | undefined {
  if (windowOf(text)) return undefined;
  const cron = text.trim().split(/\s+/);
  if (cron.length === 5 && /^[\d*/,-]+$/.test(cron[0] ?? '') && cron[0] !== '*')
    return 'the minutes of a schedule have to be "*", because it is a span of time and not a moment';
  return `write it like "${nearest(text, forms) ?? 'before 4am on monday'}", or as a cron line such as "* 0-3 * * 1"`;
}

/** Whether one of the texts allows this moment; none at all allows every moment. */
export function isWithinSchedule(schedule: readonly string[], timezone: string, now: Date): boolean {
  if (schedule.length === 0) return true;
  const local = localTime(now, timezone);
  return schedule.some((text) => {
    const window = windowOf(text);
    return window !== undefined && isWithin(window, local);
  });
}

/** The day on the calendar of a time zone, `2026-04-30`. */
export function localDay(now: Date, timezone: string): string {
  const { year, month, day } = localTime(now, timezone);
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

export function isTimezone(name: string): boolean {
  return formatter(name) !== undefined;
}

interface LocalTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  readonly minute: number;
  readonly lastDay: boolean;
}

function isWithin(window: Window, local: LocalTime): boolean {
  const { weekdays, monthDays, lastDayOfMonth, months, hours, from = 0, to = 1440, eitherDay } = window;
  if (months && !months.has(local.month)) return false;
  if (hours && !hours.has(Math.floor(local.minute / 60))) return false;
  const inTime =
    from < to ? local.minute >= from && local.minute < to : local.minute >= from || local.minute < to;
  if (!inTime) return false;
  const onWeekday = !weekdays || weekdays.has(local.weekday);
  const onDay = lastDayOfMonth ? local.lastDay : !monthDays || monthDays.has(local.day);
  return eitherDay ? onWeekday || onDay : onWeekday && onDay;
}

const formatters = new Map<string, Intl.DateTimeFormat | undefined>();

function formatter(timezone: string): Intl.DateTimeFormat | undefined {
  if (!formatters.has(timezone)) formatters.set(timezone, makeFormatter(timezone));
  return formatters.get(timezone);
}

function makeFormatter(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    const two = '2-digit';
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: two,
      day: two,
      hour: two,
      minute: two,
    });
  } catch {
    return undefined;
  }
}

/** UTC where the time zone is not known, which the reader has said. */
function localTime(now: Date, timezone: string): LocalTime {
  const parts = (formatter(timezone) ?? formatter('UTC'))?.formatToParts(now) ?? [];
  const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value ?? 0);
  const [year, month, day] = [part('year'), part('month'), part('day')];
  return {
    year,
    month,
    day,
    weekday: new Date(Date.UTC(year, month - 1, day)).getUTCDay(),
    minute: part('hour') * 60 + part('minute'),
    lastDay: new Date(Date.UTC(year, month - 1, day + 1)).getUTCDate() === 1,
  };
}

function windowOf(text: string): Window | undefined {
  if (!windows.has(text))
    windows.set(text, text.length > 200 ? undefined : (fromWords(text) ?? fromCron(text)));
  return windows.get(text);
}

/** One phrase of the text form: what it looks like, and what it adds to the window. */
type Phrase = readonly [RegExp, (found: RegExpExecArray) => Partial<Window> | undefined];

const time = String.raw`(\d{1,2})(?::(\d{2}))? ?(am|pm)?`;
const ordinal = String.raw`(first|1st|2nd|3rd|\d{1,2}th)`;
const name = `(?:${dayNames.join('|')})`;

const phrases: readonly Phrase[] = [
  [/^at any time$|^at any time /, () => ({})],
  [new RegExp(`^(?:after|from) ${time}`), (found) => minutes(found, 'from')],
  [new RegExp(`^(?:before|until|to) ${time}`), (found) => minutes(found, 'to')],
  [/^(?:every|on|on the) (?:weekends?)/, () => ({ weekdays: new Set(weekend) })],
  [/^(?:every|on) (?:weekdays?)/, () => ({ weekdays: new Set(workdays) })],
  [/^every day(?! of)/, () => ({})],
  [
    new RegExp(`^(?:on|every) (${name}) (?:through|to) (${name})`),
    (found) => ({ weekdays: span(dayNames.indexOf(found[1] ?? ''), dayNames.indexOf(found[2] ?? ''), 7) }),
  ],
  [
    new RegExp(`^(?:on|every) (${name}s?(?:(?:,? and |, ?| )${name}s?)*)`),
    (found) => ({
      weekdays: new Set((found[1] ?? '').match(new RegExp(name, 'g'))?.map((day) => dayNames.indexOf(day))),
    }),
  ],
  [/^on the last day of the month/, () => ({ lastDayOfMonth: true })],
  [
    new RegExp(`^on the ${ordinal}(?: day)?(?: of the month)?`),
    (found) => ({ monthDays: new Set([ordinalOf(found[1] ?? '')]) }),
  ],
  [/^every month/, () => ({ monthDays: new Set([1]) })],
  [
    /^every ([2346]) months/,
    (found) => ({ months: every(1, 12, Number(found[1])), monthDays: new Set([1]) }),
  ],
  [
    new RegExp(`^(?:of|in) (${monthNames.join('|')})`),
    (found) => ({ months: new Set([monthNames.indexOf(found[1] ?? '') + 1]) }),
  ],
];

function fromWords(text: string): Window | undefined {
  let rest = text.trim().toLowerCase().replace(/\s+/g, ' ');
  let window: Window | undefined;
  while (rest !== '') {
    const next = nextPhrase(rest);
    if (!next) return undefined;
    window = { ...window, ...next.adds };
    rest = next.rest;
  }
  return window;
}

function nextPhrase(text: string): { adds: Partial<Window>; rest: string } | undefined {
  for (const [looks, adds] of phrases) {
    const found = looks.exec(text);
    const window = found && adds(found);
    if (!found || !window) continue;
    const after = text.slice(found[0].length);
    if (after !== '' && !/^[ ,]/.test(after) && !found[0].endsWith(' ')) continue;
    return { adds: window, rest: after.replace(/^,? ?(?:and )?/, '') };
  }
  return undefined;
}

function minutes(found: RegExpExecArray, which: 'from' | 'to'): Partial<Window> | undefined {
  const [, hour, minute = '0', half] = found;
  const hours = Number(hour);
  if (half ? hours < 1 || hours > 12 : hours > 24) return undefined;
  const ofDay = half ? (hours % 12) + (half === 'pm' ? 12 : 0) : hours;
  const total = ofDay * 60 + Number(minute);
  return Number(minute) < 60 && total <= 1440
    ? { [which]: which === 'to' && total === 0 ? 1440 : total }
    : undefined;
}

function ordinalOf(text: string): number {
  return text === 'first' ? 1 : Number.parseInt(text, 10);
}

/** From one value to another around the end: friday through monday. */
function span(from: number, to: number, modulo: number): Set<number> {
  const length = ((to - from + modulo) % modulo) + 1;
  return new Set(Array.from({ length }, (_, index) => (from + index) % modulo));
}

function every(from: number, to: number, step: number): Set<number> {
  return new Set(
    Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step),
  );
}

function fromCron(text: string): Window | undefined {
  const fields = text.trim().toLowerCase().split(/\s+/);
  if (fields.length !== 5 || fields[0] !== '*') return undefined;
  const hours = cronField(fields[1], 0, 23, []);
  const monthDays = cronField(fields[2], 1, 31, []);
  const months = cronField(fields[3], 1, 12, ['', ...monthNames]);
  const weekdays = cronField(fields[4], 0, 7, dayNames);
  if (!hours || !monthDays || !months || !weekdays) return undefined;
  if (weekdays.has(7)) weekdays.add(0);
  const eitherDay = !fields[2]?.startsWith('*') && !fields[4]?.startsWith('*');
  return { hours, monthDays, months, weekdays, ...(eitherDay && { eitherDay: true as const }) };
}

/** A cron field: lists of `*`, `5`, `1-5`, `mon-fri`, each with an optional `/step`. */
function cronField(
  field: string | undefined,
  least: number,
  most: number,
  names: string[],
): Set<number> | undefined {
  const result = new Set<number>();
  for (const part of (field ?? '').split(',')) {
    const found = /^(\*|[a-z]{3}|\d{1,2})(?:-([a-z]{3}|\d{1,2}))?(?:\/(\d{1,2}))?$/.exec(part);
    if (!found) return undefined;
    const numberOf = (word: string): number =>
      /\d/.test(word) ? Number(word) : names.findIndex((known) => known !== '' && known.startsWith(word));
    const from = found[1] === '*' ? least : numberOf(found[1] ?? '');
    const openEnd = found[1] === '*' || (found[3] && !found[2]);
    const to = found[2] ? numberOf(found[2]) : openEnd ? most : from;
    const step = Number(found[3] ?? 1);
    if (from < least || to > most || from > to || step < 1) return undefined;
    for (const value of every(from, to, step)) result.add(value);
  }
  return result;
}
