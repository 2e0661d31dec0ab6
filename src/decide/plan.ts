import type { Dependency, Inventory, Manifest } from '../domain/manifest.ts';
import type { Policy } from '../domain/policy.ts';
import type { PackageReleases, RegistryAnswer } from '../domain/release.ts';
import type {
  Decision,
  Hold,
  HoldReason,
  PeerConflict,
  Update,
  Upgrade,
  UpgradePlan,
  UpgradeReason,
} from '../domain/update.ts';
import type { Ecosystem } from '../ecosystems/ecosystem.ts';
import { decide } from './decide.ts';
import { christen, type GroupContext, group, leaderOf, type Party } from './group.ts';
import type { DecisionContext } from './judge.ts';
import { type FoundConflict, type PeerWorld, peerConflicts, peerWorld } from './peers.ts';

export interface PlanContext {
  readonly policy: Policy;
  readonly now: Date;
  readonly ecosystemOf: (dependency: Dependency) => Ecosystem;
  readonly answerFor: (dependency: Dependency) => RegistryAnswer | undefined;
  readonly nodeFloorFor: (dependency: Dependency) => string | undefined;
  /** The manifest a dependency is written in, where its ecosystem describes manifests. */
  readonly manifestOf: (dependency: Dependency) => Manifest | undefined;
  /** What was decided elsewhere: runtimes. */
  readonly decided: readonly Decision[];
  /** The package that has taken the place of this one, and whether it moves there now. */
  readonly successorOf: (dependency: Dependency) => Successor | undefined;
  readonly reasonFor: (update: Update) => UpgradeReason | undefined;
}

export interface Successor {
  readonly name: string;
  decide(context: DecisionContext): Decision | undefined;
}

/** A conflict takes one release away, so this is how many releases of one repository may be taken away in turn. */
const mostRounds = 200;

/**
 * The plan for one repository. Decisions are made for each dependency alone; peers tie them together: who is in conflict
 * travels with the one it waits for, or, where nothing helps, that release is refused and the next lower one is tried.
 */
export function makePlan(inventory: Inventory, context: PlanContext): UpgradePlan {
  const ecosystemOf = (update: Update) => context.ecosystemOf(update.dependency);
  const knownOf = (dependency: Dependency): PackageReleases | undefined => {
    const answer = context.answerFor(dependency);
    return answer?.kind === 'found' ? answer.package : undefined;
  };
  const known = (update: Update) => knownOf(update.dependency);
  const grouping: GroupContext = { policy: context.policy, ecosystemOf, known, reasonFor: context.reasonFor };
  const current = (dependency: Dependency) => context.ecosystemOf(dependency).current(dependency);
  const world = peerWorld(inventory, current, knownOf);

  const refused = new Map<string, Map<string, HoldReason>>();
  const decisions = new Map<Dependency, Decision[]>();
  const decideAgain = (dependency: Dependency) => {
    const contextWithout = (name: string) =>
      decisionContext(dependency, refused.get(`${dependency.ecosystem}:${name}`) ?? new Map(), context);
    const successor = context.successorOf(dependency);
    const replaced = successor?.decide(contextWithout(successor.name));
    const own = () => decide(dependency, context.answerFor(dependency), contextWithout(dependency.name));
    // Who moves to another package does not move within the old one; who cannot yet, stays on its line and says so.
    if (!replaced) decisions.set(dependency, own());
    else if (replaced.kind === 'update') decisions.set(dependency, [replaced]);
    else decisions.set(dependency, [...own().filter((decision) => !isMajor(decision)), replaced]);
  };
  const elsewhere = new Set(context.decided.map((decision) => decision.dependency));
  const ours = inventory.dependencies.filter((dependency) => !elsewhere.has(dependency));
  for (const dependency of ours) decideAgain(dependency);

  for (let round = 0; ; round++) {
    const all = [...context.decided, ...[...decisions.values()].flat()];
    const updates = all.filter((decision): decision is Update => decision.kind === 'update');
    const { parties, unsolved } = reconcile(group(updates, grouping), world, ecosystemOf);
    if (unsolved.length === 0 || round === mostRounds) {
      const holds = all.filter((decision): decision is Hold => decision.kind === 'hold');
      const upgrades = withOwnBranches(parties.map((party) => christen(party, grouping)));
      return { upgrades: upgrades.sort(byUrgency), holds };
    }
    for (const [name, versions] of refusalsOf(unsolved)) {
      const before = refused.get(name) ?? new Map<string, HoldReason>();
      refused.set(name, new Map([...before, ...versions]));
      for (const dependency of ours) {
        const successor = context.successorOf(dependency)?.name ?? dependency.name;
        if (nameOf(dependency) === name || `${dependency.ecosystem}:${successor}` === name)
          decideAgain(dependency);
      }
    }
  }
}

