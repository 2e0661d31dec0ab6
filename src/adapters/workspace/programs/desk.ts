import type { LockRequest } from '../../../ports.ts';
import type { Attempt } from './attempt.ts';
import type { Choice } from './choose.ts';
import type { Json } from './manifests.ts';

/** What one manner of locking has before it: the request, the manifests as they may be laid out, and a program that runs. */
export interface Desk {
  readonly request: LockRequest;
  readonly choice: Choice;
  readonly manifests: ReadonlyMap<string, Json>;
  /** One run. `order` is given the registry's address, which ends in `/`; `only` hides more than the rules of the request do. */
  run(order: (registry: string) => Order, only?: readonly Only[]): Promise<Attempt>;
}

export interface Order {
  /** Manifests and settings, by their path in the repository. */
  readonly files: ReadonlyMap<string, string>;
  /** The lockfile the program starts from. */
  readonly before: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Of the versions of this package that lie in the range, only one may be found. */
export interface Only {
  readonly name: string;
  readonly range: string;
  readonly version: string;
}
