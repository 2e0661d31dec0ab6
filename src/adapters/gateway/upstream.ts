/** What the gateway asks of the real registries, and remembers. Only here are credentials. */
import type { PassingClient } from '../registries/http.ts';
import { abbreviated, documentAddress, full, withIdentity } from '../registries/npm-address.ts';
import type { NpmConfig } from '../registries/npm-config.ts';
import type { HttpAnswer } from '../registries/source.ts';
import { type KeptDocument, readDocument } from './document.ts';

export type Form = 'abbreviated' | 'full';

export type Found<T> = { readonly kind: 'ok'; readonly value: T } | Exclude<HttpAnswer, { kind: 'ok' }>;

export interface Upstream {
  document(name: string, form: Form): Promise<Found<KeptDocument>>;
  /** When each version was published. */
  times(name: string): Promise<Found<Readonly<Record<string, string>>>>;
  tarball(url: string, signal: AbortSignal): ReturnType<PassingClient['pass']>;
}

const freshForSeconds = 600;
/** Texts of documents held in memory, in characters. */
const mostHeld = 48 * 1024 * 1024;

export function createUpstream(options: {
  readonly client: PassingClient;
  readonly config: NpmConfig;
}): Upstream {
  const { client, config } = options;
  const held = createHeld<KeptDocument>(mostHeld, sizeOf);

  const ask = async <T>(name: string, accept: string, shape: string, read: (body: Uint8Array) => T) => {
    const answer = await client.get({
      ...documentAddress(config, name),
      accept,
      freshForSeconds,
      digest: { shape, read },
    });
    return answer.kind === 'ok' ? { kind: 'ok' as const, value: answer.value as T } : answer;
  };

  const upstream: Upstream = {
    async document(name, form) {
      const key = `${form} ${name}`;
      const before = held.get(key);
      if (before) return { kind: 'ok', value: before };
      const accept = form === 'full' ? full : abbreviated;
      const answer = await ask(name, accept, 'document-1', (body) => readDocument(body, name));
      if (answer.kind === 'ok') held.set(key, answer.value);
      return answer;
    },
    async times(name) {
      const whole = held.get(`full ${name}`)?.time;
      if (whole) return { kind: 'ok', value: whole };
      return ask(name, full, 'times-1', (body) => readDocument(body, name).time ?? {});
    },
    tarball: (url, signal) => client.pass(withIdentity(config, url), signal),
  };
  return upstream;
}

function sizeOf({ versions }: KeptDocument): number {
  return versions.reduce((sum, [, text]) => sum + text.length, 0);
}

/** The least recently used go when the sizes sum up to more than the limit; a Map remembers the order. */
function createHeld<T>(limit: number, size: (value: T) => number) {
  const values = new Map<string, T>();
  let sum = 0;
  const drop = (key: string) => {
    const value = values.get(key);
    if (value !== undefined && values.delete(key)) sum -= size(value);
  };
  return {
    get(key: string): T | undefined {
      const value = values.get(key);
      if (value !== undefined && values.delete(key)) values.set(key, value);
      return value;
    },
    set(key: string, value: T): void {
      drop(key);
      values.set(key, value);
      sum += size(value);
      for (const oldest of values.keys()) {
        if (sum <= limit || oldest === key) break;
        drop(oldest);
      }
    },
  };
}
