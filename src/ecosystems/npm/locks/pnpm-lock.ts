import type { LockedPackage } from '../../../domain/manifest.ts';
import { type Lock, linesOf, nameAndVersion, UnreadableLock } from './lock.ts';

/** A package while its lines are read. */
interface Draft {
  readonly key: string;
  name?: string;
  version?: string;
  hasInstallScript?: boolean;
  readonly peers: Map<string, string>;
  readonly optionalPeers: string[];
}

const sections = new Set(['dependencies', 'devDependencies', 'optionalDependencies']);

/**
 * pnpm-lock.yaml of the formats 5 to 9. What differs is where an importer writes its versions (a `version` below the name
 * since 6, behind it before) and how a package's key looks (`/a/1.0.0_b@2`, `/a@1.0.0(b@2)`, `a@1.0.0`).
 */
export function readPnpmLock(text: string): Lock {
  const importers = new Map<string, Map<string, string>>();
  const packages: Draft[] = [];
  const path: string[] = [];
  let format: string | undefined;
  for (const { indent, key, value } of linesOf(text)) {
    const depth = indent >> 1;
    path.length = Math.min(path.length, depth);
    path[depth] = key;
    const [top] = path;
    if (depth === 0 && key === 'lockfileVersion') format = value;
    else if (top === 'importers') importerLine(importers, path.slice(2), path[1] ?? '', value);
    else if (top !== undefined && sections.has(top)) importerLine(importers, path, '.', value);
    else if (top === 'packages') packageLine(packages, path, value);
  }
  if (format === undefined) throw new UnreadableLock('it has no lockfileVersion');
  if (!/^\d+(?:\.\d+)?$/.test(format))
    throw new UnreadableLock(`its lockfileVersion ${JSON.stringify(format)} is no version`);
  return {
    tool: 'pnpm',
    format,
    packages: packages.flatMap(finished),
    versionOf: (folder, name) => importers.get(folder || '.')?.get(name),
  };
}

function importerLine(
  importers: Map<string, Map<string, string>>,
  path: readonly string[],
  importer: string,
  value: string,
): void {
  const [section, name, field] = path;
  if (section === undefined || name === undefined || !sections.has(section) || value === '') return;
  if (path.length === 3 ? field !== 'version' : path.length !== 2) return;
  const versions = importers.get(importer) ?? new Map<string, string>();
  versions.set(name, plainVersion(value));
  importers.set(importer, versions);
}

function packageLine(packages: Draft[], path: readonly string[], value: string): void {
  const [, key, field, name] = path;
  if (path.length === 2 && key !== undefined) {
    packages.push({ key, peers: new Map(), optionalPeers: [] });
    return;
  }
  const draft = packages.at(-1);
  if (!draft) return;
  if (path.length === 3) {
    if (field === 'name') draft.name = value;
    else if (field === 'version') draft.version = value;
    else if (field === 'requiresBuild') draft.hasInstallScript = value === 'true';
  } else if (path.length === 4 && field === 'peerDependencies' && name !== undefined)
    draft.peers.set(name, value);
  else if (path.length === 5 && field === 'peerDependenciesMeta' && name !== undefined && value === 'true')
    draft.optionalPeers.push(name);
}

function finished(draft: Draft): LockedPackage[] {
  const [name, version] =
    draft.name && draft.version ? [draft.name, draft.version] : (fromKey(draft.key) ?? []);
  if (name === undefined || version === undefined) return [];
  return [
    {
      name,
      version: plainVersion(version),
      ...(draft.peers.size > 0 ? { peers: Object.fromEntries(draft.peers) } : {}),
      ...(draft.optionalPeers.length > 0 ? { optionalPeers: draft.optionalPeers } : {}),
      ...(draft.hasInstallScript === undefined ? {} : { hasInstallScript: draft.hasInstallScript }),
    },
  ];
}

function fromKey(key: string): [string, string] | undefined {
  if (!key.startsWith('/')) return nameAndVersion(key);
  const plain = key.slice(1);
  const byMark = nameAndVersion(plain.replace(/\(.*$/, ''));
  if (byMark && /^\d/.test(byMark[1])) return byMark;
  const slash = plain.lastIndexOf('/');
  return slash === -1 ? undefined : [plain.slice(0, slash), plain.slice(slash + 1)];
}

/** `4.18.2(supports-color@8.1.1)`, `7.1.0_react@17.0.2`, `/old-express/4.0.0`, `express@4.0.0` (an alias) → the version. */
function plainVersion(value: string): string {
  const bare = value.replace(/\(.*$/, '').replace(/_.*$/, '');
  const last = bare.startsWith('/')
    ? bare.slice(bare.lastIndexOf(bare.lastIndexOf('@') > 1 ? '@' : '/') + 1)
    : bare;
  const mark = last.lastIndexOf('@');
  return mark > 0 && !last.includes(':') ? last.slice(mark + 1) : last;
}
