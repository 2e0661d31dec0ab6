/** What the gateway answers, as data; index.ts sends it. */
import type { NpmConfig } from '../registries/npm-config.ts';
import { type KeptDocument, repairTags, visibleVersions, writeDocument } from './document.ts';
import type { GatewayRules } from './gateway.ts';
import type { Route } from './route.ts';
import type { Form, Found, Upstream } from './upstream.ts';

export type Answer =
  | { readonly kind: 'json'; readonly status: number; readonly type: string; readonly text: string }
  | { readonly kind: 'archive'; readonly url: string };

export interface Session {
  readonly rules: GatewayRules;
  readonly url: string;
}

const json = 'application/json';
const shortJson = 'application/vnd.npm.install-v1+json';

export function failure(status: number, error: string): Answer {
  return { kind: 'json', status, type: json, text: JSON.stringify({ error }) };
}

export function createAnswers(upstream: Upstream, config: NpmConfig) {
  /** The document and what of it this session may see; anything else is said as the registry would. */
  const look = async (
    name: string,
    form: Form,
    rules: GatewayRules,
  ): Promise<{ document: KeptDocument; visible: ReadonlySet<string> } | Answer> => {
    const found = await upstream.document(name, form);
    if (found.kind !== 'ok') return toldOn(found);
    const time = await timesFor(found.value, rules);
    if (time !== 'old enough' && 'kind' in time && time.kind !== 'ok') return toldOn(time);
    const known = time === 'old enough' ? time : time.value;
    return { document: found.value, visible: visibleVersions(found.value, known, rules) };
  };

  /** Only a package that changed lately can have a version that is too young: for all others the short document is enough. */
  const timesFor = async (
    document: KeptDocument,
    rules: GatewayRules,
  ): Promise<Found<Readonly<Record<string, string>>> | 'old enough'> => {
    if (document.time) return { kind: 'ok', value: document.time };
    if (rules.minimumReleaseAgeDays <= 0) return 'old enough';
    const modified = Date.parse(String(document.about.modified));
    const isOld = modified <= rules.now.getTime() - rules.minimumReleaseAgeDays * 86_400_000;
    return isOld ? 'old enough' : upstream.times(document.name);
  };

  return async (route: Route, accept: string, session: Session): Promise<Answer> => {
    if (route.kind === 'ping') return { kind: 'json', status: 200, type: json, text: '{}' };
    const form = route.kind === 'document' && !accept.includes(shortJson) ? 'full' : 'abbreviated';
    const seen = await look(route.name, route.kind === 'version' ? 'full' : form, session.rules);
    if ('kind' in seen) return seen;
    const { document, visible } = seen;
    const place = (version: string, original: string) =>
      placeOf(document.name, version, original, session, config);
    switch (route.kind) {
      case 'document': {
        const type = form === 'full' ? json : shortJson;
        return { kind: 'json', status: 200, type, text: writeDocument(document, visible, place) };
      }
      case 'tags':
        return {
          kind: 'json',
          status: 200,
          type: json,
          text: JSON.stringify(repairTags(document.tags, visible)),
        };
      case 'version':
        return oneVersion(document, visible, route.version);
      case 'tarball':
        return archive(document, visible, route.file);
    }
  };
}

function oneVersion(document: KeptDocument, visible: ReadonlySet<string>, asked: string): Answer {
  const tags = repairTags(document.tags, visible);
  const version = Object.hasOwn(tags, asked) ? tags[asked] : asked;
  const text = document.versions.find(([one]) => one === version && visible.has(one))?.[1];
  return text === undefined
    ? failure(404, `version not found: ${asked}`)
    : { kind: 'json', status: 200, type: json, text };
}

function archive(document: KeptDocument, visible: ReadonlySet<string>, file: string): Answer {
  const found = document.versions.find(
    ([version, , tarball]) => visible.has(version) && tarball.endsWith(`/${file}`),
  );
  return found ? { kind: 'archive', url: found[2] } : failure(404, 'Not found');
}

/**
 * pnpm and yarn 2 leave an archive's address out of the lockfile when it is the usual one of *their* registry, which is the
 * gateway here. So what is the usual address at the real registry is made the usual one at the gateway for them.
 */
function placeOf(
  name: string,
  version: string,
  original: string,
  session: Session,
  config: NpmConfig,
): string {
  if (session.rules.tarballs !== 'gateway') return original;
  const path = `${name}/-/${name.slice(name.indexOf('/') + 1)}-${version}.tgz`;
  return original === config.registryFor(name) + path ? session.url + path : original;
}

function toldOn(found: Exclude<Found<unknown>, { kind: 'ok' }>): Answer {
  switch (found.kind) {
    case 'status':
      return failure(
        found.status,
        found.status === 404 ? 'Not found' : `the registry answers ${found.status}`,
      );
    case 'unreachable':
      return failure(503, found.because);
    case 'unreadable':
      return failure(502, found.because);
  }
}
