import type { Ecosystem } from '../ecosystem.ts';
import { lineOf } from './lines.ts';
import { read, wants } from './read.ts';
import { rewrite } from './rewrite.ts';
import { versions } from './versions.ts';

export { leftBehind, leftOut } from './rewrite.ts';

/**
 * Language runtimes, Node.js first. A runtime is one dependency of a repository with sites in many files: they move together,
 * or the repository is built with one line and run with another.
 */
export const runtimes: Ecosystem = {
  id: 'runtimes',
  label: 'Runtimes',
  wants,
  read,
  versions,
  current: (dependency) => lineOf(dependency.requirement),
  lookup: () => undefined,
  candidates: (_, known) => known.releases,
  rewrite,
};
