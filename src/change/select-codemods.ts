/** Which codemods an upgrade is worth: those whose boundary it crosses, in the order the boundaries are crossed. */
import semver from 'semver';
import type { EcosystemId } from '../domain/manifest.ts';
import type { Update } from '../domain/update.ts';
import type { Codemod, Level, Trigger } from './codemod.ts';
import { languageOf } from './languages.ts';

/** A dependency or runtime that moves over versions. Both ends are as written: `4.17.1`, `18`, `v20.1`. */
export interface Crossing {
  readonly ecosystem: EcosystemId | 'pypi' | 'go' | 'runtime';
  readonly name: string;
  readonly installed: string;
  readonly wanted: string;
  /** The package that takes its place. */
  readonly replacedBy?: string;
  /** The files in which it is written anew. */
  readonly paths: readonly string[];
}

/** What the policy says of codemods (`Policy.codemods`). */
export interface CodemodPolicy {
  readonly enabled: boolean;
  readonly disabled: readonly string[];
  readonly modernise: boolean;
}

export interface SelectedCodemod {
  readonly codemod: Codemod;
  /** The version that its subject moves to. */
  readonly target?: string;
  /** The rules that are asked for. */
  readonly rules: ReadonlySet<string>;
  /** The only files it is worth running on, where the update says which: the Dockerfiles whose images move. */
  readonly only?: ReadonlySet<string>;
  /** What its survey answered, by path. */
  readonly surveyed?: ReadonlyMap<string, readonly string[]>;
}

export function crossingsOf(updates: readonly Update[]): readonly Crossing[] {
  return updates.flatMap((update) => {
    const { dependency, from, to, replacement, edits } = update;
    const isRuntime = dependency.ecosystem === 'runtimes';
    const crossing: Crossing = {
      ecosystem: isRuntime ? 'runtime' : dependency.ecosystem,
      name: dependency.name,
      installed: from,
      wanted: to.version,
      paths: edits.map(({ path }) => path),
      ...(replacement ? { replacedBy: replacement.name } : {}),
    };
    // The image of a runtime is an image all the same.
    const movesImage = isRuntime && crossing.paths.some((path) => languageOf(path) === 'dockerfile');
    return movesImage ? [crossing, { ...crossing, ecosystem: 'docker' as const }] : [crossing];
  });
}

export function selectCodemods(
  crossings: readonly Crossing[],
  catalogue: readonly Codemod[],
  policy: CodemodPolicy,
): readonly SelectedCodemod[] {
  if (!policy.enabled) return [];
  const selected = catalogue
    .filter(({ id }) => !policy.disabled.includes(id))
    .flatMap((codemod) => {
      const crossed = triggersOf(codemod).flatMap((trigger) =>
        crossings.filter((one) => crosses(one, trigger)),
      );
      const [first] = crossed;
      const rules = rulesFor(codemod, policy, crossed);
      if (!first || rules.size === 0) return [];
      return [{ codemod, rules, ...limits(codemod, first, crossed) }];
    });
  return inOrder(selected);
}

/** One codemod by hand: whatever its boundary and level, all its rules or the ones named. */
export function selectByHand(codemod: Codemod, rules: readonly string[], target?: string): SelectedCodemod {
  const named = rules.length > 0 ? rules : codemod.rules.map(({ id }) => id);
  return { codemod, rules: new Set(named), ...(target === undefined ? {} : { target }) };
}

/** The version of one image says nothing about the others, and nobody asked for the files of the others. */
function limits(
  codemod: Codemod,
  first: Crossing,
  crossed: readonly Crossing[],
): Pick<SelectedCodemod, 'target' | 'only'> {
  const [tool] = triggersOf(codemod).flatMap((trigger) => (trigger.kind === 'tool' ? [trigger.name] : []));
  if (tool === 'docker') return { only: new Set(crossed.flatMap(({ paths }) => paths)) };
  return tool ? {} : { target: first.wanted };
}

function crosses(crossing: Crossing, trigger: Trigger): boolean {
  switch (trigger.kind) {
    case 'tool':
      return crossing.ecosystem === trigger.name;
    case 'replacement':
      return isAbout(crossing, trigger.ecosystem, trigger.name) && crossing.replacedBy === trigger.by;
    case 'dependency':
      return isAbout(crossing, trigger.ecosystem, trigger.name) && isBetween(crossing, trigger.crosses);
    case 'runtime':
      return isAbout(crossing, 'runtime', trigger.name) && isBetween(crossing, trigger.crosses);
  }
}

const isAbout = (crossing: Crossing, ecosystem: Crossing['ecosystem'], name: string): boolean =>
  crossing.ecosystem === ecosystem && crossing.name === name;

/** `installed < crosses <= wanted`. A version nobody can read crosses nothing. */
export function isBetween({ installed, wanted, replacedBy }: Crossing, crosses: string): boolean {
  const [before, boundary, after] = [installed, crosses, wanted].map((written) => semver.coerce(written));
  if (replacedBy !== undefined || !before || !boundary || !after) return false;
  return semver.lt(before, boundary) && semver.lte(boundary, after);
}

export const triggersOf = ({ trigger }: Codemod): readonly Trigger[] =>
  isList(trigger) ? trigger : [trigger];
const isList = (trigger: Codemod['trigger']): trigger is readonly Trigger[] => Array.isArray(trigger);

/** Where a codemod stands in the order: the lowest of its boundaries. */
function boundaryOf(codemod: Codemod): semver.SemVer {
  const [lowest] = triggersOf(codemod).map(versionOf).sort(semver.compare);
  return lowest ?? new semver.SemVer('0.0.0');
}

/** A replacement stands before every version of its successor; a tool has none. */
function versionOf(trigger: Trigger): semver.SemVer {
  const crosses = 'crosses' in trigger ? trigger.crosses : undefined;
  return semver.coerce(crosses) ?? new semver.SemVer('0.0.0');
}

function rulesFor(
  { rules, level }: Codemod,
  { modernise }: CodemodPolicy,
  crossed: readonly Crossing[],
): ReadonlySet<string> {
  const isOn = (at: Level): boolean => at !== 'modernise' || modernise;
  /** A rule for one of several subjects is nobody else's; one of several boundaries has to be among those that are crossed. */
  const isAsked = ({ for: subject, crosses: version }: Codemod['rules'][number]): boolean =>
    crossed.some(
      (crossing) =>
        (subject === undefined || crossing.name === subject) &&
        (version === undefined || isBetween(crossing, version)),
    );
  const on = rules.filter((rule) => isOn(rule.level ?? level) && isAsked(rule));
  return new Set(on.map(({ id }) => id));
}

/** By boundary, ascending; at one boundary, after those it names; then by id. */
function inOrder(selected: readonly SelectedCodemod[]): readonly SelectedCodemod[] {
  const waiting = [...selected].sort(
    (a, b) =>
      semver.compare(boundaryOf(a.codemod), boundaryOf(b.codemod)) || (a.codemod.id < b.codemod.id ? -1 : 1),
  );
  const ordered: SelectedCodemod[] = [];
  while (waiting.length > 0) {
    const free = waiting.findIndex(
      ({ codemod }) => !waiting.some((other) => mustFollow(codemod, other.codemod)),
    );
    // Two that name each other are a mistake in the catalogue; the id decides.
    ordered.push(...waiting.splice(Math.max(free, 0), 1));
  }
  return ordered;
}

/** Only at the same boundary, so that `after` never turns the order of versions round. */
function mustFollow(one: Codemod, other: Codemod): boolean {
  const same = semver.eq(boundaryOf(one), boundaryOf(other));
  return same && (one.after ?? []).includes(other.id);
}
