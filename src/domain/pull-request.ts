import type { Actor } from './repository.ts';
import type { Timestamp } from './time.ts';

/** A pull request as far as we look at it. */
export interface PullRequest {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  readonly body: string;
  readonly state: 'open' | 'closed' | 'merged';
  readonly draft: boolean;
  readonly branch: string;
  /** The commit its branch is at. */
  readonly head: string;
  readonly base: string;
  readonly author: Actor;
  readonly labels: readonly string[];
  readonly createdAt: Timestamp;
  readonly closedAt?: Timestamp;
  readonly mergedAt?: Timestamp;
  /** The commit on the base branch that the merge made. */
  readonly mergeCommit?: string;
  /** `unknown` while GitHub is still trying. */
  readonly mergeable: 'yes' | 'conflict' | 'unknown';
  /** GitHub merges it once its own conditions are met, because we asked. */
  readonly autoMerge: boolean;
  /** What the hidden marker in the body says; missing when it is not ours or somebody took the marker out. */
  readonly marker?: Marker;
}

/** What is remembered of one that is over. */
export type PastPull = Pick<PullRequest, 'number' | 'state' | 'branch' | 'createdAt' | 'marker'>;

/** The hidden line in a pull request's body by which we know it again. */
export interface Marker {
  /** `Upgrade.id`. */
  readonly upgrade: string;
  /** What was proposed, by name and version; another proposal has another one. */
  readonly proposal?: string;
  /** We closed it ourselves: that was nobody's no. */
  readonly withdrawn?: true;
}

/** A branch of ours as it stands. */
export interface BranchState {
  readonly head: string;
  /** The commits it is ahead of its base, the oldest first. */
  readonly commits: readonly { readonly sha: string; readonly author: Actor; readonly message: string }[];
  /** Where it leaves the base branch. */
  readonly forkPoint: string;
  /** Commits of the base branch it does not have. */
  readonly behind: number;
}
