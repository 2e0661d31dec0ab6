/**
 * The way of a request: who asks, may they, does anything befall it, is it as GitHub describes it, what is the answer, is that as described.
 * A handler runs in one go and nothing else happens meanwhile, as if GitHub were one transaction a request.
 */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Caller, callerOf, maySee, refusedIn } from './auth.ts';
import { answerOf, type Faults, type LoggedRequest } from './faults.ts';
import { type Answer, No, notFound, refusal } from './http.ts';
import type { Meter } from './limits.ts';
import { isDescribed, wrongInAnswer, wrongInRequest } from './openapi.ts';
import type { Ask, Route, Router } from './router.ts';
import { findRepository, fullName, type RepositoryRecord, type State } from './state.ts';

/** Something that GitHub's own description says is not so. */
export interface Violation {
  readonly where: string;
  readonly what: readonly string[];
}

export interface Serving {
  readonly state: State;
  readonly router: Router;
  readonly meter: Meter;
  readonly faults: Faults;
  readonly log: LoggedRequest[];
  readonly violations: Violation[];
  readonly checked: boolean;
  readonly remembers: boolean;
  readonly jwtTime: 'own' | 'world';
}

const root = '/api/v3';

export async function serve(serving: Serving, request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url ?? '/', serving.state.url);
  const raw = await bodyOf(request);
  const path = url.pathname.startsWith(root) ? url.pathname.slice(root.length) || '/' : url.pathname;
  const method = request.method ?? 'GET';
  const { caller, answer: unknownCaller } = whoAsks(serving, request);
  const place = placeOf(serving.state, path);
  const routed = serving.router(method, place.path);
  const entry: LoggedRequest = {
    method,
    path,
    query: url.search,
    operation: operationIn(path, routed?.route.on, raw.json),
    caller: caller.kind,
    body: serving.remembers ? raw.json : undefined,
    at: serving.state.clock(),
    status: undefined,
    answer: undefined,
  };
  serving.log.push(entry);
  const befalling = serving.faults.befalling(entry);
  const finish = (answer: Answer) => write(serving, caller, request, response, entry, answer);

  for (const { fault, wait } of befalling) {
    if (fault.kind === 'slow') await wait();
    if (fault.kind === 'meanwhile') await fault.happens();
    if (fault.kind === 'drop') return void response.destroy();
    if (fault.kind === 'status') return finish(answerOf(fault));
    if (fault.kind === 'secondary-limit')
      return finish(serving.meter.block(caller, fault.seconds, serving.state.clock()));
    if (fault.kind === 'primary-limit') return finish(exhausted(serving, caller));
  }
  const answer =
    unknownCaller ?? (await answered(serving, { caller, method, url, raw, request, routed, place, entry }));
  for (const { fault } of befalling) {
    if (fault.kind === 'then') await fault.happens();
    if (fault.kind === 'drop-after') return void response.destroy();
  }
  return finish(answer);
}

interface Incoming {
  readonly caller: Caller;
  readonly method: string;
  readonly url: URL;
  readonly raw: { readonly json: unknown; readonly broken: boolean };
  readonly request: IncomingMessage;
  readonly routed: ReturnType<Router>;
  readonly place: Place;
  readonly entry: LoggedRequest;
}

async function answered(serving: Serving, incoming: Incoming): Promise<Answer> {
  const { caller, method, url, raw, routed, place, entry } = incoming;
  const { state, meter } = serving;
  if (place.kind === 'moved') return movedTo(state, place, method, url);
  if (!routed) {
    if (serving.checked) violate(serving, entry, ['nobody answers this here']);
    return notFound;
  }
  const { route, params } = routed;
  const creates = route.creates === true;
  const limited = route.free ? undefined : meter.refuse(caller, creates, state.clock());
  if (limited) return limited;
  if (raw.broken) return refusal(400, 'Problems parsing JSON');
  if (route.undescribed === undefined && serving.checked) {
    const wrong = wrongInRequest(route.on, { params, query: url.searchParams, body: raw.json });
    if (wrong.length > 0) {
      violate(serving, entry, wrong);
      return refusal(422, `Invalid request.\n\n${wrong.join('\n')}`);
    }
  }
  const ask: Ask = {
    state,
    caller,
    params,
    url,
    body: typeof raw.json === 'object' && raw.json !== null ? (raw.json as Ask['body']) : {},
    headers: incoming.request.headers as Ask['headers'],
    found: place.kind === 'repository' ? place.repository : undefined,
  };
  const answer = refused(ask, route, method) ?? (await handled(route, ask));
  if (!route.free) meter.count(caller, creates, state.clock());
  return answer;
}

async function handled(route: Route, ask: Ask): Promise<Answer> {
  try {
    return await route.answer(ask);
  } catch (error) {
    if (error instanceof No) return error.answer;
    throw error;
  }
}

function refused(ask: Ask, route: Route, method: string): Answer | undefined {
  const { caller, found } = ask;
  const writes = method !== 'GET';
  if (route.who === 'app' && caller.kind !== 'app')
    return refusal(
      401,
      caller.kind === 'nobody' ? 'Requires authentication' : 'A JSON web token could not be decoded',
    );
  if (route.who === 'installation' && caller.kind !== 'installation')
    return refusal(
      caller.kind === 'nobody' ? 401 : 403,
      'You must authenticate with an installation access token.',
    );
  if (route.who === 'person' && caller.kind !== 'person')
    return refusal(caller.kind === 'nobody' ? 401 : 403, 'Resource not accessible by integration');
  if (!route.on.includes('/repos/{owner}/{repo}') || caller.kind === 'app') return undefined;
  if (!found || !maySee(caller, found)) return notFound;
  const no = refusedIn(caller, found, route.needs, writes);
  if (no) return no;
  if (writes && found.archived) return refusal(403, 'Repository was archived so is read-only.');
  return undefined;
}

