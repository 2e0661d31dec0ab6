import type { Day } from './time.ts';

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
}

/** The release lines of one runtime, newest first, and when and from whom that was learned. */
export interface Lifecycle {
  readonly runtime: string;
  /** `Node.js` */
  readonly label: string;
  readonly lines: readonly ReleaseLine[];
  readonly asOf: Day;
  readonly source: string;
}