/** The package whose release it takes. */
const subjectOf = ({ dependency, replacement }: Update) =>
  `${dependency.ecosystem}:${replacement?.name ?? dependency.name}`;
const isMajor = (decision: Decision) => decision.kind === 'update' && decision.type === 'major';
const nameOf = (dependency: Dependency) => `${dependency.ecosystem}:${dependency.name}`;

function decisionContext(
  dependency: Dependency,
  refused: ReadonlyMap<string, HoldReason>,
  context: PlanContext,
): DecisionContext {
  const nodeFloor = context.nodeFloorFor(dependency);
  const manifest = context.manifestOf(dependency);
  return {
    ecosystem: context.ecosystemOf(dependency),
    policy: context.policy,
    now: context.now,
    ...(nodeFloor === undefined ? {} : { nodeFloor }),
    published: manifest?.published ?? false,
    esModules: manifest?.esModules ?? false,
    refused,
  };
}

/**
 * A party in conflict takes along the updates it needs: another party of its kind as a whole, out of a quiet group only the
 * package that is asked for. A quiet group takes nobody along, or majors would hide in it: what is in its way is unsolved, and
 * waits for the others to be merged. Conflicts that no other update answers are unsolved too.
 */
function reconcile(
  parties: readonly Party[],
  world: PeerWorld,
  ecosystemOf: (update: Update) => Ecosystem,
): { parties: Party[]; unsolved: FoundConflict[] } {
  const conflictsOf = (updates: readonly Update[]) => {
    const npm = updates.find((update) => update.dependency.ecosystem === 'npm');
    return npm ? peerConflicts(updates, world, ecosystemOf(npm).versions) : [];
  };
  const homes = homesOf(parties);
  let current = [...parties];
  const settled = new Map<Party, readonly FoundConflict[]>();
  // Who joins, or loses somebody, is another party and looked at anew. It ends: parties only ever become fewer or smaller, and
  // an update goes home only when the party that had taken it is gone.
  for (let party = current[0]; party; party = current.find((one) => !settled.has(one))) {
    const conflicts = conflictsOf(party.updates);
    const along = party.name ? [] : takenAlong(party, conflicts, current, conflictsOf);
    if (along.length === 0) {
      settled.set(party, conflicts);
      continue;
    }
    const joined: Party = {
      updates: [...party.updates, ...along],
      together: 'peers of each other',
      leader: party.leader ?? leaderOf(party.updates),
    };
    current = without(current, party, new Set(along), joined, homes);
  }
  return { parties: current, unsolved: current.flatMap((party) => settled.get(party) ?? []) };
}

/** The updates of the first other party that leave fewer conflicts when they come along. */
function takenAlong(
  party: Party,
  conflicts: readonly FoundConflict[],
  parties: readonly Party[],
  conflictsOf: (updates: readonly Update[]) => FoundConflict[],
): Update[] {
  for (const { other, update } of conflicts) {
    const isAskedFor = ({ dependency }: Update) =>
      dependency.name === other && dependency.manifest === update.dependency.manifest;
    for (const candidate of parties) {
      if (candidate === party || !candidate.updates.some(isAskedFor)) continue;
      const offered = candidate.name
        ? candidate.updates.filter(({ dependency }) => dependency.name === other)
        : candidate.updates;
      const along = offered.filter((one) => !isSamePackage(one, party.updates));
      if (along.length > 0 && conflictsOf([...party.updates, ...along]).length < conflicts.length)
        return along;
    }
  }
  return [];
}

