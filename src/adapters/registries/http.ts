import { type Body, readBody, unpack } from './body.ts';
import { type Cache, cacheKey, type Kept } from './cache.ts';
import { type Clock, sleep, systemClock } from './clock.ts';
import { createPlaces } from './places.ts';
import { isPassing, waitBefore } from './retry.ts';
import type { HttpAnswer, HttpClient, HttpRequest } from './source.ts';
import { createWire, type NetworkSettings, Refused, type TimeLimits, type WireAnswer } from './wire.ts';

export interface HttpOptions {
  readonly cache?: Cache;
  /** Only what is kept, whatever its age. */
  readonly offline: boolean;
  /** Nothing that is kept is used; what comes is kept all the same. */
  readonly noCache: boolean;
  readonly network: NetworkSettings;
  readonly userAgent: string;
  readonly concurrency?: { readonly overall: number; readonly perHost: number };
  readonly limits?: TimeLimits;
  /** How often a request is asked again. */
  readonly retries?: number;
  readonly clock?: Clock;
  readonly random?: () => number;
}

/** What passes through unread: a package's archive on its way to a package manager. */
export type Passing =
  | { readonly kind: 'answer'; readonly answer: WireAnswer }
  | { readonly kind: 'unreachable'; readonly because: string };

export interface PassingClient extends HttpClient {
  pass(request: Pick<HttpRequest, 'url' | 'headers'>, signal: AbortSignal): Promise<Passing>;
}

/** A large package's full document is about 20 MB. */
const usualLimitBytes = 64 * 1024 * 1024;
const usualLimits: TimeLimits = { connect: 10_000, headers: 30_000, body: 30_000, total: 120_000 };

function within(limits: TimeLimits, longest = Number.POSITIVE_INFINITY): TimeLimits {
  const { connect, headers, body, total } = limits;
  const least = (limit: number) => Math.min(limit, longest);
  return { connect: least(connect), headers: least(headers), body: least(body), total: least(total) };
}

const readAtOnce = 2;

/** Headers that later questions need: a page's next page, the digest of an image. */
const keptHeaders = ['content-type', 'docker-content-digest', 'link'];

/** What came of one attempt. */
type Attempt =
  | { readonly kind: 'final'; readonly answer: HttpAnswer }
  | { readonly kind: 'again'; readonly because: string; readonly retryAfter?: string };

export function createHttpClient(options: HttpOptions): PassingClient {
  const { cache, clock = systemClock, random = Math.random } = options;
  const limits = options.limits ?? within(usualLimits, options.network.timeout);
  const retries = options.retries ?? options.network.retries ?? 3;
  const concurrency = options.concurrency ?? { overall: 24, perHost: 12 };
  const places = createPlaces(concurrency);
  // Packed bodies are small; unpacked and parsed they are large, so few are at a time.
  const desk = createPlaces({ overall: readAtOnce, perHost: readAtOnce });
  const wire = createWire({
    network: options.network,
    limits,
    connectionsPerHost: concurrency.perHost,
    userAgent: options.userAgent,
  });
  const asking = new Map<string, Promise<HttpAnswer>>();

  const keptOf = (request: HttpRequest, key: string) =>
    options.noCache || request.keep === 'never' ? undefined : cache?.read(key, request.digest.shape);
  const isEnough = (kept: Kept, request: HttpRequest) =>
    options.offline || isFresh(kept, request, clock.now());

  const answer = async (request: HttpRequest, key: string): Promise<HttpAnswer> => {
    const kept = keptOf(request, key);
    if (kept && isEnough(kept, request)) return fromCache(kept);
    if (options.offline) return { kind: 'unreachable', because: 'offline, and no earlier answer is kept' };
    if (!URL.canParse(request.url)) return { kind: 'unreadable', because: 'its address is not one' };
    return places.hold(new URL(request.url).host, () => askWithin(request, key, kept));
  };

  const askWithin = async (request: HttpRequest, key: string, kept: Kept | undefined) => {
    const patience = new AbortController();
    const callOff = clock.after(limits.total, () => patience.abort());
    try {
      return await askUntilAnswered(request, key, kept, patience.signal);
    } finally {
      callOff();
    }
  };

  const askUntilAnswered = async (
    request: HttpRequest,
    key: string,
    kept: Kept | undefined,
    signal: AbortSignal,
  ): Promise<HttpAnswer> => {
    for (let count = 0; ; count += 1) {
      const attempt = await askOnce(request, key, kept, signal);
      if (attempt.kind === 'final') return attempt.answer;
      if (signal.aborted)
        return { kind: 'unreachable', because: `no answer within ${limits.total / 1000} s` };
      if (count === retries) return { kind: 'unreachable', because: attempt.because };
      await sleep(clock, waitBefore(count, attempt.retryAfter, clock.now(), random));
    }
  };

  const askOnce = async (
    request: HttpRequest,
    key: string,
    kept: Kept | undefined,
    signal: AbortSignal,
  ): Promise<Attempt> => {
    try {
      const answer = await wire.send({
        url: request.url,
        method: request.method ?? 'GET',
        plain: { accept: request.accept ?? '*/*', ...contentType(request), ...conditions(kept) },
        bound: request.headers ?? {},
        ...(request.body === undefined ? {} : { body: request.body }),
        signal,
      });
      return await read(answer, request, key, kept);
    } catch (error) {
      if (error instanceof Refused)
        return { kind: 'final', answer: { kind: 'unreadable', because: error.message } };
      return { kind: 'again', because: inWords(error) };
    }
  };

  const read = async (
    answer: WireAnswer,
    request: HttpRequest,
    key: string,
    kept: Kept | undefined,
  ): Promise<Attempt> => {
    const { status, headers } = answer;
    if (status >= 200 && status < 300) return digest(answer, request, key);
    await answer.body.dump();
    if (status === 304 && kept) {
      cache?.confirm(key, clock.now());
      return { kind: 'final', answer: fromCache(kept) };
    }
    if (!isPassing(status)) return { kind: 'final', answer: { kind: 'status', status, headers } };
    const retryAfter = headers['retry-after'];
    const because = `it answers ${status}`;
    return retryAfter === undefined ? { kind: 'again', because } : { kind: 'again', because, retryAfter };
  };

  const digest = async (answer: WireAnswer, request: HttpRequest, key: string): Promise<Attempt> => {
    const limit = request.limitBytes ?? usualLimitBytes;
    const sent = await readBody(answer.body, limit);
    if (!sent) return final({ kind: 'unreadable', because: whyNotWhole({ kind: 'too-large' }, limit) });
    return desk.hold('', async () => {
      const body = await unpack(sent, answer.headers['content-encoding'] ?? 'identity', limit);
      if (body.kind !== 'whole') return final({ kind: 'unreadable', because: whyNotWhole(body, limit) });
      return final(await keep(body.bytes, answer.headers, request, key));
    });
  };

  const keep = async (
    bytes: Uint8Array,
    headers: Readonly<Record<string, string>>,
    request: HttpRequest,
    key: string,
  ): Promise<HttpAnswer> => {
    try {
      const value = await request.digest.read(bytes, headers);
      if (request.keep !== 'never') {
        const label = { shape: request.digest.shape, headers: onlyKept(headers), ...validity(headers) };
        cache?.write(key, { ...label, value }, clock.now());
      }
      return { kind: 'ok', value, headers, fromCache: false };
    } catch (error) {
      return { kind: 'unreadable', because: error instanceof Error ? error.message : String(error) };
    }
  };

  return {
    kept(request) {
      const kept = keptOf(request, keyOf(request));
      return kept && isEnough(kept, request) ? fromCache(kept) : undefined;
    },
    get(request) {
      const key = keyOf(request);
      const before = asking.get(key);
      if (before) return before;
      const now = answer(request, key).finally(() => asking.delete(key));
      asking.set(key, now);
      return now;
    },
    async pass({ url, headers = {} }, signal) {
      if (options.offline) return { kind: 'unreachable', because: 'offline' };
      try {
        return {
          kind: 'answer',
          answer: await wire.send({ url, method: 'GET', plain: {}, bound: headers, signal }),
        };
      } catch (error) {
        return { kind: 'unreachable', because: inWords(error) };
      }
    },
    async close() {
      cache?.prune(clock.now());
      await wire.close();
    },
  };
}

