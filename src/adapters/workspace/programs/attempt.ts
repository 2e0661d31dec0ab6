/** One run of a program on a set of files, with nothing of our environment. */
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { layOut } from '../folders.ts';
import type { Order } from './desk.ts';
import { type Ran, run } from './run.ts';
import type { Tool } from './toolbox.ts';

export interface Task {
  readonly tool: Tool;
  /** For people: `pnpm 10.34.9`. */
  readonly label: string;
  readonly registry: string;
  /** The path of the lockfile in the repository. */
  readonly lockfile: string;
  readonly order: Order;
}

export type Attempt =
  | { readonly kind: 'text'; readonly text: string; readonly output: string; readonly registry: string }
  | { readonly kind: 'failed'; readonly because: string };

const guard = fileURLToPath(new URL('./guard.js', import.meta.url));

/** A monorepo of 300 manifests takes pnpm eight seconds on a slow machine. */
const limitSeconds = 300;

/** Megabytes of the heap of the program. */
const memoryLimit = 3072;

export async function attempt(task: Task, folder: string): Promise<Attempt> {
  const repository = join(folder, 'repository');
  const home = join(folder, 'home');
  await mkdir(join(home, 'bin'), { recursive: true });
  await layOut(repository, new Map([...task.order.files, [task.lockfile, task.order.before]]));
  const ran = await run({
    ...startOf(task.tool, task.order.args),
    folder: join(repository, dirname(task.lockfile)),
    environment: {
      ...cleanEnvironment(task, home),
      ...task.order.environment,
      // Not as an argument: yarn hands its own arguments on to worker threads, which refuse this one.
      NODE_OPTIONS: `--max-old-space-size=${memoryLimit}`,
    },
    limitSeconds,
  });
  return resultOf(ran, task, join(repository, task.lockfile));
}

function startOf(tool: Tool, args: readonly string[]): { program: string; args: readonly string[] } {
  switch (tool.kind) {
    case 'native':
      return { program: tool.entry, args };
    case 'script':
      return {
        program: process.execPath,
        args: ['--no-warnings', '--import', guard, tool.entry, ...args],
      };
  }
}

/** `PATH` is an empty folder: there is nothing to start. The proxy answers nobody; it holds back a native program, which no guard can. */
function cleanEnvironment(task: Task, home: string): Record<string, string> {
  return {
    PATH: join(home, 'bin'),
    HOME: home,
    USERPROFILE: home,
    PREFIX: home,
    TMPDIR: home,
    XDG_CACHE_HOME: join(home, 'cache'),
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_DATA_HOME: join(home, 'data'),
    XDG_STATE_HOME: join(home, 'state'),
    LANG: 'C.UTF-8',
    CI: 'true',
    NO_COLOR: '1',
    SPRINGTIDE_TOOL: task.tool.folder,
    SPRINGTIDE_GATEWAY_PORT: new URL(task.registry).port,
    ...(task.tool.kind === 'native'
      ? { HTTPS_PROXY: 'http://127.0.0.1:9', HTTP_PROXY: 'http://127.0.0.1:9', NO_PROXY: '127.0.0.1' }
      : {}),
  };
}

async function resultOf(ran: Ran, task: Task, path: string): Promise<Attempt> {
  const failed = (because: string): Attempt => ({ kind: 'failed', because });
  switch (ran.kind) {
    case 'too-slow':
      return failed(`${task.label} did not end within ${ran.seconds} seconds`);
    case 'failed':
      return failed(`${task.label} could not resolve it: ${reasonIn(ran.output, task.registry)}`);
    case 'done':
      try {
        return {
          kind: 'text',
          text: await readFile(path, 'utf8'),
          output: ran.output,
          registry: task.registry,
        };
      } catch {
        return failed(`${task.label} left no ${task.lockfile}`);
      }
  }
}

/** The program's own first complaint, in one line, without our addresses. */
function reasonIn(output: string, registry: string): string {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const line =
    lines.find((each) =>
      /ERR_PNPM_|YN00(?!00|02|13|19|60|85|86)\d\d|^(?:error|Error|\[ERROR\]|Usage Error)/.test(each),
    ) ??
    lines.find((each) => /error|EACCES/i.test(each)) ??
    lines.at(-1) ??
    'it said nothing';
  const plain = line
    .replace(/^➤ (YN\d+): [│·└┌ ]*/, '$1: ')
    .replaceAll(registry, '')
    .slice(0, 400);
  return plain.replace(/\.$/, '');
}
