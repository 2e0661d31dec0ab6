import type { Dependency } from '../domain/manifest.ts';
import type { PackageReleases, RegistryAnswer, Release } from '../domain/release.ts';
import type { Decision, Hold, HoldReason, PassedOver, Update, UpdateType } from '../domain/update.ts';
import { type Candidate, type Choice, choose, type DecisionContext, type Judge, judgeOf } from './judge.ts';

/**
 * Every dependency ends as updates or holds, at least one. Two updates come of one dependency when it can move within its
 * major version and beyond it: they travel in different pull requests.
 */
export function decide(
  dependency: Dependency,
  answer: RegistryAnswer | undefined,
  context: DecisionContext,
): Decision[] {
  const staying = reasonToStay(dependency, answer, context);
  if (staying) return [hold(dependency, staying)];
  if (answer?.kind !== 'found') return [hold(dependency, { kind: 'current' })];

  const current = context.ecosystem.current(dependency);
  if (!current)
    return [hold(dependency, { kind: 'unreadable-requirement', written: dependency.requirement })];

  const newer = newerReleases(dependency, current, answer.package, context);
  const judge = judgeOf(dependency, current, answer.package, newer, context);
  const within = choose(
    newer.filter((candidate) => candidate.step !== 'major'),
    judge,
  );
  const beyond = choose(
    newer.filter((candidate) => candidate.step === 'major'),
    judge,
  );

  const decisions = [within, beyond].flatMap((choice) => settle(dependency, current, choice, context));
  if (decisions.length > 0) return withoutWeakerHolds(decisions);
  return [unmoved(dependency, current, answer.package, judge, context)];
}

/** The reasons that need no look at any release. */
function reasonToStay(
  dependency: Dependency,
  answer: RegistryAnswer | undefined,
  { policy }: DecisionContext,
): HoldReason | undefined {
  const ignored = policy.ignores(dependency);
  if (ignored)
    return { kind: 'ignored', rule: ignored.line ? `${ignored.from}:${ignored.line}` : ignored.from };
  const exception = policy.exceptionFor(dependency);
  if (exception) return { kind: 'exception', exception };
  if (dependency.source.kind === 'elsewhere') {
    const { how } = dependency.source;
    return how === 'floating' || how === 'branch'
      ? { kind: 'floating', written: dependency.requirement }
      : { kind: 'elsewhere', how, written: dependency.requirement };
  }
  switch (answer?.kind) {
    case 'missing':
      return { kind: 'not-found', registry: answer.registry, status: answer.status };
    case 'unreachable':
    case 'unreadable':
      return { kind: 'registry-unreachable', registry: answer.registry, because: answer.because };
    case 'found':
    case undefined:
      return undefined;
  }
}

/** Newest first. */
function newerReleases(
  dependency: Dependency,
  current: string,
  known: PackageReleases,
  { ecosystem }: DecisionContext,
): Candidate[] {
  const newer: Candidate[] = [];
  for (const release of ecosystem.candidates(dependency, known)) {
    const step = ecosystem.versions.step(current, release.version);
    if (step) newer.push({ release, step });
  }
  return newer.sort((a, b) => ecosystem.versions.compare(b.release.version, a.release.version));
}

/** A choice becomes an update, a hold, or nothing when there was nothing newer. */
function settle(
  dependency: Dependency,
  current: string,
  choice: Choice,
  context: DecisionContext,
): Decision[] {
  const passedOver = choice.passedOver.map(({ version, because }) => ({ version, because }));
  if (!choice.taken) {
    const telling =
      choice.passedOver.find(({ because }) => because.kind !== 'pre-release') ?? choice.passedOver[0];
    if (!telling) return [];
    return [{ ...hold(dependency, telling.because), newest: telling.version, passedOver }];
  }
  return [written(dependency, current, choice.taken.release, choice.taken.step, passedOver, context)];
}

/** How the move is written, or why it cannot be. */
function written(
  dependency: Dependency,
  from: string,
  to: Release,
  type: UpdateType,
  passedOver: readonly PassedOver[],
  { ecosystem, policy, now, published }: DecisionContext,
): Decision {
  const strategy = policy.policyFor(dependency, type).rangeStrategy;
  const rewrite = ecosystem.rewrite(dependency, to, type, { strategy, now, published });
  const update = (requirement: string, edits: Update['edits']): Update => ({
    kind: 'update',
    dependency,
    from,
    to,
    type,
    requirement,
    edits,
    passedOver,
  });
  switch (rewrite.kind) {
    case 'edits':
      return update(rewrite.requirement, rewrite.edits);
    case 'lockfile-only':
      return update(dependency.requirement, []);
    case 'nothing':
      return {
        ...hold(dependency, { kind: 'in-range', requirement: dependency.requirement }),
        newest: to.version,
        passedOver,
      };
    case 'cannot':
      return {
        ...hold(dependency, { kind: 'unsupported-form', written: dependency.requirement, why: rewrite.why }),
        newest: to.version,
        passedOver,
      };
  }
}

/** Nothing newer: it is current, unless only the way it is written should change (a pin, a digest that moved). */
function unmoved(
  dependency: Dependency,
  current: string,
  known: PackageReleases,
  judge: Judge,
  context: DecisionContext,
): Decision {
  const release = context.ecosystem
    .candidates(dependency, known)
    .find((candidate) => context.ecosystem.versions.compare(candidate.version, current) === 0);
  const wish = context.policy.policyFor(dependency, 'pin').rangeStrategy === 'pin' ? 'pin' : 'digest';
  if (release && (wish === 'pin' || release.digest)) {
    const decision = written(dependency, current, release, wish, [], context);
    if (decision.kind === 'update' && decision.edits.length > 0) {
      const because = judge({ release, step: wish });
      return because ? { ...hold(dependency, because), newest: release.version } : decision;
    }
  }
  return hold(dependency, { kind: 'current' });
}

/** Pre-releases beyond a stable update interest nobody; they stay visible among what was passed over. */
function withoutWeakerHolds(decisions: readonly Decision[]): Decision[] {
  const kept = decisions.filter(
    (decision) => decision.kind === 'update' || decision.because.kind !== 'pre-release',
  );
  if (kept.length > 0) return [...kept];
  const [first] = decisions;
  if (!first || first.kind === 'update') return [...decisions];
  return [{ ...first, because: { kind: 'current' } }];
}

export function hold(dependency: Dependency, because: HoldReason): Hold {
  return { kind: 'hold', dependency, because, passedOver: [] };
}
