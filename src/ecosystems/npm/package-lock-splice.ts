/**
 * The short way for a lockfile: new versions are put in their places without npm's resolver, which is right only where npm,
 * asked the same, would write the same bytes. So the lockfile must be *settled*: in npm's own formatting, every requirement
 * met by what is there. On any doubt, then and later, there is no answer, and npm's resolver gives it.
 * `test/live/lockfile-identity.ts` holds both against each other over real lockfiles.
 */
import { isDeepStrictEqual } from 'node:util';
import { edgesOf, isMet, isProject, type Packages } from './package-lock-edges.ts';
import { entryOf, inOrder, isInOrder, isPlainTarball, keyOrder } from './package-lock-entry.ts';
import { flagsOf } from './package-lock-flags.ts';
import { legacyOf } from './package-lock-legacy.ts';
import { placeNewPackages, type Questions } from './package-lock-place.ts';
import {
  InDoubt,
  isRecord,
  type LockEntry,
  type PackageLock,
  packageName,
  parsePackageLock,
} from './package-lock-tree.ts';
import { type EdgeMemory, WorkingTree } from './package-lock-working-tree.ts';

export interface Settled {
  readonly kind: 'settled';
  readonly lock: PackageLock;
  readonly packages: Packages;
  readonly indent: string;
  /** What the text ends with: editors take the line end away. */
  readonly end: '\n' | '';
  readonly edges: EdgeMemory;
}

export interface Doubt {
  readonly kind: 'doubt';
  readonly because: string;
}

/** A requirement that stands as an exact version while places are found, and what the manifest really says. */
export interface PinnedRequirement {
  /** The folder of the manifest. */
  readonly location: string;
  readonly section: string;
  readonly name: string;
  readonly requirement: string;
}

function doubt(because: string): Doubt {
  return { kind: 'doubt', because };
}

/** Reads a lockfile once for many splices. */
export function settle(text: string): Settled | Doubt {
  const lock = parsePackageLock(text);
  if (!lock?.packages) return doubt('it has no list of packages');
  if (lock.lockfileVersion !== 2 && lock.lockfileVersion !== 3)
    return doubt(`its format is ${lock.lockfileVersion}`);
  const indent = /^\{\n([ \t]+)/.exec(text)?.[1] ?? '';
  const end = text.endsWith('\n') ? '\n' : '';
  const { packages } = lock;
  if (!isInOrder(lock) || `${JSON.stringify(lock, null, indent)}${end}` !== text || !listsTwice(lock))
    return doubt('npm would format it otherwise');
  const edges: EdgeMemory = new WeakMap();
  for (const [path, entry] of Object.entries(packages)) {
    if (!isWrittenByNpm(packages, path)) return doubt(`npm would write the entry of ${path} otherwise`);
    const own = edgesOf(packages, path);
    for (const edge of own.values())
      if (!isMet(packages, path, edge))
        return doubt(`${path || 'the root'} asks for ${edge.name}@${edge.spec}`);
    edges.set(entry, own);
  }
  return { kind: 'settled', lock, packages, indent, end, edges };
}

/** Whether the second list of format 2 says what follows from the first. */
function listsTwice(lock: PackageLock): boolean {
  const expected = lock.lockfileVersion === 2 ? legacyOf(lock.packages ?? {}) : undefined;
  return isDeepStrictEqual(lock.dependencies, expected);
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
  const plain = entryOf({ ...rest, name: packageName(entry, path) });
  const keys = Object.keys(entry).filter((key) => !origin.includes(key) && !flagNames.includes(key));
  return (
    plain !== undefined && isDeepStrictEqual(plain, Object.fromEntries(keys.map((key) => [key, entry[key]])))
  );
}

/**
 * The lockfile with new versions in their places. `manifests` are those of the root and of every workspace after the edits,
 * by their folder, with what is asked for pinned. Yields what has to be asked of the registry and is given the answers.
 */
export function* spliceVersions(
  settled: Settled,
  manifests: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
  pins: readonly PinnedRequirement[],
): Questions<{ readonly kind: 'spliced'; readonly text: string } | Doubt> {
  try {
    const tree = new WorkingTree(settled.packages, settled.edges);
    for (const [path, entry] of projectEntries(settled.packages, manifests)) tree.put(path, entry);
    yield* placeNewPackages(tree, omitsResolved(settled.packages));
    for (const pin of pins) putBack(tree, pin);
    const packages = flagged(settled.packages, tree.packages);
    return { kind: 'spliced', text: written(settled, packages) };
  } catch (error) {
    if (error instanceof InDoubt) return doubt(error.message);
    throw error;
  }
}

/** Written by an npm that was told `omit-lockfile-registry-resolved`: packages have a checksum and no address. */
export function omitsResolved(packages: Packages): boolean {
  const fromRegistry = Object.values(packages).filter((entry) => typeof entry.integrity === 'string');
  return fromRegistry.length > 0 && fromRegistry.every((entry) => entry.resolved === undefined);
}

/** The entries of the root and the workspaces, which may differ from before in their requirements only. */
function projectEntries(
  packages: Packages,
  manifests: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
): [string, LockEntry][] {
  const projects = Object.keys(packages).filter(isProject);
  const strangers = [...manifests.keys()].filter((path) => !projects.includes(path));
  return [...projects, ...strangers].map((path) => {
    const entry = projectEntry(packages[path], manifests.get(path));
    if (!entry) throw new InDoubt(`the manifest of ${path || 'the root'} changed otherwise`);
    return [path, entry];
  });
}

const requirementSections = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];
/** What makes npm resolve by other rules than its own. */
const rules = ['overrides', 'patchedDependencies', 'packageExtensions'];

