import semver from 'semver';
import type { PeerConflict } from '../../../domain/update.ts';
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
