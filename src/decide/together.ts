import type { PackageReleases } from '../domain/release.ts';
import type { Update } from '../domain/update.ts';
import type { VersionOrder } from '../ecosystems/ecosystem.ts';

/**
 * Whether two updates are released together: same source repository, same line before and after, and the registry shows
 * that the two packages publish the same version numbers. React and React DOM do; the packages of DefinitelyTyped, which
 * share a repository too, do not. No list of families has to be kept by hand.
 */
export function areReleasedTogether(
  a: Update,
  b: Update,
  known: (update: Update) => PackageReleases | undefined,
  versions: VersionOrder,
): boolean {
  if (a.dependency.name === b.dependency.name) return true;
  const [knownA, knownB] = [known(a), known(b)];
  if (!knownA?.repository || knownA.repository.url !== knownB?.repository?.url) return false;
  if (
    versions.line(a.from) !== versions.line(b.from) ||
    versions.line(a.to.version) !== versions.line(b.to.version)
  ) {
    return false;
  }
  return shareMostVersions(knownA, knownB, versions.line(a.to.version), versions);
}

/** Half of the stable releases in the target line of the package that has fewer of them. */
function shareMostVersions(
  a: PackageReleases,
  b: PackageReleases,
  line: string,
  versions: VersionOrder,
): boolean {
  const [ofA, ofB] = [stableIn(a, line, versions), stableIn(b, line, versions)];
  const common = [...ofA].filter((version) => ofB.has(version)).length;
  return common > 0 && common * 2 >= Math.min(ofA.size, ofB.size);
}

/** Every update is held against every group, so what was found of a package is kept as long as its releases are. */
const linesOf = new WeakMap<PackageReleases, ReadonlyMap<string, ReadonlySet<string>>>();

function stableIn(known: PackageReleases, line: string, versions: VersionOrder): ReadonlySet<string> {
  const before = linesOf.get(known)?.get(line);
  if (before) return before;
  const stable = known.releases.flatMap(({ version }) =>
    versions.line(version) === line && !versions.isPrerelease(version) ? [version] : [],
  );
  const found = new Set(stable);
  linesOf.set(known, new Map([...(linesOf.get(known) ?? []), [line, found]]));
  return found;
}
