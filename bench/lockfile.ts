/**
 * What a branch's lockfile costs against `npm install --package-lock-only`, in CPU, in one run: one branch with everything
 * loaded for it, and twenty branches of one repository. Arguments: a folder with package.json and package-lock.json, then
 * bumps as `name@version`; REGISTRY is the registry's address. Targets: a third, and a tenth.
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { recordingGateway } from '../test/live/recording-gateway.ts';

const [folder = '', ...bumps] = process.argv.slice(2);
const gateway = await recordingGateway(process.env.REGISTRY ?? '');
const registry = gateway.open().url;
const branch = fileURLToPath(new URL('./lockfile-branches.ts', import.meta.url));
const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

await Promise.all(bumps.map((bump) => gateway.versions(nameOf(bump))));
const npm = average(await measured(bumps.map((bump) => () => npmCommand(bump))));
const one = average(await measured(bumps.map((bump) => () => ours([bump]))));
const many = average(
  await measured([() => ours(Array.from({ length: 20 }, (_, at) => bumps[at % bumps.length] ?? ''))]),
);
console.log(`npm install --package-lock-only   ${npm.toFixed(2)} s of CPU`);
console.log(
  `one branch                        ${one.toFixed(2)} s   ${(one / npm).toFixed(2)} of npm's (target 0.33)`,
);
console.log(
  `twenty branches                   ${many.toFixed(2)} s   ${(many / (20 * npm)).toFixed(3)} of npm's (target 0.1)`,
);
await gateway.close();

function nameOf(bump: string): string {
  return bump.slice(0, bump.lastIndexOf('@'));
}

function average(seconds: readonly number[]): number {
  return seconds.reduce((sum, each) => sum + each, 0) / seconds.length;
}

/** CPU of child processes, which the system adds up when each has ended. */
async function measured(commands: readonly (() => Promise<number>)[]): Promise<number[]> {
  const seconds: number[] = [];
  for (const command of commands) seconds.push(await command());
  return seconds;
}

async function npmCommand(bump: string): Promise<number> {
  const place = mkdtempSync(join(tmpdir(), 'bench-'));
  cpSync(join(folder, 'package-lock.json'), join(place, 'package-lock.json'));
  writeFileSync(join(place, 'package.json'), JSON.stringify(manifest, null, 2));
  const seconds = await cpuOf(
    'npm',
    ['install', bump, '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund'],
    place,
  );
  rmSync(place, { recursive: true, force: true });
  return seconds;
}

function ours(bumped: readonly string[]): Promise<number> {
  return cpuOf(process.execPath, [branch, folder, registry, ...bumped], folder);
}

/** The shell's `times` tells what its children used; the registry answers from this process meanwhile, so it must not block. */
async function cpuOf(command: string, args: readonly string[], cwd: string): Promise<number> {
  const child = spawn(
    'bash',
    ['-c', 'TIMEFORMAT="%U %S"; time "$@" >/dev/null 2>/dev/null', 'bash', command, ...args],
    {
      cwd,
      env: { ...process.env, npm_config_registry: registry },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  await new Promise((done) => child.on('close', done));
  const [user = 0, system = 0] = said.trim().split(' ').map(Number);
  return user + system;
}
