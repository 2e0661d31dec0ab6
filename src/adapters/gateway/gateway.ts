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
