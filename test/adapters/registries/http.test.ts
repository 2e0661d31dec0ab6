import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createCache } from '../../../src/adapters/registries/cache.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { client, instantClock, serve, text } from './server.ts';

const cache = () => createCache({ folder: temporaryFolder(), limitBytes: 1_000_000 });

const reply = (status: number, body: string | Buffer = '', headers: Record<string, string> = {}) => {
  return (response: ServerResponse) => {
    response.writeHead(status, headers);
    response.end(body);
  };
};

describe('what a server can answer', () => {
  const rows: { name: string; answer: (response: ServerResponse) => void; expected: object; asks: number }[] =
    [
      {
        name: 'a plain text',
        answer: reply(200, 'hello'),
        expected: { kind: 'ok', value: 'hello' },
        asks: 1,
      },
      {
        name: 'a text packed with gzip',
        answer: reply(200, gzipSync('hello'), { 'content-encoding': 'gzip' }),
        expected: { kind: 'ok', value: 'hello' },
        asks: 1,
      },
      {
        name: 'a text packed with brotli',
        answer: reply(200, brotliCompressSync('hello'), { 'content-encoding': 'br' }),
        expected: { kind: 'ok', value: 'hello' },
        asks: 1,
      },
      { name: '401 is final', answer: reply(401), expected: { kind: 'status', status: 401 }, asks: 1 },
      { name: '403 is final', answer: reply(403), expected: { kind: 'status', status: 403 }, asks: 1 },
      { name: '404 is final', answer: reply(404), expected: { kind: 'status', status: 404 }, asks: 1 },
      {
        name: '500 is asked again',
        answer: reply(500),
        expected: { kind: 'unreachable', because: 'it answers 500' },
        asks: 4,
      },
      {
        name: '429 is asked again',
        answer: reply(429),
        expected: { kind: 'unreachable', because: 'it answers 429' },
        asks: 4,
      },
      {
        name: '408 is asked again',
        answer: reply(408),
        expected: { kind: 'unreachable', because: 'it answers 408' },
        asks: 4,
      },
      {
        name: 'a connection that drops',
        answer: (response) => response.destroy(),
        expected: { kind: 'unreachable' },
        asks: 4,
      },
      {
        name: 'a body that is shorter than it was said to be',
        answer: (response) => {
          response.writeHead(200, { 'content-length': '100' });
          response.write('short', () => response.destroy());
        },
        expected: { kind: 'unreachable' },
        asks: 4,
      },
      {
        name: 'a packed body that breaks off',
        answer: reply(200, gzipSync('hello hello').subarray(0, 15), { 'content-encoding': 'gzip' }),
        expected: { kind: 'unreachable' },
        asks: 4,
      },
      {
        name: 'a bomb',
        answer: reply(200, gzipSync(Buffer.alloc(5_000_000)), { 'content-encoding': 'gzip' }),
        expected: { kind: 'unreadable', because: 'its answer is larger than 977 kB' },
        asks: 1,
      },
      {
        name: 'a body that does not end',
        answer: (response) => {
          response.writeHead(200);
          const more = () => response.write(Buffer.alloc(100_000), (error) => error || more());
          more();
        },
        expected: { kind: 'unreadable', because: 'its answer is larger than 977 kB' },
        asks: 1,
      },
      {
        name: 'an encoding nobody asked for',
        answer: reply(200, 'x', { 'content-encoding': '__proto__' }),
        expected: { kind: 'unreadable' },
        asks: 1,
      },
      {
        name: 'a redirect to itself without end',
        answer: reply(302, '', { location: '/again' }),
        expected: { kind: 'unreadable', because: 'it redirects more than 5 times' },
        asks: 6,
      },
      {
        name: 'a redirect to a file',
        answer: reply(302, '', { location: 'file:///etc/passwd' }),
        expected: { kind: 'unreadable' },
        asks: 1,
      },
    ];
  it.each(rows)('$name', async ({ answer, expected, asks }) => {
    const server = await serve((_, response) => answer(response));
    const found = await client().get({ url: server.url, digest: text, limitBytes: 1_000_000 });
    expect(found).toMatchObject(expected);
    expect(server.asked).toHaveLength(asks);
  });

  it('calls an answer that cannot be digested unreadable, and does not ask again', async () => {
    const server = await serve((_, response) => response.end('<html>'));
    const digest = { shape: 'json', read: (body: Uint8Array) => JSON.parse(Buffer.from(body).toString()) };
    expect(await client().get({ url: server.url, digest })).toMatchObject({ kind: 'unreadable' });
    expect(server.asked).toHaveLength(1);
  });

  it('gives up on a server that never answers', async () => {
    const time = instantClock();
    const server = await serve(() => time.runOut());
    const found = await client({ clock: time.clock }).get({ url: server.url, digest: text });
    expect(found).toEqual({ kind: 'unreachable', because: 'no answer within 120 s' });
  });

  it('names the reason when nobody listens', async () => {
    const found = await client().get({ url: 'http://127.0.0.1:1/', digest: text });
    expect(found).toMatchObject({ kind: 'unreachable', because: expect.stringContaining('ECONNREFUSED') });
  });

  it('reads an address that is none as an answer', async () => {
    expect(await client().get({ url: 'nowhere', digest: text })).toMatchObject({ kind: 'unreadable' });
  });
});

