import type { Dependency, EcosystemId, Reading } from '../domain/manifest.ts';
import type { RangeStrategy, RuntimePolicy } from '../domain/policy.ts';
import type { Lookup, PackageReleases, Release } from '../domain/release.ts';
import type { Lifecycle } from '../domain/runtime.ts';
import type { SiteEdit } from '../domain/text.ts';
import type { UpdateType } from '../domain/update.ts';

/** The order of versions in one package world. Unparsable text is never an exception: it sorts first and satisfies nothing. */
export interface VersionOrder {
  isVersion(text: string): boolean;
  compare(a: string, b: string): number;
  /** `undefined` when `to` is not newer than `from`, or cannot be compared with it (an image tag of another shape). */
  step(from: string, to: string): 'major' | 'minor' | 'patch' | undefined;
  isPrerelease(version: string): boolean;
  /** Whether a version lies in a range in the ecosystem's own syntax. */
  satisfies(version: string, range: string): boolean;
  /** The text of the major line a version belongs to, `5` or `0.3`: what stands in a branch's name. */
  line(version: string): string;
}

export type Rewrite =
  | { readonly kind: 'edits'; readonly requirement: string; readonly edits: readonly SiteEdit[] }
  /** The requirement allows the release already; the lockfile alone moves. */
  | { readonly kind: 'lockfile-only' }
  /** Nothing to write and no lockfile to move. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'cannot'; readonly why: string };

/** What `rewrite` may need to know beside the release. */
export interface RewriteContext {
  readonly strategy: RangeStrategy;
  readonly now: Date;
  /** For a runtime: its lines and its policy. A matrix gains and drops lines by them. */
  readonly runtime?: { readonly lifecycle: Lifecycle; readonly policy: RuntimePolicy };
  /** Whether the manifest belongs to a package that others depend on. */
  readonly published: boolean;
}

/**
 * One package world. It answers questions; others ask and run: text in, data out, no fetching, no executing, no waiting.
 * A fixture is enough to test it (fixtures/ecosystems/<id>).
 */
export interface Ecosystem {
  readonly id: EcosystemId;
  /** For people: `npm`, `GitHub Actions`. */
  readonly label: string;
  /** By path alone, so that only these files are read. `ignored` paths were dropped before. */
  wants(path: string): boolean;
  /**
   * Everything the files say. `paths` lists the whole repository (for workspaces); `texts` has the files `wants` chose that
   * could be read. Bad input becomes a problem with a place; the rest is still read.
   */
  read(texts: ReadonlyMap<string, string>, paths: readonly string[]): Reading;
  readonly versions: VersionOrder;
  /** What it has now: the locked version, else the least that the requirement allows; `undefined` when that cannot be told. */
  current(dependency: Dependency): string | undefined;
  /** Which package is asked of which registry; `undefined` when nobody needs to be asked. */
  lookup(dependency: Dependency): Lookup | undefined;
  /** The releases that can be compared with what is written now (an image keeps its `-alpine`). Most ecosystems return all. */
  candidates(dependency: Dependency, known: PackageReleases): readonly Release[];
  /** The new text for every site. `step` is the size of the move. */
  rewrite(dependency: Dependency, to: Release, step: UpdateType, context: RewriteContext): Rewrite;
}
