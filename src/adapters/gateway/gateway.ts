/**
 * The registry gateway: a loopback HTTP server through which package managers resolve. It alone holds credentials; it
 * hides releases that are too young or quarantined, so that no resolution can pick them, directly or transitively.
 */
export interface GatewayRules {
  readonly minimumReleaseAgeDays: number;
  /** `name@version`, hidden whatever their age. */
  readonly quarantined: ReadonlySet<string>;
  /** `name@version` that the lockfile has already: never hidden, or unrelated entries would move. */
  readonly keep: ReadonlySet<string>;
  readonly now: Date;
  /**
   * Where `dist.tarball` points. `original` (when missing): at the registry itself, so that npm and yarn 1 write the address
   * they would write. `gateway`: pnpm and yarn 2 write no address when it is the usual one of the registry they are given,
   * so for them it has to be the gateway's.
   */
  readonly tarballs?: 'original' | 'gateway';
}

export interface GatewaySession {
  /** The registry a package manager is given, for every scope; ends in `/`. Unguessable, so no other process can use it. */
  readonly url: string;
  close(): void;
}

export interface Gateway {
  open(rules: GatewayRules): GatewaySession;
  close(): Promise<void>;
}
