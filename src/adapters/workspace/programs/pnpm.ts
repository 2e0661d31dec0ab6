/**
 * pnpm keeps what the lockfile has and resolves only what a manifest asks for anew, to the newest release it can see. Where
 * that is not the wanted one (the range did not change, or something newer is in it), it is run twice: first on manifests
 * that ask for exactly the wanted version, then on the real ones, where it prefers what it has just locked. So every byte
 * of the lockfile, quotes and hashes included, is pnpm's own.
 */
import { posix } from 'node:path';
import { parse } from 'yaml';
import type { LockRequest, Wanted } from '../../../ports.ts';
import type { Attempt } from './attempt.ts';
import type { Desk } from './desk.ts';
import { climbs, exactly, isRecord, type Json, requirementOf, withRequirements } from './manifests.ts';
import { kebab, pnpmManifestSettings, pnpmRcSettings, pnpmWorkspaceSettings, written } from './settings.ts';

export async function lockWithPnpm(desk: Desk): Promise<Attempt> {
  const { request } = desk;
  const no = objection(request);
  if (no !== undefined) return { kind: 'failed', because: no };
  const { head, body } = documentsOf(request.before);
  const whole = (attempt: Attempt): Attempt =>
    attempt.kind === 'text' ? { ...attempt, text: head + documentsOf(attempt.text).body } : attempt;

  const real = inputsOf(desk, desk.manifests, settingsOf(request));
  const run = (files: ReadonlyMap<string, string>, before: string) =>
    desk.run((registry) => ({ files, before, args, environment: environmentOf(registry) }));
  if (asksAnew(request, body)) {
    const first = await run(real, body);
    if (first.kind === 'failed' || pnpmMisses(request, first.text).length === 0) return whole(first);
  }
  const pinned = await run(pinnedInputs(desk), body);
  return pinned.kind === 'failed' ? pinned : whole(await run(real, pinned.text));
}

/** Code of the repository takes part in resolving, and it is not run. */
function objection(request: LockRequest): string | undefined {
  if (/^pnpmfileChecksum: /m.test(request.before)) {
    return 'the .pnpmfile.cjs of the repository takes part in resolving, and code of a repository is not run';
  }
  const { packages } = settingsOf(request).workspace;
  const stray = Array.isArray(packages)
    ? packages.find((each) => typeof each === 'string' && climbs(each.replace(/^!/, '')))
    : undefined;
  return stray === undefined
    ? undefined
    : `pnpm-workspace.yaml has the packages ${JSON.stringify(stray)}, outside of the repository`;
}

interface Settings {
  readonly workspace: Json;
  readonly rc: Json;
}

function folderOf(request: LockRequest): string {
  return posix.dirname(request.lockfile.path);
}

function settingsOf(request: LockRequest): Settings {
  const file = (name: string) => request.files.get(posix.join(folderOf(request), name));
  return {
    workspace: pnpmWorkspaceSettings(file('pnpm-workspace.yaml')),
    rc: { ...lockedSettings(request.before), ...pnpmRcSettings(file('.npmrc')) },
  };
}

/** What the lockfile says it was written with, in case the file that says so did not come with the request. */
function lockedSettings(before: string): Json {
  const settings = section(documentsOf(before).body, 'settings');
  return isRecord(settings) ? settings : {};
}

function inputsOf(
  desk: Desk,
  manifests: ReadonlyMap<string, Json>,
  settings: Settings,
): ReadonlyMap<string, string> {
  const { request, choice } = desk;
  const folder = folderOf(request);
  const major = Number.parseInt(choice.version, 10);
  const files = new Map<string, string>();
  for (const [path, manifest] of manifests) {
    const { pnpm, ...rest } = manifest;
    files.set(path, JSON.stringify(major < 11 ? { ...rest, pnpm: pnpmManifestSettings(pnpm) } : rest));
  }
  for (const [path, text] of request.files) if (/\.(?:patch|diff)$/.test(path)) files.set(path, text);
  const workspace = major < 11 ? settings.workspace : { ...settings.rc, ...settings.workspace };
  if (
    request.files.has(posix.join(folder, 'pnpm-workspace.yaml')) ||
    (major > 10 && Object.keys(workspace).length > 0)
  ) {
    files.set(posix.join(folder, 'pnpm-workspace.yaml'), written(workspace));
  }
  if (major < 11) files.set(posix.join(folder, '.npmrc'), kebab(settings.rc));
  return files;
}

const args = [
  'install',
  '--lockfile-only',
  '--ignore-scripts',
  '--ignore-pnpmfile',
  '--no-frozen-lockfile',
  '--reporter=append-only',
];

/** Under both names: pnpm reads `npm_config_` up to version 10 and `pnpm_config_` from 11 on. Ages are the gateway's to judge. */
function environmentOf(registry: string): Record<string, string> {
  const settings = {
    registry,
    manage_package_manager_versions: 'false',
    package_manager_strict: 'false',
    pm_on_fail: 'ignore',
    minimum_release_age: '0',
    strict_peer_dependencies: 'false',
    update_notifier: 'false',
  };
  return Object.fromEntries(
    Object.entries(settings).flatMap(([key, value]) => [
      [`npm_config_${key}`, value],
      [`pnpm_config_${key}`, value],
    ]),
  );
}

