import type { Lookup, RegistryAnswer, Release } from '../../domain/release.ts';
import { parseTag } from '../../ecosystems/tag.ts';
import { allPages, type Pages } from './pages.ts';
import type { HttpClient, RegistrySource } from './source.ts';

export interface GithubTagsOptions {
  readonly client: HttpClient;
  /** `https://api.github.com`, or the one of an Enterprise Server, without a slash at its end. */
  readonly apiUrl: string;
  readonly token?: string;
}

/** A tag and the commit it leads to. GitHub's list of tags peels annotated ones; its list of references does not. */
interface NamedCommit {
  readonly name: string;
  readonly commit: string;
}

/** 1,000 tags, 300 releases: beyond them lie only old ones of actions that release every day. */
const mostPages = { tags: 10, releases: 3 };
const freshForSeconds = 3600;

/** Actions are released by tagging: their repository's tags are their versions, its releases tell the days. */
export function githubTags({ client, apiUrl, token }: GithubTagsOptions): RegistrySource {
  const registry = new URL(apiUrl).host;

  return {
    ecosystem: 'github-actions',
    async ask(lookup, want) {
      const repository = `${apiUrl}/repos/${lookup.name.split('/').map(encodeURIComponent).join('/')}`;
      const [tags, releases] = await Promise.all([
        list(`${repository}/tags?per_page=100`, mostPages.tags, 'github-tags-1', namedCommits),
        want.dates
          ? list(`${repository}/releases?per_page=100`, mostPages.releases, 'github-releases-1', datedTags)
          : undefined,
      ]);
      if (tags.kind !== 'ok') return refused(tags);
      // Without the days an answer would look as if nobody published any, and every release old enough.
      if (releases && releases.kind !== 'ok') return refused(releases);
      return found(lookup, tags.items as NamedCommit[], releases?.items as DatedTag[] | undefined);
    },
  };

  function list(
    url: string,
    most: number,
    shape: string,
    itemsOf: (document: unknown) => readonly unknown[],
  ): Promise<Pages> {
    return allPages(url, most, shape, itemsOf, (request) =>
      client.get({
        ...request,
        accept: 'application/vnd.github+json',
        headers: {
          'x-github-api-version': '2022-11-28',
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
        },
        freshForSeconds,
      }),
    );
  }

  function refused(pages: Exclude<Pages, { kind: 'ok' }>): RegistryAnswer {
    if (pages.kind !== 'status') return { ...pages, registry };
    const { status, headers } = pages;
    const because = limitReached(status, headers);
    return because === undefined
      ? { kind: 'missing', registry, status }
      : { kind: 'unreachable', registry, because };
  }
}

/** GitHub answers 403 or 429 when its limit is used up: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api */
function limitReached(status: number, headers: Readonly<Record<string, string>>): string | undefined {
  const isUsedUp = headers['x-ratelimit-remaining'] === '0' || headers['retry-after'] !== undefined;
  if (status !== 429 && !(status === 403 && isUsedUp)) return undefined;
  const seconds = Number(headers['x-ratelimit-reset']);
  const until =
    Number.isFinite(seconds) && seconds > 0 ? ` until ${new Date(seconds * 1000).toISOString()}` : '';
  return `its rate limit is used up${until}; give it a token with GITHUB_TOKEN for a higher one`;
}

interface DatedTag {
  readonly name: string;
  readonly publishedAt: string;
}

function namedCommits(document: unknown): readonly NamedCommit[] {
  return listOf(document).flatMap((entry) => {
    const { name, commit } = entry as { name?: unknown; commit?: { sha?: unknown } };
    return typeof name === 'string' && typeof commit?.sha === 'string' ? [{ name, commit: commit.sha }] : [];
  });
}

function datedTags(document: unknown): readonly DatedTag[] {
  return listOf(document).flatMap((entry) => {
    const { tag_name: name, published_at: moment, draft } = entry as Record<string, unknown>;
    if (typeof name !== 'string' || typeof moment !== 'string' || draft === true) return [];
    const time = Date.parse(moment);
    return Number.isNaN(time) ? [] : [{ name, publishedAt: new Date(time).toISOString() }];
  });
}

function listOf(document: unknown): readonly object[] {
  if (!Array.isArray(document)) throw new Error('it answers something that is not a list');
  return document.filter((entry) => typeof entry === 'object' && entry !== null);
}

function found(
  lookup: Lookup,
  tags: readonly NamedCommit[],
  dated: readonly DatedTag[] | undefined,
): RegistryAnswer {
  const dateOf = datesOf(tags, dated ?? []);
  const releases = tags.map((tag): Release => {
    const publishedAt = dateOf(tag);
    return { version: tag.name, digest: tag.commit, ...(publishedAt !== undefined && { publishedAt }) };
  });
  return {
    kind: 'found',
    package: {
      name: lookup.name,
      releases,
      tags: {},
      complete: dated !== undefined,
      repository: { url: `https://github.com/${lookup.name}` },
    },
  };
}

/**
 * A floating tag (`v5`) has no release of its own: it is as old as the release on the same commit, else as the newest of
 * its line.
 */
function datesOf(
  tags: readonly NamedCommit[],
  dated: readonly DatedTag[],
): (tag: NamedCommit) => string | undefined {
  const byName = new Map(dated.map(({ name, publishedAt }) => [name, publishedAt]));
  const byCommit = new Map<string, string>();
  const byLine = new Map<string, string>();
  for (const { name, commit } of tags) {
    const moment = byName.get(name);
    if (moment === undefined) continue;
    keepLatest(byCommit, commit, moment);
    for (const line of linesOf(name)) keepLatest(byLine, line, moment);
  }
  return ({ name, commit }) => byName.get(name) ?? byCommit.get(commit) ?? byLine.get(name);
}

function keepLatest(moments: Map<string, string>, key: string, moment: string): void {
  const known = moments.get(key);
  if (known === undefined || known < moment) moments.set(key, moment);
}

/** `v5.1.2` is of the lines `v5` and `v5.1`. */
function linesOf(name: string): string[] {
  const tag = parseTag(name);
  if (!tag || tag.prerelease !== undefined) return [];
  return tag.numbers
    .slice(1)
    .map((_, at) => tag.prefix + tag.numbers.slice(0, at + 1).join('.') + tag.suffix);
}
