import Range from 'semver/classes/range.js';
import compare from 'semver/functions/compare.js';
import parse from 'semver/functions/parse.js';
import minVersion from 'semver/ranges/min-version.js';
import validRange from 'semver/ranges/valid.js';
import type { VersionOrder } from '../ecosystem.ts';

/** npm's order is semver's. The same versions and ranges are asked about again and again, so what was parsed is kept. */
const version = remembered(parse);
const range = remembered((text) => {
  try {
    return new Range(text);
  } catch {
    return null;
  }
});
const mostRemembered = 50_000;

function remembered<T>(parsed: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    let value = known.get(text);
    if (value === undefined) {
      if (known.size >= mostRemembered) known.clear();
      value = parsed(text);
      known.set(text, value);
    }
    return value;
  };
}

export const npmVersions: VersionOrder = {
  isVersion: (text) => version(text) !== null,
  compare(a, b) {
    const [left, right] = [version(a), version(b)];
    if (left && right) return compare(left, right);
    return left ? 1 : right ? -1 : 0;
  },
  step(from, to) {
    const [left, right] = [version(from), version(to)];
    if (!left || !right || compare(right, left) <= 0) return undefined;
    if (right.major !== left.major) return 'major';
    return right.minor === left.minor ? 'patch' : 'minor';
  },
  isPrerelease: (text) => (version(text)?.prerelease.length ?? 0) > 0,
  satisfies(text, wanted) {
    const known = version(text);
    return known !== null && (range(wanted)?.test(known) ?? false);
  },
  line(text) {
    const known = version(text);
    if (!known) return text;
    return known.major === 0 ? `0.${known.minor}` : String(known.major);
  },
};

/** The least version a requirement allows. */
export function leastOf(requirement: string): string | undefined {
  return validRange(requirement) === null ? undefined : minVersion(requirement)?.version;
}
