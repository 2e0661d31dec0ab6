/**
 * Holds the short way against npm itself, over whole real lockfiles: every direct requirement of a lockfile is moved to up
 * to ten newer versions, alone and in groups, once by the short way and once by npm's resolver, and the bytes are compared.
 * Needs a registry, so it is no part of `npm test`. Arguments: folders with a package.json and a package-lock.json; the
 * registry's address comes from REGISTRY. `--program` also asks the `npm` of the PATH for every tenth, `--why` says why the
 * resolver was left to do it, and KEEP names a folder for what differs.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import semver from 'semver';
import { createNpmWorkspace } from '../../src/adapters/workspace/npm/index.ts';
import { layoutOf } from '../../src/adapters/workspace/npm/layout.ts';
import { createShortWay } from '../../src/adapters/workspace/npm/short-way.ts';
import { settle } from '../../src/ecosystems/npm/package-lock-splice.ts';
import { lockedVersion, parsePackageLock } from '../../src/ecosystems/npm/package-lock-tree.ts';
import type { LockRequest } from '../../src/ports.ts';
import { recordingGateway } from './recording-gateway.ts';

const withProgram = process.argv.includes('--program');
const saysWhy = process.argv.includes('--why');
const keep = process.env.KEEP;
const sections = ['dependencies', 'devDependencies', 'optionalDependencies'] as const;
const folders = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const gateway = await recordingGateway(process.env.REGISTRY ?? '');
const shortWay = createShortWay();
const resolverOnly = createNpmWorkspace({ gateway, splice: false });
const counts = { spliced: 0, fellBack: 0, byProgram: 0, differed: 0 };

for (const folder of folders) await everyBump(folder);
await Promise.all([resolverOnly.close(), gateway.close()]);
if (counts.differed > 0) process.exitCode = 1;

async function everyBump(folder: string): Promise<void> {
  const manifest = readFileSync(join(folder, 'package.json'), 'utf8');
  const written = readFileSync(join(folder, 'package-lock.json'), 'utf8');
  const before = await normalised(manifest, written);
  const settled = settle(before);
  console.log(folder, settled.kind === 'settled' ? 'settled' : settled.because);
  for (const request of await bumpsOf(manifest, before)) {
    const layout = layoutOf(request);
    if (layout.kind === 'refused') throw new Error(layout.because);
    const short = await shortWay(request, layout, gateway.open().url);
    if (short.kind === 'spliced') await compare(folder, manifest, request, short.text);
    else await fallBack(request, short.because);
  }
  console.log(counts);
}

async function fallBack(request: LockRequest, because: string): Promise<void> {
  counts.fellBack++;
  if (!saysWhy) return;
  const answer = await resolverOnly.lock(request);
  console.log(`${askedIn(request)}: ${because}; npm: ${answer.kind}`);
}

function askedIn(request: LockRequest): string {
  return request.wanted.map(({ name, version }) => `${name}@${version}`).join(' ');
}

/** As npm writes it today: otherwise every bump would rewrite what an older npm wrote, and nothing could be spliced. */
async function normalised(manifest: string, before: string): Promise<string> {
  const answer = await resolverOnly.lock(requestOf(manifest, before, []));
  return answer.kind === 'locked' ? ([...answer.files.values()][0] ?? before) : before;
}

async function compare(
  folder: string,
  manifest: string,
  request: LockRequest,
  spliced: string,
): Promise<void> {
  counts.spliced++;
  const asked = askedIn(request);
  const answer = await resolverOnly.lock(request);
  const resolved = answer.kind === 'locked' ? [...answer.files.values()][0] : JSON.stringify(answer);
  if (resolved !== spliced) {
    differ(`${folder} ${asked}`, 'the resolver');
    if (keep) {
      writeFileSync(join(keep, `${counts.differed}.short.json`), spliced);
      writeFileSync(join(keep, `${counts.differed}.npm.json`), resolved ?? '');
    }
  }
  if (!withProgram || counts.spliced % 10 !== 0) return;
  counts.byProgram++;
  if ((await program(manifest, request)) !== spliced) differ(`${folder} ${asked}`, 'npm');
}

