import type { FileEdit } from '../domain/change.ts';
import type { Lockfile } from '../domain/manifest.ts';
import { type SiteEdit, splice } from '../domain/text.ts';
import type { Update } from '../domain/update.ts';

export type Bumped =
  | { readonly kind: 'bumped'; readonly edits: readonly FileEdit[] }
  | { readonly kind: 'refused'; readonly path: string; readonly because: string };

/** The manifests after these edits. Refused when a text is not the one that was planned for. */
export function bumpManifests(
  siteEdits: readonly SiteEdit[],
  textOf: (path: string) => string | undefined,
): Bumped {
  const edits: FileEdit[] = [];
  for (const [path, ofFile] of byPath(siteEdits)) {
    const before = textOf(path);
    if (before === undefined) return { kind: 'refused', path, because: 'it is not there any more' };
    const spliced = splice(before, ofFile);
    if (spliced.kind === 'refused') return { kind: 'refused', path, because: spliced.because };
    if (spliced.text !== before) edits.push({ path, before, after: spliced.text });
  }
  return { kind: 'bumped', edits };
}

function byPath(edits: readonly SiteEdit[]): Map<string, SiteEdit[]> {
  const map = new Map<string, SiteEdit[]>();
  for (const edit of edits) {
    const list = map.get(edit.path);
    if (list) list.push(edit);
    else map.set(edit.path, [edit]);
  }
  return map;
}

/** The lockfiles that have to be resolved anew, each with the updates it has to answer. */
export function lockfilesToMove(
  lockfiles: readonly Lockfile[],
  updates: readonly Update[],
  edits: readonly FileEdit[],
): { lockfile: Lockfile; updates: Update[] }[] {
  const edited = new Set(edits.map((edit) => edit.path));
  return lockfiles.flatMap((lockfile) => {
    const manifests = new Set(lockfile.manifests);
    const own = updates.filter(
      ({ dependency }) => dependency.ecosystem === 'npm' && manifests.has(dependency.manifest),
    );
    const touched = [...lockfile.manifests, ...lockfile.inputs].some((path) => edited.has(path));
    return own.length > 0 || touched ? [{ lockfile, updates: own }] : [];
  });
}

const answeredByLockfile = new Set(['dependencies', 'devDependencies', 'optionalDependencies']);

/** What the lockfile must say afterwards. Overrides, peers and package managers have no entry of their own to look at. */
export function wantedOf(updates: readonly Update[]): { manifest: string; name: string; version: string }[] {
  return updates
    .filter(({ dependency }) => answeredByLockfile.has(dependency.type))
    .map(({ dependency, to, replacement }) => ({
      manifest: dependency.manifest,
      name: dependency.alias ?? replacement?.name ?? dependency.name,
      version: to.version,
    }));
}
