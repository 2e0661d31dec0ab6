import { describe, expect, it } from 'vitest';
import { npmAdvisories } from '../../../src/adapters/registries/advisories.ts';
import { configFor } from './recorded.ts';
import { client, json, serve } from './server.ts';

const versions = new Map([['tide', new Set(['1.0.0', '0.9.0'])]]);

describe('advisories', () => {
  it('are asked for in bulk', async () => {
    const server = await serve((_, response) =>
      json(response, {
        tide: [
          {
            id: 1,
            url: 'https://advisories.example/1',
            title: 'Floods',
            severity: 'high',
            vulnerable_versions: '<2',
          },
        ],
      }),
    );
    const found = await npmAdvisories({ client: client(), config: configFor(server.url) }, versions);
    expect(found).toEqual({
      kind: 'known',
      advisories: [
        {
          package: 'tide',
          range: '<2',
          severity: 'high',
          title: 'Floods',
          url: 'https://advisories.example/1',
        },
      ],
    });
    expect(server.asked).toMatchObject([
      { method: 'POST', path: '/-/npm/v1/security/advisories/bulk', body: '{"tide":["0.9.0","1.0.0"]}' },
    ]);
  });

  it('are asked for in portions, each name once', async () => {
    const server = await serve((_, response) => json(response, {}));
    const many = new Map(Array.from({ length: 1001 }, (_, n) => [`p${n}`, new Set(['1.0.0'])]));
    const found = await npmAdvisories({ client: client(), config: configFor(server.url) }, many);
    expect(found).toEqual({ kind: 'known', advisories: [] });
    const names = server.asked.flatMap(({ body }) => Object.keys(JSON.parse(body)));
    expect([server.asked.length, names.length, new Set(names).size]).toEqual([3, 1001, 1001]);
  });

  const rows: [string, number, string][] = [
    ['a registry without the endpoint', 404, '{}'],
    ['a registry that forbids it', 405, '{}'],
    ['a registry that is broken', 500, '{}'],
    ['an answer that is no list', 200, '[]'],
    ['an answer that is half a list', 200, '{"tide": {}}'],
    ['an answer that is nonsense', 200, '<html>'],
  ];
  it.each(rows)('are unknown, not none: %s', async (_, status, body) => {
    const server = await serve((_, response) => response.writeHead(status).end(body));
    const found = await npmAdvisories({ client: client(), config: configFor(server.url) }, versions);
    expect(found).toMatchObject({ kind: 'unknown' });
  });
});
