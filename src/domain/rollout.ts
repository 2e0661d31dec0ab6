import type { PackageImpact } from './impact.ts';
import type { PullRequest } from './pull-request.ts';
import type { Place } from './text.ts';
import type { Day, Timestamp } from './time.ts';

/** What was seen, where, and when: a reader can follow the link and see it too. */
export interface Evidence {
  /** One sentence without a full stop. */
  readonly saw: string;
  readonly url?: string;
  readonly at?: Timestamp;
}

/** What one gate, or all of them together, says about merging now. */
export type Verdict =
  | { readonly kind: 'pass'; readonly evidence: readonly Evidence[] }
  | {
      readonly kind: 'wait';
      /** What for, in words that follow “waits for”. */
      readonly for: string;
      readonly until?: Timestamp;
      readonly evidence: readonly Evidence[];
    }
  | { readonly kind: 'stop'; readonly because: string; readonly evidence: readonly Evidence[] };

/** A line of a file that a person has to look at: becomes an annotation of the check. */
export interface Annotation {
  readonly path: string;
  readonly place: Place;
  readonly message: string;
}

/** What one gate said. */
export interface GateAnswer {
  readonly id: string;
  readonly label: string;
  readonly verdict: Verdict;
}

/** What all gates say together, and each of them. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly answers: readonly GateAnswer[];
  readonly annotations: readonly Annotation[];
}

/** A check run or a commit status of somebody else on one commit, the latest of its name. */
export interface CheckSignal {
  readonly name: string;
  readonly state: 'running' | 'passed' | 'neutral' | 'failed';
  readonly url?: string;
  readonly finishedAt?: Timestamp;
}

/** The life of a change after it was proposed, worked out from facts and stored nowhere. */
export type RolloutState =
  | { readonly kind: 'proposed' }
  /** Merged, and the default branch has not answered yet. */
  | { readonly kind: 'merged'; readonly commit: string; readonly at: Timestamp }
  | { readonly kind: 'healthy'; readonly commit: string }
  /** Green before, red with it. */
  | { readonly kind: 'broke'; readonly commit: string; readonly failed: readonly CheckSignal[] }
  | { readonly kind: 'closed' };

/** What changes a gate's mind; only these wake it. */
export type Signal =
  | 'checks'
  | 'time'
  | 'head'
  | 'base'
  | 'policy'
  | 'advisories'
  | 'fleet'
  | 'campaign'
  | 'person';

/** Everything the gates look at. Gathered once a watch, handed to all. */
export interface RolloutFacts {
  readonly pull: PullRequest;
  readonly now: Timestamp;
  readonly security: boolean;
  /** Checks and statuses on the head of the pull request, ours left out. */
  readonly checks: readonly CheckSignal[];
  /** Names the base branch's protection asks for, ours left out; `undefined` when it may not be read. */
  readonly requiredChecks: readonly string[] | undefined;
  /** What the lockfiles of head and base differ in, or why that is not known. */
  readonly supply: SupplyFacts;
  readonly open: readonly Annotation[];
  /** Places that go on working and behave differently. */
  readonly differs: readonly Annotation[];
  readonly leftBehind: readonly Annotation[];
  /** What the major versions in it removed and changed, and what of it the code used. */
  readonly impact: readonly PackageImpact[];
  readonly minimumReleaseAgeDays: number;
  readonly freeze: readonly { readonly from: Day; readonly until: Day; readonly reason?: string }[];
  /** The day it is where the repository's people are. */
  readonly today: Day;
  readonly held?: { readonly by: string; readonly reason?: string };
}

/** A package version that enters or leaves a lockfile, with what its registry knows of it. */
export interface SuppliedPackage {
  readonly name: string;
  readonly version: string;
  /** Missing when the registry did not say. */
  readonly publishedAt?: Timestamp;
  readonly hasInstallScript: boolean;
  /** Attested provenance; `undefined` when the registry does not tell. */
  readonly provenance?: boolean;
  readonly publisher?: string;
  /** Its publisher has published no version of this package before. */
  readonly newcomer?: true;
  readonly license?: string;
  /** Why nothing of this is known: its registry did not answer, or does not have it. */
  readonly unknown?: string;
  readonly engines?: Readonly<Record<string, string>>;
  readonly deprecated?: string;
}

export interface KnownAdvisory {
  readonly id: string;
  readonly package: string;
  readonly version: string;
  readonly severity: string;
  readonly title: string;
  readonly url: string;
}

/** “Unknown” is a state of its own, and never “none”. */
export type SupplyFacts =
  | { readonly kind: 'unknown'; readonly because: string }
  | {
      readonly kind: 'known';
      readonly entered: readonly SuppliedPackage[];
      readonly left: readonly SuppliedPackage[];
      /** The same package before and after, where both are there. */
      readonly moved: readonly { readonly from: SuppliedPackage; readonly to: SuppliedPackage }[];
      readonly advisories:
        | { readonly kind: 'unknown'; readonly because: string }
        | {
            readonly kind: 'known';
            readonly source: string;
            readonly askedAt: Timestamp;
            readonly entered: readonly KnownAdvisory[];
            readonly left: readonly KnownAdvisory[];
            /** In what stays and is not touched by this change. */
            readonly stay: readonly KnownAdvisory[];
          };
      /** Requirements on the runtime of what enters that the repository does not meet. */
      readonly incompatible: readonly {
        readonly package: string;
        readonly wants: string;
        readonly have: string;
      }[];
    };
