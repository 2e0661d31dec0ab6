import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Gateway } from '../../../../src/adapters/gateway/gateway.ts';

/** The documents of fixtures/registries/npm over HTTP, as a registry gateway would serve them: one file a package. */
export function recordedGateway(): Promise<Gateway> {
  const folder = new URL('../../../../fixtures/registries/npm/', import.meta.url);
  return gatewayOf(async (name) => {
    const file = new URL(`${name.replace('/', '__')}.json`, folder);
    return JSON.parse(await readFile(file, 'utf8').catch(() => '{}'));
  });
}

/** Serves documents, and one version of each; a document without a name is none. Every session has an address of its own. */
// biome-ignore lint/suspicious/noExplicitAny: registry documents are what a test makes of them.
export async function gatewayOf(documentOf: (name: string) => any): Promise<Gateway> {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent((request.url ?? '/').replace(/^\/\d+\//, ''));
    const [, name = '', version] = /^((?:@[^/]+\/)?[^/]+)(?:\/([^/]+))?$/.exec(path) ?? [];
    const document = await documentOf(name);
    const answer = version === undefined ? document : document?.versions?.[version];
    response.writeHead(answer?.name ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? { error: 'not found' }));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  let sessions = 0;
  return {
    open: () => ({ url: `http://127.0.0.1:${port}/${++sessions}/`, close: () => {} }),
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
