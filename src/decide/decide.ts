import type { Dependency } from '../domain/manifest.ts';
import type { DependencyPolicy, Policy } from '../domain/policy.ts';
import type { PackageReleases, RegistryAnswer, Release } from '../domain/release.ts';
import { addDays } from '../domain/time.ts';
import type { Decision, Hold, HoldReason, PassedOver, Update, UpdateType } from '../domain/update.ts';
import type { Ecosystem } from '../ecosystems/ecosystem.ts';

/** What `decide` needs to know of the repository beside the dependency itself. */
export interface DecisionContext {
  readonly ecosystem: Ecosystem;
  readonly policy: Policy;
  readonly now: Date;
  /** The oldest Node.js this manifest's code has to run on: a version, or a line such as `18`. */
  readonly nodeFloor?: string;
  /** Whether others depend on the package this manifest describes. */
  readonly published: boolean;
  /** Releases that cannot be taken for reasons outside of this dependency (peers): version → reason. */
  readonly refused: ReadonlyMap<string, HoldReason>;
}

/** A release that is newer than what is there, with the size of the step. */
interface Candidate {
  readonly release: Release;
  readonly step: 'major' | 'minor' | 'patch';
}

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
  return [unmoved(dependency, current, answer.package, context)];
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

type Judge = (candidate: Candidate) => HoldReason | undefined;

/** The rules a release has to pass, the ones that no waiting will change first. */
function judgeOf(
  dependency: Dependency,
  current: string,
  known: PackageReleases,
  newer: readonly Candidate[],
  context: DecisionContext,
): Judge {
  const { ecosystem, policy, now, refused } = context;
  const { versions } = ecosystem;
  const policies = policiesOf(dependency, policy);
  const currentRelease = known.releases.find((release) => release.version === current);
  const onPrerelease = versions.isPrerelease(current);
  const nextMajor = nextMajorLine(newer, versions.line, versions.isPrerelease);
  const quarantined = new Map(
    policy.quarantine
      .filter((entry) => entry.name === dependency.name)
      .map((entry) => [entry.version, entry.reason]),
  );

  return ({ release, step }) => {
    const rules = policies(step);
    if (!rules.enabled) return { kind: 'ignored', rule: originOf(rules, 'enabled') };
    if (release.withdrawn) return { kind: 'withdrawn' };
    if (release.deprecated && !currentRelease?.deprecated)
      return { kind: 'deprecated', message: release.deprecated };
    if (
      rules.ignoreUnstable &&
      versions.isPrerelease(release.version) &&
      !(onPrerelease && step === 'patch')
    ) {
      return { kind: 'pre-release' };
    }
    const tag = rules.followTag ?? 'latest';
    const ceiling = known.tags[tag];
    if (ceiling && isAboveCeiling(release.version, current, ceiling, versions.compare)) {
      return { kind: 'above-latest', tag, ceiling };
    }
    const quarantine = quarantined.get(release.version);
    if (quarantine !== undefined) return { kind: 'quarantined', reason: quarantine };
    if (rules.allowedVersions && !versions.satisfies(release.version, rules.allowedVersions)) {
      return {
        kind: 'not-allowed',
        allowed: rules.allowedVersions,
        rule: originOf(rules, 'allowedVersions'),
      };
    }
    if (
      step === 'major' &&
      rules.majors === 'one-by-one' &&
      nextMajor &&
      versions.line(release.version) !== nextMajor
    ) {
      return { kind: 'one-major-at-a-time', next: nextMajor };
    }
    return (
      runtimeTooOld(dependency, release, context) ??
      tooYoung(release, known, rules.minimumReleaseAgeDays, now) ??
      refused.get(release.version)
    );
  };
}

function policiesOf(dependency: Dependency, policy: Policy): (step: UpdateType) => DependencyPolicy {
  const known = new Map<UpdateType, DependencyPolicy>();
  return (step) => {
    let rules = known.get(step);
    if (!rules) {
      rules = policy.policyFor(dependency, step);
      known.set(step, rules);
    }
    return rules;
  };
}

