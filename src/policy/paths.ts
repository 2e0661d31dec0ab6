import type { Problem } from '../domain/problem.ts';

const endings = ['yml', 'yaml', 'json', 'json5'];

/** Where a repository's configuration may stand, in the order in which it is looked for. */
export const configurationPaths: readonly string[] = ['.github/springtide', 'springtide'].flatMap((name) =>
  endings.map((ending) => `${name}.${ending}`),
);

/** The file that counts, and a problem for every other one that would be overlooked. */
export function configurationAmong(paths: Iterable<string>): { path?: string; problems: Problem[] } {
  const there = new Set(paths);
  const [path, ...others] = configurationPaths.filter((candidate) => there.has(candidate));
  if (!path) return { problems: [] };
  const problems = others.map((other) => ({
    path: other,
    what: `there are two configurations, and only ${path} is read`,
    remedy: 'keep one of them',
  }));
  return { path, problems };
}
