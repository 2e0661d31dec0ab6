import type { RepositoryRef } from '../../domain/repository.ts';
import type { BlobCache } from './checkout.ts';
import type { Connection, Costs } from './connection.ts';

/** One repository and how it is asked: what every part of its forge needs. */
export interface At {
  readonly ref: RepositoryRef;
  /** `{ owner, repo }` for Octokit. */
  readonly names: { readonly owner: string; readonly repo: string };
  /** The login of the App's own account: `springtide[bot]`. */
  readonly us: string;
  readonly appId: number;
  readonly cache: BlobCache;
  readonly connection: Connection;
  ask<Result>(
    costs: Costs,
    call: Parameters<Connection['ask']>[2] extends (octokit: infer Octokit) => unknown
      ? (octokit: Octokit) => Promise<Result>
      : never,
  ): Promise<Result>;
}
