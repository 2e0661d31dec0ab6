import { createRequire } from 'node:module';
import type { RE2JS } from 're2js';

const require = createRequire(import.meta.url);

/** Longer patterns are no names; a bound on what compiling costs. */
const longestPattern = 1000;

export type Matcher = (text: string) => boolean;
export type Compiled =
  | { readonly kind: 'matcher'; readonly matches: Matcher }
  | { readonly kind: 'refused'; readonly because: string };

/**
 * A pattern as Renovate writes it: an exact text, a glob (`@acme/*`), or a regular expression between slashes (`/^eslint/`,
 * `/x/i`). Whatever a person writes is matched in time linear in the text: globs too run on RE2, never on a backtracking
 * engine. Globs and exact texts do not mind upper case, as in Renovate.
 */
export function compilePattern(pattern: string): Compiled {
  if (pattern.length > longestPattern)
    return refused(`the pattern is longer than ${longestPattern} characters`);
  const expression = /^\/(.*)\/(i?)$/s.exec(pattern);
  if (expression) return compileExpression(expression[1] ?? '', expression[2] === 'i');
  if (pattern.startsWith('/')) return refused(`the regular expression has no closing "/"`);
  if (pattern === '*' || pattern === '**') return { kind: 'matcher', matches: () => true };
  const wanted = pattern.toLowerCase();
  if (!/[*?[\]{}()+!\\]/.test(pattern))
    return { kind: 'matcher', matches: (text) => text.toLowerCase() === wanted };
  return compileGlob(pattern);
}

/**
 * A list of patterns as Renovate reads it: one of the plain ones has to match (when there are any), and none of those that
 * begin with `!`. Answers are remembered: the same names come back thousands of times. A pattern that cannot be compiled
 * makes the list match nothing; the reader has said so before.
 */
export function compileList(patterns: readonly string[]): Matcher {
  let compiled: { wanted: Compiled[]; unwanted: Compiled[] } | undefined;
  const answers = new Map<string, boolean>();
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined) return known;
    compiled ??= {
      wanted: patterns.filter((pattern) => !pattern.startsWith('!')).map(compilePattern),
      unwanted: patterns
        .filter((pattern) => pattern.startsWith('!'))
        .map((pattern) => compilePattern(pattern.slice(1))),
    };
    const { wanted, unwanted } = compiled;
    const answer =
      (wanted.length === 0 || wanted.some((one) => one.kind === 'matcher' && one.matches(text))) &&
      !unwanted.some((one) => one.kind === 'refused' || one.matches(text));
    answers.set(text, answer);
    return answer;
  };
}

/** Why a pattern cannot be used, for the reader of configurations. */
export function whyNot(pattern: string): string | undefined {
  const compiled = compilePattern(pattern.startsWith('!') ? pattern.slice(1) : pattern);
  return compiled.kind === 'refused' ? compiled.because : undefined;
}

/** `/regex/`, with an optional `!` before it. */
export function isExpression(text: string): boolean {
  return /^!?\/.*\/i?$/s.test(text);
}

/**
 * Picomatch reads the glob; of the expression it makes, only the look-aheads that keep `.` and `..` out of a path are
 * dropped, because RE2 has none: neither stands in a package name or in a path of a git tree.
 */
function compileGlob(glob: string): Compiled {
  const picomatch = require('picomatch') as typeof import('picomatch');
  try {
    const options = { dot: true, nonegate: true, noextglob: true, strictSlashes: true };
    const source = picomatch
      .makeRe(glob, options)
      .source.replaceAll('(?!\\.{1,2}(?:\\/|$))', '')
      .replaceAll('(?!(?:^|\\/)\\.{1,2}(?:\\/|$))', '')
      .replaceAll('(?=.)', '');
    return compileExpression(source, true, 'this glob');
  } catch {
    return refused('this glob cannot be read');
  }
}

function compileExpression(source: string, ignoreCase: boolean, what = 'this regular expression'): Compiled {
  const { RE2JS: engine } = require('re2js') as { RE2JS: typeof RE2JS };
  try {
    const compiled = engine.compile(source, ignoreCase ? engine.CASE_INSENSITIVE : 0);
    return { kind: 'matcher', matches: (text) => compiled.test(text) };
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : 'unknown';
    return refused(`${what} is not supported (${why})`);
  }
}

function refused(because: string): Compiled {
  return { kind: 'refused', because };
}