/** The quiet group each update was in to begin with, where it was in one. */
const homesOf = (parties: readonly Party[]): ReadonlyMap<Update, Party> =>
  new Map(parties.flatMap((party) => (party.name ? party.updates.map((update) => [update, party]) : [])));

/**
 * The joined party in the place of the old one; who came along is in no other party any more. A small update that one major
 * had taken along, and that now would travel without it, goes home to its quiet group.
 */
function without(
  parties: readonly Party[],
  old: Party,
  along: ReadonlySet<Update>,
  joined: Party,
  homes: ReadonlyMap<Update, Party>,
): Party[] {
  const homeless: Update[] = [];
  const rest = parties.flatMap((party): Party[] => {
    if (party === old) return [joined];
    const updates = party.updates.filter((update) => !along.has(update));
    if (updates.length === party.updates.length) return [party];
    if (party.name || updates.some((update) => !homes.has(update)))
      return updates.length === 0 ? [] : [{ ...party, updates }];
    homeless.push(...updates);
    return [];
  });
  return homeless.reduce((all, update) => atHome(all, update, homes.get(update)), rest);
}

/** Its group may have lost everybody, and is founded anew. */
function atHome(parties: readonly Party[], update: Update, home: Party | undefined): Party[] {
  if (!home) return [...parties];
  const found = parties.find((party) => party.name === home.name);
  if (!found) return [...parties, { ...home, updates: [update] }];
  return parties.map((party) =>
    party === found ? { ...found, updates: [...found.updates, update] } : party,
  );
}

function isSamePackage(update: Update, others: readonly Update[]): boolean {
  return others.some((other) => other.dependency === update.dependency);
}

/** Which releases the conflicts take away: package → version → reason. */
function refusalsOf(conflicts: readonly FoundConflict[]): Map<string, Map<string, HoldReason>> {
  const byRelease = new Map<string, Map<string, PeerConflict[]>>();
  for (const { update, conflict } of conflicts) {
    const name = subjectOf(update);
    const versions = byRelease.get(name) ?? new Map<string, PeerConflict[]>();
    versions.set(update.to.version, [...(versions.get(update.to.version) ?? []), conflict]);
    byRelease.set(name, versions);
  }
  const refusals = new Map<string, Map<string, HoldReason>>();
  for (const [name, versions] of byRelease) {
    refusals.set(
      name,
      new Map([...versions].map(([version, list]) => [version, { kind: 'peers', conflicts: list }])),
    );
  }
  return refusals;
}

/** Two subjects may share a slug (`@types/node`, `types-node`): a branch belongs to one upgrade. */
function withOwnBranches(upgrades: readonly Upgrade[]): Upgrade[] {
  const taken = new Map<string, number>();
  return upgrades.map((upgrade) => {
    const count = (taken.get(upgrade.branch) ?? 0) + 1;
    taken.set(upgrade.branch, count);
    return count === 1
      ? upgrade
      : { ...upgrade, id: `${upgrade.id}-${count}`, branch: `${upgrade.branch}-${count}` };
  });
}

/** Security first, then what reaches its end of life soonest, then the quiet groups, then majors by name. */
function byUrgency(a: Upgrade, b: Upgrade): number {
  return rank(a) - rank(b) || dueDate(a).localeCompare(dueDate(b)) || a.subject.localeCompare(b.subject);
}

function rank(upgrade: Upgrade): number {
  switch (upgrade.reason.kind) {
    case 'security':
      return 0;
    case 'end-of-life':
      return 1;
    case 'routine':
      return upgrade.target === undefined ? 2 : 3;
    case 'replacement':
      return 4;
  }
}

const dueDate = ({ reason }: Upgrade) => (reason.kind === 'end-of-life' ? reason.on : '');
