import type { z } from 'zod';
import type { Origin } from '../domain/policy.ts';
import type { Problem } from '../domain/problem.ts';
import { nearest } from './nearest.ts';
import { parseConfiguration } from './parse.ts';
import { withoutCounterpart } from './renovate-words.ts';
import { keysAt, type WrittenGroup, type WrittenPolicy, writtenGroup, writtenPolicy } from './schema.ts';
import {
  type ConfigNode,
  type Fault,
  type KeyPath,
  keyPaths,
  offsetOf,
  pathText,
  placesOf,
  prune,
  toValue,
  valueAt,
} from './tree.ts';

/** Imports zod: to be loaded only when there is a file to read (`await import('../policy/read.ts')`). */

export interface ReadConfiguration<Written = WrittenPolicy> {
  /** What is right in the file. Missing when nothing can be used: then the last good configuration holds. */
  readonly written?: Written;
  readonly problems: readonly Problem[];
  /** Key path (`packageRules.0.automerge`) → file and line. */
  readonly origins: Readonly<Record<string, Origin>>;
}

const mostProblems = 50;
/** As deep as the schema is, and one more. */
const mostRounds = 8;

export function readConfiguration(path: string, text: string): ReadConfiguration {
  const read = readAs(writtenPolicy, path, text);
  return read === undefined ? { written: {}, problems: [], origins: {} } : read;
}

/** A group that does not say which repositories it is about is about none. */
export function readGroup(path: string, text: string): ReadConfiguration<WrittenGroup> {
  const read = readAs(writtenGroup, path, text);
  if (read) return read;
  const place = { line: 1, column: 1 };
  const what = '"repositories" is missing';
  const remedy = 'write the names or globs of the repositories it is about';
  return { problems: [{ path, place, what, remedy }], origins: {} };
}

/** `undefined` for a text that says nothing. */
function readAs<Written>(
  schema: z.ZodType<Written>,
  path: string,
  text: string,
): ReadConfiguration<Written> | undefined {
  const { root, problems } = parseConfiguration(path, text);
  if (!root) return problems.length > 0 ? { problems, origins: {} } : undefined;
  const place = placesOf(text);
  const { written, right, faults } = keepWhatIsRight(root, schema);
  const said = faults
    .slice(0, mostProblems)
    .map(({ at, what, remedy }) => ({ path, place: place(at), what, remedy }));
  const origins = originsOf(path, right, (offset) => place(offset).line);
  return { ...(written && { written }), problems: [...problems, ...said], origins };
}

function originsOf(
  from: string,
  root: ConfigNode,
  lineOf: (offset: number) => number,
): Record<string, Origin> {
  const entries = [...keyPaths(root)].map(({ path, at }) => [pathText(path), { from, line: lineOf(at) }]);
  return Object.fromEntries(entries);
}

interface Misfit {
  readonly at: KeyPath;
  readonly what: string;
  readonly remedy: string;
  /** What is left out because of it. */
  readonly without: KeyPath;
}

/**
 * Leaves out what does not fit and reads again. A second look is needed because a wrong type hides what is inside of it;
 * the tree is pruned, and not the value, so that everything left still knows where it stands.
 */
function keepWhatIsRight<Written>(
  root: ConfigNode,
  schema: z.ZodType<Written>,
): { written?: Written; right: ConfigNode; faults: Fault[] } {
  const faults: Fault[] = [];
  let right = root;
  for (let round = 0; round < mostRounds; round++) {
    const value = toValue(right);
    const result = schema.safeParse(value);
    if (result.success) return { written: result.data, right, faults };
    const found = result.error.issues.flatMap((issue) => misfits(issue, value, schema));
    for (const misfit of found) faults.push({ ...misfit, at: offsetOf(right, misfit.at) });
    // What is missing at the top cannot be left out.
    if (found.some(({ without }) => without.length === 0 || valueAt(value, without) === undefined)) break;
    right = prune(
      right,
      found.map(({ without }) => without),
    );
  }
  return { right, faults };
}

function misfits(issue: z.core.$ZodIssue, value: unknown, schema: z.core.$ZodType): Misfit[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey([...path, key], schema));
    case 'invalid_union': {
      const inner = innermost(issue);
      if (inner)
        return misfits({ ...inner, path: [...issue.path, ...inner.path] } as z.core.$ZodIssue, value, schema);
      return [wrongValue(path, issue.message, value)];
    }
    default:
      return [wrongValue(path, issue.message, value)];
  }
}

/** The branch of a union that was meant: the one whose complaint lies deepest, or about an unknown key. */
function innermost(issue: z.core.$ZodIssue & { code: 'invalid_union' }): z.core.$ZodIssue | undefined {
  const inside = issue.errors
    .flat()
    .filter(({ path, code }) => path.length > 0 || code === 'unrecognized_keys');
  return inside[0];
}

function unknownKey(path: KeyPath, schema: z.core.$ZodType): Misfit {
  const key = String(path.at(-1));
  const around = pathText(path.slice(0, -1));
  const where = around === '' ? '' : ` in ${around}`;
  const shown = key.length > 60 ? `${key.slice(0, 60)}…` : key;
  const without = unitOf(path, true);
  const reason = withoutCounterpart.get(key);
  if (reason)
    return {
      at: path,
      what: `"${shown}"${where} is a key of Renovate: ${reason}`,
      remedy: 'remove it here',
      without,
    };
  const meant = nearest(key, keysAt(path.slice(0, -1), schema));
  return {
    at: path,
    what: `the key "${shown}"${where} is unknown`,
    remedy: meant ? `write "${meant}"` : 'remove it; docs/configuration.md lists the keys',
    without,
  };
}

function wrongValue(path: KeyPath, expected: string, value: unknown): Misfit {
  const found = valueAt(value, path);
  const name = pathText(path);
  const [words, why] = split(expected);
  const meant = typeof found === 'string' ? nearest(found, quoted(words)) : undefined;
  const what =
    found === undefined
      ? `"${name}" is missing`
      : `${name === '' ? 'the file' : `"${name}"`} is ${shown(found)}${why}`;
  return {
    at: path,
    what,
    remedy: meant ? `write "${meant}"` : `write ${words}`,
    without: unitOf(path, false),
  };
}

/** `a time; write it like "every weekend"` → what is expected, and why this is not. */
function split(expected: string): [string, string] {
  const at = expected.indexOf('; ');
  if (at < 0) return [expected, ''];
  const [words, why] = [expected.slice(0, at), expected.slice(at + 2)];
  return why.startsWith('write it like')
    ? [why.slice('write '.length), ', which is not understood']
    : [words, `: ${why}`];
}

function quoted(words: string): string[] {
  return words.startsWith('one of') ? [...words.matchAll(/"([^"]+)"/g)].map((match) => match[1] ?? '') : [];
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (value !== null && typeof value === 'object') return 'a group of keys';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/**
 * What is left out with a misfit. A rule with a broken or unknown condition would match too much, so the whole rule goes;
 * so does an entry of a list whose entries have to be whole.
 */
function unitOf(path: KeyPath, unknown: boolean): KeyPath {
  const [top, group, key] = path;
  if (top === 'packageRules' && path.length > 2)
    return unknown || String(key).startsWith('match') ? path.slice(0, 2) : path.slice(0, 3);
  if (top === 'codemods' && group === 'from' && path.length > 3) return path.slice(0, 3);
  const whole = top === 'exceptions' || top === 'quarantine' || top === 'freeze';
  return whole && path.length > 2 && !unknown ? path.slice(0, 2) : path;
}
