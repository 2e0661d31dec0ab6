/** The declarations of a package with those that they name, as an installation would put them beside it. */
import { isBuiltin } from 'node:module';
import type { TypedPackage, TypedPackages } from './question.ts';

export interface TypeSources {
  typed(name: string, version: string): Promise<TypedPackage | undefined>;
  /** The newest version within a range that is not a pre-release. */
  newest(name: string, range: string): Promise<string | undefined>;
}

/** What lies deeper changes no type that anybody uses. */
const mostPackages = 16;

export interface Closure {
  readonly packages: TypedPackages;
  /** What is named and could not be had. */
  readonly missing: ReadonlySet<string>;
}

/** `undefined` when the package has no declarations, its own or those that others wrote for its major version. */
export async function closureOf(
  name: string,
  version: string,
  sources: TypeSources,
): Promise<Closure | undefined> {
  const found = new Map<string, TypedPackage>();
  const own = await sources.typed(name, version);
  if (own) found.set(name, own);
  else {
    const types = typesOf(name);
    const newest = await sources.newest(types, `${version.split('.')[0]}.x`);
    const typed = newest && (await sources.typed(types, newest));
    if (!typed) return undefined;
    found.set(types, typed);
  }
  const asked = new Set([name]);
  const missing = new Set<string>();
  // It grows while it is read.
  for (const typed of found.values())
    for (const named of namedIn(typed)) {
      if (asked.has(named)) continue;
      asked.add(named);
      const beside = found.size < mostPackages ? await dependencyOf(typed, named, sources) : undefined;
      if (beside) found.set(...beside);
      else missing.add(named);
    }
  return { packages: found, missing };
}

/** What could be had for one version alone would be missed with the other, and that is no difference of theirs. */
export function without({ packages }: Closure, { missing }: Closure): TypedPackages {
  const left = new Set([...missing].flatMap((name) => [name, typesOf(name)]));
  return new Map([...packages].filter(([name]) => !left.has(name)));
}

const typesOf = (name: string) => `@types/${name.replace(/^@(.+)\//, '$1__')}`;

async function dependencyOf(
  { manifest }: TypedPackage,
  named: string,
  sources: TypeSources,
): Promise<readonly [string, TypedPackage] | undefined> {
  // Every project that uses TypeScript on Node.js has these.
  if (isBuiltin(named)) return latestOf('@types/node', '*', sources);
  const ranges = { ...recordOf(manifest.peerDependencies), ...recordOf(manifest.dependencies) };
  for (const name of [named, typesOf(named)]) {
    const range = ranges[name];
    const found = typeof range === 'string' ? await latestOf(name, range, sources) : undefined;
    if (found) return found;
  }
  return undefined;
}

async function latestOf(
  name: string,
  range: string,
  sources: TypeSources,
): Promise<readonly [string, TypedPackage] | undefined> {
  const version = await sources.newest(name, range);
  const typed = version && (await sources.typed(name, version));
  return typed ? [name, typed] : undefined;
}

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

/** Packages that declarations import or refer to. */
function namedIn({ texts }: TypedPackage): ReadonlySet<string> {
  const names = new Set<string>();
  for (const text of Object.values(texts))
    for (const [, imported, referred] of text.matchAll(
      /(?:\bfrom|\bimport|\brequire)\s*\(?\s*['"]([^'".][^'"]*)['"]|<reference\s+types=["']([^"']+)["']/g,
    )) {
      const name = /^(?:@[^/]+\/)?[^/]+/.exec(imported ?? referred ?? '')?.[0];
      if (name) names.add(name);
    }
  return names;
}
