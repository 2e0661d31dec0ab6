/**
 * `npm run bench`: what the main commands cost, beside npm-check-updates and npm on the same repository in the same run. CPU seconds of all
 * processes together and the largest process's memory; the least of three runs, since a busy machine only ever adds. Needs the registry.
 *
 *   npm run bench                              the fixture
 *   npm run bench -- ../some/repository …      others, of any kind; nothing in them is changed
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

const root = new URL('..', import.meta.url).pathname;
const program = join(root, 'src/springtide.js');
const folder = mkdtempSync(join(tmpdir(), 'springtide-bench-'));
const usage = join(folder, 'usage');
const times = 3;

interface Cost {
  readonly cpu: number;
  readonly megabytes: number;
}

interface Measured extends Cost {
  readonly what: string;
  readonly status: number | null;
}

interface Planned {
  readonly branch: string;
  readonly updates: readonly {
    readonly dependency: { readonly ecosystem: string; readonly name: string };
    readonly to: { readonly version: string };
  }[];
}

/** The cheapest of several runs; `before` is not counted. */
function measure(what: string, run: () => Run, before: () => void = () => {}): Measured {
  let best: Measured | undefined;
  for (let at = 0; at < times; at++) {
    before();
    writeFileSync(usage, '');
    const { command, args, cwd, environment = {} } = run();
    const { status } = spawnSync(command, args, {
      cwd,
      stdio: 'ignore',
      env: {
        ...process.env,
        ...environment,
        NODE_OPTIONS: `--import=${join(root, 'bench/usage.js')}`,
        SPRINGTIDE_BENCH_USAGE: usage,
      },
    });
    const costs: Cost[] = readFileSync(usage, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    const cpu = costs.reduce((sum, cost) => sum + cost.cpu, 0);
    const megabytes = Math.max(...costs.map((cost) => cost.megabytes));
    if (!best || cpu < best.cpu) best = { what, cpu, megabytes, status };
  }
  return best as Measured;
}

interface Run {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A copy with one commit, so that nothing of the original is touched. */
function copyOf(repository: string): string {
  const copy = join(folder, basename(repository));
  cpSync(repository, copy, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !/(?:^|\/)(?:node_modules|\.git)$/.test(path),
  });
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: copy, stdio: 'ignore' });
  git('init', '--quiet');
  git('add', '--all');
  git('-c', 'user.name=Bench', '-c', 'user.email=bench@example.org', 'commit', '--quiet', '--message=Begin');
  return copy;
}

function bench(repository: string, updates: string): void {
  const cwd = copyOf(repository);
  const cache = join(folder, 'cache');
  const environment = { XDG_CACHE_HOME: cache };
  const springtide = (...args: readonly string[]): Run => ({
    command: process.execPath,
    args: [program, ...args],
    cwd,
    environment,
  });
  const noBranches = () => {
    const names = execFileSync(
      'git',
      ['for-each-ref', '--format=%(refname:short)', 'refs/heads/springtide'],
      { cwd, encoding: 'utf8' },
    );
    for (const name of names.split('\n').filter(Boolean))
      execFileSync('git', ['branch', '-D', name], { cwd, stdio: 'ignore' });
  };
  const cold = measure(
    'plan, nothing kept',
    () => springtide('plan'),
    () => rmSync(cache, { recursive: true, force: true }),
  );
  const scan = measure('scan', () => springtide('scan'));
  const warm = measure('plan, warm', () => springtide('plan'));
  const checked = measure('npm-check-updates', () => ({
    command: process.execPath,
    args: [updates, '--deep', '--jsonAll'],
    cwd,
  }));
  console.log(`\n${basename(repository)}`);
  print(scan);
  print(cold, checked);
  print(warm, checked);
  print(checked);
  if (!existsSync(join(cwd, 'package-lock.json'))) return;

  const plan = JSON.parse(
    execFileSync(process.execPath, [program, 'plan', '--json'], {
      cwd,
      env: { ...process.env, ...environment },
      encoding: 'utf8',
      maxBuffer: 1e9,
    }),
  );
  const upgrades: readonly Planned[] = plan.upgrades;
  const one = upgrades.find(({ updates: moved }) =>
    moved.every(({ dependency }) => dependency.ecosystem === 'npm'),
  );
  const restore = () => execFileSync('git', ['checkout', '--quiet', '.'], { cwd });
  // The same step, as a person would type it.
  const bumps = (one?.updates ?? []).map(({ dependency, to }) => `${dependency.name}@${to.version}`);
  const lock = measure(
    'npm install --package-lock-only',
    () => ({
      command: 'npm',
      args: [
        'install',
        ...bumps,
        '--package-lock-only',
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
        '--prefer-offline',
      ],
      cwd,
    }),
    restore,
  );
  restore();
  if (one)
    print(
      minus(
        measure('one branch', () => springtide('upgrade', '.', one.branch), noBranches),
        warm,
      ),
      lock,
    );
  print(
    minus(
      measure(`all ${upgrades.length} branches`, () => springtide('upgrade'), noBranches),
      warm,
    ),
    {
      ...lock,
      what: `${upgrades.length} × ${lock.what}`,
      cpu: lock.cpu * upgrades.length,
    },
  );
  print(lock);
}

/** What a branch costs beyond the plan it follows from. */
const minus = (whole: Measured, part: Measured): Measured => ({
  ...whole,
  what: `${whole.what}, beyond the plan`,
  cpu: whole.cpu - part.cpu,
});

function print({ what, cpu, megabytes, status }: Measured, beside?: Measured): void {
  const ratio = beside ? `${(cpu / beside.cpu).toFixed(2)} of ${beside.what}` : '';
  const failed = status === 0 ? '' : ` (exit status ${status})`;
  console.log(
    `  ${what.padEnd(36)} ${cpu.toFixed(2).padStart(7)} s CPU ${megabytes.toFixed(0).padStart(5)} MB  ${ratio}${failed}`,
  );
}

try {
  const tools = join(folder, 'tools');
  // Beside, not among, our dependencies: only what is compared with has to be there.
  execFileSync('npm', ['install', '--silent', '--no-save', '--prefix', tools, 'npm-check-updates@latest'], {
    stdio: 'ignore',
  });
  const updates = join(tools, 'node_modules/npm-check-updates/build/cli.js');
  const asked = process.argv.slice(2).map((path) => resolve(path));
  for (const repository of asked.length > 0 ? asked : [join(root, 'fixtures/repositories/harbour')])
    bench(repository, updates);
  console.log(
    '\nRenovate, as published for two loaded cores: 3.6 s CPU for an empty repository, 8–12 s and 600–800 MB for 40–90 npm dependencies.',
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
