/** The rules a release has to pass before a dependency may move to it. */
import type { Dependency } from '../domain/manifest.ts';
import type { DependencyPolicy, Policy } from '../domain/policy.ts';
import type { PackageReleases, Release } from '../domain/release.ts';
import { addDays } from '../domain/time.ts';
import type { HoldReason, PassedOver, UpdateType } from '../domain/update.ts';
import type { Ecosystem, VersionOrder } from '../ecosystems/ecosystem.ts';

/** What `decide` needs to know of the repository beside the dependency itself. */
export interface DecisionContext {
  readonly ecosystem: Ecosystem;
  readonly policy: Policy;
  readonly now: Date;
  /** The oldest Node.js this manifest's code has to run on: a version, or a line such as `18`. */
  readonly nodeFloor?: string;
  /** Whether others depend on the package this manifest describes. */
  readonly published: boolean;
  /** Whether the manifest's own code is ES modules (`"type": "module"`). */
  readonly esModules: boolean;
  /** Releases that cannot be taken for reasons outside of this dependency (peers): version → reason. */
  readonly refused: ReadonlyMap<string, HoldReason>;
}

/** A release it could move to, with the size of the step. */
export interface Candidate {
  readonly release: Release;
  readonly step: UpdateType;
}

export type Judge = (candidate: Candidate) => HoldReason | undefined;

/** The rules a release has to pass, the ones that no waiting will change first. */
export function judgeOf(
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
    // A pin writes down what is there already: nothing new comes in.
    if (step === 'pin') return undefined;
    if (release.withdrawn) return { kind: 'withdrawn' };
    if (release.deprecated && !currentRelease?.deprecated)
      return { kind: 'deprecated', message: release.deprecated };
    if (
      rules.ignoreUnstable &&
      versions.isPrerelease(release.version) &&
      !(onPrerelease && step !== 'major' && step !== 'minor')
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
      cannotBeRequired(dependency, release, currentRelease, context) ??
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
  if (mayRunOn(nodeFloor, wants, ecosystem.versions)) return undefined;
  return { kind: 'runtime-too-old', runtime: 'node', wants, have: nodeFloor };
}

function mayRunOn(floor: string, wants: string, versions: VersionOrder): boolean {
  const possible = /^\d+$/.test(floor) ? [`${floor}.0.0`, `${floor}.999.999`] : [floor];
  return possible.some((version) => versions.satisfies(version, wants));
}

/** Where `require()` loads an ES module: https://nodejs.org/api/modules.html#loading-ecmascript-modules-using-require */
const requiresModules = '^20.19.0 || >=22.12.0';

/**
 * Packages that went over to ES modules alone seldom say so in `engines`. Code in CommonJS cannot load them on an older Node.js. A
 * development tool with a program of its own is started, not required.
 */
function cannotBeRequired(
  { purpose }: Dependency,
  release: Release,
  current: Release | undefined,
  { ecosystem, nodeFloor, esModules }: DecisionContext,
): HoldReason | undefined {
  if (!release.moduleOnly || current?.moduleOnly || esModules || !nodeFloor) return undefined;
  if (purpose === 'development' && release.hasProgram) return undefined;
  if (mayRunOn(nodeFloor, requiresModules, ecosystem.versions)) return undefined;
  return { kind: 'module-only', wants: requiresModules, have: nodeFloor };
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

export interface Choice {
  readonly taken?: Candidate;
  /** Newest first. */
  readonly passedOver: readonly (PassedOver & { readonly step: Candidate['step'] })[];
}

/** The newest release that passes; what was newer is kept with its reason, one entry for a run of the same reason. */
export function choose(candidates: readonly Candidate[], judge: Judge): Choice {
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
