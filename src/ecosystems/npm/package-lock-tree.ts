/**
 * What a package-lock.json says, and who finds what in it. Formats 2 and 3 list every folder of the tree by its path in
 * `packages`; format 1 nests `dependencies`. https://docs.npmjs.com/cli/configuring-npm/package-lock-json
 */

export interface LockEntry {
  readonly name?: string;
  readonly version?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly [key: string]: unknown;
}

/** A package as formats 1 and 2 write it. */
export interface LegacyEntry {
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, LegacyEntry>>;
  readonly [key: string]: unknown;
}

export interface PackageLock {
  readonly name?: string;
  readonly lockfileVersion: number;
  readonly packages?: Readonly<Record<string, LockEntry>>;
  readonly dependencies?: Readonly<Record<string, LegacyEntry>>;
}

/** `undefined` when the text is no lockfile of npm's. */
export function parsePackageLock(text: string): PackageLock | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isLock(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isLock(value: unknown): value is PackageLock {
  return (
    isRecord(value) &&
    typeof value.lockfileVersion === 'number' &&
    (value.packages === undefined || isRecordOfRecords(value.packages)) &&
    (value.dependencies === undefined || isRecordOfRecords(value.dependencies))
  );
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isRecordOfRecords(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every(isRecord);
}

/** The path of the package that code in the folder `from` (empty for the root) gets for a name; links are not followed. */
export function locate(
  packages: Readonly<Record<string, LockEntry>>,
  from: string,
  name: string,
): string | undefined {
  for (let folder: string | undefined = from; folder !== undefined; folder = above(folder)) {
    const path = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (Object.hasOwn(packages, path)) return path;
  }
  return undefined;
}

/** The folder, or package, whose `node_modules` is looked into next. */
function above(folder: string): string | undefined {
  if (folder === '') return undefined;
  const nested = folder.lastIndexOf('node_modules/');
  if (nested > 0) return folder.slice(0, nested - 1);
  if (nested === 0) return '';
  return folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
}

/** The nearest package above one that is in the tree itself; `undefined` for the root. */
export function parentOf(packages: Readonly<Record<string, LockEntry>>, path: string): string | undefined {
  let folder = above(path);
  while (folder !== undefined && !Object.hasOwn(packages, folder)) folder = above(folder);
  return folder;
}

/** The name of the folder of a package, which is what it is asked for by. */
export function nameAt(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** The name it was published under: another than its folder's for an alias. */
export function packageName(entry: LockEntry, path: string): string {
  return entry.name ?? nameAt(path);
}

/** Thrown where npm might do something else than we know of; caught where the short way ends. */
export class InDoubt extends Error {}

/** The version that a manifest in the folder `from` gets for a name as it writes it. */
export function lockedVersion(lock: PackageLock, from: string, name: string): string | undefined {
  if (!lock.packages) return legacyVersion(lock, name);
  const path = locate(lock.packages, from, name);
  if (path === undefined) return undefined;
  const entry = lock.packages[path];
  return entry?.link && entry.resolved !== undefined
    ? lock.packages[entry.resolved]?.version
    : entry?.version;
}

/** `npm:express@4.21.2` is how format 1 writes an alias. */
function legacyVersion(lock: PackageLock, name: string): string | undefined {
  const dependencies = lock.dependencies ?? {};
  const version = Object.hasOwn(dependencies, name) ? dependencies[name]?.version : undefined;
  return version?.startsWith('npm:') ? version.slice(version.lastIndexOf('@') + 1) : version;
}
