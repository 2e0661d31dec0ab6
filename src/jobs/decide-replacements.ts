import type { Successor } from '../decide/plan.ts';
import { decideReplacement } from '../decide/replace.ts';
import type { Dependency } from '../domain/manifest.ts';
import type { Lookup, RegistryAnswer } from '../domain/release.ts';
import type { Replacement } from '../domain/replacement.ts';
import { npm } from '../ecosystems/npm/index.ts';
import { replaceDependency } from '../ecosystems/npm/replace.ts';

export interface Replaceable {
  readonly replacement: Replacement;
  /** Of the package that takes its place. */
  readonly lookup: Lookup;
}

/** The dependencies that another package has taken the place of. */
export function replaceables(
  dependencies: Iterable<Dependency>,
  replacements: ReadonlyMap<string, Replacement>,
): Map<Dependency, Replaceable> {
  const found = new Map<Dependency, Replaceable>();
  for (const dependency of dependencies) {
    const replacement = dependency.ecosystem === 'npm' ? replacements.get(dependency.name) : undefined;
    const lookup = replacement && npm.lookup({ ...dependency, name: replacement.to });
    if (replacement && lookup) found.set(dependency, { replacement, lookup });
  }
  return found;
}

/** How a plan asks whether a dependency moves to its successor, once the registry has answered. */
export function successors(
  found: ReadonlyMap<Dependency, Replaceable>,
  answers: ReadonlyMap<string, RegistryAnswer>,
  texts: ReadonlyMap<string, string>,
): (dependency: Dependency) => Successor | undefined {
  return (dependency) => {
    const replaceable = found.get(dependency);
    if (!replaceable) return undefined;
    const { replacement, lookup } = replaceable;
    const manifest = texts.get(dependency.manifest) ?? '';
    return {
      name: replacement.to,
      decide: (context) =>
        decideReplacement(
          dependency,
          replacement,
          answers.get(lookup.key),
          ({ version }) => replaceDependency(dependency, replacement.to, version, manifest),
          context,
        ),
    };
  };
}
