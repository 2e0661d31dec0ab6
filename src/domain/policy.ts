import type { Day } from './time.ts';
import type { UpdateType } from './update.ts';

/** Where an answer came from: `built-in defaults`, or a file and a line. */
export interface Origin {
  readonly from: string;
  readonly line?: number;
}

/** Renovate's meanings: https://docs.renovatebot.com/configuration-options/#rangestrategy */
export type RangeStrategy =
  | 'auto'
  | 'replace'
  | 'bump'
  | 'widen'
  | 'pin'
  | 'update-lockfile'
  | 'in-range-only';

/** A hold a person asked for. */
export interface Exception {
  /** A package name or pattern, or a runtime: `express`, `@acme/*`, `runtime:node`. */
  readonly name: string;
  readonly reason: string;
  readonly owner?: string;
  /** The last day it holds. */
  readonly until?: Day;
}

export interface Quarantined {
  readonly name: string;
  readonly version: string;
  readonly reason: string;
}

/** Where codemods of others are, pinned to bytes: by the integrity of an archive, or by a commit. */
export type CodemodSource =
  | { readonly kind: 'package'; readonly name: string; readonly version: string; readonly integrity: string }
  /** A folder of the repository that holds the organisation's configuration. */
  | { readonly kind: 'folder'; readonly folder: string; readonly commit: string };

/** Everything that decides about one dependency at one size of step. Nothing in it is optional that decides. */
export interface DependencyPolicy {
  readonly enabled: boolean;
  readonly rangeStrategy: RangeStrategy;
  readonly minimumReleaseAgeDays: number;
  /** A range in the ecosystem's syntax, or a `/regex/`; only versions within are considered. */
  readonly allowedVersions?: string;
  /** The dist-tag followed instead of `latest`. */
  readonly followTag?: string;
  /** Only releases without a pre-release part, unless already on one. */
  readonly ignoreUnstable: boolean;
  readonly majors: 'one-by-one' | 'newest';
  readonly groupName?: string;
  /** The group's part of the branch name, where it differs from the name. */
  readonly groupSlug?: string;
  /** `groupName: null` in a rule: in no group, not even in a quiet one. */
  readonly alone?: true;
  readonly automerge: boolean;
  readonly labels: readonly string[];
  readonly reviewers: readonly string[];
  readonly assignees: readonly string[];
  readonly schedule: readonly string[];
  readonly commitMessagePrefix?: string;
  /** Which key came from where, for `springtide why`. */
  readonly origins: Readonly<Record<string, Origin>>;
}

export interface RuntimePolicy {
  readonly enabled: boolean;
  readonly follow: 'lts' | 'latest' | 'supported';
  /** How long before its end of life a line is left, with `follow: supported`; how early the due date is set otherwise. */
  readonly daysBeforeEndOfLife: number;
  /** `library`: the engines floor of a published package is held; `always`: it moves with the runtime. */
  readonly engines: 'library' | 'always' | 'never';
}

/** What is read has no gaps: `resolvePolicy` (src/policy) answered every question. */
export interface Policy {
  readonly enabled: boolean;
  readonly ignoreDeps: readonly string[];
  /** Globs of paths that are not read. */
  readonly ignorePaths: readonly string[];
  readonly timezone: string;
  readonly prHourlyLimit: number;
  readonly prConcurrentLimit: number;
  readonly branchPrefix: string;
  readonly semanticCommits: 'auto' | 'enabled' | 'disabled';
  readonly groupQuietly: boolean;
  /** Whether a repository that says nothing is asked first. */
  readonly onboarding: boolean;
  readonly runtimes: Readonly<Record<string, RuntimePolicy>>;
  /** `off`, or the ids that are off and the levels that are on. */
  readonly codemods: {
    readonly enabled: boolean;
    readonly disabled: readonly string[];
    readonly modernise: boolean;
    /** Whose codemods run beside the catalogue's, as far as the operator allows it. */
    readonly from: readonly CodemodSource[];
  };
  readonly exceptions: readonly Exception[];
  readonly quarantine: readonly Quarantined[];
  readonly freeze: readonly { readonly from: Day; readonly until: Day; readonly reason?: string }[];
  /** The rules applied, in order, to one dependency at one size of step. */
  readonly policyFor: (dependency: PolicySubject, step: UpdateType) => DependencyPolicy;
  /** The first exception, quarantine or ignore that names this dependency; patterns are linear-time. */
  readonly exceptionFor: (dependency: PolicySubject) => Exception | undefined;
  readonly ignores: (dependency: PolicySubject) => Origin | undefined;
  readonly ignoresPath: (path: string) => boolean;
}

/** What a rule can match. */
export interface PolicySubject {
  readonly ecosystem: string;
  readonly name: string;
  readonly manifest: string;
  readonly type: string;
  readonly requirement: string;
  readonly locked?: string;
}
