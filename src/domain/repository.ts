import type { Timestamp } from './time.ts';

/** Which repository, as every request to the forge needs it. The id stays when it is renamed or transferred. */
export interface RepositoryRef {
  /** The id of the App's installation that may see it. */
  readonly installation: number;
  readonly id: number;
  readonly owner: string;
  readonly name: string;
}

/** One repository as the forge describes it. */
export interface Repository extends RepositoryRef {
  readonly defaultBranch: string;
  readonly private: boolean;
  readonly fork: boolean;
  /** Read only for everybody: nothing can be proposed. */
  readonly archived: boolean;
  readonly topics: readonly string[];
  /** The ways its settings allow a pull request to be merged, the preferred first. */
  readonly mergeMethods: readonly MergeMethod[];
  readonly allowsAutoMerge: boolean;
}

export type MergeMethod = 'squash' | 'merge' | 'rebase';

/** The App on one account. */
export interface Installation {
  readonly id: number;
  readonly account: string;
  readonly kind: 'organisation' | 'user';
  readonly suspended: boolean;
  /** As GitHub names them: `{ contents: 'write', checks: 'write' }`. */
  readonly permissions: Readonly<Record<string, string>>;
  readonly events: readonly string[];
}

/** A person, or a program that acts as one. */
export interface Actor {
  readonly login: string;
  /** Whether it is this App. */
  readonly isUs: boolean;
  readonly isBot: boolean;
}

/** What a person decided about an upgrade, by a command or by closing its pull request. */
export interface PersonalDecision {
  /** `Upgrade.id` without its target, or a package's name: what it is about. */
  readonly subject: string;
  readonly kind: 'ignore' | 'snooze' | 'hold' | 'split';
  /** For `ignore`: the target that is not wanted (`5`), or everything when missing. */
  readonly target?: string;
  readonly until?: Timestamp;
  readonly reason?: string;
  readonly by: string;
  readonly at: Timestamp;
}
