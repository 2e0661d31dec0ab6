/**
 * The short way for a lockfile: a new version that changes nothing but its own entry is written without resolving anything.
 *
 * This is only right when npm, asked the same, would touch nothing else. So the lockfile must be *settled*: in npm's own
 * formatting, every requirement met by what is there, every flag as npm works it out. And the new version must slip into the
 * one place of the old one: the same names in its requirements, all met, no peers of its own, nothing nested in it. On any
 * doubt there is no answer, and npm's resolver gives it. `test/live/lockfile-identity.ts` holds both against each other.
 */
import { isDeepStrictEqual } from 'node:util';
import semver from 'semver';
import { edgesOf, isMet, isProject, type Packages, targetOf } from './package-lock-edges.ts';
import { entryOf, inOrder, isInOrder, isPlainTarball } from './package-lock-entry.ts';
import { flagsOf } from './package-lock-flags.ts';
import { isRecord, type LockEntry, type PackageLock, parsePackageLock } from './package-lock-tree.ts';

export interface Settled {
  readonly kind: 'settled';
  readonly lock: PackageLock;
  readonly packages: Packages;
  readonly indent: string;
  /** Who asks for a package, by its path. */
  readonly askers: ReadonlyMap<string, readonly { readonly from: string; readonly name: string }[]>;
}

export interface Doubt {
  readonly kind: 'doubt';
  readonly because: string;
}

/** One version to bring in: the name as the manifest in this folder writes it, and the registry's manifest of the version. */
export interface Incoming {
  readonly location: string;
  readonly name: string;
  readonly version: string;
  readonly manifest: unknown;
}

function doubt(because: string): Doubt {
  return { kind: 'doubt', because };
}

