import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import type { PassingClient } from '../registries/http.ts';
import type { NpmConfig } from '../registries/npm-config.ts';
import { type Answer, createAnswers, failure, type Session } from './answers.ts';
import type { Gateway } from './gateway.ts';
import { readRoute } from './route.ts';
import { createUpstream, type Upstream } from './upstream.ts';

/** Headers of an archive that pass; nothing else of what a registry says does. */
const passingHeaders = ['content-type', 'content-length', 'content-encoding', 'etag', 'last-modified'];

/** Listens on the loopback address alone, on a port the system chooses. */
export async function startGateway(options: {
  readonly client: PassingClient;
  readonly npmConfig: NpmConfig;
}): Promise<Gateway> {
  const upstream = createUpstream({ client: options.client, config: options.npmConfig });
  const answer = createAnswers(upstream, options.npmConfig);
  const sessions = new Map<string, Session>();
  let host = '';

  const answerTo = async (request: IncomingMessage): Promise<Answer> => {
    // A page in a browser can reach the port through a name it controls, but not under this one.
    if (request.headers.host !== host) return failure(403, 'this is not a public server');
    const [, token = '', path = ''] = /^\/([^/]*)\/([^?#]*)/.exec(request.url ?? '') ?? [];
    const session = sessions.get(token);
    if (!session) return failure(404, 'no such session');
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return failure(405, 'this registry can only be read');
    const route = readRoute(path);
    return route ? answer(route, request.headers.accept ?? '', session) : failure(404, 'Not found');
  };

  const server = createServer((request, response) => {
    answerTo(request)
      .then((answered) => send(answered, request, response, upstream))
      .catch((error: unknown) => {
        if (response.headersSent) response.destroy();
        else sendText(response, failure(502, error instanceof Error ? error.message : String(error)));
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  // Waiting for package managers does not keep the process alive; whoever waits for a lockfile does.
  server.unref();

  return {
    open(rules) {
      const token = randomBytes(24).toString('base64url');
      const url = `http://${host}/${token}/`;
      sessions.set(token, { rules, url });
      return { url, close: () => void sessions.delete(token) };
    },
    async close() {
      sessions.clear();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function send(
  answer: Answer,
  request: IncomingMessage,
  response: ServerResponse,
  upstream: Upstream,
): Promise<void> {
  switch (answer.kind) {
    case 'json':
      return sendText(response, answer, request.method === 'HEAD');
    case 'archive':
      return sendArchive(answer.url, response, upstream);
  }
}

function sendText(response: ServerResponse, answer: Answer, headOnly = false): void {
  if (answer.kind !== 'json') return;
  const body = Buffer.from(answer.text);
  response.writeHead(answer.status, { 'content-type': answer.type, 'content-length': body.length });
  response.end(headOnly ? undefined : body);
}

/** Passes through as it comes, so that its integrity is what the registry says it is. */
async function sendArchive(url: string, response: ServerResponse, upstream: Upstream): Promise<void> {
  const leaving = new AbortController();
  response.once('close', () => leaving.abort());
  const passed = await upstream.tarball(url, leaving.signal);
  if (passed.kind === 'unreachable') return sendText(response, failure(503, passed.because));
  const { status, headers, body } = passed.answer;
  if (status !== 200) {
    await body.dump();
    return sendText(response, failure(status < 400 ? 502 : status, `the registry answers ${status}`));
  }
  response.writeHead(
    200,
    Object.fromEntries(passingHeaders.flatMap((name) => (headers[name] ? [[name, headers[name]]] : []))),
  );
  await pipeline(body, response);
}
