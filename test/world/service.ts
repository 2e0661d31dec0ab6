/** The real service as a process of its own, between a GitHub and a registry of the tests. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type GitHub, openGitHub } from './github/index.ts';
import { openRegistry, type Registry } from './registry.ts';

const program = new URL('../../src/springtide.js', import.meta.url).pathname;

export interface RunningService {
  readonly url: string;
  readonly pid: number;
  /** What it logged, a line an object. */
  readonly log: readonly Record<string, unknown>[];
  /** How many jobs wait or run. */
  busy(): Promise<number>;
  /** `SIGKILL`: as if the power went. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export interface AppWorld {
  readonly github: GitHub;
  readonly registry: Registry;
  readonly folder: string;
  serve(environment?: Readonly<Record<string, string>>): Promise<RunningService>;
  close(): Promise<void>;
}

export async function openAppWorld(): Promise<AppWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'springtide-app-'));
  // The service lives by the machine's clock, and so does its GitHub.
  const github = await openGitHub({ clock: () => new Date() });
  const registry = await openRegistry();
  const running: RunningService[] = [];
  makeHome(folder, registry.url);
  return {
    github,
    registry,
    folder,
    async serve(environment = {}) {
      const service = await startService(github, folder, environment);
      running.push(service);
      github.webhooks.sendTo(`${service.url}/api/github/webhooks`);
      return service;
    },
    async close() {
      for (const service of running) await service.stop('SIGKILL');
      await github.close();
      await registry.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The service's own home says which registry it asks. */
export function makeHome(folder: string, registry: string): void {
  mkdirSync(join(folder, 'home'));
  writeFileSync(join(folder, 'home/.npmrc'), `registry=${registry}\nfetch-retries=0\n`);
}

export async function startService(
  github: Pick<GitHub, 'url' | 'app'>,
  folder: string,
  environment: Readonly<Record<string, string>>,
): Promise<RunningService> {
  const child = spawn(process.execPath, [program, 'serve'], {
    cwd: folder,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: join(folder, 'home'),
      APP_ID: String(github.app.id),
      PRIVATE_KEY: github.app.privateKey,
      WEBHOOK_SECRET: github.app.webhookSecret,
      HOST: '127.0.0.1',
      PORT: '0',
      GHE_HOST: github.url.replace('http://', ''),
      GHE_PROTOCOL: 'http',
      GITHUB_API_URL: 'http://127.0.0.1:9',
      SPRINGTIDE_DATA: join(folder, 'data'),
      SPRINGTIDE_ONBOARDING: 'off',
      ...environment,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const log: Record<string, unknown>[] = [];
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      const entry = line.startsWith('{') ? (JSON.parse(line) as Record<string, unknown>) : { msg: line };
      log.push(entry);
      if (entry.msg === 'started') resolve(String(entry.url));
    });
    void exited.then((code) => reject(new Error(`the service ended with ${code}: ${JSON.stringify(log)}`)));
  });
  return {
    url,
    pid: child.pid ?? 0,
    log,
    async busy() {
      const metrics = await (await fetch(`${url}/metrics`)).text();
      const counts = metrics.matchAll(/^springtide_queue_jobs\{state="(?:waiting|running)"\} (\d+)$/gm);
      return [...counts].reduce((total, [, count]) => total + Number(count), 0);
    },
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      return exited;
    },
  };
}
