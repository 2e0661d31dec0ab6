/** The GitHub App as a service: reads the environment, builds the adapters, starts the web and the worker. */
import { once } from 'node:events';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createNodeMiddleware, Probot } from 'probot';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { appPermissions } from './adapters/app-manifest.ts';
import { loadCodemods } from './adapters/codemods.ts';
import { openDatabase } from './adapters/database/index.ts';
import { createBlobCache } from './adapters/github/blob-cache.ts';
import { createBudgets, createSharedBudgets } from './adapters/github/budget.ts';
import { createForge } from './adapters/github/index.ts';
import { createLog, type Log } from './adapters/log.ts';
import { createQueue } from './adapters/queue/index.ts';
import { settingText } from './adapters/settings.ts';
import { createStore } from './adapters/store/index.ts';
import { openSandbox } from './adapters/workspace/codemods/index.ts';
import type { ServiceSettings } from './cli/service-settings.ts';
import { openOutside } from './cli/world.ts';
import type { AppWorld } from './jobs/app-world.ts';
import { failed, perform } from './jobs/perform.ts';
import { createReceiver, startWebServer, type WebServer, webhooksPath } from './web/server.ts';

/** How long what runs may still take after it was told to stop. */
const graceMilliseconds = 20_000;
/** Every repository is asked anyway, so that a lost webhook is only a delay. */
const sweepMilliseconds = 3_600_000;

export interface Service {
  readonly url?: string;
  stop(): Promise<void>;
}

export async function startService(
  settings: ServiceSettings,
  does: { readonly web: boolean; readonly work: boolean },
): Promise<Service> {
  const log = createLog(settings.logLevel);
  const database = await openDatabase(
    settings.databaseUrl
      ? { kind: 'postgres', url: settings.databaseUrl }
      : { kind: 'embedded', folder: settings.dataFolder },
  );
  const now = () => new Date();
  const milliseconds = () => performance.now();
  const store = createStore(database.pool);
  const queue = await createQueue({
    address: settings.redisUrl ? { kind: 'redis', url: settings.redisUrl } : { kind: 'database' },
    pool: database.pool,
    name: 'springtide',
    milliseconds,
    leaseSeconds: 20,
    trouble: (error) => log.warn({ error: error.message }, 'the queue stumbled'),
  });
  const shared = settings.redisUrl ? await openRedis(settings.redisUrl, log) : undefined;
  const forge = await createForge({
    credentials: { appId: settings.appId, privateKey: settings.privateKey, baseUrl: settings.baseUrl },
    cache: createBlobCache(join(settings.dataFolder, 'blobs')),
    budgets: shared ? createSharedBudgets(shared, 'springtide', now) : createBudgets(now),
    now,
  });
  const outside = await openOutside({
    env: process.env,
    home: homedir(),
    cacheFolder: join(settings.dataFolder, 'registries'),
  });
  const name = forge.login.replace(/\[bot\]$/, '');
  const world: AppWorld = {
    forge,
    store,
    queue,
    registries: outside.registries,
    workspace: outside.workspace,
    advisories: outside.advisories,
    settingText,
    codemods: loadCodemods,
    codemodsFrom: settings.codemodsFrom,
    runCodemods: (files) => openSandbox(files),
    now,
    milliseconds,
    name,
    permissions: appPermissions(),
    onboarding: settings.onboarding,
  };

  const meters = createMeters(world);
  let stopping = false;
  if (does.work) await startWork(world, settings, meters, log);
  const web = does.web
    ? await startWeb(world, forge.login, settings, meters, log, () => stopping)
    : undefined;
  await sweep(world);
  const timer = setInterval(
    () => void sweep(world).catch((error: Error) => log.warn({ error: error.message }, 'the sweep stumbled')),
    sweepMilliseconds,
  );
  log.info({ app: forge.login, database: database.kind, ...(web ? { url: web.url } : {}) }, 'started');
  return {
    ...(web ? { url: web.url } : {}),
    async stop() {
      if (stopping) return;
      stopping = true;
      clearInterval(timer);
      await web?.close();
      await queue.close(graceMilliseconds);
      await shared?.quit();
      await outside.close();
      await database.close();
      log.info({}, 'stopped');
    },
  };
}

