import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Gateway, GatewaySession } from '../../src/adapters/gateway/gateway.ts';

export interface RecordingGateway extends Gateway {
  open(): GatewaySession;
  versions(name: string): Promise<string[]>;
}

/** Passes documents of one registry on as they are, each asked for once, so that two resolutions see the same world. */
export async function recordingGateway(registry: string): Promise<RecordingGateway> {
  const documents = new Map<string, Promise<{ status: number; body: Buffer }>>();
  const document = (path: string) => {
    const known = documents.get(path) ?? ask(new URL(path, registry));
    documents.set(path, known);
    return known;
  };
  const answer = async (path: string) => {
    const [, name = path, version] = /^((?:@[^/]+\/)?[^/]+)(?:\/([^/]+))?$/.exec(path) ?? [];
    const whole = await document(name);
    if (version === undefined || whole.status !== 200) return whole;
    const manifest = JSON.parse(whole.body.toString('utf8')).versions?.[version];
    return { status: manifest ? 200 : 404, body: Buffer.from(JSON.stringify(manifest ?? {})) };
  };
  const server = createServer(async (request, response) => {
    const { status, body } = await answer(decodeURIComponent((request.url ?? '/').slice(1)));
    const headers = {
      'content-type': 'application/json',
      'content-length': body.length,
      'cache-control': 'no-store',
    };
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    open: () => ({ url: `http://127.0.0.1:${port}/`, close: () => {} }),
    async versions(name) {
      const { status, body } = await document(name);
      return status === 200 ? Object.keys(JSON.parse(body.toString('utf8')).versions ?? {}) : [];
    },
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function ask(url: URL): Promise<{ status: number; body: Buffer }> {
  const response = await fetch(url);
  return { status: response.status, body: Buffer.from(await response.arrayBuffer()) };
}
