import type { Dependency } from '../../domain/manifest.ts';
import type { PackageReleases, Release } from '../../domain/release.ts';
import type { Ecosystem, Rewrite } from '../ecosystem.ts';
import { pinOf } from '../merge.ts';
import { parseTag, sameKind, type Tag, tagOrder } from '../tag.ts';
import { isAction, isWorkflow } from './files.ts';
import { read } from './read.ts';

/** Workflows and composite actions, and the actions and reusable workflows they use. */
export const githubActions: Ecosystem = {
  id: 'github-actions',
  label: 'GitHub Actions',
  wants: (path) => isWorkflow(path) || isAction(path),
  read,
  versions: tagOrder(sameKind),
  current: ({ requirement, source }) => (source.kind === 'registry' ? requirement : undefined),
  lookup({ name, source }) {
    if (source.kind !== 'registry') return undefined;
    return { key: `github-actions:${name.toLowerCase()}`, ecosystem: 'github-actions', name };
  },
  candidates,
  rewrite,
};

/**
 * Tags of the same precision: who writes `v4` gets `v5`, and who writes `v4.1.2` gets `v5.0.1`. Where an action publishes
 * no tag of that precision for a newer line (no `v5`, only `v5.0.1`), the more precise one is all there is to write.
 */
function candidates({ requirement }: Dependency, known: PackageReleases): readonly Release[] {
  const written = parseTag(requirement);
  if (!written) return [];
  const precision = written.numbers.length;
  const alike = known.releases.flatMap((release) => {
    const tag = parseTag(release.version);
    return tag && sameKind(written, tag) ? [{ release, tag }] : [];
  });
  const published = new Set(
    alike.filter(({ tag }) => tag.numbers.length === precision).map(({ tag }) => lineAt(tag, precision)),
  );
  published.add(lineAt(written, precision));
  return alike
    .filter(
      ({ tag }) =>
        tag.numbers.length === precision ||
        (tag.numbers.length > precision && !published.has(lineAt(tag, precision))),
    )
    .map(({ release }) => release);
}

function lineAt(tag: Tag, precision: number): string {
  return tag.numbers.slice(0, precision).join('.');
}

function rewrite(dependency: Dependency, to: Release): Rewrite {
  const { digest, version } = to;
  const { requirement, sites } = dependency;
  const pin = pinOf(dependency);
  if (pin !== undefined && digest === undefined) {
    return { kind: 'cannot', why: `the commit of ${version} is not known` };
  }
  if (pin !== undefined && pin !== digest && version === requirement && isExact(version)) {
    return { kind: 'cannot', why: `${version} is another commit now than the one that was pinned` };
  }
  const edits = sites
    .map(({ path, range, written, kind }) => ({
      path,
      range,
      was: written,
      text: kind === 'commit' && digest !== undefined ? digest : version,
    }))
    .filter(({ was, text }) => was !== text);
  return edits.length > 0 ? { kind: 'edits', requirement: version, edits } : { kind: 'nothing' };
}

/** Nobody moves a full version's tag with good intentions; `v4` is made to move. */
function isExact(version: string): boolean {
  return (parseTag(version)?.numbers.length ?? 0) > 2;
}
