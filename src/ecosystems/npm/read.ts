import type { Dependency, Lockfile, Manifest, Reading } from '../../domain/manifest.ts';
import type { Problem } from '../../domain/problem.ts';
import { placeOf } from '../../domain/text.ts';
import { readBunLock } from './locks/bun-lock.ts';
import { type Lock, UnreadableLock } from './locks/lock.ts';
import { readPackageLock } from './locks/package-lock.ts';
import { readPnpmLock } from './locks/pnpm-lock.ts';
import { readYarnLock } from './locks/yarn-lock.ts';
import { type PackageJson, readPackageJson, type Written } from './package-json.ts';
import { readSpecifier } from './specifier.ts';
import { readWorkspaceSettings, type WorkspaceSettings } from './workspace-settings.ts';
import { matcher, membersOf } from './workspaces.ts';

const lockReaders: Readonly<Record<string, (text: string) => Lock>> = {
  // In npm's own order: a shrinkwrap counts before a package-lock.
  'npm-shrinkwrap.json': readPackageLock,
  'package-lock.json': readPackageLock,
  'pnpm-lock.yaml': readPnpmLock,
  'yarn.lock': readYarnLock,
  'bun.lock': readBunLock,
};
const lockNames = Object.keys(lockReaders);
/** Where a tool keeps the settings of a workspace, by the lockfile's tool. */
const settingsName = (tool: string) =>
  tool === 'pnpm' ? 'pnpm-workspace.yaml' : tool === 'yarn' ? '.yarnrc.yml' : undefined;
const settingsNames = new Set(['pnpm-workspace.yaml', '.yarnrc.yml']);
const wantedNames = new Set(['package.json', ...settingsNames, ...lockNames]);

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);
const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/') + 1);

export const wants = (path: string): boolean => wantedNames.has(nameOf(path));

/** A lockfile with the manifests it answers for. */
interface Answering {
  readonly path: string;
  readonly folder: string;
  readonly lock: Lock;
  readonly members: readonly PackageJson[];
  readonly workspace: WorkspaceSettings | undefined;
  /** What the workspace names as its packages. */
  readonly patterns: readonly string[];
}

export function read(texts: ReadonlyMap<string, string>, paths: readonly string[]): Reading {
  const problems: Problem[] = [];
  const tell = (problem: Problem) => void problems.push(problem);
  const manifests = new Map<string, PackageJson>();
  const settings = new Map<string, WorkspaceSettings>();
  for (const [path, text] of texts) {
    if (nameOf(path) === 'package.json') {
      const manifest = readPackageJson(path, text, tell);
      if (manifest) manifests.set(path, manifest);
    } else if (settingsNames.has(nameOf(path))) settings.set(path, readWorkspaceSettings(path, text, tell));
  }
  const answering = readLocks(texts, paths, manifests, settings, tell);
  const ownerOf = new Map<string, Answering>();
  // The nearest lockfile counts: a package with one of its own is not the workspace's.
  for (const one of answering.sort((a, b) => a.folder.length - b.folder.length)) {
    for (const member of one.members) ownerOf.set(member.path, one);
  }
  const local = new Set([...manifests.values()].flatMap((manifest) => manifest.name ?? []));
  const dependencies = [...manifests.values()].flatMap((manifest) =>
    dependenciesOf(manifest, ownerOf.get(manifest.path), settings, local, tell),
  );
  return {
    manifests: [...manifests.values()].map(manifestOf),
    dependencies: [...dependencies, ...workspaceOverrides(settings)],
    lockfiles: answering.map((one) => lockfileOf(one, ownerOf, paths)),
    problems,
  };
}

function readLocks(
  texts: ReadonlyMap<string, string>,
  paths: readonly string[],
  manifests: ReadonlyMap<string, PackageJson>,
  settings: ReadonlyMap<string, WorkspaceSettings>,
  tell: (problem: Problem) => void,
): Answering[] {
  for (const path of paths) {
    if (nameOf(path) === 'bun.lockb')
      tell({
        path,
        what: 'it is a binary lockfile, which is not read',
        remedy: 'migrate to bun.lock with bun install --save-text-lockfile',
      });
  }
  const byFolder = Map.groupBy(
    [...texts.keys()].filter((path) => lockNames.includes(nameOf(path))),
    folderOf,
  );
  return [...byFolder].flatMap(([folder, found]) => {
    found.sort((a, b) => lockNames.indexOf(nameOf(a)) - lockNames.indexOf(nameOf(b)));
    const path = chosen(found, manifests.get(`${folder}package.json`)?.packageManager?.value);
    const others = found.filter((other) => other !== path);
    if (path === undefined) return [];
    for (const other of others)
      tell({
        path: other,
        what: `it lies beside ${nameOf(path)} and is not used`,
        remedy: 'keep one lockfile',
      });
    const lock = readLock(path, texts.get(path) ?? '', tell);
    if (!lock) return [];
    const workspace = settings.get(`${folder}${settingsName(lock.tool)}`);
    const patterns =
      lock.tool === 'pnpm'
        ? (workspace?.packages ?? [])
        : (manifests.get(`${folder}package.json`)?.workspaces ?? []);
    return [{ path, folder, lock, members: membersOf(folder, patterns, manifests), workspace, patterns }];
  });
}

