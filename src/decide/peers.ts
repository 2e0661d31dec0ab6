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

/** The direct dependencies of each manifest, and what each installed version wants of its peers. Built once a plan. */
export interface PeerWorld {
  readonly directs: ReadonlyMap<string, readonly Direct[]>;
  readonly wishes: (name: string, version: string) => LockedPackage | undefined;
}

export function peerWorld(
  inventory: Inventory,
  current: (dependency: Dependency) => string | undefined,
  known: (dependency: Dependency) => PackageReleases | undefined,
): PeerWorld {
  const directs = new Map<string, Direct[]>();
  for (const dependency of inventory.dependencies) {
    if (dependency.ecosystem !== 'npm' || dependency.type === 'peerDependencies' || !isInstalled(dependency))
      continue;
    const version = current(dependency);
    if (!version) continue;
    const list = directs.get(dependency.manifest) ?? [];
    list.push({ dependency, version });
    directs.set(dependency.manifest, list);
  }
  const packages = new Map<string, LockedPackage>();
  for (const lockfile of inventory.lockfiles) {
    for (const locked of lockfile.packages)
      if (locked.peers) packages.set(`${locked.name}@${locked.version}`, locked);
  }
  // yarn 1 and the first package-lock write no peers down: the registry knows what the installed release wants.
  for (const { dependency, version } of [...directs.values()].flat()) {
    const key = `${dependency.name}@${version}`;
    if (packages.has(key)) continue;
    const peers = known(dependency)?.releases.find((release) => release.version === version)?.peers;
    if (peers) packages.set(key, { name: dependency.name, version, peers });
  }
  return { directs, wishes: (name, version) => packages.get(`${name}@${version}`) };
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
  return moving.flatMap((update) => {
    const neighbours = world.directs.get(update.dependency.manifest) ?? [];
    const after = new Map(
      neighbours.map(({ dependency, version }) => [dependency.alias ?? dependency.name, version]),
    );
    for (const other of moving) {
      if (other.dependency.manifest === update.dependency.manifest) {
        if (other.replacement) after.delete(other.dependency.name);
        after.set(nameAfter(other), other.to.version);
      }
    }
    const movingNames = new Set(
      moving
        .filter((other) => other.dependency.manifest === update.dependency.manifest)
        .map((other) => other.dependency.name),
    );
    return [
      ...ownWishes(update, after, versions),
      ...wishesAboutIt(
        update,
        neighbours.filter(({ dependency }) => !movingNames.has(dependency.name)),
        world,
        versions,
      ),
    ];
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

function wishesAboutIt(
  update: Update,
  staying: readonly Direct[],
  world: PeerWorld,
  versions: VersionOrder,
): FoundConflict[] {
  // Whoever wishes for a package that is replaced keeps asking the resolver for it.
  if (update.replacement) return [];
  const { name } = update.dependency;
  return staying.flatMap(({ dependency, version }) => {
    const wants = world.wishes(dependency.name, version)?.peers?.[name];
    if (!wants || meets(versions, update.to.version, wants) || !meets(versions, update.from, wants))
      return [];
    const conflict = { who: `${dependency.name}@${version}`, peer: name, wants, gets: update.to.version };
    return [{ update, conflict, other: dependency.name }];
  });
}

/** What a manifest cannot say in a range (`workspace:`, a tag) is nobody's conflict. */
function meets(versions: VersionOrder, version: string, range: string): boolean {
  if (!/\d|\*/.test(range) || range.includes(':')) return true;
  return versions.satisfies(version, range);
}
