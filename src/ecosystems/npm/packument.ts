import type { PackageReleases, Release } from '../../domain/release.ts';

type Bag = Readonly<Record<string, unknown>>;

/**
 * A registry's document about one package, abbreviated or full, as far as deciding needs it. Fields of the wrong type are as
 * good as missing: people published all kinds of things before registries looked. Throws when it is no such document.
 * Shapes: https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md
 */
export function readPackument(document: unknown, asked: boolean): PackageReleases {
  const root = bag(document);
  const versions = bag(root?.versions);
  if (!root || !versions || typeof root.name !== 'string')
    throw new Error('it is no description of a package');
  const time = bag(root.time);
  const tags = textsOf(bag(root['dist-tags']));
  const complete = asked || time !== undefined;
  const releases = Object.entries(versions).flatMap(([version, value]) =>
    releaseOf(version, bag(value), time, complete),
  );
  const latest = bag(versions[tags.latest ?? '']);
  const modifiedAt = timestamp(root.modified) ?? timestamp(time?.modified);
  const repository = repositoryOf(root.repository ?? latest?.repository);
  const homepage = text(root.homepage ?? latest?.homepage);
  const license = licenseOf(root.license ?? latest?.license);
  return {
    name: root.name,
    releases,
    tags,
    complete,
    ...(modifiedAt ? { modifiedAt } : {}),
    ...(repository ? { repository } : {}),
    ...(homepage ? { homepage } : {}),
    ...(license ? { license } : {}),
  };
}

function releaseOf(
  version: string,
  value: Bag | undefined,
  time: Bag | undefined,
  complete: boolean,
): Release[] {
  if (!value) return [];
  const publishedAt = timestamp(time?.[version]);
  const deprecated = text(value.deprecated);
  const engines = textsOf(bag(value.engines));
  const peers = textsOf(bag(value.peerDependencies));
  const optionalPeers = Object.entries(bag(value.peerDependenciesMeta) ?? {})
    .filter(([, meta]) => bag(meta)?.optional === true)
    .map(([name]) => name);
  return [
    {
      version,
      ...(publishedAt ? { publishedAt } : {}),
      ...(deprecated ? { deprecated } : {}),
      ...(engines.node ? { engines: { node: engines.node } } : {}),
      ...(Object.keys(peers).length > 0 ? { peers } : {}),
      ...(optionalPeers.length > 0 ? { optionalPeers } : {}),
      ...(isModuleOnly(value) ? { moduleOnly: true } : {}),
      ...(value.bin === undefined ? {} : { hasProgram: true }),
      ...(complete ? supplyOf(value) : {}),
    },
  ];
}

/** Who published it, from where, under which licence, and what it runs. */
function supplyOf(value: Bag): Partial<Release> {
  const publisher = text(bag(value._npmUser)?.name);
  const license = licenseOf(value.license);
  const scripts = bag(value.scripts);
  const runs =
    value.hasInstallScript === true ||
    value.gypfile === true ||
    ['preinstall', 'install', 'postinstall'].some((script) => text(scripts?.[script]) !== undefined);
  return {
    ...(runs ? { installScript: true } : {}),
    ...(bag(bag(value.dist)?.attestations) ? { attested: true } : {}),
    ...(publisher ? { publisher } : {}),
    ...(license ? { license } : {}),
  };
}

/**
 * ES modules alone: no `require` condition and no `.cjs` anywhere an importer could be led to.
 * https://nodejs.org/api/packages.html#determining-module-system
 */
function isModuleOnly({ type, main, exports: entries }: Bag): boolean {
  return type === 'module' && !leadsToCommonJs(main) && !leadsToCommonJs(entries);
}

function leadsToCommonJs(entry: unknown, depth = 0): boolean {
  if (typeof entry === 'string') return entry.endsWith('.cjs');
  if (typeof entry !== 'object' || entry === null || depth > 10) return false;
  return Object.entries(entry).some(
    ([condition, target]) => condition === 'require' || leadsToCommonJs(target, depth + 1),
  );
}

const bag = (value: unknown): Bag | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Bag) : undefined;

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

function textsOf(value: Bag | undefined): Record<string, string> {
  const entries = Object.entries(value ?? {}).flatMap(([key, one]) =>
    typeof one === 'string' ? [[key, one] as const] : [],
  );
  return Object.fromEntries(entries);
}

/** `2025-03-31T14:01:22.509Z`, also from mirrors that write another offset. */
function timestamp(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (value.length === 24 && value.endsWith('Z')) return value;
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** `git+ssh://git@github.com/a/b.git`, `github:a/b`, `a/b` → `https://github.com/a/b`. */
export function repositoryOf(value: unknown): { url: string; directory?: string } | undefined {
  const written = typeof value === 'string' ? value : text(bag(value)?.url);
  if (written === undefined || written.length > 500) return undefined;
  const directory = text(bag(value)?.directory);
  const short = /^(?:(github|gitlab|bitbucket):)?([\w.-]+\/[\w.-]+?)(?:\.git)?$/.exec(written);
  const hosts: Readonly<Record<string, string>> = { gitlab: 'gitlab.com', bitbucket: 'bitbucket.org' };
  const long =
    /^(?:git\+)?(?:https?|ssh|git):\/\/(?:[^@/\s]+@)?([\w.-]+)(?::\d+)?[/:]([\w./~-]+?)(?:\.git)?\/?(?:#.*)?$/.exec(
      written,
    );
  const scp = /^(?:[\w-]+@)([\w.-]+):([\w./~-]+?)(?:\.git)?$/.exec(written);
  const [host, path] = short
    ? [hosts[short[1] ?? ''] ?? 'github.com', short[2]]
    : [(long ?? scp)?.[1], (long ?? scp)?.[2]];
  if (!host || !path) return undefined;
  return { url: `https://${host}/${path.replace(/\/tree\/.*$/, '')}`, ...(directory ? { directory } : {}) };
}

function licenseOf(value: unknown): string | undefined {
  return text(value) ?? text(bag(value)?.type);
}
