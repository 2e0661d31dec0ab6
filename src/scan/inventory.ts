import minVersion from 'semver/ranges/min-version.js';
import validRange from 'semver/ranges/valid.js';
import type { Dependency, Inventory, Manifest, Reading } from '../domain/manifest.ts';
import type { Problem } from '../domain/problem.ts';
import type { Ecosystem } from '../ecosystems/ecosystem.ts';

/** The files worth reading, of all that a repository has. */
export function wantedPaths(
  paths: readonly string[],
  ecosystems: readonly Ecosystem[],
  ignoresPath: (path: string) => boolean,
): string[] {
  return paths.filter((path) => ecosystems.some((ecosystem) => ecosystem.wants(path)) && !ignoresPath(path));
}

/** What a repository uses: every ecosystem reads the files it asked for, and no others. */
export function takeInventory(
  texts: ReadonlyMap<string, string>,
  paths: readonly string[],
  ecosystems: readonly Ecosystem[],
): Inventory {
  const readings = ecosystems.map((ecosystem) =>
    ecosystem.read(new Map([...texts].filter(([path]) => ecosystem.wants(path))), paths),
  );
  const all = <T>(part: (reading: Reading) => readonly T[]) => readings.flatMap((reading) => part(reading));
  return {
    manifests: all((reading) => reading.manifests),
    dependencies: all((reading) => reading.dependencies),
    lockfiles: all((reading) => reading.lockfiles),
    problems: withoutRepeats(all((reading) => reading.problems)),
  };
}

/** Two ecosystems read the same file and stumble over the same line: said once. */
function withoutRepeats(problems: readonly Problem[]): Problem[] {
  const seen = new Map<string, Problem>();
  for (const problem of problems) {
    const key = `${problem.path}:${problem.place?.line ?? 0}`;
    if (!seen.has(key)) seen.set(key, problem);
  }
  return [...seen.values()];
}

/** Only what lies in one folder of the repository, for somebody who stands there; its lockfile may lie above. */
export function withinFolder(inventory: Inventory, folder: string): Inventory {
  if (folder === '') return inventory;
  const inside = (path: string) => path.startsWith(`${folder}/`);
  return {
    ...inventory,
    dependencies: inventory.dependencies.filter((dependency) => inside(dependency.manifest)),
    problems: inventory.problems.filter((problem) => inside(problem.path)),
  };
}

export interface ManifestIndex {
  readonly of: (dependency: Dependency) => Manifest | undefined;
  readonly nodeFloor: (dependency: Dependency) => string | undefined;
}

/**
 * What each manifest's code runs on. A published package promises its `engines`, so their least version is the floor of what
 * reaches its users; everything else runs where the repository itself runs: the oldest line its runtime sites name.
 */
export function indexManifests(inventory: Inventory): ManifestIndex {
  const manifests = new Map(inventory.manifests.map((manifest) => [manifest.path, manifest]));
  const runtime = inventory.dependencies.find(
    ({ ecosystem, name }) => ecosystem === 'runtimes' && name === 'node',
  );
  const root = manifests.get('package.json');
  const floorOf = (manifest: Manifest | undefined) => {
    const range = manifest?.engines.node ?? root?.engines.node;
    return range === undefined ? undefined : leastOf(range);
  };
  return {
    of: (dependency) => manifests.get(dependency.manifest),
    nodeFloor: (dependency) => {
      const manifest = manifests.get(dependency.manifest);
      const promised =
        manifest?.published && dependency.purpose === 'production' ? floorOf(manifest) : undefined;
      return promised ?? runtime?.requirement ?? lineOf(floorOf(manifest));
    },
  };
}

/** Every ecosystem writes the Node.js it needs as a range of semver. */
function leastOf(range: string): string | undefined {
  const valid = validRange(range);
  return valid === null ? undefined : minVersion(valid)?.version;
}

const lineOf = (version: string | undefined) => version?.split('.')[0];
