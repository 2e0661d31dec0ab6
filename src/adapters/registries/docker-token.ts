import { once } from './once.ts';
import type { HttpClient } from './source.ts';

/** What a Docker registry is told about who asks. */
export interface DockerCredential {
  readonly username: string;
  readonly password: string;
}

/** A registry's wish for a token: https://distribution.github.io/distribution/spec/auth/token/ */
interface Challenge {
  readonly realm: URL;
  readonly service?: string;
  readonly scope?: string;
}

const longestHeader = 4096;

/**
 * The header that satisfies a challenge; `undefined` when there is none to be had. A token is kept in memory until shortly
 * before it expires, and asked for once however many wait for it.
 */
export function dockerTokens(client: HttpClient, now: () => number) {
  const kept = new Map<string, { readonly token: string; readonly until: number }>();
  const asking = once<string, string | undefined>();

  return async (challenge: string, registry: URL, credential: DockerCredential | undefined) => {
    if (/^basic\b/i.test(challenge)) return credential && basic(credential);
    const wish = bearerWish(challenge, registry);
    if (!wish) return undefined;
    const url = tokenUrl(wish);
    const known = kept.get(url);
    if (known && known.until > now()) return `Bearer ${known.token}`;
    const token = await asking(url, () => fetchToken(url, wish, registry, credential));
    return token === undefined ? undefined : `Bearer ${token}`;
  };

  async function fetchToken(
    url: string,
    { realm }: Challenge,
    registry: URL,
    credential: DockerCredential | undefined,
  ) {
    const mayKnow = credential && isTrustedRealm(realm, registry);
    const answer = await client.get({
      url,
      accept: 'application/json',
      keep: 'never',
      ...(mayKnow && { headers: { authorization: basic(credential) } }),
      limitBytes: 1_000_000,
      digest: { shape: 'docker-token-1', read: (body) => tokenIn(body) },
    });
    if (answer.kind !== 'ok') return undefined;
    const { token, seconds } = answer.value as ReturnType<typeof tokenIn>;
    kept.set(url, { token, until: now() + 1000 * Math.max(seconds - 15, 0) });
    return token;
  }
}

function basic({ username, password }: DockerCredential): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** The realm is what a stranger's header says: only encrypted, or the very machine that a loopback registry runs on. */
function bearerWish(challenge: string, registry: URL): Challenge | undefined {
  if (challenge.length > longestHeader || !/^bearer\s/i.test(challenge)) return undefined;
  const parameters = new Map(
    [...challenge.matchAll(/([a-z]+)="([^"]*)"/gi)].map(([, name = '', value = '']) => [
      name.toLowerCase(),
      value,
    ]),
  );
  const realm = URL.parse(parameters.get('realm') ?? '');
  if (!realm || (realm.protocol !== 'https:' && !isSameLoopback(realm, registry))) return undefined;
  const [service, scope] = [parameters.get('service'), parameters.get('scope')];
  return { realm, ...(service !== undefined && { service }), ...(scope !== undefined && { scope }) };
}

function isSameLoopback(realm: URL, registry: URL): boolean {
  return realm.protocol === 'http:' && realm.hostname === registry.hostname && isLoopback(registry);
}

export function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/** Registries whose tokens come from another host, by the registry's host. */
const tokenHosts: Readonly<Record<string, string>> = {
  'registry-1.docker.io': 'auth.docker.io',
  'registry.gitlab.com': 'gitlab.com',
};

/** A credential goes to the registry it was given for, and to the one that is known to make its tokens. */
function isTrustedRealm(realm: URL, registry: URL): boolean {
  return (
    realm.host === registry.host ||
    (Object.hasOwn(tokenHosts, registry.host) && tokenHosts[registry.host] === realm.host) ||
    isSameLoopback(realm, registry)
  );
}

function tokenUrl({ realm, service, scope }: Challenge): string {
  const url = new URL(realm);
  if (service !== undefined) url.searchParams.set('service', service);
  if (scope !== undefined) url.searchParams.set('scope', scope);
  return url.href;
}

/** Tokens without a lifetime live a minute, the standard says. */
function tokenIn(body: Uint8Array): { readonly token: string; readonly seconds: number } {
  const { token, access_token, expires_in } = JSON.parse(new TextDecoder().decode(body)) ?? {};
  const text = token ?? access_token;
  // A header cannot carry anything else, and a token is nothing else.
  if (typeof text !== 'string' || !/^[\x21-\x7e]+$/.test(text)) throw new Error('it answers no token');
  return { token: text, seconds: typeof expires_in === 'number' ? expires_in : 60 };
}
