import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface LocalServer {
  readonly url: string;
  readonly host: string;
  readonly asked: readonly Asked[];
  [Symbol.asyncDispose](): Promise<void>;
}

/** A registry of recorded answers on this machine, which remembers what it was asked. */
export async function serve(answer: (asked: Asked, url: string) => Reply): Promise<LocalServer> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const one: Asked = { method: request.method ?? '', path: request.url ?? '', headers: request.headers };
    asked.push(one);
    const { status = 200, headers = {}, body = '' } = answer(one, url());
    response.writeHead(status, headers).end(one.method === 'HEAD' ? undefined : body);
  });
  const host = () => `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const url = () => `http://${host()}`;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: url(),
    host: host(),
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
