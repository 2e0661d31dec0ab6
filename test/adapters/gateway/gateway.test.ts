import { request } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { GatewayRules } from '../../../src/adapters/gateway/gateway.ts';
import { startGateway } from '../../../src/adapters/gateway/index.ts';
import { abbreviate, configFor, recorded } from '../registries/recorded.ts';
import { client, type Handler, json, serve } from '../registries/server.ts';

const rules: GatewayRules = {
  minimumReleaseAgeDays: 3,
  quarantined: new Set(),
  keep: new Set(),
  now: new Date('2026-11-24T00:00:00Z'),
};
const short = { accept: 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*' };

async function start(options: { rules?: Partial<GatewayRules>; npmrc?: string; handler?: Handler } = {}) {
  const registry = await serve((asked, response, count) => {
    if (options.handler) return options.handler(asked, response, count);
    if (asked.url === '/tide/-/tide-2.0.0.tgz') return response.end('archive');
    if (asked.url !== '/tide') return response.writeHead(404).end();
    const full = recorded(registry.url);
    json(response, asked.headers.accept?.includes('install-v1') ? abbreviate(full) : full, {
      'x-secret': 's',
    });
  });
  const npmrc = (options.npmrc ?? '').replaceAll('REGISTRY', registry.url.replace('http:', ''));
  const gateway = await startGateway({ client: client(), npmConfig: configFor(registry.url, npmrc) });
  onTestFinished(() => gateway.close());
  const session = gateway.open({ ...rules, ...options.rules });
  const get = (path: string, headers: Record<string, string> = {}) => fetch(session.url + path, { headers });
  return { registry, gateway, session, get };
}

interface Served {
  readonly 'dist-tags': Record<string, string>;
  readonly versions: Record<string, { dist: { tarball: string }; scripts?: object }>;
  readonly time: object;
}

async function documentOf(response: Promise<Response>): Promise<Served> {
  return (await (await response).json()) as Served;
}

describe('a package document', () => {
  it('comes in the short form with the young version hidden, and its archives stay at the registry', async () => {
    const { get, registry } = await start();
    const response = await get('tide', short);
    expect(response.headers.get('content-type')).toBe('application/vnd.npm.install-v1+json');
    const expected = abbreviate(recorded(registry.url)) as { versions: Record<string, unknown> };
    const { '2.0.1': young, ...versions } = expected.versions;
    expect(young).toBeDefined();
    expect(await response.json()).toEqual({
      ...expected,
      versions,
      'dist-tags': { latest: '2.0.0', next: '3.0.0-rc.1', old: '1.0.0' },
    });
  });

  it('comes in the full form to whoever asks for it', async () => {
    const { get } = await start();
    const document = await documentOf(get('tide', { accept: 'application/json' }));
    expect(Object.keys(document.time)).toEqual(['created', 'modified', '1.0.0', '2.0.0', '3.0.0-rc.1']);
    expect(document.versions['1.0.0']?.scripts).toEqual({ postinstall: 'node build.js' });
  });

  it('is asked of the registry once, and filtered for each session', async () => {
    const { get, gateway, registry } = await start();
    await get('tide', short);
    await get('tide', short);
    const other = gateway.open({ ...rules, minimumReleaseAgeDays: 0 });
    const document = await documentOf(fetch(`${other.url}tide`, { headers: short }));
    expect(document['dist-tags'].latest).toBe('2.0.1');
    expect(registry.asked.filter(({ headers }) => headers.accept?.includes('install-v1'))).toHaveLength(1);
  });

  it('needs no long form when the package has not changed lately', async () => {
    const { get, registry } = await start({ rules: { now: new Date('2026-12-24T00:00:00Z') } });
    const document = await documentOf(get('tide', short));
    expect(document['dist-tags'].latest).toBe('2.0.1');
    expect(registry.asked).toHaveLength(1);
  });

  it('has archives at the gateway for managers that compare the address with their registry', async () => {
    const { get, session } = await start({ rules: { tarballs: 'gateway' } });
    const document = await documentOf(get('tide', short));
    expect(document.versions['2.0.0']?.dist).toEqual({
      shasum: '2222222222222222222222222222222222222222',
      integrity: 'sha512-2',
      tarball: `${session.url}tide/-/tide-2.0.0.tgz`,
    });
  });

  it('does not move archives that are elsewhere', async () => {
    const handler: Handler = (_, response) => json(response, recorded('https://elsewhere.example/'));
    const { get } = await start({ rules: { tarballs: 'gateway' }, handler });
    const document = await documentOf(get('tide', short));
    expect(document.versions['2.0.0']?.dist.tarball).toBe('https://elsewhere.example/tide/-/tide-2.0.0.tgz');
  });
});

describe('the other questions', () => {
  const rows: [path: string, status: number, body: unknown][] = [
    ['-/ping', 200, {}],
    ['-/package/tide/dist-tags', 200, { latest: '2.0.0', next: '3.0.0-rc.1', old: '1.0.0' }],
    ['tide/2.0.1', 404, { error: 'version not found: 2.0.1' }],
    ['tide/constructor', 404, { error: 'version not found: constructor' }],
    ['none', 404, { error: 'Not found' }],
    ['tide/-/tide-2.0.1.tgz', 404, { error: 'Not found' }],
    ['-/v1/search?text=x', 404, { error: 'Not found' }],
  ];
  it.each(rows)('%s', async (path, status, body) => {
    const { get } = await start();
    const response = await get(path);
    expect([response.status, await response.json()]).toEqual([status, body]);
  });

  it('one version, by its tag', async () => {
    const { get } = await start();
    expect(await (await get('tide/latest')).json()).toMatchObject({ name: 'tide', version: '2.0.0' });
  });

  it('an archive, as the registry sends it', async () => {
    const { get } = await start();
    expect(await (await get('tide/-/tide-2.0.0.tgz')).text()).toBe('archive');
  });

  it('a registry that refuses or breaks is said as it is', async () => {
    const refused = await start({ handler: (_, response) => response.writeHead(403).end() });
    expect((await refused.get('tide')).status).toBe(403);
    const broken = await start({ handler: (_, response) => response.writeHead(500).end() });
    expect((await broken.get('tide')).status).toBe(503);
    const nonsense = await start({ handler: (_, response) => response.end('<html>') });
    expect((await nonsense.get('tide')).status).toBe(502);
  });

  it('nobody can write', async () => {
    const { session, registry } = await start();
    const response = await fetch(`${session.url}tide`, { method: 'PUT', body: '{}' });
    expect(response.status).toBe(405);
    expect(registry.asked).toHaveLength(0);
  });
});

describe('who may ask', () => {
  it('not who does not know the session, nor whose session is over', async () => {
    const { session, get } = await start();
    expect((await fetch(new URL('/guess/tide', session.url))).status).toBe(404);
    session.close();
    expect((await get('tide')).status).toBe(404);
  });

  it('not a page that reaches it under another name', async () => {
    const { session, registry } = await start();
    const status = await new Promise((resolve, reject) => {
      request(`${session.url}tide`, { headers: { host: 'evil.example' } }, (response) =>
        resolve(response.statusCode),
      )
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
    expect(registry.asked).toHaveLength(0);
  });
});

describe('credentials', () => {
  it('go to the registry, and nothing of it comes back', async () => {
    const { get, registry } = await start({ npmrc: 'REGISTRY:_authToken=secret' });
    const answers = await Promise.all([get('tide', short), get('tide/-/tide-2.0.0.tgz')]);
    const seen = await Promise.all(
      answers.map(async (one) => JSON.stringify([...one.headers]) + (await one.text())),
    );
    expect(seen.join()).not.toContain('secret');
    expect(new Set(registry.asked.map(({ headers }) => headers.authorization))).toEqual(
      new Set(['Bearer secret']),
    );
  });

  it('of the package manager stay here', async () => {
    const { get, registry } = await start();
    await get('tide', { ...short, authorization: 'Bearer theirs', cookie: 'theirs', 'x-theirs': 'theirs' });
    expect(JSON.stringify(registry.asked)).not.toContain('theirs');
  });
});
