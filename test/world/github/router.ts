/** Which question a request asks. A route is named as GitHub's description names the operation. */
import type { Caller } from './auth.ts';
import { type Answer, No, notFound } from './http.ts';
import type { RepositoryRecord, State } from './state.ts';

/** A request on its way to a handler. */
export interface Ask {
  readonly state: State;
  readonly caller: Caller;
  readonly params: Readonly<Record<string, string>>;
  /** On this server, with the query. */
  readonly url: URL;
  /** The JSON it came with, an empty object when there was none; held against the description before. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Only below `/repos/{owner}/{repo}`. */
  readonly found: RepositoryRecord | undefined;
}

export interface Route {
  /** `GET /repos/{owner}/{repo}`. */
  readonly on: string;
  /** `contents:read`; of several, one is enough. Nothing for what everybody may ask. */
  readonly needs?: string | readonly string[];
  /** Who may ask at all; anybody who may see the repository when it is missing. */
  readonly who?: 'app' | 'installation' | 'person';
  /** Costs nothing. */
  readonly free?: true;
  /** Counts against the limit of content creation. */
  readonly creates?: true;
  /** Why an operation is answered that the description does not have. */
  readonly undescribed?: string;
  readonly answer: (ask: Ask) => Answer | Promise<Answer>;
}

/** Parameters that have slashes in them, when they are not encoded. */
const long = new Set(['path', 'ref', 'basehead', 'branch']);

interface Compiled {
  readonly route: Route;
  readonly method: string;
  readonly pattern: RegExp;
  readonly names: readonly string[];
}

export type Router = (
  method: string,
  path: string,
) => { readonly route: Route; readonly params: Record<string, string> } | undefined;

export function routerOf(routes: readonly Route[]): Router {
  // The longest fixed text first, so that `/commits/{ref}/status` is asked before `/commits/{ref}`.
  const weight = (route: Route) => route.on.replace(/\{[^}]+\}/g, '').length;
  const compiled = [...routes].sort((a, b) => weight(b) - weight(a)).map(compile);
  return (method, path) => {
    for (const { route, method: mine, pattern, names } of compiled) {
      if (mine !== method) continue;
      const match = pattern.exec(path);
      if (!match) continue;
      const params = Object.fromEntries(names.map((name, index) => [name, decode(match[index + 1] ?? '')]));
      return { route, params };
    }
    return undefined;
  };
}

function compile(route: Route): Compiled {
  const [method = '', template = ''] = route.on.split(' ');
  const names: string[] = [];
  const pattern = template.replace(/\{([^}]+)\}/g, (_, name: string) => {
    names.push(name);
    return name === 'path' ? '(.*)' : long.has(name) ? '(.+)' : '([^/]+)';
  });
  return { route, method, pattern: new RegExp(`^${pattern}$`), names };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The repository the path names. */
export function repositoryOf(ask: Ask): RepositoryRecord {
  if (!ask.found) throw new No(notFound);
  return ask.found;
}

export const param = (ask: Ask, name: string) => ask.params[name] ?? '';
export const numberParam = (ask: Ask, name: string) => Number(param(ask, name));
export const query = (ask: Ask, name: string) => ask.url.searchParams.get(name) ?? undefined;
/** A text of the body; nothing when it is missing or `null`. */
export function text(ask: Ask, name: string): string | undefined {
  const value = ask.body[name];
  return typeof value === 'string' ? value : undefined;
}
export function texts(ask: Ask, name: string): string[] {
  const value = ask.body[name];
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}