/** Reads a lockfile once for many splices. */
export function settle(text: string): Settled | Doubt {
  const lock = parsePackageLock(text);
  if (!lock?.packages) return doubt('it has no list of packages');
  if (lock.lockfileVersion !== 3) return doubt(`format ${lock.lockfileVersion} repeats every package`);
  const indent = /^\{\n([ \t]+)/.exec(text)?.[1] ?? '';
  if (!isInOrder(lock) || `${JSON.stringify(lock, null, indent)}\n` !== text)
    return doubt('npm would format it otherwise');
  const packages = lock.packages;
  const askers = new Map<string, { from: string; name: string }[]>();
  for (const path of Object.keys(packages)) {
    if (!isWrittenByNpm(packages, path)) return doubt(`npm would write the entry of ${path} otherwise`);
    for (const edge of edgesOf(packages, path).values()) {
      if (!isMet(packages, path, edge))
        return doubt(`${path || 'the root'} asks for ${edge.name}@${edge.spec}`);
      const to = targetOf(packages, path, edge);
      if (to === undefined) continue;
      const known = askers.get(to);
      if (known) known.push({ from: path, name: edge.name });
      else askers.set(to, [{ from: path, name: edge.name }]);
    }
  }
  const wrong = wrongFlags(packages);
  if (wrong !== undefined) return doubt(`npm would flag ${wrong} otherwise`);
  return { kind: 'settled', lock, packages, indent, askers };
}

const origin = ['name', 'resolved', 'integrity', 'inBundle', 'devDependencies', 'bundleDependencies'];
const flagNames = ['extraneous', 'dev', 'optional', 'devOptional', 'peer'];

/** Whether an entry has only what npm keeps, in npm's shapes. Links have an address of a folder and nothing else. */
function isWrittenByNpm(packages: Packages, path: string): boolean {
  const entry = packages[path] ?? {};
  if (entry.link) return Object.keys(entry).length === 2 && Object.hasOwn(packages, String(entry.resolved));
  if (entry.resolved !== undefined && !isPlainTarball(entry.resolved)) return false;
  const { bundleDependencies, ...rest } = entry;
  if (bundleDependencies !== undefined && isProject(path)) return false;
  const plain = entryOf({ ...rest, name: packageName(packages, path) });
  const keys = Object.keys(entry).filter((key) => !origin.includes(key) && !flagNames.includes(key));
  return (
    plain !== undefined && isDeepStrictEqual(plain, Object.fromEntries(keys.map((key) => [key, entry[key]])))
  );
}

function packageName(packages: Packages, path: string): string {
  return packages[path]?.name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

function wrongFlags(packages: Packages): string | undefined {
  const flags = flagsOf(packages);
  return Object.keys(packages).find((path) => {
    const entry = packages[path] ?? {};
    if (entry.link) return false;
    const written = Object.fromEntries(flagNames.filter((flag) => entry[flag]).map((flag) => [flag, true]));
    return !isDeepStrictEqual(written, flags.get(path));
  });
}

/**
 * The lockfile with new versions in the places of the old ones. `manifests` are those of the root and of every workspace after
 * the edits, by their folder.
 */
export function spliceVersions(
  settled: Settled,
  incoming: readonly Incoming[],
  manifests: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
): { readonly kind: 'spliced'; readonly text: string } | Doubt {
  const { packages } = settled;
  const changed = new Map<string, LockEntry>();
  for (const [path, entry] of projectEntries(packages, manifests)) {
    if (!entry) return doubt(`the manifest of ${path || 'the root'} changed otherwise`);
    changed.set(path, entry);
  }
  for (const each of incoming) {
    const path = placeOf(packages, each);
    const entry = path === undefined ? undefined : replaced(packages, path, each);
    if (path === undefined || !entry)
      return doubt(`${each.name}@${each.version} changes more than its own entry`);
    const before = changed.get(path);
    if (before && !isDeepStrictEqual(before, entry))
      return doubt(`${each.name} is asked for in two versions`);
    changed.set(path, entry);
  }
  const after = withEntries(packages, changed);
  const names = new Set(incoming.map(({ name }) => name));
  const unmet = unmetAfter(settled, after, changed, names);
  if (unmet !== undefined) return doubt(unmet);
  const lock = { ...settled.lock, packages: after };
  return { kind: 'spliced', text: `${JSON.stringify(lock, null, settled.indent)}\n` };
}

function withEntries(packages: Packages, changed: ReadonlyMap<string, LockEntry>): Packages {
  return Object.fromEntries(
    Object.entries(packages).map(([path, entry]) => [path, changed.get(path) ?? entry]),
  );
}

/** The entries of the root and the workspaces; `undefined` in place of one that npm would write with other than new requirements. */
function projectEntries(
  packages: Packages,
  manifests: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
): (readonly [string, LockEntry | undefined])[] {
  const projects = Object.keys(packages).filter(isProject);
  const strangers = [...manifests.keys()].filter((path) => !projects.includes(path));
  return [...projects, ...strangers].map((path) => [path, projectEntry(packages[path], manifests.get(path))]);
}

const requirementSections = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];

function projectEntry(
  before: LockEntry | undefined,
  manifest: Readonly<Record<string, unknown>> | undefined,
): LockEntry | undefined {
  const plain = before && manifest ? entryOf(manifest) : undefined;
  if (!before || !manifest || !plain) return undefined;
  const development = isRecord(manifest.devDependencies) ? { devDependencies: manifest.devDependencies } : {};
  const name = before.name !== undefined ? { name: String(manifest.name) } : {};
  const after = inOrder<LockEntry>({ ...plain, ...development, ...name });
  const same = isDeepStrictEqual(shapeOf(before), shapeOf(after));
  return same ? after : undefined;
}

/** Everything but the text of requirements. */
function shapeOf(entry: LockEntry): Record<string, unknown> {
  const names = (section: unknown) => (isRecord(section) ? Object.keys(section).sort() : section);
  return Object.fromEntries(
    Object.entries(entry).map(([key, value]) => [
      key,
      requirementSections.includes(key) ? names(value) : value,
    ]),
  );
}

/** The only place of a name, at the root of the tree; `undefined` when there are several or something is nested in it. */
function placeOf(packages: Packages, { location, name }: Incoming): string | undefined {
  const place = `node_modules/${name}`;
  const found = targetOf(packages, location, { name, spec: '', kind: 'prod' });
  const others = Object.keys(packages).some(
    (path) => path.startsWith(`${place}/`) || (path !== place && path.endsWith(`/${place}`)),
  );
  return found === place && !others ? place : undefined;
}

/** The entry of a new version, when it asks for the same names as the old one and for no peers. */
function replaced(packages: Packages, path: string, incoming: Incoming): LockEntry | undefined {
  const before = packages[path];
  const { manifest, version } = incoming;
  if (!before || before.link || before.inBundle || before.bundleDependencies || !isRecord(manifest))
    return undefined;
  if (manifest.version !== version || manifest.name !== packageName(packages, path)) return undefined;
  if (!before.version || !semver.valid(before.version) || !semver.gt(version, before.version))
    return undefined;
  const plain = entryOf(manifest);
  if (!plain || plain.peerDependencies || plain.workspaces || before.peerDependencies) return undefined;
  if (
    !['dependencies', 'optionalDependencies'].every((section) => sameNames(before[section], plain[section]))
  )
    return undefined;
  const where = addressOf(manifest.dist, before);
  const flags = Object.fromEntries(flagNames.filter((flag) => before[flag]).map((flag) => [flag, true]));
  return where && inOrder({ ...plain, ...where, ...flags, ...(before.name ? { name: before.name } : {}) });
}

function sameNames(before: unknown, after: unknown): boolean {
  const names = (section: unknown) => (isRecord(section) ? Object.keys(section).sort() : []);
  return isDeepStrictEqual(names(before), names(after));
}

function addressOf(dist: unknown, before: LockEntry): LockEntry | undefined {
  if (!isRecord(dist) || !isPlainTarball(dist.tarball)) return undefined;
  if (typeof dist.integrity !== 'string' || !/^sha512-[A-Za-z0-9+/]{86}==$/.test(dist.integrity))
    return undefined;
  return { integrity: dist.integrity, ...(before.resolved === undefined ? {} : { resolved: dist.tarball }) };
}

/** Only what changed can have become unmet: its own requirements, and what others ask of it. */
function unmetAfter(
  settled: Settled,
  after: Packages,
  changed: ReadonlyMap<string, LockEntry>,
  names: ReadonlySet<string>,
): string | undefined {
  for (const [path] of changed) {
    const old = edgesOf(settled.packages, path);
    for (const edge of edgesOf(after, path).values()) {
      if (!isMet(after, path, edge)) return `${path || 'the root'} asks for ${edge.name}@${edge.spec}`;
      const was = old.get(edge.name);
      if (was?.kind !== edge.kind) return `${path || 'the root'} asks for ${edge.name} otherwise`;
      if (isProject(path) && was.spec !== edge.spec && !names.has(edge.name))
        return `${edge.name} changed as well`;
    }
    for (const { from, name } of settled.askers.get(path) ?? []) {
      const edge = edgesOf(after, from).get(name);
      if (edge && !isMet(after, from, edge)) return `${from || 'the root'} asks for ${name}@${edge.spec}`;
    }
  }
  return undefined;
}
