import type { PackageImpact } from './impact.ts';
import type { Site } from './manifest.ts';
import type { Place } from './text.ts';
import type { Upgrade } from './update.ts';

/** One file before and after. `before` is missing for a new file, `after` for one that goes. */
export interface FileEdit {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** One step of an upgrade, to become one commit. What is said about it is `publish/words.ts`'s business. */
export type Step =
  /** The manifests and what the package manager made of them. */
  | { readonly kind: 'bump'; readonly edits: readonly FileEdit[]; readonly lockedBy?: string }
  /** What a codemod changed; `sure: false` is kept apart, for a person to look at. */
  | {
      readonly kind: 'codemod';
      readonly codemod: { readonly id: string; readonly title: string; readonly revision: number };
      readonly sure: boolean;
      readonly edits: readonly FileEdit[];
      /** How many places each rule changed. */
      readonly counts: Readonly<Record<string, number>>;
    };

/** What a codemod saw and did not change: the owner's list. */
export interface OpenPlace {
  readonly path: string;
  readonly place: Place;
  readonly codemod: string;
  readonly rule: string;
  /** One sentence without a full stop: what is there and what to do. */
  readonly message: string;
  readonly guide?: string;
}

/** Codemods of others that the configuration names and that did not run, or not on everything. */
export interface NotRun {
  /** `@acme/codemods 1.2.3`. */
  readonly from: string;
  /** One clause without a full stop. */
  readonly because: string;
}

/** The commits of one upgrade, before anything is written. */
export interface Changeset {
  readonly upgrade: Upgrade;
  readonly steps: readonly Step[];
  readonly open: readonly OpenPlace[];
  /** Places that go on working and behave differently: worth knowing, and in nobody's way. */
  readonly differs: readonly OpenPlace[];
  /** Sites that still name what the upgrade wanted to leave. */
  readonly leftBehind: readonly Site[];
  /** What major versions removed and changed, and what of it is used here. */
  readonly impact: readonly PackageImpact[];
  readonly notRun: readonly NotRun[];
}
