/**
 * The world of a command line: a registry with memory, a home of its own, real git repositories and the program as a real process. Nothing
 * of the machine's own configuration gets in.
 */
import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { openRegistry, type Registry } from './registry.ts';

const home = new URL('../../', import.meta.url).pathname;
const program = join(home, 'src/springtide.js');
const tools = join(home, 'node_modules/.bin');
const programOf = (path: string) => join(home, 'node_modules', path);

export interface Finished {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly process: ChildProcess;
  readonly finished: Promise<Finished>;
}

export interface World {
  readonly registry: Registry;
  readonly folder: string;
  /** Where programs may leave temporary files. */
  readonly temporary: string;
  repository(name: string, files: Readonly<Record<string, string | Buffer>>): Repository;
  /** `springtide <args>` in a folder, as if it were 2026-11-01. */
  run(where: string, ...args: readonly string[]): Promise<Finished>;
  start(
    where: string,
    args: readonly string[],
    environment?: Readonly<Record<string, string>>,
    input?: string,
  ): Running;
  close(): Promise<void>;
}

export interface Repository {
  readonly folder: string;
  git(...args: readonly string[]): string;
  write(path: string, text: string | Buffer): void;
  read(path: string): string;
  commit(message?: string): void;
  branches(): string[];
  /** A file as a branch has it. */
  at(branch: string, path: string): string;
  /** Lets a package manager write the lockfile against the registry, and commits it. */
  lock(tool: 'npm' | 'pnpm' | 'yarn-classic' | 'yarn'): Promise<void>;
}

export async function openWorld(): Promise<World> {
  const registry = await openRegistry();
  const folder = mkdtempSync(join(tmpdir(), 'springtide-world-'));
  const temporary = join(folder, 'tmp');
  const own = join(folder, 'home');
  for (const each of [temporary, own]) mkdirSync(each);
  writeFileSync(join(own, '.npmrc'), `registry=${registry.url}\nfetch-retries=0\n`);
  const environment = {
    PATH: process.env.PATH ?? '',
    HOME: own,
    USERPROFILE: own,
    TMPDIR: temporary,
    XDG_CACHE_HOME: join(folder, 'cache'),
    NO_COLOR: '1',
    GITHUB_API_URL: 'http://127.0.0.1:9',
    GIT_CONFIG_NOSYSTEM: '1',
  };
  const start: World['start'] = (where, args, more = {}, input = '') => {
    const dated = args.includes('--now')
      ? args
      : [...args, ...(takesDate(args) ? ['--now', '2026-11-01'] : [])];
    const child = spawn(process.execPath, [program, ...dated], {
      cwd: where,
      env: { ...environment, ...more },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stdin.on('error', () => undefined).end(input);
    const finished = Promise.all([
      text(child.stdout),
      text(child.stderr),
      new Promise<number | null>((resolve, reject) => child.once('error', reject).once('exit', resolve)),
    ]).then(([out, err, status]) => ({ status, out, err }));
    return { process: child, finished };
  };
  return {
    registry,
    folder,
    temporary,
    repository: (name, files) => createRepository(join(folder, name), files, environment, registry.url),
    start,
    run: (where, ...args) => start(where, args).finished,
    async close() {
      await registry.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const dated = new Set(['plan', 'scan', 'why', 'upgrade']);
const takesDate = ([command]: readonly string[]) => command !== undefined && dated.has(command);

function createRepository(
  folder: string,
  files: Readonly<Record<string, string | Buffer>>,
  environment: NodeJS.ProcessEnv,
  registry: string,
): Repository {
  const run = (program: string, args: readonly string[], more: NodeJS.ProcessEnv = {}) =>
    execFileSync(program, args, {
      cwd: folder,
      env: { ...environment, ...more },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 100_000_000,
    }).trim();
  // The registry answers from this very process, so nothing that asks it may block.
  const manage = (program: string, args: readonly string[], more: NodeJS.ProcessEnv = {}) =>
    promisify(execFile)(program, args, {
      cwd: folder,
      env: { ...environment, TMPDIR: folder.slice(0, folder.lastIndexOf('/')), ...more },
      timeout: 60_000,
    });
  const git = (...args: readonly string[]) =>
    run('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args]);
  const repository: Repository = {
    folder,
    git,
    write(path, content) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
    },
    read: (path) => readFileSync(join(folder, path), 'utf8'),
    commit(message = 'Change') {
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', `--message=${message}`);
    },
    branches: () =>
      git('branch', '--list', '--format=%(refname:short)', 'springtide/*').split('\n').filter(Boolean),
    at: (branch, path) => git('show', `${branch}:${path}`),
    async lock(tool) {
      switch (tool) {
        case 'npm':
          await manage('npm', [
            'install',
            '--package-lock-only',
            '--ignore-scripts',
            '--no-audit',
            '--no-fund',
          ]);
          break;
        case 'pnpm':
          await manage(join(tools, 'pnpm'), ['install', '--lockfile-only', '--ignore-scripts']);
          break;
        case 'yarn-classic':
          await manage(process.execPath, [
            programOf('yarn/bin/yarn.js'),
            'install',
            '--ignore-scripts',
            '--non-interactive',
            '--registry',
            registry,
          ]);
          rmSync(join(folder, 'node_modules'), { recursive: true, force: true });
          break;
        case 'yarn':
          await manage(
            process.execPath,
            [programOf('@yarnpkg/cli-dist/bin/yarn.js'), 'install', '--mode=update-lockfile'],
            {
              YARN_NPM_REGISTRY_SERVER: registry.replace(/\/$/, ''),
              YARN_UNSAFE_HTTP_WHITELIST: '127.0.0.1',
              YARN_ENABLE_TELEMETRY: '0',
              YARN_ENABLE_IMMUTABLE_INSTALLS: '0',
            },
          );
          rmSync(join(folder, '.yarn'), { recursive: true, force: true });
          break;
      }
      repository.commit('Lock');
    },
  };
  mkdirSync(folder, { recursive: true });
  git('init', '--quiet', '--initial-branch=main');
  for (const [path, content] of Object.entries(files)) repository.write(path, content);
  repository.commit('Begin');
  return repository;
}

/** Names of what lies in a folder, but for Node's own cache of compiled code; nothing when it is not there. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name !== 'node-compile-cache');
  } catch {
    return [];
  }
}
