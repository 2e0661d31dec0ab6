/** Recorded answers of an npm registry, in the two forms it gives them. */
import { readFileSync } from 'node:fs';
import { readNpmConfig } from '../../../src/adapters/registries/npm-config.ts';

type Fields = Record<string, unknown>;
export interface Recorded extends Fields {
  readonly name: string;
  readonly versions: Record<string, Fields & { dist: { tarball: string } }>;
  readonly time: Record<string, string>;
}

/** With archives at the registry that serves it. */
export function recorded(registry = 'https://registry.example/'): Recorded {
  const text = readFileSync(new URL('../../../fixtures/registries/npm/tide.json', import.meta.url), 'utf8');
  return JSON.parse(text.replaceAll('https://registry.example/', registry)) as Recorded;
}

const shortFields = [
  'name version deprecated dependencies optionalDependencies bundleDependencies peerDependencies peerDependenciesMeta',
  'bin directories dist engines cpu os funding _hasShrinkwrap hasInstallScript',
].flatMap((line) => line.split(' '));

/** https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md#abbreviated-metadata-format */
export function abbreviate(document: Recorded): Fields {
  const versions = Object.entries(document.versions).map(([version, manifest]) => [
    version,
    Object.fromEntries(Object.entries(manifest).filter(([key]) => shortFields.includes(key))),
  ]);
  return {
    name: document.name,
    'dist-tags': document['dist-tags'],
    versions: Object.fromEntries(versions),
    modified: document.time.modified,
  };
}

export function configFor(registry: string, npmrc = '') {
  return readNpmConfig({
    env: {},
    home: '/home/ann',
    readText: (path) => (path === '/home/ann/.npmrc' ? `registry=${registry}\n${npmrc}` : undefined),
  });
}