function final(answer: HttpAnswer): Attempt {
  return { kind: 'final', answer };
}

/** Another registry, another credential, another form of the document: another question. */
function keyOf(request: HttpRequest): string {
  const bound = Object.entries(request.headers ?? {}).sort();
  const audience = request.audience === undefined ? bound.flat() : ['for', request.audience];
  return cacheKey([
    request.method ?? 'GET',
    request.url,
    request.accept ?? '',
    request.digest.shape,
    request.body ?? '',
    ...audience,
  ]);
}

function isFresh(kept: Kept, request: HttpRequest, now: number): boolean {
  const age = now - kept.confirmedAt;
  // A moment that lies ahead is a clock that was wrong: then it is asked again.
  return age >= 0 && age < 1000 * Math.max(request.freshForSeconds ?? 0, kept.maxAge ?? 0);
}

function fromCache({ value, headers }: Kept): HttpAnswer {
  return { kind: 'ok', value, headers, fromCache: true };
}

function contentType(request: HttpRequest): Record<string, string> {
  return request.body === undefined ? {} : { 'content-type': 'application/json' };
}

function conditions(kept: Kept | undefined): Record<string, string> {
  if (kept?.etag !== undefined) return { 'if-none-match': kept.etag };
  return kept?.lastModified === undefined ? {} : { 'if-modified-since': kept.lastModified };
}

function validity(headers: Readonly<Record<string, string>>) {
  const maxAge = /(?:^|[\s,])max-age=(\d{1,9})/.exec(headers['cache-control'] ?? '')?.[1];
  return {
    ...(headers.etag === undefined ? {} : { etag: headers.etag }),
    ...(headers['last-modified'] === undefined ? {} : { lastModified: headers['last-modified'] }),
    ...(maxAge === undefined ? {} : { maxAge: Number(maxAge) }),
  };
}

function onlyKept(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(keptHeaders.flatMap((name) => (headers[name] ? [[name, headers[name]]] : [])));
}

function whyNotWhole(body: Exclude<Body, { kind: 'whole' }>, limit: number): string {
  switch (body.kind) {
    case 'too-large':
      return `its answer is larger than ${Math.round(limit / 1024)} kB`;
    case 'unknown-encoding':
      return `its answer is packed as ${JSON.stringify(body.encoding)}, which was not asked for`;
  }
}

/** The code tells more than the sentence of a network error: ECONNREFUSED, UND_ERR_HEADERS_TIMEOUT, CERT_HAS_EXPIRED. */
function inWords(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code && !message.includes(code) ? `${message} (${code})` : message || String(error);
}