describe('waiting before asking again', () => {
  it('takes half of a bound that doubles when the dice show a half', async () => {
    const time = instantClock();
    const server = await serve((_, response) => reply(503)(response));
    await client({ clock: time.clock }).get({ url: server.url, digest: text });
    expect(time.waits).toEqual([250, 500, 1000]);
  });

  const rows = [
    { name: 'seconds', header: '2', waits: [2000] },
    { name: 'a date', header: 'Tue, 24 Nov 2026 00:00:03 GMT', waits: [3000] },
    { name: 'a date that has passed', header: 'Tue, 24 Nov 2020 00:00:03 GMT', waits: [0] },
    { name: 'more than anybody waits', header: '86400', waits: [10_000] },
    { name: 'nonsense', header: 'soon', waits: [250] },
  ];
  it.each(rows)('obeys Retry-After: $name', async ({ header, waits }) => {
    const time = instantClock();
    const server = await serve((_, response, count) =>
      count === 1 ? reply(429, '', { 'retry-after': header })(response) : reply(200, 'ok')(response),
    );
    const found = await client({ clock: time.clock }).get({ url: server.url, digest: text });
    expect(found).toMatchObject({ kind: 'ok', value: 'ok' });
    expect(time.waits).toEqual(waits);
  });
});

describe('credentials', () => {
  it('follow a redirect on the same host', async () => {
    const server = await serve((request, response) =>
      request.url === '/' ? reply(302, '', { location: '/there' })(response) : reply(200, 'ok')(response),
    );
    await client().get({ url: server.url, headers: { authorization: 'Bearer secret' }, digest: text });
    expect(server.asked.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer secret',
      'Bearer secret',
    ]);
  });

  it('never follow a redirect to another host', async () => {
    const other = await serve((_, response) => reply(200, 'ok')(response));
    const server = await serve((_, response) => reply(302, '', { location: other.url })(response));
    const found = await client().get({
      url: server.url,
      headers: { authorization: 'Bearer secret' },
      digest: text,
    });
    expect(found).toMatchObject({ kind: 'ok' });
    expect(other.asked.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });
});

