import type { Problem } from './problem.ts';
import type { Range } from './text.ts';

export type EcosystemId = 'npm' | 'runtimes' | 'github-actions' | 'docker';

/** Where a version is written. Several dependencies may share a site (a catalog entry, a build argument). */
export interface Site {
  readonly path: string;
  readonly range: Range;
  /** Exactly the text in the range. */
  readonly written: string;
  /** The kind of place, in words an ecosystem chooses and understands again: `dependencies`, `FROM`, `engines.node`. */
  readonly kind: string;
}

/**
 * Where a dependency comes from. What does not come from a registry that can be asked is read all the same, and held with
 * a reason: `how` is a word for people (`git`, `file`, `link`, `workspace`, `tarball`, `branch`, `variable` …).
 */
export type Source = { readonly kind: 'registry' } | { readonly kind: 'elsewhere'; readonly how: string };

/** What it is for: decides the quiet groups. Only `production` reaches the users of what is built. */
export type Purpose = 'production' | 'development';

/** One name in one manifest, as written and as resolved. A runtime is one dependency with sites in many files. */
export interface Dependency {
  readonly ecosystem: EcosystemId;
  /** As people and their rules write it: `@types/node`, `actions/checkout`, `redis`, `ghcr.io/acme/tool`, `node`. */
  readonly name: string;
  /** The name in the manifest where it is another (`"old-express": "npm:express@4"`). */
  readonly alias?: string;
  /** The manifest it belongs to; for a runtime, the manifest of its first site. */
  readonly manifest: string;
  /** Renovate's `depType`: `dependencies`, `devDependencies`, `engines`, `action`, `final`, `image` … */
  readonly type: string;
  readonly purpose: Purpose;
  readonly sites: readonly Site[];
  /** What the manifest asks for, in the ecosystem's own syntax and without decoration: `^4.17.1`, `v4`, `18-alpine`, `18`. */
  readonly requirement: string;
  /** What the lockfile answers, when there is one and it has an answer. */
  readonly locked?: string;
  /** The lockfile that answers for this manifest. */
  readonly lockfile?: string;
  readonly source: Source;
}

/** Which program writes a lockfile. `yarn` is 2 and later, `yarn-classic` is 1. */
export type LockTool = 'npm' | 'pnpm' | 'yarn' | 'yarn-classic' | 'bun';

/** A package as a lockfile has it, wherever it is nested. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  readonly peers?: Readonly<Record<string, string>>;
  readonly optionalPeers?: readonly string[];
  readonly hasInstallScript?: boolean;
}

export interface Lockfile {
  readonly path: string;
  readonly tool: LockTool;
  /** The format as the file states it: `3`, `9.0`, `8`. */
  readonly format: string;
  /** The manifests it answers for, the root first. */
  readonly manifests: readonly string[];
  /** The version of the tool the repository asks for (`packageManager`), when it does. */
  readonly toolVersion?: string;
  /** Every package in it, for peers, advisories and the inventory. */
  readonly packages: readonly LockedPackage[];
  /** Other files the tool reads to resolve (workspace manifests, `pnpm-workspace.yaml`, patches), without the lockfile itself. */
  readonly inputs: readonly string[];
}

/** One package of a repository, as its manifest describes it: who owns which files, and what it runs on. */
export interface Manifest {
  readonly path: string;
  readonly ecosystem: EcosystemId;
  /** Where known. */
  readonly name?: string;
  readonly version?: string;
  /** Whether others may depend on it: it has a name and a version and is not private. */
  readonly published: boolean;
  /** Whether its code is ES modules (`"type": "module"`). */
  readonly esModules?: true;
  /** Requirements on runtimes as written, `{ node: '>=18' }`. */
  readonly engines: Readonly<Record<string, string>>;
}

/** What one ecosystem found. Nothing it could not read is missing without a problem that says so. */
export interface Reading {
  readonly manifests: readonly Manifest[];
  readonly dependencies: readonly Dependency[];
  readonly lockfiles: readonly Lockfile[];
  readonly problems: readonly Problem[];
}

/** What a repository uses, and where each version is written. */
export interface Inventory extends Reading {}