type Place =
  | { readonly kind: 'elsewhere'; readonly path: string }
  | { readonly kind: 'repository'; readonly path: string; readonly repository: RepositoryRecord }
  | { readonly kind: 'moved'; readonly path: string; readonly id: number; readonly rest: string };

/** A repository is found by its name, by a former name (which moves), and by its id, where redirects lead. */
function placeOf(state: State, path: string): Place {
  const byId = /^\/repositories\/(\d+)(\/.*)?$/.exec(path);
  if (byId) {
    const repository = state.repositories.get(Number(byId[1]));
    if (!repository) return { kind: 'elsewhere', path: '/repos/nobody/nothing' };
    return { kind: 'repository', path: `/repos/${fullName(repository)}${byId[2] ?? ''}`, repository };
  }
  const byName = /^\/repos\/([^/]+)\/([^/]+)(\/.*)?$/.exec(path);
  if (!byName) return { kind: 'elsewhere', path };
  const [, owner = '', name = '', rest = ''] = byName;
  const repository = findRepository(state, decodeURIComponent(owner), decodeURIComponent(name));
  if (repository) return { kind: 'repository', path, repository };
  const id = state.formerNames.get(`${owner}/${name}`.toLowerCase());
  return id !== undefined && state.repositories.has(id)
    ? { kind: 'moved', path, id, rest }
    : { kind: 'elsewhere', path };
}

function movedTo(state: State, place: Place & { kind: 'moved' }, method: string, url: URL): Answer {
  const location = `${state.url}${root}/repositories/${place.id}${place.rest}${url.search}`;
  const status = method === 'GET' ? 301 : 307;
  const message = status === 301 ? 'Moved Permanently' : 'Temporary Redirect';
  return {
    status,
    headers: { location },
    body: { message, url: location, documentation_url: 'https://docs.github.com/rest' },
  };
}

function whoAsks(serving: Serving, request: IncomingMessage): { caller: Caller; answer?: Answer } {
  const found = callerOf(serving.state, request.headers.authorization, serving.jwtTime);
  return 'caller' in found ? found : { caller: { kind: 'nobody' }, answer: found.answer };
}

/** GraphQL has one address for everything: there the first field is the operation. */
function operationIn(path: string, operation: string | undefined, body: unknown): string | undefined {
  if (path !== '/api/graphql') return operation;
  const { query = '' } = (body ?? {}) as { query?: string };
  return `graphql ${/\{\s*(\w+)/.exec(query)?.[1] ?? ''}`;
}

function exhausted({ state, meter }: Serving, caller: Caller): Answer {
  const { limit, used } = meter.standing(caller, state.clock());
  for (let left = limit - used; left > 0; left -= 1) meter.count(caller, false, state.clock());
  return meter.refuse(caller, false, state.clock()) ?? notFound;
}

function violate({ violations }: Serving, entry: LoggedRequest, what: readonly string[]) {
  violations.push({ where: `${entry.method} ${entry.path}${entry.query}`, what });
}

async function bodyOf(request: IncomingMessage): Promise<{ json: unknown; broken: boolean }> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const whole = Buffer.concat(parts).toString('utf8');
  if (whole === '') return { json: undefined, broken: false };
  try {
    return { json: JSON.parse(whole), broken: false };
  } catch {
    return { json: undefined, broken: true };
  }
}

function write(
  serving: Serving,
  caller: Caller,
  request: IncomingMessage,
  response: ServerResponse,
  entry: LoggedRequest,
  answer: Answer,
): void {
  const { state, meter } = serving;
  const now = state.clock();
  const isJson =
    answer.body !== undefined && !Buffer.isBuffer(answer.body) && typeof answer.body !== 'string';
  const bytes = isJson ? Buffer.from(JSON.stringify(answer.body)) : ((answer.body ?? '') as string | Buffer);
  const etag = `W/"${createHash('sha1').update(bytes).digest('hex')}"`;
  const cacheable = entry.method === 'GET' && answer.status === 200;
  const same = cacheable && request.headers['if-none-match'] === etag;
  const type = answer.headers?.['content-type'] ?? 'application/json; charset=utf-8';
  checkAnswer(serving, entry, answer, type);
  // Counted above when it was answered; one that told nothing new does not count.
  if (same) meter.uncount(caller, now);
  entry.status = same ? 304 : answer.status;
  entry.answer = serving.remembers && isJson && !same ? answer.body : undefined;
  response.writeHead(entry.status, {
    date: now.toUTCString(),
    'x-github-request-id': `request:${serving.log.length}`,
    'x-github-media-type': 'github.v3; format=json',
    ...(cacheable
      ? { etag, 'cache-control': 'private, max-age=60, s-maxage=60', vary: 'Accept, Authorization' }
      : {}),
    ...(answer.body === undefined || same ? {} : { 'content-type': type }),
    ...meter.headers(caller, now),
    ...answer.headers,
  });
  response.end(same ? undefined : bytes);
}

function checkAnswer(serving: Serving, entry: LoggedRequest, answer: Answer, type: string): void {
  const { operation } = entry;
  if (!serving.checked || operation === undefined || !isDescribed(operation)) return;
  const wrong = wrongInAnswer(operation, answer.status, answer.body, type.split(';')[0] ?? type);
  if (wrong.length > 0)
    violate(
      serving,
      entry,
      wrong.map((each) => `the answer ${answer.status}: ${each}`),
    );
}
