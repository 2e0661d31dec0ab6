import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { githubTags } from '../../../src/adapters/registries/github-tags.ts';
import { createHttpClient } from '../../../src/adapters/registries/http.ts';
import { type Asked, type Reply, serve } from './local-server.ts';

const recorded = (name: string) =>
  readFileSync(new URL(`../../../fixtures/registries/github/${name}.json`, import.meta.url));
const lookup = {
  key: 'github-actions:acme/deploy',
  ecosystem: 'github-actions',
  name: 'acme/deploy',
} as const;
const client = createHttpClient({
  offline: false,
  noCache: true,
  network: { strictSsl: true },
  userAgent: 'springtide-test',
  retries: 0,
});
afterAll(() => client.close());

function github({ path }: Asked, url: string): Reply {
  switch (path) {
    case '/api/v3/repos/acme/deploy/tags?per_page=100':
      return {
        headers: { link: `<${url}/api/v3/repositories/7/tags?page=2>; rel="next", <${url}/x>; rel="last"` },
        body: recorded('tags-1'),
      };
    case '/api/v3/repositories/7/tags?page=2':
      return { headers: { link: `<${url}/first>; rel="first"` }, body: recorded('tags-2') };
    case '/api/v3/repos/acme/deploy/releases?per_page=100':
      return { body: recorded('releases') };
    default:
      return { status: 404, body: recorded('not-found') };
  }
}

describe('the tags of an action', () => {
  it('come from every page, with the commits they lead to', async () => {
    await using server = await serve(github);
    const source = githubTags({ client, apiUrl: `${server.url}/api/v3`, token: 'secret' });
    const answer = await source.ask(lookup, { dates: false });
    const found = answer.kind === 'found' ? answer.package : undefined;
    expect(found?.releases).toHaveLength(7);
    expect(found?.releases[0]).toEqual({ version: 'v5', digest: '5'.repeat(40) });
    expect(found?.complete).toBe(false);
    expect(server.asked.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer secret',
      'Bearer secret',
    ]);
  });

  it('are as old as their releases, a floating one as the newest of its line, a mere tag unknown', async () => {
    await using server = await serve(github);
    const answer = await githubTags({ client, apiUrl: `${server.url}/api/v3` }).ask(lookup, { dates: true });
    const releases = answer.kind === 'found' ? answer.package.releases : [];
    expect(
      Object.fromEntries(releases.map(({ version, publishedAt }) => [version, publishedAt?.slice(0, 10)])),
    ).toEqual({
      v5: '2026-11-01',
      'v5.1.0': '2026-11-01',
      'v5.0.0': '2026-09-01',
      v4: '2026-03-01',
      'v4.1.2': '2026-03-01',
      'v4.1.1': undefined,
      untold: undefined,
    });
  });

  it('are not followed to another host, which would get the token', async () => {
    await using stranger = await serve(() => ({ body: '[]' }));
    await using server = await serve(() => ({
      headers: { link: `<${stranger.url}/2>; rel="next"` },
      body: '[]',
    }));
    await githubTags({ client, apiUrl: server.url, token: 'secret' }).ask(lookup, { dates: false });
    expect(stranger.asked).toEqual([]);
  });

  it('end where pages lead in a circle', async () => {
    await using server = await serve(({ path }, url) => ({
      headers: { link: `<${url}${path}>; rel="next"` },
      body: '[]',
    }));
    const answer = await githubTags({ client, apiUrl: server.url }).ask(lookup, { dates: false });
    expect(answer.kind).toBe('found');
  });
});

describe('a no of GitHub', () => {
  const rows: [string, Reply, object][] = [
    ['a repository that is not there', { status: 404 }, { kind: 'missing', status: 404 }],
    ['a token it does not take', { status: 401 }, { kind: 'missing', status: 401 }],
    ['forbidden', { status: 403 }, { kind: 'missing', status: 403 }],
    [
      'a limit that is used up',
      { status: 403, headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1793491200' } },
      {
        kind: 'unreachable',
        because:
          'its rate limit is used up until 2026-11-01T00:00:00.000Z; give it a token with GITHUB_TOKEN for a higher one',
      },
    ],
    ['an error of its own', { status: 500 }, { kind: 'unreachable' }],
    ['nonsense', { body: '<html>' }, { kind: 'unreadable' }],
    ['something else', { body: '{"tags":1}' }, { kind: 'unreadable' }],
  ];
  for (const [name, reply, wanted] of rows) {
    it(`${name} is an answer`, async () => {
      await using server = await serve(() => reply);
      const answer = await githubTags({ client, apiUrl: server.url }).ask(lookup, { dates: true });
      expect(answer).toMatchObject({ ...wanted, registry: server.host });
    });
  }

  it('that is no answer at all is an answer', async () => {
    const server = await serve(() => ({}));
    await server[Symbol.asyncDispose]();
    const answer = await githubTags({ client, apiUrl: server.url }).ask(lookup, { dates: false });
    expect(answer).toMatchObject({ kind: 'unreachable', registry: server.host });
  });
});
