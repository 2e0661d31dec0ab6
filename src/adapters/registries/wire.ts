/** The one place where a request leaves the machine: connections, proxies, certificates, redirects and time-outs. */
import type { SecureContext } from 'node:tls';
import type { Dispatcher } from 'undici';
import { acceptedEncodings } from './body.ts';

/** How npm's configuration and the environment say that the network is reached. */
export interface NetworkSettings {
  readonly httpProxy?: string;
  readonly httpsProxy?: string;
  readonly noProxy?: string;
  /** Certificates trusted instead of the built-in ones, as PEM. */
  readonly ca?: readonly string[];
  readonly strictSsl: boolean;
  /** `fetch-timeout`: milliseconds, for all attempts together. */
  readonly timeout?: number;
  /** `fetch-retries`: attempts after the first. */
  readonly retries?: number;
}

/** All in milliseconds. `headers` and `body` are waits for the next sign of life, `total` is for all attempts together. */
export interface TimeLimits {
  readonly connect: number;
  readonly headers: number;
  readonly body: number;
  readonly total: number;
}

export interface WireRequest {
  readonly url: string;
  readonly method: 'GET' | 'HEAD' | 'POST';
  /** Follow a redirect wherever it leads. */
  readonly plain: Readonly<Record<string, string>>;
  /** Credentials among them: they stay with the origin they were meant for. */
  readonly bound: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Dispatcher.ResponseData['body'];
}

/** An answer that will not get better by asking again. */
export class Refused extends Error {}

export interface Wire {
  send(request: WireRequest): Promise<WireAnswer>;
  close(): Promise<void>;
}

const mostRedirects = 5;

export function createWire(options: {
  readonly network: NetworkSettings;
  readonly limits: TimeLimits;
  readonly connectionsPerHost: number;
  readonly userAgent: string;
}): Wire {
  let opened: Promise<{ dispatcher: Dispatcher; ask: typeof import('undici').request }> | undefined;

  const open = async () => {
    // Loaded when the first request really leaves: it costs as much as everything else a warm plan does.
    const { EnvHttpProxyAgent, request } = await import('undici');
    const connect = { timeout: options.limits.connect, ...(await trust(options.network)) };
    const { httpProxy, httpsProxy, noProxy } = options.network;
    const dispatcher = new EnvHttpProxyAgent({
      httpProxy: httpProxy ?? '',
      httpsProxy: httpsProxy ?? '',
      noProxy: noProxy ?? '',
      connect,
      requestTls: connect,
      connections: options.connectionsPerHost,
      pipelining: 1,
      headersTimeout: options.limits.headers,
      bodyTimeout: options.limits.body,
      allowH2: false,
    });
    return { dispatcher, ask: request };
  };

  const once = async (request: WireRequest, url: URL, bound: Readonly<Record<string, string>>) => {
    opened ??= open();
    const { dispatcher, ask } = await opened;
    const { statusCode, headers, body } = await ask(url, {
      dispatcher,
      method: request.method,
      headers: {
        'user-agent': options.userAgent,
        'accept-encoding': acceptedEncodings,
        ...request.plain,
        ...bound,
      },
      ...(request.body === undefined ? {} : { body: request.body }),
      signal: request.signal,
    });
    return { status: statusCode, headers: flat(headers), body };
  };

  const follow = async (
    request: WireRequest,
    url: URL,
    bound: Readonly<Record<string, string>>,
    left: number,
  ): Promise<WireAnswer> => {
    const answer = await once(request, url, bound);
    const target = request.method === 'POST' ? undefined : redirect(answer, url);
    if (!target) return answer;
    await answer.body.dump();
    if (left === 0) throw new Refused(`it redirects more than ${mostRedirects} times`);
    return follow(request, target, target.origin === url.origin ? bound : {}, left - 1);
  };

  return {
    send: (request) => follow(request, webAddress(request.url), request.bound, mostRedirects),
    async close() {
      if (opened) await (await opened).dispatcher.destroy();
    },
  };
}

/**
 * The context is made once and shared by every connection: reading a bundle of certificates for each of them would cost
 * more than the requests.
 */
async function trust(network: NetworkSettings): Promise<{
  secureContext: SecureContext;
  rejectUnauthorized: boolean;
}> {
  const { createSecureContext } = await import('node:tls');
  const secureContext = createSecureContext(network.ca ? { ca: [...network.ca] } : {});
  return { secureContext, rejectUnauthorized: network.strictSsl };
}

function redirect(answer: WireAnswer, from: URL): URL | undefined {
  const location = answer.headers.location;
  if (![301, 302, 303, 307, 308].includes(answer.status) || location === undefined) return undefined;
  return webAddress(location, from);
}

function webAddress(text: string, base?: URL): URL {
  const url = URL.parse(text, base?.href) ?? undefined;
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') throw new Refused('its address is not one');
  return url;
}

function flat(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value ?? ''].flat().join(', ')]),
  );
}
