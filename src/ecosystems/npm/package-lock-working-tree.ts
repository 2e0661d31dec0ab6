/**
 * A copy of a lockfile's tree that can be changed: which package is in which folder, who asks for whom, and who is needed
 * by whom. A package is named by its path; a path has the entry that is there now.
 */
import semver from 'semver';
import { type Edge, edgesOf, isMetBy, isProject, type Packages, satisfies } from './package-lock-edges.ts';
import { InDoubt, type LockEntry, locate, nameAt, packageName, parentOf } from './package-lock-tree.ts';

/** A requirement that leads somewhere. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly edge: Edge;
}

/** Requirements by entry: entries never change, so they are worked out once for all branches of a repository. */
export type EdgeMemory = WeakMap<LockEntry, ReadonlyMap<string, Edge>>;

export class WorkingTree {
  readonly packages: Record<string, LockEntry>;
  readonly #known: EdgeMemory;
  readonly #askers = new Map<string, Set<string>>();
  readonly #named = new Map<string, Set<string>>();
  readonly #inside = new Map<string, Set<string>>();

  constructor(packages: Packages, known: EdgeMemory) {
    this.packages = { ...packages };
    this.#known = known;
    for (const path of Object.keys(packages)) this.#enlist(path);
  }

  /** What the package at a path asks for, by name. */
  edges(path: string): ReadonlyMap<string, Edge> {
    const entry = this.packages[path];
    if (!entry) return new Map();
    const known = this.#known.get(entry) ?? edgesOf(this.packages, path);
    this.#known.set(entry, known);
    return known;
  }

  /** The package that code at a path gets for a name. */
  find(from: string, name: string): string | undefined {
    const places = this.#named.get(name);
    if (places?.size !== 1) return places && locate(this.packages, from, name);
    // Most names are in one place, so most walks up the folders can be spared.
    const [place = ''] = places;
    const folder = place.slice(0, -`node_modules/${name}`.length);
    return `${from}/`.startsWith(folder) ? place : undefined;
  }

  isMet(from: string, edge: Edge): boolean {
    return isMetBy(this.packages, from, edge, this.find(from, edge.name));
  }

  /** Where the requirements of a package lead, those that lead nowhere left out. */
  arrowsFrom(from: string): Arrow[] {
    return [...this.edges(from).values()].flatMap((edge) => {
      const to = this.find(from, edge.name);
      return to === undefined ? [] : [{ from, to, edge }];
    });
  }

  arrowsTo(to: string): Arrow[] {
    if (isProject(to)) return [];
    const name = nameAt(to);
    return [...(this.#askers.get(name) ?? [])].flatMap((from) => {
      const edge = this.edges(from).get(name);
      return edge && this.find(from, name) === to ? [{ from, to, edge }] : [];
    });
  }

  /** What is in the `node_modules` of a package itself, in no deeper one. */
  inside(path: string): string[] {
    return [...(this.#inside.get(path) ?? [])];
  }

  /** Every place of a name, however deep. */
  named(name: string): string[] {
    return [...(this.#named.get(name) ?? [])];
  }

  /** Puts a package in a place. What is nested there stays. */
  put(path: string, entry: LockEntry): void {
    if (Object.hasOwn(this.packages, path)) this.#strike(path);
    this.packages[path] = entry;
    this.#enlist(path);
  }

  /** Takes a package away, and what is nested in it. */
  remove(path: string): void {
    if (!Object.hasOwn(this.packages, path)) return;
    for (const child of this.inside(path)) this.remove(child);
    this.#strike(path);
    delete this.packages[path];
  }

  /**
   * What only the given packages need: they and all that they ask for, without those that somebody else asks for as well.
   * Requirements for which `counts` is false are no reason to go or to stay.
   */
  neededOnlyBy(start: Iterable<string>, counts: (arrow: Arrow) => boolean): Set<string> {
    const found = new Set(start);
    for (const path of found)
      for (const arrow of this.arrowsFrom(path)) if (counts(arrow)) found.add(arrow.to);
    const isKept = (path: string) =>
      this.arrowsTo(path).some((arrow) => !found.has(arrow.from) && counts(arrow));
    for (let went = true; went; ) {
      went = false;
      for (const path of found) went = (isKept(path) && found.delete(path)) || went;
    }
    return found;
  }

  /** Whether everybody who asks for what is in a place would be as content with another package there. */
  canReplace(path: string, entry: LockEntry): boolean {
    const old = this.packages[path];
    if (!old || packageName(old, path) !== packageName(entry, path)) return false;
    const own = this.neededOnlyBy([path], (arrow) => arrow.to !== path && this.isMet(arrow.from, arrow.edge));
    return this.arrowsTo(path).every(({ from, edge }) => own.has(from) || satisfies(entry, edge.spec));
  }

  /** Whether a nested package can go, because those who ask for it are as well served by the one further up. */
  isDuplicate(path: string): boolean {
    const entry = this.packages[path];
    const holder = parentOf(this.packages, path);
    const above = holder === undefined ? undefined : parentOf(this.packages, holder);
    if (!entry || entry.inBundle || above === undefined) return false;
    if (this.arrowsTo(path).length === 0) return true;
    const other = this.find(above, nameAt(path));
    const otherEntry = other === undefined ? undefined : this.packages[other];
    if (!otherEntry) return false;
    if (entry.link || otherEntry.link) throw new InDoubt(`${path} is a link or stands beside one`);
    if (isSame(entry, otherEntry, path)) return true;
    return this.canReplace(path, otherEntry) && semver.gte(String(otherEntry.version), String(entry.version));
  }

  #enlist(path: string): void {
    for (const name of this.edges(path).keys()) setIn(this.#askers, name).add(path);
    if (isProject(path)) return;
    setIn(this.#named, nameAt(path)).add(path);
    setIn(this.#inside, parentOf(this.packages, path) ?? '').add(path);
  }

  #strike(path: string): void {
    for (const name of this.edges(path).keys()) this.#askers.get(name)?.delete(path);
    if (isProject(path)) return;
    this.#named.get(nameAt(path))?.delete(path);
    this.#inside.get(parentOf(this.packages, path) ?? '')?.delete(path);
  }
}

function setIn(sets: Map<string, Set<string>>, key: string): Set<string> {
  const known = sets.get(key) ?? new Set();
  sets.set(key, known);
  return known;
}

/** As npm tells packages apart: by checksum, else by address, else by name and version. */
export function isSame(one: LockEntry, other: LockEntry, path: string): boolean {
  if (one.integrity && other.integrity) return one.integrity === other.integrity;
  if (one.resolved && other.resolved) return one.resolved === other.resolved;
  return packageName(one, path) === packageName(other, path) && one.version === other.version;
}
