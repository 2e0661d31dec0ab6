/**
 * yarn 2 and later. What was wanted is forgotten in the lockfile where it says otherwise, so that yarn resolves it anew, to
 * the newest release it can see; where that is another one, it is run again with a registry that shows only the wanted one.
 * Checksums are yarn's own, made from the tarballs of what is new.
 */
import { posix } from 'node:path';
import type { LockRequest } from '../../../ports.ts';
import type { Attempt } from './attempt.ts';
import { berrySought, missesIn, onlyThese, staleKeys } from './descriptors.ts';
import type { Desk, Order } from './desk.ts';
import type { Json } from './manifests.ts';
import { written, yarnSettingsOf } from './settings.ts';
import { forget } from './yarn-lock.ts';

/** A name no repository uses, so that no file of it is read as settings. */
const rcFile = '.springtide-yarnrc.yml';

export async function lockWithBerry(desk: Desk): Promise<Attempt> {
  const { request, manifests } = desk;
  const settings = berrySettings(request);
  const sought = berrySought(request, manifests, settings);
  const order = (registry: string): Order => ({
    files: filesOf(request, manifests, settings),
    before: forget(request.before, staleKeys(request.before, sought)),
    args: ['install', '--mode=update-lockfile'],
    environment: environmentOf(registry),
  });
  const first = await desk.run(order);
  if (first.kind === 'failed') return first;
  const misses = missesIn(first.text, sought);
  return misses.length === 0 ? first : desk.run(order, onlyThese(misses));
}

export function berrySettings(request: LockRequest): Json {
  return yarnSettingsOf(request.files.get(posix.join(posix.dirname(request.lockfile.path), '.yarnrc.yml')));
}

function filesOf(
  request: LockRequest,
  manifests: ReadonlyMap<string, Json>,
  settings: Json,
): Map<string, string> {
  const files = new Map([...manifests].map(([path, manifest]) => [path, JSON.stringify(manifest)]));
  for (const [path, text] of request.files) if (/\.(?:patch|diff)$/.test(path)) files.set(path, text);
  files.set(posix.join(posix.dirname(request.lockfile.path), rcFile), written(settings));
  return files;
}

function environmentOf(registry: string): Record<string, string> {
  return {
    YARN_RC_FILENAME: rcFile,
    YARN_NPM_REGISTRY_SERVER: registry.replace(/\/$/, ''),
    YARN_UNSAFE_HTTP_WHITELIST: '127.0.0.1',
    YARN_IGNORE_PATH: '1',
    YARN_ENABLE_SCRIPTS: '0',
    YARN_ENABLE_TELEMETRY: '0',
    YARN_ENABLE_IMMUTABLE_INSTALLS: '0',
    YARN_ENABLE_GLOBAL_CACHE: '1',
    YARN_ENABLE_COLORS: '0',
    YARN_ENABLE_PROGRESS_BARS: '0',
    YARN_ENABLE_INLINE_BUILDS: '0',
  };
}