function differ(what: string, from: string): void {
  counts.differed++;
  console.log(`${what} differs from ${from}`);
}

/** npm writes the requirement as we did: a caret before the version it was asked for. */
async function program(manifest: string, request: LockRequest): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'identity-'));
  try {
    const asked = request.wanted.map(({ name, version }) => `${name}@${version}`);
    writeFileSync(join(folder, 'package.json'), manifest);
    writeFileSync(join(folder, 'package-lock.json'), request.before);
    // Not the synchronous call: the registry answers from this process.
    await promisify(execFile)(
      'npm',
      ['install', ...asked, '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund'],
      {
        cwd: folder,
        env: {
          ...process.env,
          npm_config_registry: gateway.open().url,
          npm_config_cache: join(folder, '.cache'),
          npm_config_omit_lockfile_registry_resolved: 'false',
        },
      },
    );
    return readFileSync(join(folder, 'package-lock.json'), 'utf8');
  } catch (error) {
    return String(error);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every bump alone, then all in groups of two to five. */
async function bumpsOf(manifest: string, before: string): Promise<LockRequest[]> {
  const alone = await singleBumpsOf(manifest, before);
  const together: LockRequest[] = [];
  for (let at = 0, size = 2; at < alone.length; at += size, size = size === 5 ? 2 : size + 1) {
    const group = Array.from({ length: size }, (_, nth) => alone[(at + nth * 7) % alone.length]);
    together.push(
      grouped(
        manifest,
        before,
        group.filter((each) => each !== undefined),
      ),
    );
  }
  return [...alone, ...together];
}

function grouped(manifest: string, before: string, requests: readonly LockRequest[]): LockRequest {
  const wanted = new Map(requests.flatMap((each) => each.wanted.map((one) => [one.name, one])));
  const edited = JSON.parse(manifest);
  for (const { name, version } of wanted.values())
    for (const section of sections) if (edited[section]?.[name]) edited[section][name] = `^${version}`;
  return requestOf(`${JSON.stringify(edited, null, indentOf(manifest))}\n`, before, [...wanted.values()]);
}

async function singleBumpsOf(manifest: string, before: string): Promise<LockRequest[]> {
  const lock = parsePackageLock(before);
  const parsed = JSON.parse(manifest);
  const requests: LockRequest[] = [];
  for (const section of sections) {
    for (const [name, requirement] of Object.entries<string>(parsed[section] ?? {})) {
      const current = lock && lockedVersion(lock, '', name);
      if (!current || !semver.validRange(requirement)) continue;
      const versions = (await gateway.versions(name)).filter(
        (version) => semver.valid(version) && !semver.prerelease(version) && semver.gt(version, current),
      );
      for (const version of sample(versions.sort(semver.compare))) {
        const edited = { ...parsed, [section]: { ...parsed[section], [name]: `^${version}` } };
        requests.push(
          requestOf(`${JSON.stringify(edited, null, indentOf(manifest))}\n`, before, [
            { manifest: 'package.json', name, version },
          ]),
        );
      }
    }
  }
  return requests;
}

/** The newest, and up to nine more spread over what came before. */
function sample(versions: readonly string[]): string[] {
  const step = Math.max(1, Math.ceil(versions.length / 9));
  return [...new Set([...versions.filter((_, at) => at % step === 0), ...versions.slice(-1)])];
}

function indentOf(manifest: string): string {
  return /^\{\r?\n([ \t]+)/.exec(manifest)?.[1] ?? '  ';
}

function requestOf(manifest: string, before: string, wanted: LockRequest['wanted']): LockRequest {
  return {
    lockfile: {
      path: 'package-lock.json',
      tool: 'npm',
      format: '3',
      manifests: ['package.json'],
      packages: [],
      inputs: [],
    },
    before,
    files: new Map([['package.json', manifest]]),
    wanted,
    minimumReleaseAgeDays: 0,
    quarantined: [],
    now: '2026-01-01T00:00:00.000Z',
  };
}