function projectEntry(
  before: LockEntry | undefined,
  manifest: Readonly<Record<string, unknown>> | undefined,
): LockEntry | undefined {
  if (!before || !manifest || rules.some((rule) => manifest[rule] !== undefined)) return undefined;
  const plain = entryOf(manifest);
  if (!plain) return undefined;
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

/** Writes what the manifest really asks for, which has to be met by the version it was pinned to. */
function putBack(tree: WorkingTree, { location, section, name, requirement }: PinnedRequirement): void {
  const entry = tree.packages[location];
  const requirements = entry?.[section];
  if (!entry || !isRecord(requirements)) throw new InDoubt(`${location || 'the root'} asks for no ${name}`);
  tree.put(location, { ...entry, [section]: { ...requirements, [name]: requirement } });
  const edge = tree.edges(location).get(name);
  if (!edge || !tree.isMet(location, edge)) throw new InDoubt(`${name} would not be ${requirement}`);
}

/** The packages somebody needs, with the flags npm would write. */
function flagged(before: Packages, after: Packages): Packages {
  const flags = flagsOf(after);
  const entries = Object.entries(after).flatMap(([path, entry]): [string, LockEntry][] => {
    const now = flags.get(path) ?? {};
    if (now.extraneous) return [];
    const isNew = !Object.hasOwn(before, path) || before[path]?.integrity !== entry.integrity;
    const isBound = entry.os ?? entry.cpu ?? entry.libc;
    if (isNew && isBound && !now.optional) throw new InDoubt(`${path} runs on some systems only`);
    return [[path, entry.link || hasFlags(entry, now) ? entry : inOrder({ ...unflagged(entry), ...now })]];
  });
  return Object.fromEntries(entries);
}

function hasFlags(entry: LockEntry, flags: Readonly<Record<string, unknown>>): boolean {
  return flagNames.every((flag) => Boolean(entry[flag]) === Boolean(flags[flag]));
}

function unflagged(entry: LockEntry): LockEntry {
  return Object.fromEntries(Object.entries(entry).filter(([key]) => !flagNames.includes(key)));
}

function written(settled: Settled, packages: Packages): string {
  const inPlace = Object.fromEntries(
    Object.entries(packages).sort(([a, aEntry], [b, bEntry]) => keyOrder(a, aEntry, b, bEntry)),
  );
  const { dependencies: _, ...rest } = settled.lock;
  const legacy = settled.lock.lockfileVersion === 2 ? inOrder(legacyOf(packages)) : undefined;
  const lock = { ...rest, packages: inPlace, ...(legacy ? { dependencies: legacy } : {}) };
  return `${JSON.stringify(lock, null, settled.indent)}${settled.end}`;
}
