/** Small values for tests: only what a row is about has to be said. */
import { readFileSync } from 'node:fs';
import type { Dependency, Inventory, LockedPackage } from '../src/domain/manifest.ts';
import type { Policy } from '../src/domain/policy.ts';
import type { PackageReleases, RegistryAnswer, Release } from '../src/domain/release.ts';
import { npmVersions } from '../src/ecosystems/npm/versions.ts';
import { builtInDefaults } from '../src/policy/layers.ts';
import { readConfiguration } from '../src/policy/read.ts';
import { resolvePolicy } from '../src/policy/resolve.ts';

export const now = new Date('2026-11-26T12:00:00.000Z');

const defaults = readFileSync(new URL('../config/defaults.yml', import.meta.url), 'utf8');

/** The built-in defaults with a repository's own file on top, as YAML. */
export function policy(yaml = '', at: Date = now): Policy {
  const path = 'springtide.yml';
  const { written, origins, problems } = readConfiguration(path, yaml);
  if (!written || problems.length > 0)
    throw new Error(`the policy of a test is wrong: ${JSON.stringify(problems)}`);
  return resolvePolicy([builtInDefaults(defaults), { level: 'repository', from: path, written, origins }], {
    now: at,
    satisfies: (_, version, range) => npmVersions.satisfies(version, range),
  });
}

export function dependency(name: string, requirement: string, more: Partial<Dependency> = {}): Dependency {
  return {
    ecosystem: 'npm',
    name,
    manifest: 'package.json',
    type: 'dependencies',
    purpose: 'production',
    sites: [
      {
        path: 'package.json',
        range: { start: 0, end: requirement.length },
        written: requirement,
        kind: 'dependencies',
      },
    ],
    requirement,
    source: { kind: 'registry' },
    ...more,
  };
}

/** Old enough for everybody, unless it says when it was published. */
export function release(version: string, more: Partial<Release> = {}): Release {
  return { version, publishedAt: '2026-01-01T00:00:00.000Z', ...more };
}

/** What a registry knows of a package; `latest` is the last of the stable ones. */
export function found(
  name: string,
  releases: readonly (string | Release)[],
  more: Partial<PackageReleases> = {},
): RegistryAnswer {
  const all = releases.map((one) => (typeof one === 'string' ? release(one) : one));
  const latest = all.findLast(({ version }) => !version.includes('-'))?.version;
  return {
    kind: 'found',
    package: { name, releases: all, tags: latest ? { latest } : {}, complete: true, ...more },
  };
}

export function inventory(
  dependencies: readonly Dependency[],
  packages: readonly LockedPackage[] = [],
): Inventory {
  return {
    dependencies,
    manifests: [{ path: 'package.json', ecosystem: 'npm', published: false, engines: {} }],
    lockfiles: [
      {
        path: 'package-lock.json',
        tool: 'npm',
        format: '3',
        manifests: ['package.json'],
        packages,
        inputs: [],
      },
    ],
    problems: [],
  };
}
