/** What is there compared with what we want: which pull requests to open, to bring up to date, to close, and which have to wait for what. */
import type { Marker, PastPull, PullRequest } from '../domain/pull-request.ts';
import type { PersonalDecision } from '../domain/repository.ts';
import { addDays, type Timestamp } from '../domain/time.ts';
import type { Upgrade } from '../domain/update.ts';

export interface PublishFacts {
  /** In the order of their urgency. */
  readonly upgrades: readonly Upgrade[];
  /** Ours, open and lately closed. */
  readonly pulls: readonly PullRequest[];
  /** Ours that were over before. */
  readonly past: readonly PastPull[];
  readonly decisions: readonly PersonalDecision[];
  /** Why upgrades could not be proposed when that was last tried, by their id. */
  readonly refused: ReadonlyMap<string, string>;
  readonly prConcurrentLimit: number;
  readonly prHourlyLimit: number;
  readonly isScheduled: (upgrade: Upgrade) => boolean;
  readonly now: Timestamp;
}

export type Waiting =
  | { readonly kind: 'closed'; readonly by: number }
  | { readonly kind: 'decision'; readonly decision: PersonalDecision }
  | { readonly kind: 'refused'; readonly because: string }
  | { readonly kind: 'schedule' }
  | { readonly kind: 'hourly-limit'; readonly limit: number }
  | { readonly kind: 'concurrent-limit'; readonly limit: number };

export interface PublishSteps {
  readonly open: readonly Upgrade[];
  /** It has a pull request already, which may say something else by now. */
  readonly refresh: readonly { readonly upgrade: Upgrade; readonly pull: PullRequest }[];
  /** Nothing in the plan asks for it any more. */
  readonly close: readonly PullRequest[];
  readonly waiting: readonly { readonly upgrade: Upgrade; readonly because: Waiting }[];
}

export function publishSteps(facts: PublishFacts): PublishSteps {
  const openPulls = facts.pulls.filter(({ state, marker }) => state === 'open' && isUpgrade(marker));
  const pullOf = (upgrade: Upgrade) => openPulls.find(({ marker }) => marker?.upgrade === upgrade.id);
  const open: Upgrade[] = [];
  const refresh: { upgrade: Upgrade; pull: PullRequest }[] = [];
  const waiting: { upgrade: Upgrade; because: Waiting }[] = [];
  const anHourAgo = new Date(new Date(facts.now).getTime() - 3_600_000).toISOString();
  let running = openPulls.length;
  let lately = [...facts.pulls, ...facts.past].filter(
    ({ createdAt, marker }) => createdAt > anHourAgo && isUpgrade(marker) && !marker?.withdrawn,
  ).length;
  for (const upgrade of facts.upgrades) {
    const pull = pullOf(upgrade);
    if (pull) {
      refresh.push({ upgrade, pull });
      continue;
    }
    const because = waits(upgrade, facts, running, lately);
    if (because) waiting.push({ upgrade, because });
    else {
      open.push(upgrade);
      running++;
      lately++;
    }
  }
  const wanted = new Set(facts.upgrades.map(({ id }) => id));
  const close = openPulls.filter(({ marker }) => marker && !wanted.has(marker.upgrade));
  return { open, refresh, close, waiting };
}

function waits(upgrade: Upgrade, facts: PublishFacts, running: number, lately: number): Waiting | undefined {
  const closed = [...facts.pulls, ...facts.past].find((pull) => isClosedFor(pull, upgrade));
  if (closed) return { kind: 'closed', by: closed.number };
  const decision = facts.decisions.find((one) => holdsBack(one, upgrade, facts.now));
  if (decision) return { kind: 'decision', decision };
  const refused = facts.refused.get(upgrade.id);
  if (refused !== undefined) return { kind: 'refused', because: refused };
  // Security goes first and is not limited.
  if (upgrade.reason.kind === 'security') return undefined;
  if (!facts.isScheduled(upgrade)) return { kind: 'schedule' };
  if (facts.prHourlyLimit > 0 && lately >= facts.prHourlyLimit)
    return { kind: 'hourly-limit', limit: facts.prHourlyLimit };
  if (facts.prConcurrentLimit > 0 && running >= facts.prConcurrentLimit)
    return { kind: 'concurrent-limit', limit: facts.prConcurrentLimit };
  return undefined;
}

/** Onboarding and reverts are ours too, and no plan asks for them. */
const isUpgrade = (marker: Marker | undefined): boolean =>
  marker !== undefined && marker.upgrade !== 'onboarding' && !marker.upgrade.startsWith('revert/');

/** A person closed it: for a major that is a no to that major, for a group to just these versions. */
function isClosedFor({ state, marker }: PastPull, upgrade: Upgrade): boolean {
  if (state !== 'closed' || marker?.upgrade !== upgrade.id || marker.withdrawn) return false;
  return upgrade.target !== undefined || marker.proposal === proposalOf(upgrade);
}

export function holdsBack(decision: PersonalDecision, upgrade: Upgrade, now: Timestamp): boolean {
  const isAbout =
    decision.subject === upgrade.id ||
    upgrade.updates.some(({ dependency }) => dependency.name === decision.subject);
  if (!isAbout || (decision.until !== undefined && decision.until <= now)) return false;
  switch (decision.kind) {
    case 'ignore':
      return decision.target === undefined || decision.target === upgrade.target;
    case 'snooze':
      return true;
    case 'hold':
    case 'split':
      return false;
  }
}

/** What is proposed, as one word: equal words are the same proposal, whatever the base. */
export function proposalOf({ updates }: Pick<Upgrade, 'updates'>): string {
  const moves = updates.map(
    ({ dependency, to, replacement }) =>
      `${replacement?.name ?? dependency.name}@${to.version}@${dependency.manifest}`,
  );
  let hash = 0xcbf29ce484222325n;
  for (const character of moves.sort().join('\n')) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(character.codePointAt(0) ?? 0)) * 0x100000001b3n);
  }
  return hash.toString(36);
}

/** `30d`, `2w`, `12h`; `undefined` when it is none. */
export function until(span: string, now: Timestamp): Timestamp | undefined {
  const parts = /^(\d{1,4})([hdw])$/.exec(span);
  if (!parts) return undefined;
  const days = Number(parts[1]) * ({ h: 1 / 24, d: 1, w: 7 }[parts[2] ?? 'd'] ?? 1);
  return addDays(now, days).toISOString();
}
