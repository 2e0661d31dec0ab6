import type { Dependency, Inventory, LockedPackage } from '../domain/manifest.ts';
import type { PackageReleases } from '../domain/release.ts';
import type { PeerConflict, Update } from '../domain/update.ts';
import type { VersionOrder } from '../ecosystems/ecosystem.ts';

/** A conflict, and the installed package whose wish it is: it may have an update of its own that has no such wish. */
export interface FoundConflict {
  readonly update: Update;
  readonly conflict: PeerConflict;
  /** The direct dependency that stands in the way or that would have to come along. */
  readonly other: string;
}

interface Direct {
  readonly dependency: Dependency;
  readonly version: string;
}

/** A direct dependency that stays has a wish about a package. */
interface Wish {
  readonly who: Direct;
  readonly wants: string;
}

/** What is installed for one manifest, and who of it wishes what of whom. */
interface Neighbourhood {
  readonly directs: readonly Direct[];
  /** By the package that the wish is about. */
  readonly wishes: ReadonlyMap<string, readonly Wish[]>;
}

/** By manifest. Built once a plan. */
export type PeerWorld = ReadonlyMap<string, Neighbourhood>;

export function peerWorld(
  inventory: Inventory,
  current: (dependency: Dependency) => string | undefined,
  known: (dependency: Dependency) => PackageReleases | undefined,
): PeerWorld {
  const written = new Map<string, LockedPackage['peers']>();
  for (const { packages } of inventory.lockfiles) {
    for (const { name, version, peers } of packages) if (peers) written.set(`${name}@${version}`, peers);
  }
  // yarn 1 and the first package-lock write no peers down: the registry knows what the installed release wants.
  const peersOf = ({ dependency, version }: Direct) =>
    written.get(`${dependency.name}@${version}`) ??
    known(dependency)?.releases.find((release) => release.version === version)?.peers;

  const installed = inventory.dependencies.flatMap((dependency): Direct[] => {
    if (dependency.ecosystem !== 'npm' || !isInstalled(dependency)) return [];
    const version = current(dependency);
    return version ? [{ dependency, version }] : [];
  });
  return new Map(
    [...Map.groupBy(installed, ({ dependency }) => dependency.manifest)].map(([manifest, directs]) => {
      const wishes = directs.flatMap((who) =>
        Object.entries(peersOf(who) ?? {}).map(([name, wants]) => ({ name, who, wants })),
      );
      return [manifest, { directs, wishes: Map.groupBy(wishes, ({ name }) => name) }];
    }),
  );
}

const installedTypes = new Set(['dependencies', 'devDependencies', 'optionalDependencies']);
const isInstalled = (dependency: Dependency) => installedTypes.has(dependency.type);

/**
 * What the peers of direct dependencies say about updates that travel together: the wishes of the new releases, and the
 * wishes of those that stay about the ones that move. Only what was in order before can be broken. Packages further down are
 * the resolver's business, which may nest them.
 */
export function peerConflicts(
  updates: readonly Update[],
  world: PeerWorld,
  versions: VersionOrder,
): FoundConflict[] {
  const moving = updates.filter(
    (update) => update.dependency.ecosystem === 'npm' && isInstalled(update.dependency),
  );
  return [...Map.groupBy(moving, ({ dependency }) => dependency.manifest)].flatMap(([manifest, own]) => {
    const neighbourhood = world.get(manifest);
    const after = new Map(
      neighbourhood?.directs.map(({ dependency, version }) => [dependency.alias ?? dependency.name, version]),
    );
    for (const { replacement, dependency } of own) if (replacement) after.delete(dependency.name);
    for (const update of own) after.set(nameAfter(update), update.to.version);
    const names = new Set(own.map(({ dependency }) => dependency.name));
    return own.flatMap((update) => {
      const wishes = neighbourhood?.wishes.get(update.dependency.name) ?? [];
      const ofThoseThatStay = wishes.filter(({ who }) => !names.has(who.dependency.name));
      return [...ownWishes(update, after, versions), ...wishesAboutIt(update, ofThoseThatStay, versions)];
    });
  });
}

/** As the manifest will name it. */
const nameAfter = ({ dependency, replacement }: Update) =>
  dependency.alias ?? replacement?.name ?? dependency.name;

function ownWishes(
  update: Update,
  after: ReadonlyMap<string, string>,
  versions: VersionOrder,
): FoundConflict[] {
  return Object.entries(update.to.peers ?? {}).flatMap(([peer, wants]) => {
    const gets = after.get(peer);
    if (gets === undefined || meets(versions, gets, wants)) return [];
    const who = `${update.replacement?.name ?? update.dependency.name}@${update.to.version}`;
    return [{ update, conflict: { who, peer, wants, gets }, other: peer }];
  });
}

function wishesAboutIt(update: Update, wishes: readonly Wish[], versions: VersionOrder): FoundConflict[] {
  // Whoever wishes for a package that is replaced keeps asking the resolver for it.
  if (update.replacement) return [];
  return wishes.flatMap(({ who: { dependency, version }, wants }) => {
    if (meets(versions, update.to.version, wants) || !meets(versions, update.from, wants)) return [];
    const who = `${dependency.name}@${version}`;
    const conflict = { who, peer: update.dependency.name, wants, gets: update.to.version };
    return [{ update, conflict, other: dependency.name }];
  });
}

/** What a manifest cannot say in a range (`workspace:`, a tag) is nobody's conflict. */
function meets(versions: VersionOrder, version: string, range: string): boolean {
  if (!/\d|\*/.test(range) || range.includes(':')) return true;
  return versions.satisfies(version, range);
}
