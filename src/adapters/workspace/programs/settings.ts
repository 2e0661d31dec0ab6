/**
 * The settings of a repository that change what a program resolves and are data only. Read, checked and written anew;
 * everything else (registries, credentials, hooks, plugins, paths to programs, variables) stays behind, and so do the files.
 */
import { parse } from 'yaml';
import { isRecord, type Json } from './manifests.ts';

/** https://pnpm.io/settings */
const pnpmScalars = [
  'allowUnusedPatches',
  'autoInstallPeers',
  'blockExoticSubdeps',
  'dedupeDirectDeps',
  'dedupeInjectedDeps',
  'dedupePeerDependents',
  'dedupePeers',
  'excludeLinksFromLockfile',
  'ignoreCompatibilityDb',
  'injectWorkspacePackages',
  'linkWorkspacePackages',
  'lockfileIncludeTarballUrl',
  'nodeLinker',
  'peersSuffixMaxLength',
  'preferWorkspacePackages',
  'resolutionMode',
  'resolvePeersFromWorkspaceRoot',
];

const pnpmData = [
  'catalog',
  'catalogs',
  'ignoredOptionalDependencies',
  'overrides',
  'packageExtensions',
  'packages',
  'patchedDependencies',
  'peerDependencyRules',
  'supportedArchitectures',
];

/** https://yarnpkg.com/configuration/yarnrc */
const yarnSettings = [
  'catalog',
  'catalogs',
  'compressionLevel',
  'defaultProtocol',
  'defaultSemverRangePrefix',
  'enableTransparentWorkspaces',
  'nodeLinker',
  'packageExtensions',
  'supportedArchitectures',
];

export function yarnSettingsOf(yarnrc: string | undefined): Json {
  return picked(parseYaml(yarnrc), yarnSettings);
}

export function pnpmWorkspaceSettings(workspace: string | undefined): Json {
  return picked(parseYaml(workspace), [...pnpmScalars, ...pnpmData]);
}

/** `package.json#pnpm`, where pnpm looked before version 11. */
export function pnpmManifestSettings(block: unknown): Json {
  return isRecord(block) ? picked(block, pnpmData) : {};
}

/** `.npmrc` says `auto-install-peers=false`; only yes, no, numbers and single words are taken. */
export function pnpmRcSettings(npmrc: string | undefined): Json {
  const found: Record<string, string> = {};
  for (const line of (npmrc ?? '').split('\n')) {
    const at = line.indexOf('=');
    const key = line
      .slice(0, Math.max(at, 0))
      .trim()
      .replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());
    const value = line.slice(at + 1).trim();
    if (pnpmScalars.includes(key) && /^[\w-]{1,40}$/.test(value)) found[key] = value;
  }
  return found;
}

/** JSON is YAML, and needs no decision on quoting. */
export function written(settings: Json): string {
  return `${JSON.stringify(settings, null, 2)}\n`;
}

export function kebab(settings: Json): string {
  return Object.entries(settings)
    .map(([key, value]) => `${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}=${value}\n`)
    .join('');
}

function picked(from: Json, keys: readonly string[]): Json {
  return Object.fromEntries(
    keys.filter((key) => Object.hasOwn(from, key) && isPlain(from[key])).map((key) => [key, from[key]]),
  );
}

/** No variables: they would be filled from the environment. */
function isPlain(value: unknown): boolean {
  const text = JSON.stringify(value);
  return text !== undefined && text.length < 1_000_000 && !text.includes('${');
}

function parseYaml(text: string | undefined): Json {
  try {
    const value: unknown = parse(text ?? '', { maxAliasCount: 100, uniqueKeys: false, logLevel: 'silent' });
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}
