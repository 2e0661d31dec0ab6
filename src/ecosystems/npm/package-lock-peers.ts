/**
 * npm brings the peers of a new package along in one set, each in the newest version that is asked for, and refuses the
 * package when the set contradicts itself or its surroundings. Here the set is put together to see that it does not; that
 * what is in the tree already does as well is seen where the package is placed. Any contradiction is a doubt.
 */
import { satisfies } from './package-lock-edges.ts';
import { newEntryOf } from './package-lock-entry.ts';
import { type Peer, peersOf, type Questions, questionFor } from './package-lock-place.ts';
import { InDoubt, type LockEntry } from './package-lock-tree.ts';
import type { WorkingTree } from './package-lock-working-tree.ts';

/** `from` asks for the package, so what it asks for itself goes before what peers ask for. */
export function* peerSetOf(
  tree: WorkingTree,
  from: string,
  name: string,
  incoming: LockEntry,
): Questions<ReadonlyMap<string, LockEntry>> {
  const set = new Map([[name, incoming]]);
  yield* bringAlong(tree, from, set, incoming);
  return set;
}

function* bringAlong(
  tree: WorkingTree,
  from: string,
  set: Map<string, LockEntry>,
  entry: LockEntry,
): Questions<void> {
  for (const peer of peersOf(entry)) {
    const known = set.get(peer.name);
    if (known && !satisfies(known, peer.spec)) throw new InDoubt(`${peer.name} is asked for in two versions`);
    if (known || isLeftOut(tree, from, peer)) continue;
    const picked = yield* pick(tree, from, peer);
    set.set(peer.name, picked);
    yield* bringAlong(tree, from, set, picked);
  }
}

/** An optional peer that is not there, or as it should be, stays as it is. */
function isLeftOut(tree: WorkingTree, from: string, { name, spec, isOptional }: Peer): boolean {
  if (!isOptional || tree.edges(from).has(name)) return false;
  const there = tree.find(from, name);
  const entry = there === undefined ? undefined : tree.packages[there];
  if (entry && (entry.link || !satisfies(entry, spec)))
    throw new InDoubt(`${name} is not what a peer asks for`);
  return true;
}

function* pick(tree: WorkingTree, from: string, peer: Peer): Questions<LockEntry> {
  const own = tree.edges(from).get(peer.name);
  const asked = { name: peer.name, spec: peer.spec, kind: 'peer' } as const;
  const first = yield* manifestFor(own ?? asked);
  if (satisfies(first, peer.spec)) return first;
  const second = yield* manifestFor(asked);
  if (own && satisfies(second, own.spec)) return second;
  throw new InDoubt(`${peer.name} is asked for in two versions`);
}

function* manifestFor(edge: Parameters<typeof questionFor>[0]): Questions<LockEntry> {
  const [manifest] = yield [questionFor(edge)];
  return newEntryOf(manifest, edge.name, false);
}
