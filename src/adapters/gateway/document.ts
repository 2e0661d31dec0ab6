/** A package document as a package manager gets it: the registry's own words, less the versions that are hidden. */
import semver from 'semver';
import type { GatewayRules } from './gateway.ts';

/** What is kept of a document: every version as the text it is sent as, so that hiding one is leaving out one text. */
export interface KeptDocument {
  readonly name: string;
  /** Everything beside `versions`, `time` and `dist-tags`. */
  readonly about: Readonly<Record<string, unknown>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly versions: readonly (readonly [version: string, text: string, tarball: string])[];
  /** Missing in short documents. */
  readonly time?: Readonly<Record<string, string>>;
}

/** Large, and nothing a package manager decides by. */
const leftOut = new Set(['readme', 'readmeFilename', 'users', '_attachments']);
const leftOutOfVersions = new Set([
  ...leftOut,
  '_npmOperationalInternal',
  'contributors',
  'maintainers',
  '_npmUser',
]);

type Fields = Readonly<Record<string, unknown>>;

export function readDocument(body: Uint8Array, name: string): KeptDocument {
  const document: unknown = JSON.parse(
    Buffer.from(body.buffer, body.byteOffset, body.length).toString('utf8'),
  );
  if (!isFields(document) || !isFields(document.versions))
    throw new Error('its answer is not a package document');
  const { versions, time, 'dist-tags': tags, ...about } = document;
  return {
    name,
    about: without(about, leftOut),
    tags: texts(tags),
    versions: Object.entries(versions).flatMap(([version, manifest]) =>
      isFields(manifest)
        ? [[version, JSON.stringify(without(manifest, leftOutOfVersions)), tarballOf(manifest)]]
        : [],
    ),
    ...(isFields(time) ? { time: texts(time) } : {}),
  };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function without(fields: Fields, names: ReadonlySet<string>): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.has(name)));
}

function texts(value: unknown): Record<string, string> {
  if (!isFields(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  );
}

function tarballOf({ dist }: Fields): string {
  return isFields(dist) && typeof dist.tarball === 'string' ? dist.tarball : '';
}

/** The versions that these rules show. `time` is what is known of publication; without a moment a version's age is unknown, and it is hidden. */
export function visibleVersions(
  document: KeptDocument,
  time: Readonly<Record<string, string>> | 'old enough',
  rules: GatewayRules,
): ReadonlySet<string> {
  const youngest = rules.now.getTime() - rules.minimumReleaseAgeDays * 86_400_000;
  const isOldEnough = (version: string) =>
    rules.minimumReleaseAgeDays <= 0 ||
    time === 'old enough' ||
    (Object.hasOwn(time, version) && Date.parse(time[version] ?? '') <= youngest);
  const shown = document.versions.filter(([version]) => {
    const id = `${document.name}@${version}`;
    return rules.keep.has(id) || (!rules.quarantined.has(id) && isOldEnough(version));
  });
  return new Set(shown.map(([version]) => version));
}

/**
 * Tags whose version is hidden are dropped. `latest` moves to the highest stable version that is shown and not above the
 * real one, as if the newer ones had not been published yet.
 */
export function repairTags(
  tags: Readonly<Record<string, string>>,
  visible: ReadonlySet<string>,
): Record<string, string> {
  const kept = Object.fromEntries(Object.entries(tags).filter(([, version]) => visible.has(version)));
  const latest = tags.latest;
  if (latest === undefined || kept.latest !== undefined) return kept;
  const before = highestBefore(latest, visible);
  return before === undefined ? kept : { ...kept, latest: before };
}

function highestBefore(latest: string, visible: ReadonlySet<string>): string | undefined {
  if (!semver.valid(latest)) return undefined;
  const below = [...visible].filter((version) => semver.valid(version) && semver.lt(version, latest));
  const stable = below.filter((version) => semver.prerelease(version) === null);
  return (stable.length > 0 ? stable : below).sort(semver.rcompare)[0];
}

/** The document as JSON. `tarball` says where the archive of a version is to be fetched, where that is not where it was. */
export function writeDocument(
  document: KeptDocument,
  visible: ReadonlySet<string>,
  tarball: (version: string, original: string) => string,
): string {
  const about = { ...document.about, name: document.name, 'dist-tags': repairTags(document.tags, visible) };
  const versions = document.versions
    .filter(([version]) => visible.has(version))
    .map(
      ([version, text, original]) =>
        `${JSON.stringify(version)}:${moved(text, original, tarball(version, original))}`,
    );
  const time =
    document.time === undefined ? '' : `,"time":${JSON.stringify(visibleTime(document.time, visible))}`;
  return `${JSON.stringify(about).slice(0, -1)},"versions":{${versions.join(',')}}${time}}`;
}

function visibleTime(
  time: Readonly<Record<string, string>>,
  visible: ReadonlySet<string>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(time).filter(([key]) => key === 'created' || key === 'modified' || visible.has(key)),
  );
}

function moved(text: string, from: string, to: string): string {
  return from === to ? text : text.replace(JSON.stringify(from), () => JSON.stringify(to));
}
