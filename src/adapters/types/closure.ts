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
  /** What it depends on, names, and could not be had. */
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
    for (const [named, wanted] of dependenciesOf(typed)) {
      if (asked.has(named)) continue;
      asked.add(named);
      const beside = found.size < mostPackages ? await firstOf(wanted, sources) : undefined;
      if (beside) found.set(...beside);
      else missing.add(named);
    }
  return { packages: found, missing };
}

/**
 * What stands beside one version while TypeScript looks at it: also what only the other one needs, because the code may name that itself.
 * What could be had for one of them alone is left out of both. None of this is a difference of theirs.
 */
export function beside(name: string, own: Closure, other: Closure): TypedPackages {
  const left = new Set([...own.missing, ...other.missing].flatMap((one) => [one, typesOf(one)]));
  const itself = new Set([name, typesOf(name)]);
  const others = [...other.packages].filter(([one]) => !itself.has(one));
  return new Map([...others, ...own.packages].filter(([one]) => !left.has(one)));
}

const typesOf = (name: string) => `@types/${name.replace(/^@(.+)\//, '$1__')}`;

/** Packages that the declarations name, with where their types may be. What nobody depends on is not there for anybody. */
function dependenciesOf({ manifest, texts }: TypedPackage): ReadonlyMap<string, readonly Wanted[]> {
  const ranges = { ...recordOf(manifest.peerDependencies), ...recordOf(manifest.dependencies) };
  const found = new Map<string, readonly Wanted[]>();
  for (const name of namedIn(Object.values(texts))) {
    const wanted = [name, typesOf(name)].flatMap((one): Wanted[] => {
      const range = ranges[one];
      return typeof range === 'string' ? [{ name: one, range }] : [];
    });
    // Every project that uses TypeScript on Node.js has its types.
    if (isBuiltin(name)) found.set('node', [{ name: '@types/node', range: '*' }]);
    else if (wanted.length > 0) found.set(name, wanted);
  }
  return found;
}

interface Wanted {
  readonly name: string;
  readonly range: string;
}

async function firstOf(
  wanted: readonly Wanted[],
  sources: TypeSources,
): Promise<readonly [string, TypedPackage] | undefined> {
  for (const { name, range } of wanted) {
    const version = await sources.newest(name, range);
    const typed = version && (await sources.typed(name, version));
    if (typed) return [name, typed];
  }
  return undefined;
}

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

function namedIn(texts: readonly string[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const text of texts)
    for (const [, imported, referred] of text.matchAll(
      /(?:\bfrom|\bimport|\brequire)\s*\(?\s*['"]([^'".\s][^'"\s]*)['"]|<reference\s+types=["']([^"'\s]+)["']/g,
    )) {
      const name = /^(?:@[^/]+\/)?[^/]+/.exec(imported ?? referred ?? '')?.[0];
      if (name) names.add(name);
    }
  return names;
}
