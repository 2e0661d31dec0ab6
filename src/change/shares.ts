/**
 * Which files an update is about. A package owns the files below its manifest, down to the next manifest; what the root of a repository
 * declares is about the packages within too, unless they declare it themselves. A runtime, an action and an image are everybody's.
 */
import type { Dependency, EcosystemId } from '../domain/manifest.ts';
import type { Update } from '../domain/update.ts';

/** Files of one package that the same updates are about. */
export interface Share {
  /** The folder of the nearest package.json, with its slash; empty for the root. */
  readonly folder: string;
  readonly updates: readonly Update[];
  readonly paths: readonly string[];
}

export interface Owned {
  readonly paths: readonly string[];
  readonly inventory: {
    readonly manifests: readonly { readonly path: string; readonly ecosystem: EcosystemId }[];
    readonly dependencies: readonly Dependency[];
  };
}

export function sharesOf({ paths, inventory }: Owned, updates: readonly Update[]): readonly Share[] {
  const nearest = nearestManifests(inventory.manifests);
  const declared = new Set(
    inventory.dependencies.map(
      ({ ecosystem, manifest, name }) => `${ecosystem} ${folderOf(manifest)} ${name}`,
    ),
  );

  /** Everything in a folder has the same owners. */
  const shares = new Map<string, { folder: string; updates: Update[]; paths: string[] }>();
  for (const [folder, own] of Map.groupBy(paths, folderOf)) {
    const home = nearest('npm', folder);
    const about = updates.filter((update) => isAbout(update, folder));
    const key = [home, ...about.map((update) => updates.indexOf(update))].join('\0');
    const share = shares.get(key) ?? { folder: home, updates: about, paths: [] };
    share.paths.push(...own);
    shares.set(key, share);
  }
  return [...shares.values()];

  function isAbout({ dependency }: Update, folder: string): boolean {
    const { ecosystem, name, manifest } = dependency;
    if (ecosystem !== 'npm') return true;
    const owner = folderOf(manifest);
    const home = nearest(ecosystem, folder);
    return home === owner || (owner === '' && !declared.has(`${ecosystem} ${home} ${name}`));
  }
}

export const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);

/** The folder of the manifest that a folder belongs to; the root where there is none. */
function nearestManifests(
  manifests: Owned['inventory']['manifests'],
): (ecosystem: EcosystemId, folder: string) => string {
  const homes = new Set(manifests.map(({ ecosystem, path }) => `${ecosystem} ${folderOf(path)}`));
  return (ecosystem, folder) => {
    let at = folder;
    while (at !== '' && !homes.has(`${ecosystem} ${at}`)) at = folderOf(at.slice(0, -1));
    return at;
  };
}
