import type { Policy } from '../domain/policy.ts';
import type { PackageReleases } from '../domain/release.ts';
import type { Update, Upgrade, UpgradeReason } from '../domain/update.ts';
import type { Ecosystem } from '../ecosystems/ecosystem.ts';
import { areReleasedTogether } from './together.ts';

/** What grouping asks of the world it groups in. */
export interface GroupContext {
  readonly policy: Policy;
  readonly ecosystemOf: (update: Update) => Ecosystem;
  readonly known: (update: Update) => PackageReleases | undefined;
  /** Why an update is proposed, where there is more to say than routine. */
  readonly reasonFor: (update: Update) => UpgradeReason | undefined;
}

/** Updates that will travel together, before they have a name. */
export interface Party {
  readonly updates: readonly Update[];
  /** Set when a rule or a quiet default named the group. */
  readonly name?: string;
  readonly together?: string;
  /** The update that the others came along with, where they are no family. */
  readonly leader?: Update;
}

/**
 * The quiet defaults: patch and minor updates of development dependencies in one party, of production dependencies in
 * another; every major, replacement and runtime alone, with the packages that are released together with it. A `groupName`
 * of the user comes first; it keeps majors apart, as Renovate does.
 */
export function group(updates: readonly Update[], context: GroupContext): Party[] {
  const production = productionNames(updates);
  const named = new Map<string, Update[]>();
  const alone: Update[] = [];
  for (const update of updates) {
    const name = groupNameOf(update, production, context);
    if (name === undefined) alone.push(update);
    else named.set(name, [...(named.get(name) ?? []), update]);
  }
  const parties = [...named].map(
    ([name, members]): Party => ({ name, updates: members, together: `grouped as “${name}”` }),
  );
  return [...parties, ...families(alone, context)];
}

/** A package that is a production dependency anywhere is one everywhere: one package never travels in two parties. */
function productionNames(updates: readonly Update[]): Set<string> {
  return new Set(
    updates
      .filter(({ dependency }) => dependency.purpose === 'production')
      .map(({ dependency }) => keyOf(dependency)),
  );
}

const keyOf = (dependency: Update['dependency']) => `${dependency.ecosystem}:${dependency.name}`;
const isSmall = (update: Update) => update.type !== 'major' && update.type !== 'replacement';

function groupNameOf(
  update: Update,
  production: ReadonlySet<string>,
  context: GroupContext,
): string | undefined {
  const { policy } = context;
  const { dependency, type } = update;
  if (dependency.ecosystem === 'runtimes') return undefined;
  // Security waits for nobody.
  if (context.reasonFor(update)?.kind === 'security') return undefined;
  const { groupName: wished, alone } = policy.policyFor(dependency, type);
  if (alone) return undefined;
  if (wished) return isSmall(update) ? wished : `${wished} (major)`;
  if (!isSmall(update) || !policy.groupQuietly) return undefined;
  return production.has(keyOf(dependency)) ? 'production dependencies' : 'development dependencies';
}

/** The same package in several manifests, and packages that are released together, are one party. */
function families(updates: readonly Update[], context: GroupContext): Party[] {
  const parties: Update[][] = [];
  for (const update of updates) {
    const party = parties.find(([first]) => first && belongsTo(update, first, context));
    if (party) party.push(update);
    else parties.push([update]);
  }
  return parties.map((members) => {
    const names = new Set(members.map(({ dependency }) => dependency.name));
    return { updates: members, ...(names.size > 1 ? { together: 'released together' } : {}) };
  });
}

function belongsTo(update: Update, first: Update, context: GroupContext): boolean {
  if (update.dependency.ecosystem !== first.dependency.ecosystem || update.type !== first.type) return false;
  return areReleasedTogether(update, first, context.known, context.ecosystemOf(first).versions);
}

/** Gives a party its name, its branch and its reason. */
export function christen(party: Party, context: GroupContext): Upgrade {
  const first = party.leader ?? party.updates[0];
  if (!first) throw new Error('An upgrade needs at least one update');
  const target = context.ecosystemOf(first).versions.line(first.to.version);
  const reason = party.updates.map(context.reasonFor).find((found) => found !== undefined) ?? {
    kind: 'routine',
  };
  const subject =
    party.name ?? first.replacement?.name ?? (party.leader ?? leaderOf(party.updates)).dependency.name;
  const slug = slugOf(subject);
  const place = party.name ? slug : `${slug}-${target}.x`;
  return {
    id: `${first.dependency.ecosystem}/${place}`,
    subject,
    ...(party.name ? {} : { target }),
    branch: `${context.policy.branchPrefix}${place}`,
    reason,
    updates: party.updates,
    ...(party.together ? { together: party.together } : {}),
  };
}

/** The package a family is known by: the shortest name, `react` before `react-dom`; `@babel/core` before its plugins. */
export function leaderOf(updates: readonly Update[]): Update {
  const score = ({ dependency: { name } }: Update) => (name.endsWith('/core') ? 0 : name.length);
  return updates.reduce((best, update) => (score(update) < score(best) ? update : best));
}

/** As Renovate: scope marks go, whatever a branch name cannot hold becomes a hyphen. */
export function slugOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/^@/, '')
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/\.\.+/g, '.')
    .replace(/^[-.]+|[-.]+$/g, '');
}
