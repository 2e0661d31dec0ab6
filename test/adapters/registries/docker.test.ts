import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createCache } from '../../../src/adapters/registries/cache.ts';
import { dockerRegistry } from '../../../src/adapters/registries/docker.ts';
import { createHttpClient } from '../../../src/adapters/registries/http.ts';
import type { HttpClient } from '../../../src/adapters/registries/source.ts';
import { type Asked, type Reply, serve } from './local-server.ts';

const recorded = (name: string) =>
  readFileSync(new URL(`../../../fixtures/registries/docker/${name}.json`, import.meta.url));
const options = {
  offline: false,
  noCache: true,
  network: { strictSsl: true },
  userAgent: 'springtide-test',
  retries: 0,
};
const client = createHttpClient(options);
afterAll(() => client.close());

const want = { dates: false };
const credential = { username: 'me', password: 'secret' };
const basic = `Basic ${Buffer.from('me:secret').toString('base64')}`;

function lookupOf(host: string, pinned?: string) {
  const name = `${host}/acme/tool`;
  return { key: `docker:${name}`, ecosystem: 'docker', name, ...(pinned && { pinned }) } as const;
}

function challenge(realm: string): Reply {
  return {
    status: 401,
    headers: {
      'www-authenticate': `Bearer realm="${realm}",service="registry.example",scope="repository:acme/tool:pull"`,
    },
    body: recorded('unauthorized'),
  };
}

/** Wants a token from `realm`; the tags stand on two pages. */
function registry(realm?: string) {
  return ({ path, headers }: Asked, url: string): Reply => {
    if (path.startsWith('/token')) return { body: recorded('token') };
    if (headers.authorization !== 'Bearer recorded') return challenge(realm ?? `${url}/token`);
    const tag = path.split('/manifests/')[1];
    if (tag) return { headers: { 'docker-content-digest': digestOf(tag) } };
    if (path === '/v2/acme/tool/tags/list?n=1000') {
      return {
        headers: { link: '</v2/acme/tool/tags/list?last=1.4.1-alpine&n=1000>; rel="next"' },
        body: recorded('tags-1'),
      };
    }
    return { body: recorded('tags-2') };
  };
}

function digestOf(tag: string): string {
  return `sha256:${Buffer.from(tag).toString('hex').padEnd(64, '0')}`;
}

