/**
 * The manifests as a program gets them: only what resolving needs, and nothing that leads out of the folder or makes the
 * program run code.
 */
import { posix } from 'node:path';
import type { LockRequest } from '../../../ports.ts';
import { isInside } from '../inside.ts';

export type Json = Readonly<Record<string, unknown>>;

export type Manifests =
  | { readonly kind: 'manifests'; readonly byPath: ReadonlyMap<string, Json> }
  | { readonly kind: 'refused'; readonly because: string };

const sections = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'] as const;

/** Scripts are never run; the others would make a program refuse, or call another version of itself. */
const dropped = ['scripts', 'packageManager', 'devEngines', 'engines'];

export function manifestsOf(request: LockRequest): Manifests {
  const byPath = new Map<string, Json>();
  for (const [path, text] of request.files) {
    if (posix.basename(path) !== 'package.json' || !isInside(path)) continue;
    const manifest = parseObject(text);
    if (!manifest) return { kind: 'refused', because: `${path} is not a JSON object` };
    const no = objection(manifest, posix.dirname(path));
    if (no !== undefined) return { kind: 'refused', because: `${path} ${no}` };
    byPath.set(path, Object.fromEntries(Object.entries(manifest).filter(([key]) => !dropped.includes(key))));
  }
  return { kind: 'manifests', byPath };
}

export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseObject(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function objection(manifest: Json, folder: string): string | undefined {
  const requirements = [...sections, 'resolutions', 'overrides', 'pnpm'].flatMap((key) =>
    texts(manifest[key]),
  );
  const exec = requirements.find((text) => /(?:^|@)exec:/.test(text));
  if (exec !== undefined) return `asks for ${quoted(exec)}, which would run a script`;
  const outside = requirements.find((text) => leaves(text, folder));
  if (outside !== undefined) return `points to ${quoted(outside)}, outside of the repository`;
  const pattern = texts(manifest.workspaces).find(climbs);
  return pattern === undefined
    ? undefined
    : `has the workspace ${quoted(pattern)}, outside of the repository`;
}

/** Every string in a value, however it is nested. `JSON.parse` has already refused what is too deep to walk. */
function texts(value: unknown): string[] {
  const found: string[] = [];
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next === 'string') found.push(next);
    else if (typeof next === 'object' && next !== null) open.push(...Object.values(next));
  }
  return found;
}

const pathLike = /^(?:file:|link:|portal:|\.{1,2}(?:\/|$)|\/|~\/|[a-zA-Z]:[\\/])/;

function leaves(requirement: string, folder: string): boolean {
  if (!pathLike.test(requirement)) return false;
  const path = requirement.replace(/^(?:file|link|portal):/, '').replace(/[#:].*$/s, '');
  return posix.isAbsolute(path) || path.startsWith('~') || !isInside(posix.join(folder, path));
}

/** Two dots in a row, also where braces put them together, or an absolute path. */
export function climbs(pattern: string): boolean {
  return pattern.includes('..') || pattern.startsWith('/') || /[.][{},]|[{},][.]/.test(pattern);
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}

/** What a manifest asks for under a name; the first section that a program looks at wins. */
export function requirementOf(manifest: Json | undefined, name: string): string | undefined {
  for (const section of sections) {
    const block = blockOf(manifest ?? {}, section);
    const requirement = Object.hasOwn(block, name) ? block[name] : undefined;
    if (typeof requirement === 'string') return requirement;
  }
  return undefined;
}

/** The manifest with other requirements, wherever these names stand; a peer range only where nothing else asks for the name. */
export function withRequirements(manifest: Json, exact: ReadonlyMap<string, string>): Json {
  const changed = { ...manifest };
  const direct = new Set(sections.slice(0, 3).flatMap((section) => Object.keys(blockOf(manifest, section))));
  for (const section of sections) {
    if (!isRecord(manifest[section])) continue;
    changed[section] = Object.fromEntries(
      Object.entries(blockOf(manifest, section)).map(([name, requirement]) => [
        name,
        section === 'peerDependencies' && direct.has(name) ? requirement : (exact.get(name) ?? requirement),
      ]),
    );
  }
  return changed;
}

function blockOf(manifest: Json, section: string): Json {
  const block = manifest[section];
  return isRecord(block) ? block : {};
}

/** `npm:express@^4` at 4.21.2 is `npm:express@4.21.2`; `^4` is `4.21.2`. */
export function exactly(requirement: string, version: string): string {
  if (!requirement.startsWith('npm:')) return version;
  const at = requirement.lastIndexOf('@');
  return at > 'npm:'.length ? `${requirement.slice(0, at)}@${version}` : `npm:${version}`;
}

/** The package behind a requirement: an alias names another one. */
export function packageOf(
  name: string,
  requirement: string,
): { readonly name: string; readonly range: string } {
  if (!requirement.startsWith('npm:')) return { name, range: requirement };
  const target = requirement.slice('npm:'.length);
  const at = target.lastIndexOf('@');
  if (at > 0) return { name: target.slice(0, at), range: target.slice(at + 1) };
  return target.startsWith('@') || /^[a-z]/i.test(target)
    ? { name: target, range: '*' }
    : { name, range: target };
}
