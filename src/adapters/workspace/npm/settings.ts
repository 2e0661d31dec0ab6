import type { LockRequest } from '../../../ports.ts';
import { folderOf } from './layout.ts';
import type { TreeSettings } from './messages.ts';

/**
 * The few keys of a repository's `.npmrc` that decide which tree npm builds. Everything else in it (registries, credentials,
 * scripts, paths, variables) is not read here, and the file itself is never laid out.
 */
export function treeSettings(request: LockRequest): TreeSettings {
  const folder = folderOf(request.lockfile.path);
  const written = keysOf(request.files.get(folder === '' ? '.npmrc' : `${folder}/.npmrc`) ?? '');
  const strategy = written.get('install-strategy') ?? '';
  return {
    legacyPeerDeps: written.get('legacy-peer-deps') === 'true',
    strictPeerDeps: written.get('strict-peer-deps') === 'true',
    preferDedupe: written.get('prefer-dedupe') === 'true',
    installLinks: written.get('install-links') === 'true',
    installStrategy: strategies.includes(strategy) ? strategy : 'hoisted',
  };
}

const strategies = ['hoisted', 'nested', 'shallow', 'linked'];

function keysOf(npmrc: string): Map<string, string> {
  const lines = npmrc.split('\n').filter((line) => line.includes('='));
  return new Map(lines.map((line) => line.split('=', 2).map((part) => part.trim()) as [string, string]));
}

/** Whether npm builds the tree as it does by itself. */
export function hasDefaults(settings: TreeSettings): boolean {
  const { legacyPeerDeps, strictPeerDeps, preferDedupe, installLinks, installStrategy } = settings;
  return !(legacyPeerDeps || strictPeerDeps || preferDedupe || installLinks) && installStrategy === 'hoisted';
}
