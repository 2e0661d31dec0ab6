import type { EcosystemId } from '../../domain/manifest.ts';
import type { Lookup, RegistryAnswer } from '../../domain/release.ts';

/** How one ecosystem's registry is asked. `adapters/registries/index.ts` routes lookups to these. */
export interface RegistrySource {
  readonly ecosystem: EcosystemId;
  ask(lookup: Lookup, want: { readonly dates: boolean }): Promise<RegistryAnswer>;
}

/** A request of the one HTTP client: pooled, bounded, retried, cached and revalidated. */
export interface HttpRequest {
  readonly url: string;
  /**
   * GET when missing. HEAD: the headers alone are wanted, `digest.read` gets an empty body (Docker Hub counts a GET of a
   * manifest as a pull). A POST is a question too, asked with a body.
   */
  readonly method?: 'GET' | 'HEAD' | 'POST';
  /** JSON. */
  readonly body?: string;
  /** `never`: the answer is a credential (a registry's token) and may not reach the disk. */
  readonly keep?: 'never';
  readonly accept?: string;
  /** Sent, never stored, never logged. Credentials go here. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * For whom the answer is, where the headers do not stay the same: a token is new every time, and who asks is not. What is
   * kept is kept for the audience instead of the headers.
   */
  readonly audience?: string;
  /** Answers of this age are used without asking, in seconds. */
  readonly freshForSeconds?: number;
  /** The most bytes of body that are read. */
  readonly limitBytes?: number;
  /**
   * Turns the body into what is worth keeping (plain JSON), or into a promise of it; only that is cached. Throwing means the answer is nonsense.
   * `shape` names its version, so that another program version does not read it wrongly.
   */
  readonly digest: {
    readonly shape: string;
    read(body: Uint8Array, headers: Readonly<Record<string, string>>): unknown;
  };
}

export type HttpAnswer =
  | {
      readonly kind: 'ok';
      readonly value: unknown;
      readonly headers: Readonly<Record<string, string>>;
      readonly fromCache: boolean;
    }
  /** 4xx that will not change by asking again: 401, 403, 404, 410 … `headers` for the token dance of a Docker registry. */
  | { readonly kind: 'status'; readonly status: number; readonly headers: Readonly<Record<string, string>> }
  /** Nobody answered, or only with errors, after every retry; or `--offline` and nothing is kept. */
  | { readonly kind: 'unreachable'; readonly because: string }
  | { readonly kind: 'unreadable'; readonly because: string };

export interface HttpClient {
  /** An answer that is kept and fresh, without asking anybody. */
  kept(request: HttpRequest): HttpAnswer | undefined;
  get(request: HttpRequest): Promise<HttpAnswer>;
  close(): Promise<void>;
}
