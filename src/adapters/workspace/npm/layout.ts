/**
 * What is laid out for npm: manifests and the lockfile, nothing else of the repository. A requirement that was asked for
 * stands there as the exact version, so that npm resolves it to that one and to no other; the worker puts the requirement
 * back before the lockfile is written.
 */
import { posix } from 'node:path';
import {
  isRecord,
  type LegacyEntry,
  type PackageLock,
  parsePackageLock,
} from '../../../ecosystems/npm/package-lock-tree.ts';
import type { LockRequest, Wanted } from '../../../ports.ts';
import { isInside } from '../inside.ts';
import type { Pin } from './messages.ts';

type Json = Record<string, unknown>;

export interface Layout {
  readonly kind: 'layout';
  readonly lock: PackageLock;
  /** By path, seen from the folder that stands for the repository. */
  readonly files: ReadonlyMap<string, string>;
  /** The folder of the lockfile, seen from there. */
  readonly project: string;
  readonly pins: readonly Pin[];
  /** What the root manifest overrides, as it is written. */
  readonly overrides: unknown;
}

export type Laid = Layout | { readonly kind: 'refused'; readonly because: string };

const sections = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'] as const;

export function layoutOf(request: LockRequest): Laid {
  const lock = parsePackageLock(request.before);
  if (!lock) return refused(`${request.lockfile.path} is not a lockfile that npm can read`);
  const folder = folderOf(request.lockfile.path);
  const stray = strayPath(lock, folder);
  if (stray !== undefined)
    return refused(`${request.lockfile.path} points to ${stray}, outside of the repository`);

  const files = new Map<string, string>();
  const pins: Pin[] = [];
  let overrides: unknown;
  for (const [path, text] of request.files) {
    if (posix.basename(path) !== 'package.json') continue;
    const manifest = parseObject(text);
    if (!manifest) return refused(`${path} is not a JSON object`);
    const outside = outsideOf(manifest, folderOf(path));
    if (outside !== undefined) return refused(`${path} points to ${outside}, outside of the repository`);
    if (locationIn(folder, path) === '') overrides = manifest.overrides;
    const wanted = request.wanted.filter((each) => each.manifest === path);
    const missing = wanted.find((each) => !pinAll(manifest, each, locationIn(folder, path), pins));
    if (missing) return refused(`${path} does not ask for ${missing.name}`);
    files.set(path, JSON.stringify(manifest));
  }
  const home = homeOf(lock, folder);
  const placed = new Map([...files].map(([path, text]) => [posix.join(home, path), text]));
  const project = posix.join(home, folder);
  placed.set(posix.join(project, 'package-lock.json'), request.before);
  return { kind: 'layout', lock, files: placed, project, pins, overrides };
}

function refused(because: string): { kind: 'refused'; because: string } {
  return { kind: 'refused', because };
}

/** Empty for the root of the repository. */
export function folderOf(path: string): string {
  const folder = posix.dirname(path);
  return folder === '.' ? '' : folder;
}

/** The folder of a manifest, seen from the lockfile's. */
export function locationIn(folder: string, manifest: string): string {
  const own = folderOf(manifest);
  return folder === '' ? own : own.slice(folder.length + 1);
}

/** npm names a project without a name by its folder, so the folder is called what it was called when npm wrote the lockfile. */
function homeOf(lock: PackageLock, folder: string): string {
  const name = lock.name ?? '';
  return folder === '' && /^(?:@[\w-][\w.-]*\/)?[\w-][\w.-]*$/.test(name) ? name : 'project';
}

