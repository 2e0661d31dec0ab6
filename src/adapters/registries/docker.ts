import type { RegistryAnswer, Release } from '../../domain/release.ts';
import { docker } from '../../ecosystems/docker/index.ts';
import { parseTag, sameShape } from '../../ecosystems/tag.ts';
import { type DockerCredential, dockerTokens, isLoopback } from './docker-token.ts';
import { once } from './once.ts';
import { allPages, type Pages } from './pages.ts';
import type { HttpAnswer, HttpClient, HttpRequest, RegistrySource } from './source.ts';

export interface DockerRegistryOptions {
  readonly client: HttpClient;
  /** Who asks, by the registry as images name it: `docker.io`, `ghcr.io`. */
  readonly credentials?: ReadonlyMap<string, DockerCredential>;
  readonly now?: () => number;
}

/** 1,000 names a page: no image that is known has more than 50,000 tags that are still of interest. */
const pageSize = 1000;
const mostPages = 50;
const freshForSeconds = 3600;

/** An index of images for several platforms first: that digest holds for everybody. */
const manifestTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/**
 * The tags of an image, through the API every registry speaks (https://github.com/opencontainers/distribution-spec).
 *
 * A tag has no date there. Docker Hub's own API has one, of the last push, which for official images is the last rebuild and
 * not the first publication; it would call every old tag young. So the age stays unknown, and is said to be.
 */
export function dockerRegistry({
  client,
  credentials,
  now = Date.now,
}: DockerRegistryOptions): RegistrySource {
  const authorize = dockerTokens(client, now);
  const asking = once<string, HttpAnswer>();

  return {
    ecosystem: 'docker',
    async ask(lookup) {
      const slash = lookup.name.indexOf('/');
      const registry = lookup.name.slice(0, slash);
      const base = URL.parse(addressOf(registry));
      if (!base) return { kind: 'unreadable', registry, because: 'its name is not an address' };
      const image = `${base.origin}/v2/${lookup.name.slice(slash + 1)}`;
      const get = asker(base, credentials?.get(registry));

      const pages = await allPages(
        `${image}/tags/list?n=${pageSize}`,
        mostPages,
        'docker-tags-1',
        tagsIn,
        get,
      );
      if (pages.kind !== 'ok') return refused(registry, pages);
      const names = pages.items as string[];
      const digests =
        lookup.pinned === undefined
          ? new Map<string, string>()
          : await digestsOf(image, destinations(lookup.pinned, names), get);
      return found(lookup.name, names, digests);
    },
  };

  /**
   * Asks as nobody first; a registry that wants a token says where it is to be had. What is kept needs neither: so the
   * answers are kept by who asks, and a second run asks for no token.
   */
  function asker(registry: URL, credential: DockerCredential | undefined): Ask {
    let authorization: string | undefined;
    const audience = credential ? `${credential.username}:${credential.password}` : 'anybody';

    const asAllowed: Ask = async (request) => {
      const as = (header: string | undefined) =>
        client.get({
          ...request,
          freshForSeconds,
          audience,
          ...(header !== undefined && { headers: { authorization: header } }),
        });
      const answer = await as(authorization);
      const challenge =
        answer.kind === 'status' && answer.status === 401 ? answer.headers['www-authenticate'] : undefined;
      if (challenge === undefined) return answer;
      authorization = await authorize(challenge, registry, credential);
      return authorization === undefined ? answer : as(authorization);
    };
    return (request) => asking(`${request.method} ${request.url}`, () => asAllowed(request));
  }
}

type Ask = (request: Pick<HttpRequest, 'url' | 'digest' | 'method' | 'accept'>) => Promise<HttpAnswer>;

/** Docker Hub serves its registry from another host than the one in names. Only a registry on this machine goes without TLS. */
function addressOf(registry: string): string {
  if (registry === 'docker.io') return 'https://registry-1.docker.io';
  const plain = URL.parse(`http://${registry}`);
  return plain && isLoopback(plain) ? plain.href : `https://${registry}`;
}

function tagsIn(document: unknown): readonly string[] {
  const tags = (document as { tags?: unknown } | null)?.tags;
  // An image whose last tag was deleted has `null` here.
  if (tags === null) return [];
  if (!Array.isArray(tags)) throw new Error('it answers no list of tags');
  return tags.filter((tag) => typeof tag === 'string');
}

function refused(registry: string, answer: Exclude<Pages, { kind: 'ok' }>): RegistryAnswer {
  if (answer.kind !== 'status') return { ...answer, registry };
  const { status } = answer;
  if (status === 429) return { kind: 'unreachable', registry, because: 'its rate limit is used up' };
  return { kind: 'missing', registry, status };
}

/**
 * The tags whose digests may be needed: a digest costs a request, so only where a decision can end is looked. That is the
 * tag itself, the newest of its line, of the next line, and of all.
 */
function destinations(pinned: string, names: readonly string[]): readonly string[] {
  const written = parseTag(pinned);
  if (!written) return [];
  const { compare, line, isPrerelease } = docker.versions;
  const stable = names
    .filter((name) => {
      const tag = parseTag(name);
      return tag !== undefined && sameShape(written, tag) && compare(name, pinned) > 0 && !isPrerelease(name);
    })
    .sort(compare);
  const [next] = stable.filter((name) => line(name) !== line(pinned));
  const newestOf = (wanted: string | undefined) => stable.findLast((name) => line(name) === wanted);
  const chosen = [pinned, newestOf(line(pinned)), next && newestOf(line(next)), stable.at(-1)];
  return [...new Set(chosen.filter((name) => name !== undefined))];
}

async function digestsOf(
  image: string,
  tags: readonly string[],
  get: Ask,
): Promise<ReadonlyMap<string, string>> {
  const answers = await Promise.all(
    tags.map(async (tag) => {
      const answer = await get({
        url: `${image}/manifests/${tag}`,
        method: 'HEAD',
        accept: manifestTypes,
        digest: { shape: 'docker-digest-1', read: (_, headers) => digestIn(headers) },
      });
      return [tag, answer.kind === 'ok' ? (answer.value as string) : undefined] as const;
    }),
  );
  return new Map(answers.flatMap(([tag, digest]) => (digest === undefined ? [] : [[tag, digest]])));
}

function digestIn(headers: Readonly<Record<string, string>>): string {
  const digest = headers['docker-content-digest'] ?? '';
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) throw new Error('it answers no digest');
  return digest;
}

function found(name: string, names: readonly string[], digests: ReadonlyMap<string, string>): RegistryAnswer {
  const releases = names.map((version): Release => {
    const digest = digests.get(version);
    return { version, ...(digest !== undefined && { digest }) };
  });
  return { kind: 'found', package: { name, releases, tags: {}, complete: true } };
}
