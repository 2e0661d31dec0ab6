/**
 * Finds the places of new packages in the tree of a lockfile, as npm does: every package goes as far up as nobody else's
 * requirement forbids, takes the place of what it can replace, and what it pushes out is looked for again further down. The
 * order is npm's too, because the outcome depends on it: from the root downwards, names of one package in order.
 *
 * Which versions there are is asked of the caller. Where npm would weigh peer requirements against each other, make links
 * or unpack archives, there is doubt.
 */
import semver from 'semver';
import { type Edge, isProject, satisfies } from './package-lock-edges.ts';
import { alphabet, newEntryOf } from './package-lock-entry.ts';
import { peerSetOf } from './package-lock-peers.ts';
import { InDoubt, type LockEntry, nameAt, parentOf } from './package-lock-tree.ts';
import { type Arrow, isSame, type WorkingTree } from './package-lock-working-tree.ts';

/** Asks for the manifest that npm would pick for a requirement, as the registry has it in full. */
export interface Question {
  readonly name: string;
  /** A range, an exact version, a tag; empty for anything. */
  readonly range: string;
}

export type Questions<T> = Generator<readonly Question[], T, readonly unknown[]>;

/** Meets every requirement that changed in the root and the workspaces, and all that follows from that. */
export function* placeNewPackages(tree: WorkingTree, omitsResolved: boolean): Questions<void> {
  const queue = new Set<string>(['']);
  const seen = new Set<LockEntry>();
  const links = new Set<string>();
  for (let path = nextOf(queue, links, tree); path !== undefined; path = nextOf(queue, links, tree)) {
    queue.delete(path);
    const entry = tree.packages[path];
    if (!entry || seen.has(entry)) continue;
    seen.add(entry);
    if (entry.bundleDependencies) throw new InDoubt(`${path} has a bundle`);
    const unmet = unmetOf(tree, path);
    const manifests = unmet.length === 0 ? [] : yield unmet.map(questionFor);
    for (const [at, edge] of unmet.entries()) {
      if (tree.find(path, edge.name) !== undefined && tree.isMet(path, edge)) continue;
      const incoming = newEntryOf(manifests[at], edge.name, omitsResolved);
      const peers = yield* peerSetOf(tree, path, edge.name, incoming);
      const placed = place(tree, { from: path, edge, incoming, peers });
      if (placed === undefined) continue;
      queue.add(placed);
      for (const arrow of tree.arrowsTo(placed)) {
        if (tree.isMet(arrow.from, arrow.edge)) continue;
        const asking = tree.packages[arrow.from];
        if (asking) seen.delete(asking);
        queue.add(arrow.from);
      }
    }
    for (const { to } of tree.arrowsFrom(path)) if (tree.packages[to]?.link) links.add(to);
  }
}

/** The shallowest first. What links lead to has its turn when there is nothing else. */
function nextOf(queue: Set<string>, links: Set<string>, tree: WorkingTree): string | undefined {
  if (queue.size === 0) {
    for (const link of links) {
      const target = tree.packages[link]?.resolved;
      if (target !== undefined) queue.add(target);
    }
    links.clear();
  }
  let next: string | undefined;
  for (const path of queue) if (next === undefined || isBefore(tree, path, next)) next = path;
  return next;
}

function isBefore(tree: WorkingTree, one: string, other: string): boolean {
  const difference = depthOf(tree, one) - depthOf(tree, other);
  return difference < 0 || (difference === 0 && alphabet.compare(one, other) < 0);
}

function depthOf(tree: WorkingTree, path: string): number {
  return isProject(path) ? 0 : 1 + depthOf(tree, parentOf(tree.packages, path) ?? '');
}

/** What a package asks for and does not get, in npm's order. */
function unmetOf(tree: WorkingTree, path: string): Edge[] {
  const unmet = [...tree.edges(path).values()].filter((edge) => {
    const isMissing = tree.find(path, edge.name) === undefined;
    return isMissing ? edge.kind !== 'peerOptional' : !tree.isMet(path, edge);
  });
  for (const { name, kind } of unmet) {
    if (kind === 'peer' || kind === 'peerOptional' || kind === 'workspace')
      throw new InDoubt(`${path || 'the root'} asks for ${name} as ${kind}`);
    if (tree.packages[`node_modules/${name}`]?.link) throw new InDoubt(`${name} is a folder of the project`);
  }
  return unmet.sort((a, b) => alphabet.compare(a.name, b.name));
}