function parseObject(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** Holds a name at a version wherever the manifest asks for it; false when it does not. */
function pinAll(manifest: Json, wanted: Wanted, location: string, pins: Pin[]): boolean {
  const asking = sections.filter((section) => requirementIn(manifest[section], wanted.name) !== undefined);
  const direct = asking.filter((section) => section !== 'peerDependencies');
  for (const section of direct.length > 0 ? direct : asking) {
    const requirement = requirementIn(manifest[section], wanted.name) ?? '';
    const exact = exactly(requirement, wanted.version);
    pins.push({ location, section, name: wanted.name, requirement });
    manifest[section] = { ...(manifest[section] as Json), [wanted.name]: exact };
    if (location === '')
      manifest.overrides = overriddenExactly(manifest.overrides, wanted.name, requirement, exact);
  }
  return asking.length > 0;
}

function requirementIn(section: unknown, name: string): string | undefined {
  if (!isRecord(section) || !Object.hasOwn(section, name)) return undefined;
  const requirement = section[name];
  return typeof requirement === 'string' ? requirement : undefined;
}

/** `npm:express@^4` at 4.21.2 is `npm:express@4.21.2`. */
function exactly(requirement: string, version: string): string {
  if (!requirement.startsWith('npm:')) return version;
  const at = requirement.lastIndexOf('@');
  return `${at > 'npm:'.length ? requirement.slice(0, at) : requirement}@${version}`;
}

/** npm refuses an override of a direct dependency unless both say the same, so both are pinned. */
function overriddenExactly(overrides: unknown, name: string, requirement: string, exact: string): unknown {
  if (!isRecord(overrides) || !Object.hasOwn(overrides, name)) return overrides;
  const rule = overrides[name];
  if (rule === requirement) return { ...overrides, [name]: exact };
  return isRecord(rule) && rule['.'] === requirement
    ? { ...overrides, [name]: { ...rule, '.': exact } }
    : overrides;
}

/** A path in the lockfile that leaves the repository, by a link or by its own name. */
function strayPath(lock: PackageLock, folder: string): string | undefined {
  const entries = Object.entries(lock.packages ?? {});
  const links = entries.filter(([, entry]) => entry.link).map(([, entry]) => String(entry.resolved));
  const paths = [...entries.map(([path]) => path), ...links, ...legacyPaths(lock)];
  return paths.find((path) => !staysInside(folder, path));
}

/** The folders that format 1 links to. */
function legacyPaths(lock: PackageLock): string[] {
  const paths: string[] = [];
  const open: LegacyEntry[] = Object.values(lock.dependencies ?? {});
  for (let entry = open.pop(); entry; entry = open.pop()) {
    if (typeof entry.version === 'string' && entry.version.startsWith('file:')) paths.push(entry.version);
    if (isRecord(entry.dependencies)) open.push(...Object.values(entry.dependencies).filter(isRecord));
  }
  return paths;
}

/** A folder that a manifest names (`file:../x`, a workspace pattern) and that lies outside of the repository. */
function outsideOf(manifest: Json, folder: string): string | undefined {
  return (
    workspacePatterns(manifest).find(mayClimb) ?? pathsOf(manifest).find((path) => !staysInside(folder, path))
  );
}

function staysInside(folder: string, written: string): boolean {
  const path = written.replace(/^(?:file|link):/, '');
  return !posix.isAbsolute(path) && !path.startsWith('~') && isInside(posix.join(folder, path));
}

function pathsOf(manifest: Json): string[] {
  return sections
    .flatMap((section) => Object.values(isRecord(manifest[section]) ? manifest[section] : {}))
    .filter((requirement): requirement is string => typeof requirement === 'string')
    .filter((requirement) => /^(?:file:|link:|\.|\/|~\/|[a-z]:[\\/])/i.test(requirement));
}

function workspacePatterns(manifest: Json): string[] {
  const written = isRecord(manifest.workspaces) ? manifest.workspaces.packages : manifest.workspaces;
  return Array.isArray(written) ? written.filter((each): each is string => typeof each === 'string') : [];
}

/** Two dots in a row, also when braces put them together. */
function mayClimb(pattern: string): boolean {
  return pattern.includes('..') || /[.][{},]|[{},][.]/.test(pattern);
}
