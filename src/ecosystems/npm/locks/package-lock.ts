import type { LockedPackage } from '../../../domain/manifest.ts';
import {
  isRecord,
  type LegacyEntry,
  type LockEntry,
  lockedVersion,
  type PackageLock,
  parsePackageLock,
} from '../package-lock-tree.ts';
import { type Lock, UnreadableLock } from './lock.ts';

export function readPackageLock(text: string): Lock {
  const lock = parsePackageLock(text);
  if (!lock) throw new UnreadableLock(isJson(text) ? 'it is no lockfile of npm' : 'it is not valid JSON');
  return {
    tool: 'npm',
    format: String(lock.lockfileVersion),
    packages: lock.packages ? modern(lock.packages) : legacy(lock.dependencies ?? {}),
    versionOf: (folder, name) => registryVersion(lock, folder, name),
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Format 1 writes an address where a package comes from one: that is no version. */
function registryVersion(lock: PackageLock, folder: string, name: string): string | undefined {
  const version = lockedVersion(lock, folder, name);
  return version?.includes(':') ? undefined : version;
}

function modern(packages: NonNullable<PackageLock['packages']>): LockedPackage[] {
  return Object.entries(packages).flatMap(([path, entry]) => {
    const mark = path.lastIndexOf('node_modules/');
    if (mark === -1 || entry.link || typeof entry.version !== 'string') return [];
    const name = entry.name ?? path.slice(mark + 'node_modules/'.length);
    return [{ name, version: entry.version, ...wishes(entry) }];
  });
}

function wishes(entry: LockEntry): Partial<LockedPackage> {
  const peers = isRecord(entry.peerDependencies) ? texts(entry.peerDependencies) : {};
  const meta = isRecord(entry.peerDependenciesMeta) ? entry.peerDependenciesMeta : {};
  const optionalPeers = Object.keys(meta).filter(
    (name) => isRecord(meta[name]) && meta[name].optional === true,
  );
  return {
    ...(Object.keys(peers).length > 0 ? { peers } : {}),
    ...(optionalPeers.length > 0 ? { optionalPeers } : {}),
    ...(entry.hasInstallScript === true ? { hasInstallScript: true } : {}),
  };
}

function texts(record: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])),
  );
}

function legacy(dependencies: Readonly<Record<string, LegacyEntry>>): LockedPackage[] {
  const found: LockedPackage[] = [];
  const open = [dependencies];
  for (let level = open.pop(); level; level = open.pop()) {
    for (const [name, entry] of Object.entries(level)) {
      if (entry.version && !entry.version.includes(':')) found.push({ name, version: entry.version });
      if (isRecord(entry.dependencies)) open.push(entry.dependencies);
    }
  }
  return found;
}
