import semver from 'semver';
import type { PeerConflict } from '../../../domain/update.ts';
import { edgesOf, isMet, targetOf } from '../../../ecosystems/npm/package-lock-edges.ts';
import { isRecord, locate, type PackageLock } from '../../../ecosystems/npm/package-lock-tree.ts';
import type { Wanted } from '../../../ports.ts';
import type { Explained, ResolveConflict } from './messages.ts';

/**
 * Who wants what, out of npm's ERESOLVE: every peer requirement it mentions that the version which would be there does not
 * meet. npm names one clash at a time, so this may not be all there is.
 */
export function peerConflicts(conflict: ResolveConflict, wanted: readonly Wanted[]): PeerConflict[] {
  const mentioned = [conflict.current, conflict.dep, ...clashing(conflict)].filter(
    (each) => each !== undefined,
  );
  const edges = [conflict.edge, conflict.currentEdge, ...mentioned.flatMap((each) => each.dependents ?? [])];
  const found = edges
    .filter((edge) => edge !== undefined)
    .filter((edge) => edge.type === 'peer' || edge.type === 'peerOptional')
    .flatMap((edge) => {
      const gets = versionsOf(edge.name, mentioned, wanted).find((version) => !meets(version, edge.spec));
      return gets === undefined ? [] : [{ who: nameOf(edge.from), peer: edge.name, wants: edge.spec, gets }];
    });
  const named = [...new Map(found.map((each) => [JSON.stringify(each), each])).values()];
  return named.length > 0 ? named : [bluntly(conflict)];
}

function clashing({ peerConflict }: ResolveConflict): (Explained | undefined)[] {
  return peerConflict ? [peerConflict.current, peerConflict.peer, peerConflict] : [];
}

/** The version that was asked for decides; without one, those that npm mentions. */
function versionsOf(name: string, mentioned: readonly Explained[], wanted: readonly Wanted[]): string[] {
  const asked = wanted.filter((each) => each.name === name).map((each) => each.version);
  if (asked.length > 0) return asked;
  return mentioned.filter((each) => each.name === name).flatMap((each) => each.version ?? []);
}

function meets(version: string, range: string): boolean {
  return semver.satisfies(version, range, { loose: true });
}

function nameOf(package_: Explained | undefined): string {
  if (!package_?.name) return 'the project itself';
  return package_.version ? `${package_.name}@${package_.version}` : package_.name;
}

function bluntly({ edge, current, dep }: ResolveConflict): PeerConflict {
  return {
    who: nameOf(edge?.from),
    peer: edge?.name ?? dep?.name ?? 'a peer',
    wants: edge?.spec ?? '*',
    gets: current?.version ?? dep?.version ?? 'nothing',
  };
}

/**
 * Peers that were met before and are not any more. With a lockfile at hand npm only warns of some of these and goes on; a
 * person would not merge it. What the root overrides is met by its decree.
 */
export function brokenPeers(
  before: PackageLock,
  after: PackageLock,
  overrides: unknown,
  asked: readonly Asked[],
): PeerConflict[] {
  const known = new Set(unmetPeers(before).map(({ path, conflict }) => `${path} ${conflict.peer}`));
  const decreed = namesIn(overrides);
  const broken = unmetPeers(after).filter(
    ({ path, conflict }) => !known.has(`${path} ${conflict.peer}`) && !decreed.has(conflict.peer),
  );
  if (broken.length === 0) return [];
  const bringersOf = bringers(after, asked);
  const alike = Map.groupBy(broken, ({ conflict }) => JSON.stringify(conflict));
  return [...alike.values()].flatMap((group) => {
    const [first] = group;
    const broughtBy = [...new Set(group.flatMap(({ path }) => bringersOf(path)))];
    return first ? [broughtBy.length > 0 ? { ...first.conflict, broughtBy } : first.conflict] : [];
  });
}

/** A package that was asked for, by the folder of the manifest that names it. */
export interface Asked {
  readonly location: string;
  readonly name: string;
}

function unmetPeers({
  packages = {},
}: PackageLock): { readonly path: string; readonly conflict: PeerConflict }[] {
  return Object.keys(packages).flatMap((path) =>
    [...edgesOf(packages, path).values()]
      .filter((edge) => edge.kind === 'peer' || edge.kind === 'peerOptional')
      .filter((edge) => !isMet(packages, path, edge))
      .map((edge) => {
        const { version } = packages[path] ?? {};
        const name =
          packages[path]?.name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
        const gets = packages[targetOf(packages, path, edge) ?? '']?.version ?? 'nothing';
        const who = path === '' ? nameOf(undefined) : nameOf({ name, ...(version ? { version } : {}) });
        return { path, conflict: { who, peer: edge.name, wants: edge.spec, gets } };
      }),
  );
}

/** Which of the packages asked for need the one at a path, over however many others. */
function bringers({ packages = {} }: PackageLock, asked: readonly Asked[]): (path: string) => string[] {
  const steps = Object.keys(packages).flatMap((from) =>
    [...edgesOf(packages, from).values()].flatMap((edge) => {
      const to = targetOf(packages, from, edge);
      return to === undefined ? [] : [{ from, to }];
    }),
  );
  const askers = Map.groupBy(steps, ({ to }) => to);
  const places = asked.map(({ location, name }) => ({ name, place: locate(packages, location, name) }));
  return (path) => {
    const above = new Set<string>();
    const open = [path];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (const { from } of askers.get(at) ?? []) {
        if (from === path || above.has(from)) continue;
        above.add(from);
        open.push(from);
      }
    }
    const found = places.flatMap(({ name, place }) =>
      place !== undefined && above.has(place) ? [name] : [],
    );
    return [...new Set(found)];
  };
}

/** Every package name in `overrides`, however deep: `{ "a@1": { ".": "2", "b": "3" } }` names a and b. */
function namesIn(overrides: unknown): Set<string> {
  const names = new Set<string>();
  const open = [overrides];
  for (let rules = open.pop(); isRecord(rules); rules = open.pop()) {
    for (const [key, rule] of Object.entries(rules)) {
      const at = key.indexOf('@', 1);
      names.add(at === -1 ? key : key.slice(0, at));
      if (isRecord(rule)) open.push(rule);
    }
  }
  return names;
}