describe('what is kept', () => {
  it('is used without asking while it is fresh, and confirmed by its tag afterwards', async () => {
    const time = instantClock();
    const server = await serve((request, response) =>
      request.headers['if-none-match'] === '"1"'
        ? reply(304)(response)
        : reply(200, 'one', { etag: '"1"' })(response),
    );
    const one = client({ cache: cache(), clock: time.clock });
    const ask = () => one.get({ url: server.url, digest: text, freshForSeconds: 60 });
    expect(await ask()).toMatchObject({ value: 'one', fromCache: false });
    time.pass(59_000);
    expect(await ask()).toMatchObject({ value: 'one', fromCache: true });
    expect(server.asked).toHaveLength(1);
    time.pass(2_000);
    expect(await ask()).toMatchObject({ value: 'one', fromCache: true });
    expect(server.asked).toHaveLength(2);
    time.pass(59_000);
    await ask();
    expect(server.asked).toHaveLength(2);
  });

  it('is fresh as long as the server allows', async () => {
    const time = instantClock();
    const server = await serve((_, response) =>
      reply(200, 'one', { 'cache-control': 'public, max-age=300' })(response),
    );
    const one = client({ cache: cache(), clock: time.clock });
    await one.get({ url: server.url, digest: text });
    time.pass(299_000);
    await one.get({ url: server.url, digest: text });
    expect(server.asked).toHaveLength(1);
  });

  it('is confirmed by its date where there is no tag', async () => {
    const date = 'Tue, 24 Nov 2026 00:00:03 GMT';
    const server = await serve((_, response) => reply(200, 'one', { 'last-modified': date })(response));
    const one = client({ cache: cache() });
    await one.get({ url: server.url, digest: text });
    await one.get({ url: server.url, digest: text });
    expect(server.asked[1]?.headers['if-modified-since']).toBe(date);
  });

  it('answers offline whatever its age, and nothing else does', async () => {
    const shared = cache();
    const server = await serve((_, response) => reply(200, 'one')(response));
    await client({ cache: shared }).get({ url: server.url, digest: text });
    const offline = client({ cache: shared, offline: true });
    expect(await offline.get({ url: server.url, digest: text })).toMatchObject({
      value: 'one',
      fromCache: true,
    });
    expect(await offline.get({ url: `${server.url}other`, digest: text })).toEqual({
      kind: 'unreachable',
      because: 'offline, and no earlier answer is kept',
    });
    expect(server.asked).toHaveLength(1);
  });

  it('is not looked at with --no-cache', async () => {
    const server = await serve((_, response) => reply(200, 'one', { etag: '"1"' })(response));
    const one = client({ cache: cache(), noCache: true });
    await one.get({ url: server.url, digest: text, freshForSeconds: 60 });
    await one.get({ url: server.url, digest: text, freshForSeconds: 60 });
    expect(server.asked.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, undefined]);
  });

  it('is nobody else’s: another credential or another shape asks again', async () => {
    const server = await serve((_, response) => reply(200, 'one')(response));
    const one = client({ cache: cache() });
    const ask = (authorization: string, shape: string) =>
      one.get({
        url: server.url,
        headers: { authorization },
        freshForSeconds: 60,
        digest: { ...text, shape },
      });
    await ask('a', 'text');
    await ask('b', 'text');
    await ask('a', 'text-2');
    await ask('a', 'text');
    expect(server.asked).toHaveLength(3);
  });

  it('never is a credential', async () => {
    const server = await serve((_, response) => reply(200, 'token')(response));
    const one = client({ cache: cache() });
    await one.get({ url: server.url, digest: text, keep: 'never', freshForSeconds: 60 });
    await one.get({ url: server.url, digest: text, keep: 'never', freshForSeconds: 60 });
    expect(server.asked).toHaveLength(2);
  });
});

describe('many questions at once', () => {
  it('ask once for the same address', async () => {
    const server = await serve((_, response) => reply(200, 'one')(response));
    const one = client();
    const answers = await Promise.all([1, 2, 3].map(() => one.get({ url: server.url, digest: text })));
    expect(answers.map((answer) => answer.kind)).toEqual(['ok', 'ok', 'ok']);
    expect(server.asked).toHaveLength(1);
  });

  it('stay within the bound for one host', async () => {
    let open = 0;
    let most = 0;
    const server = await serve((_, response) => {
      open += 1;
      most = Math.max(most, open);
      setImmediate(() => {
        open -= 1;
        response.end('ok');
      });
    });
    const one = client({ concurrency: { overall: 8, perHost: 2 } });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => one.get({ url: `${server.url}${n}`, digest: text })),
    );
    expect(answers.every((answer) => answer.kind === 'ok')).toBe(true);
    expect(most).toBeLessThanOrEqual(2);
  });
});

describe('the proxy', () => {
  it('is asked for the way to a host', async () => {
    const ways: string[] = [];
    const proxy = createServer().on('connect', (request, socket) => {
      ways.push(request.url ?? '');
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    await new Promise<void>((resolve) => {
      proxy.listen(0, '127.0.0.1', resolve);
    });
    onTestFinished(() => void proxy.close());
    const { port } = proxy.address() as AddressInfo;
    const network = { httpsProxy: `http://127.0.0.1:${port}/`, noProxy: 'other.example', strictSsl: true };
    const found = await client({ network }).get({ url: 'https://registry.example/x', digest: text });
    expect(found).toMatchObject({ kind: 'unreachable' });
    expect(new Set(ways)).toEqual(new Set(['registry.example:443']));
  });

  it('is not asked for the hosts that are named', async () => {
    const server = await serve((_, response) => reply(200, 'direct')(response));
    const network = { httpProxy: 'http://127.0.0.1:1/', noProxy: '127.0.0.1', strictSsl: true };
    expect(await client({ network }).get({ url: server.url, digest: text })).toMatchObject({
      value: 'direct',
    });
  });
});
