import type { Dependency, Site } from '../domain/manifest.ts';

/**
 * One name may stand many times in a file, and moves everywhere together: what is written alike becomes one dependency with
 * many sites. What is written differently (`v3` here, `v4` there) stays apart, since it moves in different steps.
 */
export function mergeSites(dependencies: readonly Dependency[]): Dependency[] {
  const merged = new Map<string, Dependency[]>();
  for (const dependency of dependencies) {
    const key = keyOf(dependency);
    const alike = merged.get(key);
    if (alike) alike.push(dependency);
    else merged.set(key, [dependency]);
  }
  return [...merged.values()].flatMap(([first, ...rest]) => (first ? [together(first, rest)] : []));
}

function keyOf(dependency: Dependency): string {
  const { manifest, name, requirement, source } = dependency;
  return JSON.stringify([manifest, name, requirement, source, pinOf(dependency)]);
}

/** The commit or the digest that is written beside a tag. */
export function pinOf({ sites }: Dependency): string | undefined {
  return sites.find(({ kind }) => kind === 'commit' || kind === 'digest')?.written;
}

/** What is built in the end decides about the type. */
function together(first: Dependency, rest: readonly Dependency[]): Dependency {
  const all = [first, ...rest];
  const { type } = all.find((dependency) => dependency.type === 'final') ?? first;
  return { ...first, type, sites: distinct(all.flatMap((dependency) => dependency.sites)) };
}

/** An anchor of YAML or a build argument leads to one range by many ways. */
function distinct(sites: readonly Site[]): Site[] {
  return [...new Map(sites.map((site) => [`${site.range.start} ${site.range.end}`, site])).values()];
}
