import type { Dependency } from '../../domain/manifest.ts';
import type { Release } from '../../domain/release.ts';
import type { UpdateType } from '../../domain/update.ts';
import type { Ecosystem, Rewrite, RewriteContext } from '../ecosystem.ts';
import { read, wants } from './read.ts';
import { moveRequirement, strategyFor } from './requirement.ts';
import { leastOf, npmVersions } from './versions.ts';

export const npm: Ecosystem = {
  id: 'npm',
  label: 'npm',
  wants,
  read,
  versions: npmVersions,
  current: (dependency) => dependency.locked ?? leastOf(dependency.requirement),
  lookup: ({ name }) => ({ key: `npm:${name}`, ecosystem: 'npm', name }),
  candidates: (_, known) => known.releases,
  rewrite,
};

function rewrite(
  dependency: Dependency,
  to: Release,
  step: UpdateType,
  { strategy }: RewriteContext,
): Rewrite {
  const [site] = dependency.sites;
  if (!site) return { kind: 'cannot', why: 'it is written nowhere' };
  if (dependency.type === 'packageManager') {
    // The hash belongs to the old version; without one the package manager is fetched as before, only not checked twice.
    return {
      kind: 'edits',
      requirement: to.version,
      edits: [{ path: site.path, range: site.range, was: site.written, text: to.version }],
    };
  }
  const chosen =
    step === 'pin'
      ? 'pin'
      : strategy === 'auto'
        ? strategyFor(dependency.type, dependency.requirement)
        : strategy;
  const moved = moveRequirement(dependency.requirement, to.version, chosen);
  switch (moved.kind) {
    case 'new':
      return {
        kind: 'edits',
        requirement: moved.text,
        edits: [{ path: site.path, range: site.range, was: site.written, text: moved.text }],
      };
    case 'same':
      return movesInLockfile(dependency, to) ? { kind: 'lockfile-only' } : { kind: 'nothing' };
    case 'cannot':
      return moved;
  }
}

function movesInLockfile({ locked, lockfile, type }: Dependency, to: Release): boolean {
  return (
    lockfile !== undefined && locked !== undefined && locked !== to.version && type !== 'peerDependencies'
  );
}
