import { describe, expect, it } from 'vitest';
import { npmRegistry } from '../../../src/adapters/registries/npm.ts';
import { abbreviate, configFor, recorded } from './recorded.ts';
import { client, json, serve } from './server.ts';

const lookup = (name: string) => ({ key: `npm:${name}`, ecosystem: 'npm' as const, name });

async function registry(document: unknown = undefined, npmrc = '') {
  const server = await serve((request, response) => {
    const full = recorded(server.url);
    json(response, document ?? (request.headers.accept?.includes('install-v1') ? abbreviate(full) : full));
  });
  const config = configFor(server.url, npmrc.replaceAll('REGISTRY', server.url.replace('http:', '')));
  return { server, source: npmRegistry({ client: client(), config }) };
}

describe('the npm registry', () => {
  it('is asked for the short document when nobody needs dates', async () => {
    const { server, source } = await registry();
    const answer = await source.ask(lookup('tide'), { dates: false });
    expect(server.asked[0]?.headers.accept).toContain('application/vnd.npm.install-v1+json');
    expect(answer).toMatchObject({
      kind: 'found',
      package: { name: 'tide', complete: false, modifiedAt: '2026-11-23T12:00:00.000Z' },
    });
  });

  it('is asked for the whole document when dates are needed', async () => {
    const { server, source } = await registry();
    const answer = await source.ask(lookup('tide'), { dates: true });
    expect(server.asked[0]?.headers.accept).toBe('application/json');
    if (answer.kind !== 'found') throw new Error(answer.kind);
    expect(answer.package).toMatchObject({ complete: true, tags: { latest: '2.0.1', next: '3.0.0-rc.1' } });
    expect(answer.package.releases.find(({ version }) => version === '2.0.0')).toMatchObject({
      publishedAt: '2026-06-01T00:00:00.000Z',
      engines: { node: '>=18' },
      peers: { sea: '^3' },
      optionalPeers: ['sea'],
    });
    expect(answer.package.releases.find(({ version }) => version === '1.0.0')?.deprecated).toBe('use 2');
  });

  it('is believed when it gives more than was asked for', async () => {
    const { source } = await registry(recorded());
    expect(await source.ask(lookup('tide'), { dates: false })).toMatchObject({ package: { complete: true } });
  });

  it('asks for a scoped name as one segment, with the credential of that host', async () => {
    const { server, source } = await registry({ ...recorded(), name: '@acme/tide' }, 'REGISTRY:_authToken=t');
    expect(await source.ask(lookup('@acme/tide'), { dates: true })).toMatchObject({ kind: 'found' });
    expect(server.asked[0]).toMatchObject({ path: '/@acme%2ftide', headers: { authorization: 'Bearer t' } });
  });

  it.each([401, 403, 404])('that answers %i is one missing package', async (status) => {
    const server = await serve((_, response) => response.writeHead(status).end());
    const source = npmRegistry({ client: client(), config: configFor(server.url) });
    expect(await source.ask(lookup('tide'), { dates: true })).toEqual({
      kind: 'missing',
      registry: new URL(server.url).host,
      status,
    });
  });

  it.each([
    '../x',
    'a/b/c',
    'a b',
    '',
    '.',
    '..',
    '@a',
    '@a/',
    '@a/../b',
    'a?b',
    'a#b',
    'a%2fb',
    'a\\b',
    '.x',
    `${'x'.repeat(215)}`,
  ])('is never asked for %j', async (name) => {
    const { server, source } = await registry();
    expect(await source.ask(lookup(name), { dates: true })).toMatchObject({ kind: 'unreadable' });
    expect(server.asked).toHaveLength(0);
  });

  it.each(
    [[], null, 'x', {}, { name: 'tide', versions: null }, { name: 'other', versions: {} }].map((one) => [
      one,
    ]),
  )('that answers %j is unreadable', async (document) => {
    const server = await serve((_, response) => response.end(JSON.stringify(document)));
    const source = npmRegistry({ client: client(), config: configFor(server.url) });
    expect(await source.ask(lookup('tide'), { dates: true })).toMatchObject({ kind: 'unreadable' });
  });
});