async function openRedis(url: string, log: Log) {
  const { Redis } = await import('ioredis');
  const trouble = (error: Error) => log.warn({ error: error.message }, 'the shared budget stumbled');
  return new Redis(url).on('error', trouble);
}

/** Stops when the process is asked to. */
export async function untilStopped(service: Service): Promise<void> {
  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
  await service.stop();
}

async function startWork(
  world: AppWorld,
  settings: ServiceSettings,
  meters: Meters,
  log: Log,
): Promise<void> {
  await world.queue.work(
    async (assignment) => {
      const { job, attempt } = assignment;
      const started = world.milliseconds();
      const told = { job: job.kind, ...('repository' in job ? { repository: job.repository } : {}), attempt };
      try {
        const outcome = await perform(assignment, world);
        meters.jobs.labels(job.kind, outcome.kind).observe((world.milliseconds() - started) / 1000);
        log.info(
          { ...told, outcome: outcome.kind, what: 'what' in outcome ? outcome.what : outcome.because },
          'job',
        );
        return outcome;
      } catch (error) {
        meters.jobs.labels(job.kind, 'stumbled').observe((world.milliseconds() - started) / 1000);
        log.warn({ ...told, error: (error as Error).message }, 'job stumbled');
        throw error;
      }
    },
    { concurrency: settings.concurrency, failed: (job, error) => failed(job, error, world) },
  );
}

async function startWeb(
  world: AppWorld,
  us: string,
  settings: ServiceSettings,
  meters: Meters,
  log: Log,
  isStopping: () => boolean,
): Promise<WebServer> {
  const receiver = createReceiver(world.store, world.queue, us, world.now);
  const probot = new Probot({
    appId: settings.appId,
    privateKey: settings.privateKey,
    secret: settings.webhookSecret,
    baseUrl: settings.baseUrl,
    // Given, so that it does not look for Redis by itself.
    log: createLog('fatal') as never,
  });
  const webhooks = await createNodeMiddleware(
    (app) => {
      app.onAny(async ({ id, name, payload }) => {
        const jobs = await receiver.receive({ id, event: name, payload });
        meters.deliveries.labels(name).inc();
        log.debug({ delivery: id, event: name, jobs: jobs.map(({ kind }) => kind) }, 'delivery');
      });
      app.onError(({ errors }) => {
        for (const { event, status, message } of errors) {
          const told = { delivery: event?.id, event: event?.name };
          if (status === 400) log.warn(told, 'delivery refused: it is not signed with WEBHOOK_SECRET');
          else log.warn({ ...told, error: message }, 'delivery stumbled');
        }
      });
    },
    { probot, webhooksPath },
  );
  const health = {
    ready: async () => {
      if (isStopping()) return 'stopping';
      try {
        await world.queue.counts();
        return undefined;
      } catch (error) {
        return `the queue does not answer: ${(error as Error).message}`;
      }
    },
    metrics: () => meters.registry.metrics(),
  };
  return startWebServer((request, response) => webhooks(request, response), health, settings);
}

/** What should be known is asked again: installations, and through them their repositories. */
async function sweep({ forge, queue }: AppWorld): Promise<void> {
  for (const { id } of await forge.installations())
    await queue.add({ kind: 'sync-installation', installation: id });
}

interface Meters {
  readonly registry: Registry;
  readonly jobs: Histogram;
  readonly deliveries: Counter;
}

function createMeters({ queue }: AppWorld): Meters {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'springtide_queue_jobs',
    help: 'Jobs in the queue, by their state',
    labelNames: ['state'],
    registers,
    async collect() {
      for (const [state, count] of Object.entries(await queue.counts())) this.labels(state).set(count);
    },
  });
  return {
    registry,
    jobs: new Histogram({
      name: 'springtide_job_seconds',
      help: 'How long jobs took, by kind and outcome',
      labelNames: ['kind', 'outcome'],
      buckets: [0.1, 0.5, 1, 5, 15, 60, 300],
      registers,
    }),
    deliveries: new Counter({
      name: 'springtide_deliveries_total',
      help: 'Webhooks received, by event',
      labelNames: ['event'],
      registers,
    }),
  };
}