/** What the registry is asked for an edge: of the package an alias stands for. */
export function questionFor({ name, spec }: Edge): Question {
  const written = spec.trim();
  if (/^(?!npm:)[a-z+]+:|[/\\]/i.test(written.startsWith('npm:@') ? '' : written))
    throw new InDoubt(`${name} is asked for as ${spec}`);
  if (!written.startsWith('npm:')) return { name, range: written };
  const at = written.lastIndexOf('@');
  return at > 'npm:'.length
    ? { name: written.slice('npm:'.length, at), range: written.slice(at + 1) }
    : { name: written.slice('npm:'.length), range: '' };
}

/** One package on its way into the tree, for who asks for it. */
interface Arrival {
  readonly from: string;
  readonly edge: Edge;
  readonly incoming: LockEntry;
  /** It and the peers npm would bring along, by name. */
  readonly peers: ReadonlyMap<string, LockEntry>;
}

type Fit = 'free' | 'replace' | 'keep' | 'conflict';

/** Puts a package into the tree for one requirement; the path of what is new, if anything is. */
function place(tree: WorkingTree, arrival: Arrival): string | undefined {
  const { from, edge, incoming } = arrival;
  const found = homeFor(tree, arrival);
  const path = inFolder(found.target, edge.name);
  if (found.fit === 'keep') {
    removeDuplicates(tree, found.target);
    return undefined;
  }
  for (let holder: string | undefined = found.target; holder; holder = parentOf(tree.packages, holder)) {
    const entry = tree.packages[holder];
    if (entry && !isProject(holder) && nameAt(holder) === edge.name && isSame(entry, incoming, holder))
      throw new InDoubt(`${edge.name} would be inside of itself`);
  }
  if (found.fit === 'replace') replace(tree, path, incoming);
  else tree.put(path, incoming);
  const got = tree.find(from, edge.name);
  if (got !== undefined && got !== path && tree.isMet(from, edge)) removeDuplicate(tree, got);
  for (const same of tree.named(edge.name)) {
    if (same !== path && !isUnder(tree, same, found.target)) continue;
    removeDuplicate(tree, same);
    for (const child of tree.inside(same)) removeDuplicate(tree, child);
  }
  for (const peer of tree.edges(path).values()) {
    const isPeer = peer.kind === 'peer' || peer.kind === 'peerOptional';
    if (isPeer && !tree.isMet(path, peer)) throw new InDoubt(`${edge.name} needs ${peer.name} beside it`);
  }
  return path;
}

function inFolder(folder: string, name: string): string {
  return folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
}

/** The highest place before the first conflict, on the way from who asks up to the root. */
function homeFor(
  tree: WorkingTree,
  arrival: Arrival,
): { readonly target: string; readonly fit: Exclude<Fit, 'conflict'> } {
  const { from, edge } = arrival;
  let home: { target: string; fit: Exclude<Fit, 'conflict'> } | undefined;
  const start = deepestFor(tree, from, edge.name);
  for (let at: string | undefined = start; at !== undefined; at = parentOf(tree.packages, at)) {
    if (!isProject(at) && isPeerOf(tree, at, edge.name)) continue;
    const fit = fitOf(tree, at, arrival);
    if (fit === 'conflict') break;
    home = { target: at, fit };
  }
  if (!home) throw new InDoubt(`${edge.name}@${edge.spec} has no place for ${from || 'the root'}`);
  return home;
}

function isPeerOf(tree: WorkingTree, path: string, name: string): boolean {
  const kind = tree.edges(path).get(name)?.kind;
  return kind === 'peer' || kind === 'peerOptional';
}

/** The deepest folder a name may go to for someone: not into a package that wants it beside itself. */
export function deepestFor(tree: WorkingTree, from: string, name: string): string {
  let at = from;
  while (at !== '' && isPeerOf(tree, at, name)) at = parentOf(tree.packages, at) ?? '';
  return at;
}

function fitOf(tree: WorkingTree, target: string, arrival: Arrival): Fit {
  const { from, edge, incoming } = arrival;
  const path = inFolder(target, edge.name);
  const current = tree.packages[path];
  if (!current) {
    if (isInTheWay(tree, target, edge.name, incoming, from)) return 'conflict';
    checkPeers(tree, target, arrival, [incoming]);
    return 'free';
  }
  if (current.link) throw new InDoubt(`${path} is a link`);
  if (isSame(incoming, current, path) && satisfies(current, edge.spec)) return 'keep';
  const isNewer = semver.gte(String(incoming.version), String(current.version));
  const isReplacing = isNewer && tree.canReplace(path, incoming);
  if (!isReplacing && satisfies(current, edge.spec)) return 'keep';
  if (!isReplacing && (target !== from || target !== deepestFor(tree, from, edge.name))) return 'conflict';
  checkPeers(tree, target, arrival, [incoming]);
  return 'replace';
}

