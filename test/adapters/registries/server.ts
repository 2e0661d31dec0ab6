/** A registry on the loopback address that answers as a test says, and remembers what it was asked. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Clock } from '../../../src/adapters/registries/clock.ts';
import { createHttpClient, type HttpOptions } from '../../../src/adapters/registries/http.ts';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<IncomingMessage['headers']>;
  readonly body: string;
}

export type Handler = (request: IncomingMessage, response: ServerResponse, count: number) => void;

export async function serve(handler: Handler): Promise<{ url: string; asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts).toString();
      asked.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body });
      handler(request, response, asked.length);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked };
}

/** A clock in which every wait is over at once, except the patience of the whole request; it notes what was waited for. */
export function instantClock(start = Date.UTC(2026, 10, 24)) {
  const waits: number[] = [];
  const patience: (() => void)[] = [];
  let now = start;
  const clock: Clock = {
    now: () => now,
    after(milliseconds, run) {
      if (milliseconds === limits.total) {
        patience.push(run);
        return () => undefined;
      }
      waits.push(milliseconds);
      now += milliseconds;
      setImmediate(run);
      return () => undefined;
    },
  };
  return {
    clock,
    waits,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
    runOut: () => {
      for (const run of patience) run();
    },
  };
}

const limits = { connect: 5_000, headers: 60_000, body: 60_000, total: 120_000 };

export function client(options: Partial<HttpOptions> = {}) {
  const made = createHttpClient({
    offline: false,
    noCache: false,
    network: { strictSsl: true },
    userAgent: 'springtide/0',
    limits,
    clock: instantClock().clock,
    random: () => 0.5,
    ...options,
  });
  onTestFinished(() => made.close());
  return made;
}

export const text = {
  shape: 'text',
  read: (body: Uint8Array): unknown => Buffer.from(body).toString('utf8'),
};

export function json(
  response: ServerResponse,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
) {
  response.writeHead(200, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(value));
}
