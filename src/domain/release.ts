import type { EcosystemId } from './manifest.ts';
import type { Timestamp } from './time.ts';

/** What somebody published, and when. */
export interface Release {
  readonly version: string;
  /** Missing when the registry did not say: then its age is unknown, which is not the same as old. */
  readonly publishedAt?: Timestamp;
  /** The publisher's words. */
  readonly deprecated?: string;
  readonly withdrawn?: true;
  /** `{ node: '>=18' }`. */
  readonly engines?: Readonly<Record<string, string>>;
  readonly peers?: Readonly<Record<string, string>>;
  readonly optionalPeers?: readonly string[];
  /** It has ES modules alone: `require()` gets it only from a Node.js that loads them so. Known of full documents. */
  readonly moduleOnly?: true;
  /** It brings a program to start (`bin`). Known of full documents. */
  readonly hasProgram?: true;
  /** A script of it runs when it is installed. Known of full documents, as what follows. */
  readonly installScript?: true;
  /** Where it was built is attested: https://docs.npmjs.com/generating-provenance-statements */
  readonly attested?: true;
  /** The account, or the service, that published it. */
  readonly publisher?: string;
  readonly license?: string;
  /** The commit of an action's tag, the digest of an image. */
  readonly digest?: string;
}

/** What a registry knows of one package. */
export interface PackageReleases {
  readonly name: string;
  /** In no promised order. */
  readonly releases: readonly Release[];
  /** `{ latest: '5.1.0', next: '6.0.0-beta.1' }`. */
  readonly tags: Readonly<Record<string, string>>;
  /** No release is younger than this. From abbreviated documents, which have no other date. */
  readonly modifiedAt?: Timestamp;
  /** Whether `publishedAt` and the descriptive fields below were asked for. */
  readonly complete: boolean;
  /** Where the source lives: a web address without decoration, `https://github.com/expressjs/express`. */
  readonly repository?: { readonly url: string; readonly directory?: string };
  readonly homepage?: string;
  readonly license?: string;
}

/** Which package is asked of which registry. Equal keys are the same question. */
export interface Lookup {
  readonly key: string;
  readonly ecosystem: EcosystemId;
  readonly name: string;
  /**
   * The version of a dependency that is pinned by digest, where digests cost a request each (an image): those of the releases
   * it could move to are asked for. Part of the key.
   */
  readonly pinned?: string;
}

/** What came of asking a registry. A *no* is an answer: it becomes one hold, never a failed run. */
export type RegistryAnswer =
  | { readonly kind: 'found'; readonly package: PackageReleases }
  | { readonly kind: 'missing'; readonly registry: string; readonly status: number }
  | { readonly kind: 'unreachable'; readonly registry: string; readonly because: string }
  | { readonly kind: 'unreadable'; readonly registry: string; readonly because: string };
