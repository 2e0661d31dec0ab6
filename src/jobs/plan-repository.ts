import { makePlan } from '../decide/plan.ts';
import type { Dependency } from '../domain/manifest.ts';
import type { Policy } from '../domain/policy.ts';
import type { Lookup, PackageReleases, RegistryAnswer } from '../domain/release.ts';
import type { Replacement } from '../domain/replacement.ts';
import type { Lifecycle } from '../domain/runtime.ts';
import type { Decision, Update, UpgradePlan, UpgradeReason } from '../domain/update.ts';
import { ecosystemOf } from '../ecosystems/index.ts';
import type { Registries, SecurityAlert } from '../ports.ts';
import { indexManifests } from '../scan/inventory.ts';
import { type Replaceable, replaceables, successors } from './decide-replacements.ts';
import { decideRuntimeOf } from './decide-runtimes.ts';
import type { ReadRepository } from './read-repository.ts';

export interface PlanWorld {
  readonly registries: Registries;
  readonly policy: Policy;
  /** By the name of the package that is replaced. */
  readonly replacements: ReadonlyMap<string, Replacement>;
  /** Known vulnerabilities of what is used, where somebody watches over them. */
  readonly alerts?: readonly SecurityAlert[];
  readonly now: Date;
}

export interface Planned {
  readonly plan: UpgradePlan;
  readonly lifecycles: ReadonlyMap<string, Lifecycle>;
  readonly known: (dependency: Dependency) => PackageReleases | undefined;
}

/** What should this repository move to, and what is held, and why? Asks each registry once a package. */
export async function planRepository(repository: ReadRepository, world: PlanWorld): Promise<Planned> {
  const { inventory } = repository;
  const { registries, policy, now } = world;
  const lookups = lookupsOf(inventory.dependencies, policy);
  const replaced = replaceables(lookups.keys(), world.replacements);
  const lifecycles = await registries.lifecycles();
  const asked = [...lookups.values(), ...[...replaced.values()].map(({ lookup }) => lookup)];
  const answers = new Map(await registries.releases(asked, { dates: false }));
  const answerFor = (dependency: Dependency) => {
    const lookup = lookups.get(dependency);
    return lookup && answers.get(lookup.key);
  };

  const manifests = indexManifests(inventory);
  const runtimes = inventory.dependencies
    .filter((dependency) => dependency.ecosystem === 'runtimes')
    .map((dependency) => {
      const published = manifests.of(dependency)?.published ?? false;
      return decideRuntimeOf(dependency, lifecycles.get(dependency.name), policy, published, now);
    });
  const reasons = new Map<Decision, UpgradeReason>(
    runtimes.flatMap(({ decision, reason }) => (reason ? [[decision, reason] as const] : [])),
  );
  const plan = () =>
    makePlan(inventory, {
      policy,
      now,
      ecosystemOf: (dependency) => ecosystemOf(dependency.ecosystem),
      answerFor,
      nodeFloorFor: manifests.nodeFloor,
      manifestOf: manifests.of,
      decided: runtimes.map(({ decision }) => decision),
      successorOf: successors(replaced, answers, repository.texts),
      reasonFor: (update) =>
        update.replacement
          ? { kind: 'replacement', why: update.replacement.why }
          : (reasons.get(update) ?? securityReason(update, world.alerts ?? [])),
    });

  let planned = plan();
  // Abbreviated documents have no dates. Only what would move, or waits for a date, is worth the larger document.
  const undated = undatedLookups(planned, lookups, replaced, answers);
  if (undated.length > 0) {
    for (const [key, answer] of await registries.releases(undated, { dates: true })) answers.set(key, answer);
    planned = plan();
  }
  return {
    plan: planned,
    lifecycles,
    known: (dependency) => packageOf(answerFor(dependency)),
  };
}

/** An update away from what an alert is about, to what it is not about. */
function securityReason(update: Update, alerts: readonly SecurityAlert[]): UpgradeReason | undefined {
  const { dependency, from, to } = update;
  const { versions } = ecosystemOf(dependency.ecosystem);
  const advisories = alerts.filter(({ ecosystem, package: name, vulnerable }) => {
    const range = vulnerable.replaceAll(',', ' ');
    const isIt = ecosystem === dependency.ecosystem && name === dependency.name;
    return isIt && versions.satisfies(from, range) && !versions.satisfies(to.version, range);
  });
  const ids = [...new Set(advisories.map(({ advisory }) => advisory))];
  return ids.length > 0 ? { kind: 'security', advisories: ids } : undefined;
}

function lookupsOf(dependencies: readonly Dependency[], policy: Policy): Map<Dependency, Lookup> {
  const lookups = new Map<Dependency, Lookup>();
  for (const dependency of dependencies) {
    if (dependency.source.kind === 'elsewhere' || policy.ignores(dependency)) continue;
    const lookup = ecosystemOf(dependency.ecosystem).lookup(dependency);
    if (lookup) lookups.set(dependency, lookup);
  }
  return lookups;
}

function undatedLookups(
  plan: UpgradePlan,
  lookups: ReadonlyMap<Dependency, Lookup>,
  replaced: ReadonlyMap<Dependency, Replaceable>,
  answers: ReadonlyMap<string, RegistryAnswer>,
): Lookup[] {
  const moving = plan.upgrades.flatMap((upgrade) => upgrade.updates);
  const waiting = plan.holds.filter((hold) =>
    hold.passedOver.some(({ because }) => because.kind === 'age-unknown'),
  );
  const wanted = new Map<string, Lookup>();
  const asked = [
    ...[...moving, ...waiting].map(({ dependency }) => lookups.get(dependency)),
    ...[...replaced.values()].map(({ lookup }) => lookup),
  ];
  for (const lookup of asked) {
    const answer = lookup && answers.get(lookup.key);
    if (lookup && answer?.kind === 'found' && !answer.package.complete) wanted.set(lookup.key, lookup);
  }
  return [...wanted.values()];
}

const packageOf = (answer: RegistryAnswer | undefined) =>
  answer?.kind === 'found' ? answer.package : undefined;
