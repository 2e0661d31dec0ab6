/** What the line needs from the world. Adapters fill these; the test world fills them too. */
import type { Lockfile } from './domain/manifest.ts';
import type { Problem } from './domain/problem.ts';
import type { Lookup, RegistryAnswer } from './domain/release.ts';
import type { Lifecycle } from './domain/runtime.ts';
import type { TextFile } from './domain/text.ts';
import type { Timestamp } from './domain/time.ts';
import type { PeerConflict } from './domain/update.ts';

/** One entry of a repository's tree. */
export interface TreeEntry {
  readonly path: string;
  readonly kind: 'file' | 'link' | 'submodule';
  /** Bytes, where the listing knows it. */
  readonly size?: number;
}

/** Files of one repository at one moment: a commit, or a working tree. */
export interface Checkout {
  /** For people: a path, `HEAD of main`. */
  readonly name: string;
  /** The commit it is, when it is one. */
  readonly commit?: string;
  list(): Promise<readonly TreeEntry[]>;
  /** Texts of these paths. What is too large, binary, a link or gone is a problem, not an exception. */
  read(paths: readonly string[]): Promise<{ files: readonly TextFile[]; problems: readonly Problem[] }>;
}

export interface Registries {
  /**
   * Asks for many packages at once; the map has an answer for every key. `dates: true` asks for the moments of publication
   * and the descriptive fields too, which may cost a larger document. Never throws for what a registry answers.
   */
  releases(
    lookups: readonly Lookup[],
    want: { readonly dates: boolean },
  ): Promise<ReadonlyMap<string, RegistryAnswer>>;
  /** The release lines of every runtime that is known, by its name. */
  lifecycles(): Promise<ReadonlyMap<string, Lifecycle>>;
  /** The text of the changelog that the package itself carries, or the release notes of its repository, when there are any. */
  changelog(lookup: Lookup, version: string): Promise<string | undefined>;
}

/** What must hold after resolving: this name, asked for in this manifest, is this version. */
export interface Wanted {
  readonly manifest: string;
  /** As written in the manifest (the alias, when there is one). */
  readonly name: string;
  readonly version: string;
}

export interface LockRequest {
  readonly lockfile: Lockfile;
  /** The lockfile as it is. */
  readonly before: string;
  /** Manifests and other inputs of the tool *after* the edits; every path of `lockfile.manifests` and `lockfile.inputs` that exists. */
  readonly files: ReadonlyMap<string, string>;
  readonly wanted: readonly Wanted[];
  /** No release younger than this many days may enter, directly or transitively. */
  readonly minimumReleaseAgeDays: number;
  /** `name@version` held everywhere. */
  readonly quarantined: readonly string[];
  readonly now: Timestamp;
}

export type LockAnswer =
  /** Paths and texts of what the tool rewrote: the lockfile, seldom a second file. */
  | { readonly kind: 'locked'; readonly files: ReadonlyMap<string, string>; readonly by: string }
  | { readonly kind: 'peers'; readonly conflicts: readonly PeerConflict[] }
  /** It resolved, but not to what was asked for, or it could not: said in one sentence without a full stop. */
  | { readonly kind: 'refused'; readonly because: string };

/** Runs package managers on what a repository contains, and never holds a credential. */
export interface Workspace {
  lock(request: LockRequest): Promise<LockAnswer>;
  close(): Promise<void>;
}
