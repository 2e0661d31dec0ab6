import type { Dependency } from './manifest.ts';
import type { Exception } from './policy.ts';
import type { Release } from './release.ts';
import type { SiteEdit } from './text.ts';
import type { Day, Timestamp } from './time.ts';

/** Renovate's `updateType`. `pin` and `digest` change how a version is written, not which one it is. */
export type UpdateType = 'major' | 'minor' | 'patch' | 'pin' | 'digest' | 'replacement';

/** Why a release was passed over, or why a dependency stays. Every "no" is one of these. */
export type HoldReason =
  | { readonly kind: 'current' }
  | { readonly kind: 'elsewhere'; readonly how: string; readonly written: string }
  | { readonly kind: 'floating'; readonly written: string }
  | { readonly kind: 'unreadable-requirement'; readonly written: string }
  | { readonly kind: 'registry-unreachable'; readonly registry: string; readonly because: string }
  | { readonly kind: 'not-found'; readonly registry: string; readonly status: number }
  | { readonly kind: 'ignored'; readonly rule: string }
  | { readonly kind: 'exception'; readonly exception: Exception }
  | { readonly kind: 'pre-release' }
  | { readonly kind: 'above-latest'; readonly tag: string; readonly ceiling: string }
  | { readonly kind: 'deprecated'; readonly message: string }
  | { readonly kind: 'withdrawn' }
  | { readonly kind: 'quarantined'; readonly reason: string }
  | { readonly kind: 'not-allowed'; readonly allowed: string; readonly rule: string }
  | {
      readonly kind: 'too-young';
      readonly publishedAt: Timestamp;
      readonly readyAt: Timestamp;
      readonly minimumDays: number;
    }
  | { readonly kind: 'age-unknown'; readonly minimumDays: number }
  | {
      readonly kind: 'runtime-too-old';
      readonly runtime: string;
      readonly wants: string;
      readonly have: string;
    }
  /** ES modules alone, and a Node.js on which CommonJS cannot load them. */
  | { readonly kind: 'module-only'; readonly wants: string; readonly have: string }
  | { readonly kind: 'peers'; readonly conflicts: readonly PeerConflict[] }
  | { readonly kind: 'one-major-at-a-time'; readonly next: string }
  | { readonly kind: 'in-range'; readonly requirement: string }
  | { readonly kind: 'library-engines'; readonly written: string }
  | { readonly kind: 'line-supported'; readonly line: string; readonly endOfLife?: Day }
  | { readonly kind: 'unsupported-form'; readonly written: string; readonly why: string }
  | { readonly kind: 'lockfile-refused'; readonly lockfile: string; readonly because: string };

/** `who` wants `peer` to be `wants`, and would get `gets`. */
export interface PeerConflict {
  readonly who: string;
  readonly peer: string;
  readonly wants: string;
  readonly gets: string;
  /** The packages asked for that brought `who` in, where it is known and is none of them itself. */
  readonly broughtBy?: readonly string[];
}

/** A newer release that was not taken, and why. */
export interface PassedOver {
  readonly version: string;
  readonly because: HoldReason;
}

/** A dependency staying, with a reason. `newest` is what it could have been. */
export interface Hold {
  readonly kind: 'hold';
  readonly dependency: Dependency;
  readonly because: HoldReason;
  readonly newest?: string;
  readonly passedOver: readonly PassedOver[];
}

/** A dependency moving to a release. */
export interface Update {
  readonly kind: 'update';
  readonly dependency: Dependency;
  /** What it has now: the locked version, else the least that the requirement allows. */
  readonly from: string;
  readonly to: Release;
  readonly type: UpdateType;
  /** The requirement after the edits; equal to the old one when only the lockfile moves. */
  readonly requirement: string;
  /** What changes in manifests; empty when only the lockfile moves. */
  readonly edits: readonly SiteEdit[];
  /** The package it becomes, when it is replaced by another. */
  readonly replacement?: { readonly name: string; readonly why: string };
  readonly passedOver: readonly PassedOver[];
}

export type Decision = Update | Hold;

/** Why an upgrade is proposed at all. */
export type UpgradeReason =
  | { readonly kind: 'routine' }
  | { readonly kind: 'end-of-life'; readonly subject: string; readonly on: Day }
  | { readonly kind: 'replacement'; readonly why: string }
  | { readonly kind: 'security'; readonly advisories: readonly string[] };

/** What travels in one pull request. */
export interface Upgrade {
  /** Stable for the same subject and target: the `Upgrade-Id` trailer, the marker, the wave. */
  readonly id: string;
  /** What it moves, for titles: `express`, `production dependencies`, `Node.js`. */
  readonly subject: string;
  /** Where it goes, where all agree: `5`, `24`. */
  readonly target?: string;
  readonly branch: string;
  readonly reason: UpgradeReason;
  readonly updates: readonly Update[];
  /** Why these travel together, when there are several. */
  readonly together?: string;
}

/** The upgrades in order, and the holds beside them, for one repository. A plain value: it can be printed and applied later. */
export interface UpgradePlan {
  readonly upgrades: readonly Upgrade[];
  readonly holds: readonly Hold[];
}
