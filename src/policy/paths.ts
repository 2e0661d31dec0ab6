import type { Problem } from '../domain/problem.ts';

const endings = ['yml', 'yaml', 'json', 'json5'];

/** Where a repository's configuration may stand, in the order in which it is looked for. */
export const configurationPaths: readonly string[] = ['.github/springtide', 'springtide'].flatMap((name) =>
  endings.map((ending) => `${name}.${ending}`),
);

/** The files that may hold a preset: `strict` is strict.yml, `default` may be springtide.yml too. */
export function configurationFiles(preset: string): readonly string[] {
  if (/\.(?:ya?ml|json5?)$/.test(preset)) return [preset];
  const names = preset === 'default' ? ['default', 'springtide'] : [preset];
  return names.flatMap((name) => endings.map((ending) => `${name}.${ending}`));
}

/** Where an organisation's configuration may stand, in the order in which it is looked for. */
export const organisationRepositories: readonly string[] = ['springtide-config', '.github'];
export const organisationPaths: readonly string[] = endings.map((ending) => `springtide.${ending}`);
export const isGroupPath = (path: string): boolean => /^groups\/[^/]+\.(?:ya?ml|json5?)$/.test(path);

/** In the repository of an organisation `springtide.yml` is about all repositories; its own stands in `.github`. */
export const ownPathsBesideOrganisation: readonly string[] = configurationPaths.filter(
  (path) => !organisationPaths.includes(path),
);

/** The file that counts, and a problem for every other one that would be overlooked. */
export function configurationAmong(
  paths: Iterable<string>,
  candidates = configurationPaths,
): { path?: string; problems: Problem[] } {
  const there = new Set(paths);
  const [path, ...others] = candidates.filter((candidate) => there.has(candidate));
  if (!path) return { problems: [] };
  const problems = others.map((other) => ({
    path: other,
    what: `there are two configurations, and only ${path} is read`,
    remedy: 'keep one of them',
  }));
  return { path, problems };
}
