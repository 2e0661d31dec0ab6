/**
 * `npm run bench:fleet`: the service against a simulated fleet. GitHub and the registry are the tests' own, in a process of their own, so
 * that only what the service costs is counted. Linux only, for what it counts.
 *
 *   npm run bench:fleet                                     1,000 repositories
 *   npm run bench:fleet -- --repositories 50                fewer
 *   .ci/with-servers npm run bench:fleet                    on Redis and PostgreSQL too
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { makeHome, type RunningService, startService } from '../test/world/service.ts';
import { type FarWorld, openFarWorld } from './fleet/far-world.ts';
import { median, ninetyFifth, print } from './fleet/figures.ts';
import { usageOf, watchPeak } from './fleet/usage.ts';
import { sendPush } from './fleet/webhook.ts';
import type { Address } from './fleet/world.ts';

const { values: asked } = parseArgs({
  options: {
    repositories: { type: 'string', default: '1000' },
    jobs: { type: 'string', default: '10000' },
    pushes: { type: 'string', default: '50' },
  },
});
const repositories = Number(asked.repositories);
const jobs = Number(asked.jobs);
const pushes = Math.min(Number(asked.pushes), repositories);
/** Below what GitHub lets one installation create in a minute, so that its limits are not what is measured. */
const inOneInstallation = 20;

/** Scans asked for at the same time: more than the workers can do, so that they are busy. */
const concurrent = 20;

const { SPRINGTIDE_TEST_DATABASE_URL: databaseUrl, SPRINGTIDE_TEST_REDIS_URL: redisUrl } = process.env;

interface Bench {
  readonly world: FarWorld;
  readonly address: Address;
  readonly service: RunningService;
}

await bench('embedded', {});
if (databaseUrl && redisUrl)
  await bench('Redis and PostgreSQL', { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl });
else
  console.log('\nRedis and PostgreSQL: left out, for want of servers; .ci/with-servers npm run bench:fleet');

async function bench(name: string, environment: Record<string, string>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'springtide-fleet-'));
  const world = openFarWorld();
  try {
    const address = await world.open({ repositories, installation: inOneInstallation });
    makeHome(folder, address.registry);
    const service = await startService(address.github, folder, environment);
    await world.sendTo(`${service.url}/api/github/webhooks`);
    const running = { world, address, service };
    console.log(`\n${name}: ${repositories} repositories`);
    try {
      await scan(running, 'first scan', async () => {});
      await scan(running, 'scan again, unchanged', () => hint(running, repositories, repositories));
      await soak(running);
      await propose(running);
    } finally {
      await service.stop();
    }
  } finally {
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function scans({ log }: RunningService, from: number): number {
  let count = 0;
  for (let at = from; at < log.length; at++) if (log[at]?.job === 'scan-repository') count++;
  return count;
}

async function scan({ world, service }: Bench, what: string, begin: () => Promise<unknown>): Promise<void> {
  const from = what === 'first scan' ? 0 : service.log.length;
  const before = usageOf(service.pid);
  const peak = watchPeak(service.pid);
  const started = performance.now();
  await begin();
  while (scans(service, from) < repositories) await setTimeout(20);
  const seconds = (performance.now() - started) / 1000;
  const used = usageOf(service.pid).cpuSeconds - before.cpuSeconds;
  const requests = Object.entries(await world.requests());
  const total = requests.reduce((sum, [, count]) => sum + count, 0);
  print(what, {
    'requests to GitHub a repository': (total / repositories).toFixed(2),
    'CPU a repository': `${((used * 1000) / repositories).toFixed(1)} ms`,
    'peak memory': `${peak().toFixed(0)} MB`,
    'jobs a second': (repositories / seconds).toFixed(1),
  });
}

/**
 * Webhooks of pushes that changed nothing, for one repository after another: so many scans are under way at most, and never two of one
 * repository, which would be asked as one.
 */
async function hint({ address, service }: Bench, count: number, underWay: number): Promise<number[]> {
  const took: number[] = [];
  const waiting = new Set<number>();
  let read = service.log.length;
  const until = async (done: () => boolean) => {
    while (!done()) {
      for (; read < service.log.length; read++) waiting.delete(Number(service.log[read]?.repository));
      if (!done()) await setTimeout(5);
    }
  };
  for (let at = 0; at < count; at++) {
    const one = address.fleet[at % repositories];
    if (!one) continue;
    await until(() => waiting.size < underWay && !waiting.has(one.repository));
    waiting.add(one.repository);
    took.push(await sendPush(service.url, address.github.app.webhookSecret, one));
  }
  await until(() => waiting.size === 0);
  return took;
}

async function soak(running: Bench): Promise<void> {
  const { service } = running;
  const rss = () => `${usageOf(service.pid).megabytes.toFixed(0)} MB`;
  const start = rss();
  const first = await hint(running, jobs / 2, concurrent);
  const middle = rss();
  const second = await hint(running, jobs / 2, concurrent);
  const took = [...first, ...second];
  print(`${jobs} jobs`, {
    'memory at the start, in the middle, at the end': `${start}, ${middle}, ${rss()}`,
    'webhook answered while the workers are busy, median': `${median(took).toFixed(1)} ms`,
    'and 95 of 100 within': `${ninetyFifth(took).toFixed(1)} ms`,
  });
}

/** One push after another, each until its pull request is there. */
async function propose({ world, service }: Bench): Promise<void> {
  const took: number[] = [];
  const before = usageOf(service.pid);
  for (let index = 0; index < pushes; index++) {
    const pushed = await world.push(index);
    let opened: number | undefined;
    while (opened === undefined) {
      await setTimeout(20);
      opened = await world.opened(index);
    }
    took.push(opened - pushed);
  }
  const used = usageOf(service.pid).cpuSeconds - before.cpuSeconds;
  print(`${pushes} pushes, one after another`, {
    'webhook to pull request, median': `${median(took).toFixed(0)} ms`,
    'and 95 of 100 within': `${ninetyFifth(took).toFixed(0)} ms`,
    'CPU a push': `${((used * 1000) / pushes).toFixed(0)} ms`,
  });
}