/** Two lockfiles side by side: the one of the package manager that is asked for, else npm's order. */
function chosen(found: readonly string[], packageManager: string | undefined): string | undefined {
  const tool = packageManager?.split('@')[0] ?? '';
  const wanted =
    {
      npm: ['npm-shrinkwrap.json', 'package-lock.json'],
      pnpm: ['pnpm-lock.yaml'],
      yarn: ['yarn.lock'],
      bun: ['bun.lock'],
    }[tool] ?? [];
  return found.find((path) => wanted.includes(nameOf(path))) ?? found[0];
}

function readLock(path: string, text: string, tell: (problem: Problem) => void): Lock | undefined {
  const conflict = /^(?:<{7}|>{7}) /m.exec(text);
  if (conflict) {
    tell({
      path,
      place: placeOf(text, conflict.index),
      what: 'it has the marks of a merge conflict',
      remedy: 'resolve the conflict',
    });
    return undefined;
  }
  try {
    return lockReaders[nameOf(path)]?.(text);
  } catch (error) {
    if (!(error instanceof UnreadableLock)) throw new Error(`${path} could not be read`, { cause: error });
    tell({
      path,
      place: placeOf(text, error.offset),
      what: error.message,
      remedy: 'let the package manager write it anew',
    });
    return undefined;
  }
}

function manifestOf(manifest: PackageJson): Manifest {
  return {
    path: manifest.path,
    ecosystem: 'npm',
    ...(manifest.name ? { name: manifest.name } : {}),
    ...(manifest.version ? { version: manifest.version } : {}),
    published: manifest.name !== undefined && manifest.version !== undefined && !manifest.private,
    ...(manifest.esModules ? { esModules: true } : {}),
    engines: manifest.engines,
  };
}

function lockfileOf(
  answering: Answering,
  ownerOf: ReadonlyMap<string, Answering>,
  paths: readonly string[],
): Lockfile {
  const { path, lock, members, workspace, folder } = answering;
  const own = members.filter((member) => ownerOf.get(member.path)?.path === path);
  const asked = members[0]?.packageManager?.value.split('@')[1]?.split('+')[0];
  const inputs = paths.filter(
    (candidate) =>
      candidate.startsWith(folder) &&
      (/(?:^|\/)(?:patches|\.yarn\/patches)\/[^/]+$/.test(candidate) ||
        candidate === workspace?.path ||
        candidate === `${folder}.npmrc`),
  );
  return {
    path,
    tool: lock.tool,
    format: lock.format,
    manifests: own.map((member) => member.path),
    ...(asked ? { toolVersion: asked } : {}),
    packages: lock.packages,
    inputs: [...inputs, ...localManifests(own, new Set(paths)), ...unreadMembers(answering, paths)],
  };
}

/** Folders that members name with `file:` or `link:`: package managers read their manifests, also where we leave them alone. */
function localManifests(members: readonly PackageJson[], paths: ReadonlySet<string>): string[] {
  const own = new Set(members.map((member) => member.path));
  const named = members.flatMap(({ folder, sections }) =>
    sections.flatMap(({ entries }) =>
      entries.flatMap(({ value }) => {
        const folderNamed = /^(?:file|link|portal):(.+)$/.exec(value)?.[1];
        return folderNamed === undefined ? [] : [`${joined(folder, folderNamed)}package.json`];
      }),
    ),
  );
  return [...new Set(named)].filter((path) => paths.has(path) && !own.has(path));
}

/** Members that `ignorePaths` keeps from us: we leave them alone, but the lockfile answers for them too. */
function unreadMembers({ folder, members, patterns }: Answering, paths: readonly string[]): string[] {
  if (patterns.length === 0) return [];
  const known = new Set(members.map((member) => member.path));
  const isMember = matcher(patterns);
  return paths.filter(
    (path) =>
      nameOf(path) === 'package.json' &&
      path.startsWith(folder) &&
      !known.has(path) &&
      isMember(folderOf(path).slice(folder.length).replace(/\/$/, '')),
  );
}

