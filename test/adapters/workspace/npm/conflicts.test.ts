import { describe, expect, it } from 'vitest';
import { brokenPeers } from '../../../../src/adapters/workspace/npm/conflicts.ts';
import type { LockEntry, PackageLock } from '../../../../src/ecosystems/npm/package-lock-tree.ts';

const lockOf = (packages: Readonly<Record<string, LockEntry>>): PackageLock => ({
  lockfileVersion: 3,
  packages: { '': { dependencies: { mast: '*', keel: '*', rope: '*' } }, ...packages },
});
const rope = { 'node_modules/rope': { version: '1.0.0' } };
const before = lockOf({
  ...rope,
  'node_modules/mast': { version: '1.0.0' },
  'node_modules/keel': { version: '1.0.0' },
});
/** A package of version 2 that brings `sail` in, which wants another rope. */
const bringing = (name: string) => ({
  [`node_modules/${name}`]: { version: '2.0.0', dependencies: { sail: '^3.0.0' } },
  [`node_modules/${name}/node_modules/sail`]: { version: '3.1.0', peerDependencies: { rope: '^2.0.0' } },
});
const asked = ['mast', 'keel'].map((name) => ({ location: '', name }));
const sailWantsRope = { who: 'sail@3.1.0', peer: 'rope', wants: '^2.0.0', gets: '1.0.0' };

describe('peers that an update breaks', () => {
  it('are none where they were broken before', () => {
    const both = lockOf({ ...rope, ...bringing('mast'), 'node_modules/keel': { version: '1.0.0' } });
    expect(brokenPeers(both, both, undefined, asked)).toEqual([]);
  });

  it('are none where the root decrees the version', () => {
    const after = lockOf({ ...rope, ...bringing('mast') });
    expect(brokenPeers(before, after, { rope: '1.0.0' }, asked)).toEqual([]);
  });

  it('name the package that brought in who has the wish', () => {
    const after = lockOf({ ...rope, ...bringing('mast'), 'node_modules/keel': { version: '1.0.0' } });
    expect(brokenPeers(before, after, undefined, asked)).toEqual([{ ...sailWantsRope, broughtBy: ['mast'] }]);
  });

  it('are said once, however many places the tree has for it', () => {
    const after = lockOf({ ...rope, ...bringing('mast'), ...bringing('keel') });
    expect(brokenPeers(before, after, undefined, asked)).toEqual([
      { ...sailWantsRope, broughtBy: ['mast', 'keel'] },
    ]);
  });
});
