/** What the lockfile writer and its worker say to each other: plain data, copied between threads. */

/** One requirement of a manifest that is held at an exact version while the tree is built, and put back before it is written. */
export interface Pin {
  /** The folder of the manifest, seen from the lockfile's; empty for the root. */
  readonly location: string;
  readonly section: string;
  readonly name: string;
  /** As the manifest says it. */
  readonly requirement: string;
}

/** The settings of a repository's `.npmrc` that change which tree npm builds, and nothing else. */
export interface TreeSettings {
  readonly legacyPeerDeps: boolean;
  readonly strictPeerDeps: boolean;
  readonly preferDedupe: boolean;
  readonly installLinks: boolean;
  readonly installStrategy: string;
}

export interface ResolveTask {
  readonly id: number;
  /** The folder with the manifests and the lockfile. */
  readonly folder: string;
  readonly registry: string;
  /** A folder for what npm's own client wants to keep. */
  readonly cache: string;
  /** Missing for a format that npm gives only itself (4). */
  readonly lockfileVersion?: 1 | 2 | 3;
  readonly omitResolved: boolean;
  readonly indent: string;
  readonly newline: string;
  readonly settings: TreeSettings;
  readonly pins: readonly Pin[];
}

/** A package or project that an error of npm explains. */
export interface Explained {
  readonly name?: string;
  readonly version?: string;
  readonly dependents?: readonly ExplainedEdge[];
}

export interface ExplainedEdge {
  readonly type: string;
  readonly name: string;
  readonly spec: string;
  readonly from?: Explained;
}

/** npm's ERESOLVE, as far as it is plain data. */
export interface ResolveConflict {
  readonly edge?: ExplainedEdge;
  readonly currentEdge?: ExplainedEdge;
  readonly current?: Explained;
  readonly dep?: Explained;
  readonly peerConflict?: { readonly current?: Explained; readonly peer?: Explained } & Explained;
}

export type ResolveResult = { readonly id: number } & (
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'conflict'; readonly conflict: ResolveConflict }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }
);