/** A relative folder from another, with its slash; what leaves the repository is in no list of its paths. */
function joined(folder: string, relative: string): string {
  const parts = folder.split('/').filter((part) => part !== '');
  for (const part of relative.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.length === 0 ? '' : `${parts.join('/')}/`;
}

function dependenciesOf(
  manifest: PackageJson,
  answering: Answering | undefined,
  settings: ReadonlyMap<string, WorkspaceSettings>,
  local: ReadonlySet<string>,
  tell: (problem: Problem) => void,
): Dependency[] {
  const [root] = answering?.members ?? [];
  const workspace =
    answering?.workspace ?? settings.get('pnpm-workspace.yaml') ?? settings.get('.yarnrc.yml');
  // Bun keeps its catalogs in the manifest.
  const inManifest = root && root.catalogs.size > 0;
  const catalogs = inManifest ? root.catalogs : workspace?.catalogs;
  const catalogPath = inManifest ? root.path : (workspace?.path ?? 'pnpm-workspace.yaml');
  const found = manifest.sections.flatMap(({ type, entries }) =>
    entries.flatMap((entry): Dependency[] => {
      const specifier = readSpecifier(entry.value);
      const plain = { path: manifest.path, written: entry };
      const site =
        specifier.kind === 'catalog'
          ? {
              path: catalogPath,
              written: catalogs?.get(specifier.catalog)?.find(({ name }) => name === entry.name),
            }
          : plain;
      if (!site.written) {
        tell({
          path: manifest.path,
          what: `${entry.name} names a catalog that has no such entry (${entry.value})`,
          remedy: 'add it to the catalog',
        });
        return [];
      }
      const dependency = dependencyOf(manifest, type, entry.name, site.path, site.written, local);
      return [withLocked(dependency, manifest, answering, entry)];
    }),
  );
  return [...found, ...packageManagerOf(manifest)];
}

function dependencyOf(
  manifest: PackageJson,
  type: string,
  key: string,
  path: string,
  written: Written,
  local: ReadonlySet<string>,
): Dependency {
  const specifier = readSpecifier(written.value);
  const base = {
    ecosystem: 'npm' as const,
    manifest: manifest.path,
    type,
    purpose: type === 'devDependencies' ? ('development' as const) : ('production' as const),
  };
  if (specifier.kind !== 'range') {
    const how = specifier.kind === 'elsewhere' ? specifier.how : 'a catalog of a catalog';
    const site = { path, range: written.range, written: written.value, kind: type };
    return {
      ...base,
      name: key,
      sites: [site],
      requirement: written.value,
      source: { kind: 'elsewhere', how },
    };
  }
  const start = written.range.start + specifier.at;
  const site = {
    path,
    range: { start, end: start + specifier.range.length },
    written: specifier.range,
    kind: type,
  };
  const name = specifier.name ?? key;
  const source =
    local.has(name) && name !== manifest.name && isInstalledType(type) && !specifier.name
      ? workspaceSource(name, local)
      : { kind: 'registry' as const };
  return {
    ...base,
    name,
    ...(name === key ? {} : { alias: key }),
    sites: [site],
    requirement: specifier.range,
    source,
  };
}

const installed = new Set(['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies']);
const isInstalledType = (type: string) => installed.has(type);

/** A package of this very repository is linked, whatever range is written for it. */
function workspaceSource(name: string, local: ReadonlySet<string>): Dependency['source'] {
  return local.has(name) ? { kind: 'elsewhere', how: 'workspace' } : { kind: 'registry' };
}

function withLocked(
  dependency: Dependency,
  manifest: PackageJson,
  answering: Answering | undefined,
  entry: Written,
): Dependency {
  if (!answering || !isInstalledType(dependency.type)) return dependency;
  const folder = manifest.folder.slice(answering.folder.length).replace(/\/$/, '');
  const written =
    entry.value.startsWith('npm:') && answering.lock.tool === 'yarn'
      ? entry.value.slice('npm:'.length)
      : entry.value;
  const locked =
    answering.lock.versionOf(folder, entry.name, written) ??
    (dependency.requirement === entry.value
      ? undefined
      : answering.lock.versionOf(folder, entry.name, dependency.requirement));
  const usable = locked !== undefined && /^\d/.test(locked) ? locked : undefined;
  return {
    ...dependency,
    lockfile: answering.path,
    ...(usable && dependency.type !== 'peerDependencies' ? { locked: usable } : {}),
  };
}

/** `"packageManager": "pnpm@9.1.0+sha512.…"`: the hash belongs to that one version. */
function packageManagerOf({ packageManager, path }: PackageJson): Dependency[] {
  const parts = packageManager && /^(npm|pnpm|yarn)@(\d+\.\d+\.\d+[^+]*)(\+.*)?$/.exec(packageManager.value);
  if (!packageManager || !parts?.[1] || !parts[2]) return [];
  const [, tool, version, hash] = parts;
  const name = tool === 'yarn' && !version.startsWith('1.') ? '@yarnpkg/cli-dist' : tool;
  const start = packageManager.range.start + tool.length + 1;
  const written = packageManager.value.slice(tool.length + 1);
  return [
    {
      ecosystem: 'npm',
      name,
      ...(name === tool ? {} : { alias: tool }),
      manifest: path,
      type: 'packageManager',
      purpose: 'development',
      sites: [
        {
          path,
          range: { start, end: start + written.length },
          written,
          kind: hash ? 'packageManager with hash' : 'packageManager',
        },
      ],
      requirement: version,
      source: { kind: 'registry' },
    },
  ];
}

function workspaceOverrides(settings: ReadonlyMap<string, WorkspaceSettings>): Dependency[] {
  return [...settings.values()].flatMap(({ path, overrides }) =>
    overrides.map((entry) => {
      const folder = folderOf(path);
      const owner = { path: `${folder}package.json`, folder } as PackageJson;
      return dependencyOf(owner, 'pnpm.overrides', entry.name, path, entry, new Set());
    }),
  );
}
