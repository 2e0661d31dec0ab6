import semver from 'semver';
import { isPlainTarball } from './package-lock-entry.ts';
import { isRecord, type LockEntry, locate } from './package-lock-tree.ts';

export type Packages = Readonly<Record<string, LockEntry>>;

/** One requirement of one package of the tree. */
export interface Edge {
  readonly name: string;
  readonly spec: string;
  readonly kind: 'prod' | 'dev' | 'optional' | 'peer' | 'peerOptional' | 'workspace';
}

/** The root and the workspaces: what lies outside of every `node_modules`. */
export function isProject(path: string): boolean {
  return !/(?:^|\/)node_modules\//.test(path);
}

/** What a package asks for, as npm reads it: the last section that has a name decides, and a workspace before all. */
export function edgesOf(packages: Packages, path: string): Map<string, Edge> {
  const entry = packages[path] ?? {};
  const optionalPeers = isRecord(entry.peerDependenciesMeta) ? entry.peerDependenciesMeta : {};
  const edges = new Map<string, Edge>();
  const add = (section: unknown, kindOf: (name: string) => Edge['kind']) => {
    for (const [name, spec] of Object.entries(isRecord(section) ? section : {}))
      edges.set(name, { name, spec: String(spec), kind: kindOf(name) });
  };
  add(entry.peerDependencies, (name) => {
    const meta = Object.hasOwn(optionalPeers, name) ? optionalPeers[name] : undefined;
    return isRecord(meta) && meta.optional ? 'peerOptional' : 'peer';
  });
  add(entry.dependencies, () => 'prod');
  add(entry.optionalDependencies, () => 'optional');
  if (isProject(path)) add(entry.devDependencies, () => 'dev');
  if (path === '' && entry.workspaces) add(workspaceLinks(packages), () => 'workspace');
  return edges;
}

function workspaceLinks(packages: Packages): Record<string, string> {
  const links = Object.entries(packages).filter(
    ([path, entry]) => entry.link && path.startsWith('node_modules/'),
  );
  return Object.fromEntries(
    links.map(([path, entry]) => [path.slice('node_modules/'.length), `file:${entry.resolved}`]),
  );
}

/** The path an edge leads to, if any. */
export function targetOf(packages: Packages, from: string, edge: Edge): string | undefined {
  return locate(packages, from, edge.name);
}

/** Whether npm is content with an edge, so that it fetches nothing for it. What cannot be told is not. */
export function isMet(packages: Packages, from: string, edge: Edge): boolean {
  return isMetBy(packages, from, edge, targetOf(packages, from, edge));
}

/** The same, where it is known what the edge leads to. */
export function isMetBy(packages: Packages, from: string, edge: Edge, to: string | undefined): boolean {
  if (to === undefined) return edge.kind === 'optional' || edge.kind === 'peerOptional';
  if (edge.kind === 'workspace') return packages[to]?.link === true;
  const peer = edge.kind === 'peer' || edge.kind === 'peerOptional';
  if (peer && !isProject(from) && to === `${from}/node_modules/${edge.name}`) return false;
  const entry = packages[to];
  const package_ = entry?.link && entry.resolved !== undefined ? packages[entry.resolved] : entry;
  return package_ !== undefined && satisfies(package_, edge.spec);
}

/** Whether a package is what a requirement asks for. */
export function satisfies(package_: LockEntry, written: string): boolean {
  const spec = rangeOf(written.trim());
  if (spec === '' || spec === '*') return true;
  if (semver.validRange(spec, true) !== null) return semver.satisfies(package_.version ?? '', spec, true);
  return /^[a-z][\w.-]*$/i.test(spec) && isPlainTarball(package_.resolved);
}

/** `npm:express@^4` asks for `^4`. */
function rangeOf(spec: string): string {
  if (!spec.startsWith('npm:')) return spec;
  const at = spec.lastIndexOf('@');
  return at > 'npm:'.length ? spec.slice(at + 1) : '*';
}
