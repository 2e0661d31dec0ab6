import type { RuntimePolicy } from './policy.ts';
import { addDays, type Day, dayOf, daysBetween } from './time.ts';

/** The 22 in Node 22, with the dates its support ends. Dates that nobody published are missing, never guessed. */
export interface ReleaseLine {
  readonly line: string;
  readonly releasedOn: Day;
  /** The day it becomes a long-term-support line, which may lie ahead. */
  readonly ltsFrom?: Day;
  readonly endOfActiveSupport?: Day;
  readonly endOfLife?: Day;
  /** The newest release known when the data was taken. */
  readonly latest?: string;
  /** `Krypton`, where lines have names. */
  readonly codename?: string;
  /** Missing when nobody told which images there are. */
  readonly images?: ImageVariants;
}

/** The variants its official image is built in, as they stand behind the dash of a tag. */
export interface ImageVariants {
  /** What a tag without a variant is built on: `bookworm`. */
  readonly debian: string;
  /** What `-alpine` means: `alpine3.24`. */
  readonly alpine: string;
  readonly variants: readonly string[];
}

/** The release lines of one runtime, newest first, and when and from whom that was learned. */
export interface Lifecycle {
  readonly runtime: string;
  /** `Node.js` */
  readonly label: string;
  readonly lines: readonly ReleaseLine[];
  /** The lines that places with names of their own are known to offer: `aws-lambda`, `tsconfig`. */
  readonly platforms?: Readonly<Record<string, readonly string[]>>;
  readonly asOf: Day;
  readonly source: string;
}

/** Where a line stands on one day. `unknown` when the data has no such line, which is not the same as unsupported. */
export type LineStatus = 'not-yet' | 'current' | 'lts' | 'maintenance' | 'end-of-life' | 'unknown';

export function releaseLine(lifecycle: Lifecycle, line: string): ReleaseLine | undefined {
  return lifecycle.lines.find((known) => known.line === line);
}

/** A date counts from its first moment: on the day of its end of life a line has reached it. */
export function statusOf(lifecycle: Lifecycle, line: string, now: Date): LineStatus {
  const known = releaseLine(lifecycle, line);
  if (!known) return 'unknown';
  const reached = (day: Day | undefined) => day !== undefined && day <= dayOf(now);
  if (reached(known.endOfLife)) return 'end-of-life';
  if (!reached(known.releasedOn)) return 'not-yet';
  if (reached(known.endOfActiveSupport)) return 'maintenance';
  return reached(known.ltsFrom) ? 'lts' : 'current';
}

/** Whether a line was released and has not reached its end of life. */
function isSupported(lifecycle: Lifecycle, line: string, now: Date): boolean {
  const status = statusOf(lifecycle, line, now);
  return status === 'current' || status === 'lts' || status === 'maintenance';
}

/** The newest line that is long-term support on this very day, not the one that will be. */
export function newestLts(lifecycle: Lifecycle, now: Date): ReleaseLine | undefined {
  const today = dayOf(now);
  return newestOf(
    lifecycle.lines.filter(
      (line) => line.ltsFrom !== undefined && line.ltsFrom <= today && isSupported(lifecycle, line.line, now),
    ),
  );
}

export function newestLine(lifecycle: Lifecycle, now: Date): ReleaseLine | undefined {
  return newestOf(lifecycle.lines.filter((line) => isSupported(lifecycle, line.line, now)));
}

/** Negative when it lies behind; `undefined` when no date was published. */
export function daysUntilEndOfLife(line: ReleaseLine, now: Date): number | undefined {
  return line.endOfLife === undefined ? undefined : daysBetween(dayOf(now), line.endOfLife);
}

/** The line a runtime should move to by its policy; `undefined` when it stays. It never moves back. */
export function targetLine(
  lifecycle: Lifecycle,
  line: string,
  policy: RuntimePolicy,
  now: Date,
): ReleaseLine | undefined {
  const target = followed(lifecycle, line, policy, now);
  return target && compareLines(target.line, line) > 0 ? target : undefined;
}

function followed(
  lifecycle: Lifecycle,
  line: string,
  policy: RuntimePolicy,
  now: Date,
): ReleaseLine | undefined {
  switch (policy.follow) {
    case 'latest':
      return newestLine(lifecycle, now);
    case 'lts':
      return newestLts(lifecycle, now) ?? newestLine(lifecycle, now);
    case 'supported':
      return isSupported(lifecycle, line, addDays(now, policy.daysBeforeEndOfLife))
        ? undefined
        : (newestLts(lifecycle, now) ?? newestLine(lifecycle, now));
  }
}

/** By number, part by part: `9` before `10`, `3.9` before `3.10`. */
export function compareLines(a: string, b: string): number {
  const [left, right] = [a.split('.').map(Number), b.split('.').map(Number)];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}

function newestOf(lines: readonly ReleaseLine[]): ReleaseLine | undefined {
  return lines.reduce<ReleaseLine | undefined>(
    (newest, line) => (newest && compareLines(newest.line, line.line) > 0 ? newest : line),
    undefined,
  );
}
