/** The service's own server: webhooks through Probot, and what an operator's machines ask for. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Job } from '../domain/job.ts';
import type { Queue, Store } from '../ports.ts';
import { hintsFrom } from './job-for.ts';

export const webhooksPath = '/api/github/webhooks';
/** https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap */
const mostWebhookBytes = 25 * 1024 * 1024;

/** One webhook whose signature was right. */
export interface Delivery {
  readonly id: string;
  readonly event: string;
  readonly payload: unknown;
}

export interface Receiver {
  receive(delivery: Delivery): Promise<readonly Job[]>;
}

/** Notes what came and adds what it hints at. A delivery seen twice acts once. */
export function createReceiver(
  store: Store,
  queue: Pick<Queue, 'add'>,
  us: string,
  now: () => Date,
): Receiver {
  return {
    async receive({ id, event, payload }) {
      if (!(await store.isNewDelivery(id, now().toISOString()))) return [];
      try {
        const { jobs, branches } = hintsFrom(event, payload, us);
        if (event === 'dependabot_alert') await forgetAlerts(jobs, store);
        const all = [...jobs, ...(await jobsOf(branches, payload, store))];
        for (const job of all) await queue.add(job);
        return all;
      } catch (error) {
        // GitHub is told that it failed, and whoever has it delivered again has it acted on.
        await store.forgetDelivery(id);
        throw error;
      }
    },
  };
}

async function forgetAlerts(jobs: readonly Job[], store: Store): Promise<void> {
  for (const job of jobs)
    if (job.kind === 'scan-repository') await store.noteRepository(job.repository, { alerts: null });
}

/** A status names branches, not pull requests. */
async function jobsOf(branches: readonly string[], payload: unknown, store: Store): Promise<Job[]> {
  const repository = (payload as { repository?: { id?: unknown } } | null)?.repository?.id;
  if (branches.length === 0 || typeof repository !== 'number') return [];
  const record = await store.repository(repository);
  if (!record) return [];
  const proposals = await store.proposals(repository);
  const isMerge = branches.includes(record.defaultBranch);
  return proposals
    .filter(({ branch, state }) => branches.includes(branch) || (isMerge && state === 'merged'))
    .map(({ pull }) => ({ kind: 'watch-rollout', installation: record.installation, repository, pull }));
}

export interface Health {
  /** Why it is not ready; nothing when it is. */
  ready(): Promise<string | undefined>;
  metrics(): Promise<string>;
}

type Middleware = (request: IncomingMessage, response: ServerResponse) => unknown;

export interface WebServer {
  readonly url: string;
  close(): Promise<void>;
}

export async function startWebServer(
  webhooks: Middleware,
  health: Health,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<WebServer> {
  const server = createServer((request, response) => {
    answer(request, response, webhooks, health).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  server.listen(port, host);
  await once(server, 'listening');
  const { address, port: given } = server.address() as AddressInfo;
  return {
    url: `http://${address.includes(':') ? `[${address}]` : address}:${given}`,
    async close() {
      server.close();
      server.closeIdleConnections();
      await once(server, 'close');
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  webhooks: Middleware,
  health: Health,
): Promise<void> {
  const [path] = (request.url ?? '/').split('?');
  const say = (status: number, text: string, type = 'text/plain; charset=utf-8') =>
    response.writeHead(status, { 'content-type': type }).end(text);
  switch (path) {
    case webhooksPath:
      // Everybody may knock here; only what GitHub itself could have sent is read into memory.
      if (isTooLarge(request)) say(413, 'too large\n');
      else await webhooks(request, response);
      return;
    case '/healthz':
      say(200, 'ok\n');
      return;
    case '/readyz': {
      const because = await health.ready();
      say(because === undefined ? 200 : 503, `${because ?? 'ready'}\n`);
      return;
    }
    case '/metrics':
      say(200, await health.metrics(), 'text/plain; version=0.0.4; charset=utf-8');
      return;
    default:
      say(404, 'not found\n');
  }
}

/** GitHub says how long a body is before it sends it. */
function isTooLarge({ headers }: IncomingMessage): boolean {
  return 'transfer-encoding' in headers || !(Number(headers['content-length'] ?? 0) <= mostWebhookBytes);
}
