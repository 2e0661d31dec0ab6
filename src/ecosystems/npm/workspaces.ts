import { createRequire } from 'node:module';
import type { PackageJson } from './package-json.ts';

const require = createRequire(import.meta.url);

/**
 * Who belongs to the workspace whose root lies in `folder`: the root first, then those its patterns name, by path. Patterns are
 * npm's, yarn's and pnpm's alike: globs of folders, `!` takes away.
 */
export function membersOf(
  folder: string,
  patterns: readonly string[],
  manifests: ReadonlyMap<string, PackageJson>,
): readonly PackageJson[] {
  const root = manifests.get(`${folder}package.json`);
  if (patterns.length === 0) return root ? [root] : [];
  const isMember = matcher(patterns);
  const members = [...manifests.values()].filter(
    (manifest) =>
      manifest !== root &&
      manifest.folder.startsWith(folder) &&
      isMember(manifest.folder.slice(folder.length).replace(/\/$/, '')),
  );
  members.sort((a, b) => (a.path < b.path ? -1 : 1));
  return root ? [root, ...members] : members;
}

/** Whether a folder, relative to the workspace's root and without a slash, belongs to the workspace. */
export function matcher(patterns: readonly string[]): (folder: string) => boolean {
  const picomatch = require('picomatch') as typeof import('picomatch');
  const tidy = (pattern: string) => pattern.replace(/^!/, '').replace(/^\.\//, '').replace(/\/+$/, '');
  const compile = (list: readonly string[]) => list.map((pattern) => picomatch(tidy(pattern), { dot: true }));
  const wanted = compile(patterns.filter((pattern) => !pattern.startsWith('!')));
  const unwanted = compile(patterns.filter((pattern) => pattern.startsWith('!')));
  return (folder) =>
    wanted.some((matches) => matches(folder)) && !unwanted.some((matches) => matches(folder));
}