describe('the tags of an image', () => {
  it('come from every page, behind a token that is asked for once', async () => {
    await using server = await serve(registry());
    const source = dockerRegistry({ client });
    const answer = await source.ask(lookupOf(server.host), want);
    expect(answer.kind === 'found' && answer.package.releases).toHaveLength(9);
    await source.ask(lookupOf(server.host), want);
    const tokens = server.asked.filter(({ path }) => path.startsWith('/token'));
    expect(tokens.map(({ path }) => path)).toEqual([
      '/token?service=registry.example&scope=repository%3Aacme%2Ftool%3Apull',
    ]);
  });

  it('are kept for who asks, so that a second run asks for nothing', async () => {
    await using server = await serve(registry());
    const folder = mkdtempSync(join(tmpdir(), 'docker-test-'));
    for (const expected of [4, 0]) {
      const before = server.asked.length;
      const keeping = createHttpClient({
        ...options,
        noCache: false,
        cache: createCache({ folder, limitBytes: 1e6 }),
      });
      await dockerRegistry({ client: keeping }).ask(lookupOf(server.host), want);
      await keeping.close();
      expect(server.asked.length - before).toBe(expected);
    }
    const kept = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const texts = kept.map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
    expect(texts.filter((text) => text.includes('recorded'))).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  it('have no dates, and digests only where a decision about a pinned one can end', async () => {
    await using server = await serve(registry());
    const answer = await dockerRegistry({ client }).ask(lookupOf(server.host, '1.4.0'), want);
    const releases = answer.kind === 'found' ? answer.package.releases : [];
    expect(releases.filter(({ digest }) => digest)).toEqual(
      ['1.4.0', '1.5.0', '2.1.0'].map((version) => ({ version, digest: digestOf(version) })),
    );
    const heads = server.asked.filter(({ path }) => path.includes('/manifests/'));
    expect(new Set(heads.map(({ method }) => method))).toEqual(new Set(['HEAD']));
  });

  it('are asked for with a new token when the old one has expired', async () => {
    await using server = await serve(registry());
    let now = 0;
    const source = dockerRegistry({ client, now: () => now });
    await source.ask(lookupOf(server.host), want);
    now = 299_000;
    await source.ask(lookupOf(server.host), want);
    expect(server.asked.filter(({ path }) => path.startsWith('/token'))).toHaveLength(2);
  });
});

describe('a credential', () => {
  const credentialFor = (host: string) => new Map([[host, credential]]);

  it('goes to the registry it is for, when that makes its own tokens', async () => {
    await using server = await serve(registry());
    await dockerRegistry({ client, credentials: credentialFor(server.host) }).ask(
      lookupOf(server.host),
      want,
    );
    const token = server.asked.find(({ path }) => path.startsWith('/token'));
    expect(token?.headers.authorization).toBe(basic);
  });

  it('is not sent to a registry it is not for', async () => {
    await using server = await serve(registry());
    await dockerRegistry({ client, credentials: credentialFor('ghcr.io') }).ask(lookupOf(server.host), want);
    expect(server.asked.map(({ headers }) => headers.authorization)).not.toContain(basic);
  });

  it('is not sent where a challenge points away', async () => {
    const urls: string[] = [];
    const sent: (string | undefined)[] = [];
    const spy: HttpClient = {
      kept: () => undefined,
      async get(request) {
        if (!request.url.includes('/token'))
          return { kind: 'status', ...challenge('https://evil.example/token') } as never;
        urls.push(new URL(request.url).host);
        sent.push(request.headers?.authorization);
        return { kind: 'status', status: 403, headers: {} };
      },
      close: async () => {},
    };
    const answer = await dockerRegistry({ client: spy, credentials: credentialFor('registry.example') }).ask(
      lookupOf('registry.example'),
      want,
    );
    expect(answer).toEqual({ kind: 'missing', registry: 'registry.example', status: 401 });
    expect(urls).toEqual(['evil.example']);
    expect(sent).toEqual([undefined]);
  });

  it('is given plainly to a registry that asks for it plainly', async () => {
    await using server = await serve(({ headers }) =>
      headers.authorization === basic
        ? { body: recorded('tags-2') }
        : { status: 401, headers: { 'www-authenticate': 'Basic realm="registry.example"' } },
    );
    const credentials = credentialFor(server.host);
    expect((await dockerRegistry({ client, credentials }).ask(lookupOf(server.host), want)).kind).toBe(
      'found',
    );
    expect((await dockerRegistry({ client }).ask(lookupOf(server.host), want)).kind).toBe('missing');
  });
});

describe('a token', () => {
  for (const realm of ['http://registry.example/token', 'file:///etc/passwd', 'nonsense', '']) {
    it(`is not fetched from ${realm || 'nowhere'}`, async () => {
      await using server = await serve(() => challenge(realm));
      const answer = await dockerRegistry({ client }).ask(lookupOf(server.host), want);
      expect(answer).toEqual({ kind: 'missing', registry: server.host, status: 401 });
      expect(server.asked).toHaveLength(1);
    });
  }
});

describe('a no of a registry', () => {
  const rows: [string, Reply, object][] = [
    ['an image that is not there', { status: 404 }, { kind: 'missing', status: 404 }],
    ['forbidden', { status: 403 }, { kind: 'missing', status: 403 }],
    ['an error of its own', { status: 503 }, { kind: 'unreachable' }],
    ['nonsense', { body: 'hello' }, { kind: 'unreadable' }],
    ['something else', { body: '[]' }, { kind: 'unreadable' }],
    ['no tag left', { body: '{"name":"acme/tool","tags":null}' }, { kind: 'found' }],
  ];
  for (const [name, reply, wanted] of rows) {
    it(`${name} is an answer`, async () => {
      await using server = await serve(() => reply);
      expect(await dockerRegistry({ client }).ask(lookupOf(server.host), want)).toMatchObject(wanted);
    });
  }
});