/** Whether the folder itself asks for another version, or somebody in it would no longer find the one further up. */
function isInTheWay(
  tree: WorkingTree,
  target: string,
  name: string,
  incoming: LockEntry,
  from: string,
): boolean {
  if (target === from) return false;
  const own = tree.edges(target).get(name);
  if (own && !satisfies(incoming, own.spec)) return true;
  const above = tree.find(target, name);
  return above !== undefined && tree.arrowsTo(above).some(minds);

  function minds(arrow: Arrow): boolean {
    return (
      isUnder(tree, arrow.from, target) &&
      tree.isMet(arrow.from, arrow.edge) &&
      !satisfies(incoming, arrow.edge.spec)
    );
  }
}

/** Peers that are there, as they should be, or that nobody would mind are no hindrance; all else is for npm to weigh. */
function checkPeers(tree: WorkingTree, target: string, arrival: Arrival, way: readonly LockEntry[]): void {
  for (const peer of peersOf(way.at(-1) ?? {})) {
    const picked = arrival.peers.get(peer.name);
    if (!picked || way.includes(picked)) continue;
    const folder = deepestFor(tree, target, peer.name);
    const there = tree.packages[inFolder(folder, peer.name)];
    const isFine = there
      ? !there.link && satisfies(there, peer.spec)
      : !isInTheWay(tree, folder, peer.name, picked, arrival.from);
    if (!isFine) throw new InDoubt(`${peer.name}@${peer.spec} would have to go along`);
    if (!there) checkPeers(tree, folder, arrival, [...way, picked]);
  }
}

function isUnder(tree: WorkingTree, path: string, above: string): boolean {
  for (let at: string | undefined = path; at !== undefined; at = parentOf(tree.packages, at))
    if (at === above) return true;
  return false;
}

export interface Peer {
  readonly name: string;
  readonly spec: string;
  readonly isOptional: boolean;
}

/** What a package wants beside itself, in npm's order. */
export function peersOf(entry: LockEntry): Peer[] {
  const { peerDependencies, peerDependenciesMeta, dependencies, optionalDependencies } = entry as {
    [key: string]: Readonly<Record<string, unknown>> | undefined;
  };
  return Object.entries(peerDependencies ?? {})
    .filter(([name]) => dependencies?.[name] === undefined && optionalDependencies?.[name] === undefined)
    .map(([name, spec]) => {
      const meta = peerDependenciesMeta?.[name] as { optional?: unknown } | undefined;
      return { name, spec: String(spec), isOptional: Boolean(meta?.optional) };
    })
    .sort((a, b) => alphabet.compare(a.name, b.name));
}

/** What only the old version asked for goes with it, and so does what only it needed in the version it was there. */
function replace(tree: WorkingTree, path: string, incoming: LockEntry): void {
  const old = tree.arrowsFrom(path);
  const folder = parentOf(tree.packages, path) ?? '';
  for (const { from, edge } of tree.arrowsTo(path)) {
    const isPeer = edge.kind === 'peer' || edge.kind === 'peerOptional';
    if (isPeer && parentOf(tree.packages, from) === folder && !satisfies(incoming, edge.spec))
      throw new InDoubt(`${from} wants ${edge.name}@${edge.spec} beside it`);
  }
  const gone = old
    .filter(({ edge }) => !incomingAsksFor(incoming, edge.name))
    .flatMap(({ to }) => [...tree.neededOnlyBy([to], (arrow) => arrow.to !== to)]);
  tree.put(path, incoming);
  const orphans = new Set(
    tree
      .arrowsFrom(path)
      .filter(({ edge }) => !tree.isMet(path, edge))
      .map(({ to }) => to),
  );
  for (const each of gone)
    for (const dependent of tree.neededOnlyBy(
      [each],
      ({ from, to, edge }) => to !== each && tree.isMet(from, edge),
    ))
      orphans.add(dependent);
  const unneeded = tree.neededOnlyBy(
    orphans,
    ({ from, to, edge }) => from !== path && to !== path && tree.isMet(from, edge),
  );
  for (const each of unneeded) tree.remove(each);
}

function incomingAsksFor(incoming: LockEntry, name: string): boolean {
  return ['dependencies', 'optionalDependencies', 'peerDependencies'].some((section) =>
    Object.hasOwn((incoming[section] as object | undefined) ?? {}, name),
  );
}

function removeDuplicate(tree: WorkingTree, path: string): boolean {
  if (!tree.packages[path] || !tree.isDuplicate(path)) return false;
  const alone = tree.neededOnlyBy([path], ({ from, to, edge }) => to !== path && tree.isMet(from, edge));
  for (const each of alone) tree.remove(each);
  return true;
}

/** Everything below a package that a package further up does as well for. */
function removeDuplicates(tree: WorkingTree, path: string): void {
  for (const child of tree.inside(path).sort(alphabet.compare))
    if (tree.packages[child] && !removeDuplicate(tree, child)) removeDuplicates(tree, child);
}