function pinnedInputs(desk: Desk): ReadonlyMap<string, string> {
  const { request } = desk;
  const manifests = new Map(desk.manifests);
  const { workspace, rc } = settingsOf(request);
  const pinned: Record<string, unknown> = { ...workspace };
  for (const { manifest: path, name, version } of request.wanted) {
    const manifest = manifests.get(path) ?? {};
    const requirement = requirementOf(manifest, name) ?? '';
    if (requirement.startsWith('catalog:')) pinCatalog(pinned, requirement, name, version);
    else manifests.set(path, withRequirements(manifest, new Map([[name, exactly(requirement, version)]])));
    const overrides = pinned.overrides;
    if (isRecord(overrides) && overrides[name] === requirement) {
      pinned.overrides = { ...overrides, [name]: exactly(requirement, version) };
    }
  }
  return inputsOf(desk, manifests, { workspace: pinned, rc });
}

/** `catalog:` and `catalog:default` are the one at the top; others have names. */
function pinCatalog(
  workspace: Record<string, unknown>,
  requirement: string,
  name: string,
  version: string,
): void {
  const which = requirement.slice('catalog:'.length);
  const pin = (catalog: unknown) =>
    isRecord(catalog) ? { ...catalog, [name]: exactly(String(catalog[name]), version) } : catalog;
  if ((which === '' || which === 'default') && isRecord(workspace.catalog)) {
    workspace.catalog = pin(workspace.catalog);
    return;
  }
  const key = which === '' ? 'default' : which;
  const { catalogs } = workspace;
  if (isRecord(catalogs)) workspace.catalogs = { ...catalogs, [key]: pin(catalogs[key]) };
}

/** Whether the manifests ask for something else than the lockfile says they do: then pnpm resolves it by itself. */
function asksAnew(request: LockRequest, body: string): boolean {
  const importers = importersOf(body);
  return request.wanted.every(({ manifest, name }) => {
    const asked = requirementOf(parseManifest(request, manifest), name);
    return found(importers, locationOf(request, manifest), name)?.specifier !== asked;
  });
}

function parseManifest(request: LockRequest, path: string): Json | undefined {
  const value: unknown = JSON.parse(request.files.get(path) ?? '{}');
  return isRecord(value) ? value : undefined;
}

export interface Miss extends Wanted {
  readonly got?: string;
}

/** What was wanted, and is not there. */
export function pnpmMisses(request: LockRequest, text: string): Miss[] {
  const importers = importersOf(documentsOf(text).body);
  return request.wanted.flatMap((wanted) => {
    const got = found(importers, locationOf(request, wanted.manifest), wanted.name)?.version;
    if (got === wanted.version) return [];
    return [got === undefined ? wanted : { ...wanted, got }];
  });
}

function locationOf(request: LockRequest, manifest: string): string {
  return posix.relative(folderOf(request), posix.dirname(manifest)) || '.';
}

/** From pnpm 11 on, a document about pnpm itself comes before the one about the repository. */
function documentsOf(text: string): { head: string; body: string } {
  const at = text.startsWith('---\n') ? text.indexOf('\n---\n') : -1;
  return at === -1 ? { head: '', body: text } : { head: text.slice(0, at + 5), body: text.slice(at + 5) };
}

/** One top-level section, read alone: a lockfile has tens of thousands of lines, and these are a few. */
function section(text: string, name: string): unknown {
  const start = text.startsWith(`${name}:`) ? 0 : text.indexOf(`\n${name}:`) + 1;
  if (start === 0 && !text.startsWith(`${name}:`)) return undefined;
  const end = text.slice(start).search(/\n(?=[^\s])/);
  const value: unknown = parse(end === -1 ? text.slice(start) : text.slice(start, start + end + 1));
  return isRecord(value) ? value[name] : undefined;
}

/** Format 5 and 6 leave `importers` out where there is one project. */
function importersOf(text: string): Json {
  const importers = section(text, 'importers');
  if (isRecord(importers)) return importers;
  const own = [...blocks, 'specifiers'].map((name) => [name, section(text, name)]);
  return { '.': Object.fromEntries(own) };
}

const blocks = ['dependencies', 'devDependencies', 'optionalDependencies'];

interface Found {
  readonly specifier?: unknown;
  readonly version?: string;
}

function found(importers: Json, location: string, name: string): Found | undefined {
  const importer = Object.hasOwn(importers, location) ? importers[location] : undefined;
  if (!isRecord(importer)) return undefined;
  for (const block of blocks) {
    const all = importer[block];
    const entry = isRecord(all) && Object.hasOwn(all, name) ? all[name] : undefined;
    if (entry === undefined) continue;
    // Format 5 keeps the specifiers apart.
    const { specifiers } = importer;
    const apart = isRecord(specifiers) ? specifiers[name] : undefined;
    return isRecord(entry)
      ? { specifier: entry.specifier, ...versionIn(entry.version) }
      : { specifier: apart, ...versionIn(entry) };
  }
  return undefined;
}

/** `4.21.2`, `4.21.2(react@18.0.0)`, `4.21.2_react@18.0.0`, `express@4.21.2`, `/express/4.21.2` and `/express@4.21.2`. */
function versionIn(text: unknown): { version?: string } {
  const plain = String(text).split('(')[0] ?? '';
  const version = /(?:^|[@/])(\d+\.\d+\.\d+[^_@/]*)(?:_.*)?$/.exec(plain)?.[1];
  return version === undefined ? {} : { version };
}
