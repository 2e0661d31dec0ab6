import { edgesOf, type Packages } from './package-lock-edges.ts';
import { type LegacyEntry, type LockEntry, nameAt, packageName } from './package-lock-tree.ts';

const flagNames = ['extraneous', 'peer', 'dev', 'optional', 'devOptional'];

/**
 * The nested list that format 2 repeats for the npm of format 1. Everything in it follows from the list of packages.
 * `undefined` when there is nothing to list.
 */
export function legacyOf(packages: Packages): Readonly<Record<string, LegacyEntry>> | undefined {
  const inside = Map.groupBy(
    Object.keys(packages).filter((path) => path.includes('node_modules/')),
    (path) => path.slice(0, path.lastIndexOf('node_modules/')).replace(/\/$/, ''),
  );
  return listed('', [''], packages, inside);
}

/** Without the packages that are on the way down already, so that links in a circle end. */
function listed(
  folder: string,
  way: readonly string[],
  packages: Packages,
  inside: ReadonlyMap<string, readonly string[]>,
): Readonly<Record<string, LegacyEntry>> | undefined {
  const list: Record<string, LegacyEntry> = {};
  for (const path of inside.get(folder) ?? []) {
    const entry = packages[path] ?? {};
    const real = entry.link && entry.resolved !== undefined ? entry.resolved : path;
    if (way.slice(0, -1).includes(real)) continue;
    const dependencies = listed(real, [...way, real], packages, inside);
    list[nameAt(path)] = { ...own(packages, path, real, entry), ...(dependencies ? { dependencies } : {}) };
  }
  return Object.keys(list).length > 0 ? list : undefined;
}

function own(packages: Packages, path: string, real: string, entry: LockEntry): LegacyEntry {
  const asked = [...edgesOf(packages, real).values()];
  const requires = asked.filter(({ kind }) => kind !== 'peer' && kind !== 'peerOptional');
  return {
    ...(entry.link ? { version: `file:${entry.resolved}` } : published(path, entry)),
    ...(asked.length > 0
      ? { requires: Object.fromEntries(requires.map(({ name, spec }) => [name, spec])) }
      : {}),
  };
}

function published(path: string, entry: LockEntry): Record<string, unknown> {
  const name = packageName(entry, path);
  const version = name === nameAt(path) ? entry.version : `npm:${name}@${entry.version}`;
  const kept = ['resolved', 'integrity', ...flagNames].filter((key) => entry[key] !== undefined);
  return {
    version,
    ...(entry.inBundle ? { bundled: true } : {}),
    ...Object.fromEntries(kept.map((key) => [key, entry[key]])),
  };
}
