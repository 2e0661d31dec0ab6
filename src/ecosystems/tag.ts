import satisfies from 'semver/functions/satisfies.js';
import type { Range } from '../domain/text.ts';
import type { VersionOrder } from './ecosystem.ts';

/**
 * A version as publishers of images and actions write it in a tag: words before it, numbers, perhaps a pre-release, words
 * after it. `16.2-alpine3.19` is 16.2 with the suffix `-alpine3.19`: what follows the version says which variant it is, and
 * a version within it is left alone.
 */
export interface Tag {
  readonly prefix: string;
  readonly numbers: readonly string[];
  /** `rc1`, without its separator. */
  readonly prerelease?: string;
  readonly suffix: string;
  /** Where the numbers and the pre-release stand in the tag: what changes from one release to the next. */
  readonly core: Range;
  /** How the numbers are meant: `2024` is a year and never newer than `3`. Only equal scales are compared. */
  readonly scale: string;
}

/** Longer than any tag a registry takes (128) and most Git tags. */
const longest = 255;

const pattern =
  /^(?<prefix>\D*)(?<numbers>\d{4}-\d\d-\d\d(?:T\d\d-\d\d-\d\dZ)?(?!\d)|\d+(?:[._]\d+)*)(?<pre>[-._]?(?:alpha|beta|rc|preview|pre)(?:[-.]?\d+)?(?![a-z\d])|[ab]\d+(?![a-z\d]))?(?<suffix>.*)$/is;

/** A commit's name or its beginning: its digits count nothing. */
const commit = /^(?:.*[-_])?(?=[0-9]*[a-f])[0-9a-f]{7,64}$/;

/** `undefined` for `latest`, `bookworm-slim` and whatever else names no version. */
export function parseTag(text: string): Tag | undefined {
  if (text.length > longest || commit.test(text)) return undefined;
  const groups = pattern.exec(text)?.groups;
  if (!groups) return undefined;
  const { prefix = '', numbers = '', pre = '', suffix = '' } = groups;
  return {
    prefix,
    numbers: numbers.split(/\D/).filter((part) => part !== ''),
    ...(pre && { prerelease: pre.replace(/^[-._]/, '').toLowerCase() }),
    suffix,
    core: { start: prefix.length, end: prefix.length + numbers.length + pre.length },
    scale: scaleOf(numbers),
  };
}

function scaleOf(numbers: string): string {
  if (numbers.includes('-')) return 'day';
  const first = /^\d+/.exec(numbers)?.[0] ?? '';
  if (/^(?:19|20)\d{6}$/.test(first)) return 'compact day';
  return /^(?:19|20)\d\d(?:\d\d)?$/.test(first) ? `year of ${first.length}` : 'count';
}

/** The same kind of tag: only the version differs. */
export function sameShape(a: Tag, b: Tag): boolean {
  return sameKind(a, b) && a.prefix === b.prefix && a.numbers.length === b.numbers.length;
}

/** As `sameShape`, for whatever precision, and whether with a `v` or without. */
export function sameKind(a: Tag, b: Tag): boolean {
  return a.scale === b.scale && a.suffix === b.suffix && bare(a.prefix) === bare(b.prefix);
}

function bare(prefix: string): string {
  return prefix.replace(/v$/i, '');
}

/** The order of tags of which `comparable` tells which can follow which. */
export function tagOrder(comparable: (from: Tag, to: Tag) => boolean): VersionOrder {
  return {
    isVersion: (text) => parseTag(text) !== undefined,
    compare,
    step(from, to) {
      const [a, b] = [parseTag(from), parseTag(to)];
      return a && b && comparable(a, b) ? stepBetween(a, b) : undefined;
    },
    isPrerelease: (version) => parseTag(version)?.prerelease !== undefined,
    satisfies(version, range) {
      const tag = parseTag(version);
      return tag !== undefined && satisfies(semverOf(tag), range, { includePrerelease: true });
    },
    line: (version) => lineOf(version),
  };
}

/** Total, so that sorting is stable: what names no version comes first, and of two spellings of one the text decides. */
function compare(a: string, b: string): number {
  const [left, right] = [parseTag(a), parseTag(b)];
  if (!left || !right) return Number(left !== undefined) - Number(right !== undefined) || compareText(a, b);
  return compareTags(left, right) || compareText(a, b);
}

function compareTags(a: Tag, b: Tag): number {
  return (
    compareText(a.scale, b.scale) ||
    compareNumbers(a.numbers, b.numbers) ||
    // A shorter one floats: `v4` is the newest of all `v4.x`.
    b.numbers.length - a.numbers.length ||
    comparePrereleases(a.prerelease, b.prerelease)
  );
}

/** As far as both go. */
function compareNumbers(a: readonly string[], b: readonly string[]): number {
  const at = firstDifference(a, b);
  return at === undefined ? 0 : compareDigits(a[at] ?? '', b[at] ?? '');
}

function firstDifference(a: readonly string[], b: readonly string[]): number | undefined {
  const shared = Math.min(a.length, b.length);
  for (let at = 0; at < shared; at++) if (compareDigits(a[at] ?? '', b[at] ?? '') !== 0) return at;
  return undefined;
}

/** Numbers of any length, without losing a digit. */
function compareDigits(a: string, b: string): number {
  const [left, right] = [withoutZeros(a), withoutZeros(b)];
  return left.length - right.length || compareText(left, right);
}

function withoutZeros(digits: string): string {
  return digits.replace(/^0+(?=\d)/, '');
}

function comparePrereleases(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  const [left, right] = [a, b].map((text) => ({
    word: /^[a-z]+/.exec(text)?.[0] ?? '',
    count: /\d+/.exec(text)?.[0] ?? '0',
  }));
  return (
    compareText(left?.word ?? '', right?.word ?? '') || compareDigits(left?.count ?? '0', right?.count ?? '0')
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const steps = ['major', 'minor'] as const;

function stepBetween(from: Tag, to: Tag): 'major' | 'minor' | 'patch' | undefined {
  if (compareTags(to, from) <= 0) return undefined;
  const at = firstDifference(from.numbers, to.numbers);
  if (at === undefined) return from.numbers.length === to.numbers.length ? 'patch' : undefined;
  // A new day says nothing about what changed, and certainly not that something broke.
  if (at === 0 && from.scale.endsWith('day')) return 'minor';
  return steps[at] ?? 'patch';
}

function semverOf(tag: Tag): string {
  const [major = '0', minor = '0', patch = '0'] = tag.numbers.map(withoutZeros);
  return `${major}.${minor}.${patch}${tag.prerelease ? `-${tag.prerelease}` : ''}`;
}

function lineOf(version: string): string {
  const tag = parseTag(version);
  if (!tag) return version;
  const [first = version, second] = tag.numbers;
  if (tag.scale === 'day') return tag.numbers.slice(0, 3).join('-');
  return first === '0' && second !== undefined ? `0.${second}` : first;
}
