import type { LockedPackage } from '../domain/manifest.ts';
import type { Lookup, RegistryAnswer, Release } from '../domain/release.ts';
import type { KnownAdvisory, SuppliedPackage, SupplyFacts } from '../domain/rollout.ts';
import type { Timestamp } from '../domain/time.ts';
import { npm } from '../ecosystems/npm/index.ts';
import type { Advisories, Registries } from '../ports.ts';
import { indexManifests } from '../scan/inventory.ts';
import type { ReadRepository } from './read-repository.ts';

/** What enters and leaves the lockfiles between two commits, with what registries and advisories know of it. */
export async function supplyFacts(
  before: ReadRepository,
  after: ReadRepository,
  world: { readonly registries: Registries; readonly advisories: Advisories; readonly now: Timestamp },
): Promise<SupplyFacts> {
  const broken = after.inventory.problems.find(({ path }) => /lock|shrinkwrap/.test(path));
  if (broken) return { kind: 'unknown', because: `${broken.path}: ${broken.what}` };
  const [was, is] = [packagesOf(before), packagesOf(after)];
  const entering = [...is].filter(([key]) => !was.has(key)).map(([, one]) => one);
  const leaving = [...was].filter(([key]) => !is.has(key)).map(([, one]) => one);
  // What only leaves is not asked about.
  const names = new Set(entering.map(({ name }) => name));
  const lookups = [...names].flatMap((name) => lookupOf(name) ?? []);
  const answers = await world.registries.releases(lookups, { dates: true });
  const supplied = (one: LockedPackage) => suppliedOf(one, answers.get(`npm:${one.name}`));

  const gone = new Map(leaving.map((one) => [one.name, one]));
  const moved = entering.flatMap((to) => {
    const from = gone.get(to.name);
    return from ? [{ from: supplied(from), to: supplied(to) }] : [];
  });
  const movedNames = new Set(moved.map(({ to }) => to.name));
  const entered = entering.filter(({ name }) => !movedNames.has(name)).map(supplied);
  return {
    kind: 'known',
    entered,
    left: leaving.filter(({ name }) => !movedNames.has(name)).map(supplied),
    moved,
    advisories: await advisoriesOf(was, is, world),
    incompatible: incompatible([...entered, ...moved.map(({ to }) => to)], after),
  };
}

/** `name@version`, over all lockfiles. */
function packagesOf({ inventory }: ReadRepository): Map<string, LockedPackage> {
  return new Map(
    inventory.lockfiles.flatMap(({ packages }) =>
      packages.map((one) => [`${one.name}@${one.version}`, one] as const),
    ),
  );
}

const lookupOf = (name: string): Lookup | undefined => ({ key: `npm:${name}`, ecosystem: 'npm', name });

function suppliedOf(
  { name, version, hasInstallScript }: LockedPackage,
  answer: RegistryAnswer | undefined,
): SuppliedPackage {
  const known = answer?.kind === 'found' ? answer.package : undefined;
  const release = known?.releases.find((one) => one.version === version);
  const unknown = answer && whyUnknown(answer, release);
  return {
    name,
    version,
    hasInstallScript: hasInstallScript ?? release?.installScript ?? false,
    ...(unknown ? { unknown } : {}),
    ...(release?.publishedAt ? { publishedAt: release.publishedAt } : {}),
    ...(release && known?.complete ? { provenance: release.attested ?? false } : {}),
    ...(release?.publisher ? { publisher: release.publisher } : {}),
    ...(release && known && isNewcomer(release, known.releases) ? { newcomer: true } : {}),
    ...(release?.license ? { license: release.license } : {}),
    ...(release?.engines ? { engines: release.engines } : {}),
    ...(release?.deprecated ? { deprecated: release.deprecated } : {}),
  };
}

function whyUnknown(answer: RegistryAnswer, release: Release | undefined): string | undefined {
  switch (answer.kind) {
    case 'found':
      return release ? undefined : 'its registry does not list this version';
    case 'missing':
      return `${answer.registry} answers ${answer.status}`;
    case 'unreachable':
    case 'unreadable':
      return `${answer.registry}: ${answer.because}`;
  }
}

/** Nothing that is older has the same publisher. Where dates are missing, everything else counts as older. */
function isNewcomer({ version, publisher, publishedAt }: Release, releases: readonly Release[]): boolean {
  if (publisher === undefined) return false;
  const older = releases.filter(
    (one) =>
      one.version !== version &&
      (publishedAt === undefined || one.publishedAt === undefined || one.publishedAt < publishedAt),
  );
  return older.length > 0 && !older.some((one) => one.publisher === publisher);
}

async function advisoriesOf(
  was: ReadonlyMap<string, LockedPackage>,
  is: ReadonlyMap<string, LockedPackage>,
  { advisories, now }: { readonly advisories: Advisories; readonly now: Timestamp },
): Promise<Extract<SupplyFacts, { kind: 'known' }>['advisories']> {
  const versions = new Map<string, Set<string>>();
  for (const { name, version } of [...was.values(), ...is.values()])
    versions.set(name, (versions.get(name) ?? new Set()).add(version));
  const answer = await advisories.of(versions);
  if (answer.kind === 'unknown') return answer;
  const key = (one: KnownAdvisory) => `${one.package}@${one.version}`;
  return {
    kind: 'known',
    source: answer.source,
    askedAt: now,
    entered: answer.found.filter((one) => is.has(key(one)) && !was.has(key(one))),
    left: answer.found.filter((one) => was.has(key(one)) && !is.has(key(one))),
    stay: answer.found.filter((one) => was.has(key(one)) && is.has(key(one))),
  };
}

/** Engines of what enters that the repository's own Node.js does not meet. */
function incompatible(entering: readonly SuppliedPackage[], { inventory }: ReadRepository) {
  const [root] = inventory.dependencies.filter(({ ecosystem }) => ecosystem === 'npm');
  const have = root && indexManifests(inventory).nodeFloor(root);
  if (!have) return [];
  const possible = /^\d+$/.test(have) ? [`${have}.0.0`, `${have}.999.999`] : [have];
  return entering.flatMap(({ name, version, engines }) => {
    const wants = engines?.node;
    if (!wants || possible.some((one) => npm.versions.satisfies(one, wants))) return [];
    return [{ package: `${name}@${version}`, wants, have }];
  });
}
