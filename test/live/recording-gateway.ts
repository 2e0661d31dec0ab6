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
  const manifests = new Map<string, Promise<Readonly<Record<string, unknown>>>>();
  const manifestsOf = (name: string) => {
    const known = manifests.get(name) ?? document(name).then(versionsIn);
    manifests.set(name, known);
    return known;
  };
  const answer = async (path: string) => {
    const [, name = path, version] = /^((?:@[^/]+\/)?[^/]+)(?:\/([^/]+))?$/.exec(path) ?? [];
    if (version === undefined) return document(name);
    const manifest = (await manifestsOf(name))[version];
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
    versions: async (name) => Object.keys(await manifestsOf(name)),
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function versionsIn(answer: { status: number; body: Buffer }): Readonly<Record<string, unknown>> {
  return answer.status === 200 ? (JSON.parse(answer.body.toString('utf8')).versions ?? {}) : {};
}

async function ask(url: URL): Promise<{ status: number; body: Buffer }> {
  const response = await fetch(url);
  return { status: response.status, body: Buffer.from(await response.arrayBuffer()) };
}
