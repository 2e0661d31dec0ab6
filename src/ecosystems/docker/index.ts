import { parseImage } from '../../domain/image.ts';
import type { Dependency } from '../../domain/manifest.ts';
import type { Lookup, PackageReleases, Release } from '../../domain/release.ts';
import type { Ecosystem, Rewrite } from '../ecosystem.ts';
import { pinOf } from '../merge.ts';
import { parseTag, sameShape, tagOrder } from '../tag.ts';
import { read, wants } from './read.ts';

/** Images of containers, wherever a repository names them, except those that are a runtime's (see domain/image.ts). */
export const docker: Ecosystem = {
  id: 'docker',
  label: 'Docker',
  wants,
  read,
  versions: tagOrder(sameShape),
  current: ({ requirement, source }) => (source.kind === 'registry' ? requirement : undefined),
  lookup,
  candidates,
  rewrite,
};

function lookup(dependency: Dependency): Lookup | undefined {
  const image = parseImage(dependency.name);
  if (!image || dependency.source.kind !== 'registry') return undefined;
  const name = `${image.registry}/${image.name}`;
  const pinned = pinOf(dependency) === undefined ? undefined : dependency.requirement;
  return {
    key: `docker:${name}${pinned === undefined ? '' : `@${pinned}`}`,
    ecosystem: 'docker',
    name,
    ...(pinned !== undefined && { pinned }),
  };
}

/** Tags of the same shape: the same words around the version, and as many numbers. */
function candidates({ name, requirement }: Dependency, known: PackageReleases): readonly Release[] {
  const written = parseTag(requirement);
  if (!written) return [];
  const staysLts = name === 'ubuntu' && isUbuntuLts(written.numbers);
  return known.releases.filter((release) => {
    const tag = parseTag(release.version);
    return tag !== undefined && sameShape(written, tag) && (!staysLts || isUbuntuLts(tag.numbers));
  });
}

/** Every second April, https://ubuntu.com/about/release-cycle; what lies between lives nine months. */
function isUbuntuLts([year = '', month]: readonly string[]): boolean {
  return Number(year) % 2 === 0 && month === '04';
}

/** What surrounds the version stays; a build argument may hold the version alone, so only that is replaced in each place. */
function rewrite(dependency: Dependency, to: Release): Rewrite {
  const { digest, version } = to;
  if (pinOf(dependency) !== undefined && digest === undefined) {
    return { kind: 'cannot', why: `the registry did not tell the digest of ${version}` };
  }
  const core = coreOf(version);
  const edits = dependency.sites
    .map(({ path, range, written, kind }) => ({
      path,
      range,
      was: written,
      text: kind === 'digest' && digest !== undefined ? digest : withCore(written, core),
    }))
    .filter(({ was, text }) => was !== text);
  return edits.length > 0 ? { kind: 'edits', requirement: version, edits } : { kind: 'nothing' };
}

function coreOf(version: string): string {
  const core = parseTag(version)?.core;
  return core ? version.slice(core.start, core.end) : version;
}

function withCore(written: string, core: string): string {
  const tag = parseTag(written);
  return tag ? written.slice(0, tag.core.start) + core + written.slice(tag.core.end) : core;
}
