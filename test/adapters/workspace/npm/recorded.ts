import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Gateway } from '../../../../src/adapters/gateway/gateway.ts';

/** The documents of fixtures/registries/npm over HTTP, as a registry gateway would serve them: one file a package. */
export async function recordedGateway(): Promise<Gateway> {
  const folder = new URL('../../../../fixtures/registries/npm/', import.meta.url);
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent((request.url ?? '/').slice(1));
    const [, name = '', version] = /^((?:@[^/]+\/)?[^/]+)(?:\/([^/]+))?$/.exec(path) ?? [];
    const file = new URL(`${name.replace('/', '__')}.json`, folder);
    const document = JSON.parse(await readFile(file, 'utf8').catch(() => '{}'));
    const answer = version === undefined ? document : document.versions?.[version];
    response.writeHead(answer?.name ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? { error: 'not found' }));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    open: () => ({ url: `http://127.0.0.1:${port}/`, close: () => {} }),
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