function originOf(rules: DependencyPolicy, key: string): string {
  const origin = rules.origins[key];
  if (!origin) return 'built-in defaults';
  return origin.line ? `${origin.from}:${origin.line}` : origin.from;
}

/** Who is beyond the tag already (on `next`) is not called back by it. */
function isAboveCeiling(
  version: string,
  current: string,
  ceiling: string,
  compare: (a: string, b: string) => number,
): boolean {
  return compare(version, ceiling) > 0 && compare(current, ceiling) <= 0;
}

function nextMajorLine(
  newer: readonly Candidate[],
  line: (version: string) => string,
  isPrerelease: (version: string) => boolean,
): string | undefined {
  const next = newer.findLast(({ release, step }) => step === 'major' && !isPrerelease(release.version));
  return next && line(next.release.version);
}

/**
 * A release that wants a newer Node.js than the repository runs on is not for it. A floor given as a line (`18`) is met by
 * any version of that line, since images and `.nvmrc` files that say `18` get its newest patch.
 */
function runtimeTooOld(
  { name }: Dependency,
  release: Release,
  { ecosystem, nodeFloor }: DecisionContext,
): HoldReason | undefined {
  // Node's own types describe the runtime: they move with it and not past it.
  const line = nodeFloor?.split('.')[0];
  if (name === '@types/node' && line && Number(ecosystem.versions.line(release.version)) > Number(line)) {
    return {
      kind: 'runtime-too-old',
      runtime: 'node',
      wants: ecosystem.versions.line(release.version),
      have: line,
    };
  }
  const wants = release.engines?.node;
  if (!wants || !nodeFloor || ecosystem.id !== 'npm') return undefined;
  const possible = /^\d+$/.test(nodeFloor) ? [`${line}.0.0`, `${line}.999.999`] : [nodeFloor];
  if (possible.some((version) => ecosystem.versions.satisfies(version, wants))) return undefined;
  return { kind: 'runtime-too-old', runtime: 'node', wants, have: nodeFloor };
}

/**
 * A missing date is not an old date: where the registry publishes dates at all, a release without one waits. Registries that
 * never say (a Docker registry) leave the question open, and the pull request says so.
 */
function tooYoung(
  release: Release,
  known: PackageReleases,
  minimumDays: number,
  now: Date,
): HoldReason | undefined {
  if (minimumDays <= 0) return undefined;
  const publishedAt = release.publishedAt ?? known.modifiedAt;
  if (!publishedAt)
    return known.releases.some((other) => other.publishedAt)
      ? { kind: 'age-unknown', minimumDays }
      : undefined;
  const readyAt = addDays(publishedAt, minimumDays);
  if (readyAt <= now) return undefined;
  // The day a document last changed is the latest day a release in it can have: it proves age, never youth.
  if (!release.publishedAt) return { kind: 'age-unknown', minimumDays };
  return { kind: 'too-young', publishedAt, readyAt: readyAt.toISOString(), minimumDays };
}

interface Choice {
  readonly taken?: Candidate;
  /** Newest first. */
  readonly passedOver: readonly (PassedOver & { readonly step: Candidate['step'] })[];
}

/** The newest release that passes; what was newer is kept with its reason, one entry for a run of the same reason. */
function choose(candidates: readonly Candidate[], judge: Judge): Choice {
  const passedOver: (PassedOver & { step: Candidate['step'] })[] = [];
  const seen = new Set<string>();
  for (const candidate of candidates) {
    const because = judge(candidate);
    if (!because) return { taken: candidate, passedOver };
    if (seen.has(because.kind)) continue;
    seen.add(because.kind);
    passedOver.push({ version: candidate.release.version, because, step: candidate.step });
  }
  return { passedOver };
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
  context: DecisionContext,
): Decision {
  const release = context.ecosystem
    .candidates(dependency, known)
    .find((candidate) => context.ecosystem.versions.compare(candidate.version, current) === 0);
  const wish = context.policy.policyFor(dependency, 'pin').rangeStrategy === 'pin' ? 'pin' : 'digest';
  if (release && (wish === 'pin' || release.digest)) {
    const decision = written(dependency, current, release, wish, [], context);
    if (decision.kind === 'update' && decision.edits.length > 0) return decision;
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
