import coerce from 'semver/functions/coerce.js';
import satisfies from 'semver/functions/satisfies.js';
import { compareLines } from '../../domain/runtime.ts';
import type { VersionOrder } from '../ecosystem.ts';
import { lineOf } from './lines.ts';

const pattern = /^v?\d{1,4}(?:\.\d{1,4}){0,2}$/;

/** Lines and exact versions by number: `9` before `18`, `18` before `18.19.0`. */
export const versions: VersionOrder = {
  isVersion: (text) => pattern.test(text),
  compare,
  step(from, to) {
    if (!pattern.test(from) || !pattern.test(to) || compare(to, from) <= 0) return undefined;
    if (lineOf(from) !== lineOf(to)) return 'major';
    return from.split('.')[1] === to.split('.')[1] ? 'patch' : 'minor';
  },
  isPrerelease: () => false,
  satisfies(version, range) {
    const full = pattern.test(version) ? coerce(version) : null;
    return full !== null && satisfies(full, range);
  },
  line: (version) => lineOf(version) ?? version,
};

/** Text that is no version sorts first. */
function compare(a: string, b: string): number {
  const [left, right] = [pattern.test(a), pattern.test(b)];
  return left && right ? compareLines(bare(a), bare(b)) : Number(left) - Number(right);
}

function bare(version: string): string {
  return version.replace(/^v/, '');
}
