import { isDeepStrictEqual } from 'node:util';
import { daysOf } from './age.ts';

type Tighter = (was: unknown, is: unknown) => boolean;

const unlimited = (written: unknown): number => (written === 0 ? Number.POSITIVE_INFINITY : Number(written));
const days = (written: unknown): number => daysOf(written as string | number | null) ?? 0;
const nothingAdded: Tighter = (_, is) => Array.isArray(is) && is.length === 0;

/** What "may only tighten" means for a key. For every other key only the same value will do. */
const tighter: Readonly<Record<string, Tighter>> = {
  minimumReleaseAge: (was, is) => days(is) >= days(was),
  automerge: (_, is) => is === false,
  ignoreUnstable: (_, is) => is === true,
  majors: (_, is) => is === 'one-by-one',
  prHourlyLimit: (was, is) => unlimited(is) <= unlimited(was),
  prConcurrentLimit: (was, is) => unlimited(is) <= unlimited(was),
  daysBeforeEndOfLife: (was, is) => Number(is) >= Number(was),
  /** Lists that add up: more days without merges and more held versions are tighter, more exemptions are not. */
  freeze: () => true,
  quarantine: () => true,
  exceptions: nothingAdded,
  ignoreDeps: nothingAdded,
  packageRules: nothingAdded,
  /** Codemods of others: `codemods.from`. */
  from: nothingAdded,
};

/** Whether a repository may say this about a key that its organisation has locked. */
export function mayTighten(key: string, was: unknown, is: unknown): boolean {
  return isDeepStrictEqual(was, is) || (tighter[key]?.(was, is) ?? false);
}
