/**
 * One package as npm writes it into a lockfile: the fields of its manifest that npm keeps, in the shapes npm gives them,
 * and the order of keys of `json-stringify-nice`. What npm would have to fetch or guess for is a doubt.
 */
import { posix } from 'node:path';
import semver from 'semver';
import { InDoubt, isRecord, type LockEntry } from './package-lock-tree.ts';

/** What npm keeps of a manifest, beside where it came from. */
const kept = [
  'version',
  'dependencies',
  'peerDependencies',
  'peerDependenciesMeta',
  'optionalDependencies',
  'funding',
  'engines',
  'os',
  'cpu',
  'libc',
  'license',
  'bin',
  'deprecated',
  'workspaces',
] as const;

/** What changes how npm resolves, or needs the contents of a package. */
const intricate = ['bundleDependencies', 'bundledDependencies', 'acceptDependencies'];

/** The fields npm would write for a manifest, without address, checksum and flags; `undefined` on any doubt. */
export function entryOf(manifest: Readonly<Record<string, unknown>>): LockEntry | undefined {
  if (intricate.some((key) => present(manifest[key]))) return undefined;
  if (isRecord(manifest.directories) && manifest.directories.bin && !manifest.bin) return undefined;
  const normal = { ...manifest, ...normalised(manifest) };
  const entry: Record<string, unknown> = {};
  for (const key of kept) if (present(normal[key])) entry[key] = normal[key];
  if (runsOnInstall(manifest)) entry.hasInstallScript = true;
  return sections.every((section) => areRequirements(entry[section])) ? entry : undefined;
}

const sections = ['dependencies', 'optionalDependencies', 'peerDependencies'] as const;

/** The entry of a package that comes in, under the name it is asked for by; flags are for later. */
export function newEntryOf(manifest: unknown, name: string, omitsResolved: boolean): LockEntry {
  if (!isRecord(manifest)) throw new InDoubt(`the registry has no manifest of ${name} to give`);
  const plain = entryOf(manifest);
  if (!plain || plain.workspaces || !semver.valid(String(plain.version)))
    throw new InDoubt(`the manifest of ${name} is more than npm's usual`);
  const { dist } = manifest;
  if (!isRecord(dist) || !isPlainTarball(dist.tarball) || !isChecksum(dist.integrity))
    throw new InDoubt(`the archive of ${name} is not named as usual`);
  const address = omitsResolved ? {} : { resolved: dist.tarball };
  const alias = manifest.name === name ? {} : { name: String(manifest.name) };
  return inOrder({ ...alias, ...plain, ...address, integrity: dist.integrity });
}

function isChecksum(integrity: unknown): integrity is string {
  return typeof integrity === 'string' && /^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity);
}

/** npm leaves out what is false, empty or an empty object. */
function present(value: unknown): boolean {
  return typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value);
}

function areRequirements(section: unknown): boolean {
  if (section === undefined) return true;
  return isRecord(section) && Object.values(section).every((requirement) => typeof requirement === 'string');
}

function normalised(manifest: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { license, funding, dependencies, optionalDependencies } = manifest;
  return {
    license: isRecord(license) && license.type ? license.type : license,
    funding: typeof funding === 'string' ? { url: funding } : funding,
    dependencies: isRecord(optionalDependencies) ? without(dependencies, optionalDependencies) : dependencies,
    bin: binOf(manifest),
  };
}

function without(section: unknown, others: Readonly<Record<string, unknown>>): unknown {
  if (!isRecord(section)) return section;
  return Object.fromEntries(Object.entries(section).filter(([name]) => !Object.hasOwn(others, name)));
}

function runsOnInstall({ hasInstallScript, scripts }: Readonly<Record<string, unknown>>): boolean {
  if (hasInstallScript) return true;
  const named = isRecord(scripts) ? [scripts.preinstall, scripts.install, scripts.postinstall] : [];
  return named.some((script) => typeof script === 'string' && script !== '');
}

/** https://github.com/npm/npm-normalize-package-bin: names without folders, targets without a way out. */
function binOf({ bin, name }: Readonly<Record<string, unknown>>): unknown {
  if (typeof bin === 'string') return typeof name === 'string' ? binEntries([[name, bin]]) : undefined;
  if (Array.isArray(bin)) return binEntries(bin.map((target) => [posix.basename(String(target)), target]));
  return isRecord(bin) ? binEntries(Object.entries(bin)) : undefined;
}

function binEntries(pairs: readonly (readonly [string, unknown])[]): Record<string, string> {
  const entries: Record<string, string> = {};
  for (const [name, target] of pairs) {
    const base = posix.basename(securePath(name));
    if (typeof target === 'string' && base && securePath(target)) entries[base] = securePath(target);
  }
  return entries;
}

function securePath(path: string): string {
  return posix.join('/', path.replace(/[\\:]/g, '/')).slice(1);
}

/** Keys that npm writes before all others, at every depth. */
const first = [
  'name',
  'version',
  'lockfileVersion',
  'resolved',
  'integrity',
  'requires',
  'packages',
  'dependencies',
];
export const alphabet = new Intl.Collator('en');

/** The order in which npm writes two keys of one object: plain values before objects. */
export function keyOrder(a: string, aValue: unknown, b: string, bValue: unknown): number {
  const objects = Number(isRecord(aValue)) - Number(isRecord(bValue));
  if (objects !== 0) return objects;
  const [aFirst, bFirst] = [first.indexOf(a), first.indexOf(b)];
  if (aFirst !== -1 || bFirst !== -1) return aFirst === -1 ? 1 : bFirst === -1 ? -1 : aFirst - bFirst;
  return alphabet.compare(a, b);
}

/** A value with its keys in npm's order. */
export function inOrder<T>(value: T): T {
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).sort(([a, aValue], [b, bValue]) => keyOrder(a, aValue, b, bValue));
  return Object.fromEntries(entries.map(([key, each]) => [key, inOrder(each)])) as T;
}

/** Whether all keys stand in npm's order already. */
export function isInOrder(value: unknown): boolean {
  if (!isRecord(value)) return true;
  const entries = Object.entries(value);
  return entries.every(([key, each], at) => {
    const next = entries[at + 1];
    return isInOrder(each) && (!next || keyOrder(key, each, next[0], next[1]) <= 0);
  });
}

/** An address that npm writes as it is: a tarball of a registry, not one that it would turn into a git address. */
export function isPlainTarball(address: unknown): address is string {
  return (
    typeof address === 'string' &&
    /^https?:\/\/[^#?@\s]+(?:@[^#?\s]*)?\.tgz$/.test(address) &&
    !/^https?:\/\/(?:www\.|gist\.)?(?:github|gitlab|bitbucket)\./.test(address) &&
    !address.includes('//git.sr.ht/')
  );
}
