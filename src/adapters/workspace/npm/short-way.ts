import { get } from 'node:http';
import {
  type Doubt,
  type Incoming,
  type Settled,
  settle,
  spliceVersions,
} from '../../../ecosystems/npm/package-lock-splice.ts';
import { isRecord } from '../../../ecosystems/npm/package-lock-tree.ts';
import type { LockRequest } from '../../../ports.ts';
import { folderOf, type Layout, locationIn } from './layout.ts';
import { hasDefaults, treeSettings } from './settings.ts';

/**
 * The lockfile with only the entries of the new versions changed, where that is all that npm would do; `undefined` on any
 * doubt. The lockfile of a repository is read once for all its branches.
 */
export function createShortWay(): (
  request: LockRequest,
  layout: Layout,
  registry: string,
) => Promise<string | undefined> {
  let last: { readonly text: string; readonly settled: Settled | Doubt } | undefined;
  return async (request, layout, registry) => {
    if (!hasDefaults(treeSettings(request))) return undefined;
    if (last?.text !== request.before) last = { text: request.before, settled: settle(request.before) };
    if (last.settled.kind === 'doubt') return undefined;
    const incoming = await incomingOf(request, layout, registry);
    const result = incoming && spliceVersions(last.settled, incoming, manifestsOf(request));
    return result?.kind === 'spliced' ? result.text : undefined;
  };
}

async function incomingOf(
  request: LockRequest,
  layout: Layout,
  registry: string,
): Promise<Incoming[] | undefined> {
  const folder = folderOf(request.lockfile.path);
  const incoming = request.wanted.map(async ({ manifest, name, version }) => {
    const location = locationIn(folder, manifest);
    const alias = layout.lock.packages?.[`node_modules/${name}`]?.name;
    return { location, name, version, manifest: await manifestOf(registry, alias ?? name, version) };
  });
  const all = await Promise.all(incoming);
  return all.every(({ manifest }) => manifest !== undefined) ? all : undefined;
}

function manifestsOf(request: LockRequest): Map<string, Readonly<Record<string, unknown>>> {
  const folder = folderOf(request.lockfile.path);
  const manifests = new Map<string, Readonly<Record<string, unknown>>>();
  for (const [path, text] of request.files) {
    if (!path.endsWith('package.json')) continue;
    const manifest: unknown = JSON.parse(text);
    if (isRecord(manifest)) manifests.set(locationIn(folder, path), manifest);
  }
  return manifests;
}

/** What the registry says of one version, without all the others; `undefined` when it says nothing of use. */
function manifestOf(registry: string, name: string, version: string): Promise<unknown> {
  return getJson(new URL(`${name.replace('/', '%2f')}/${encodeURIComponent(version)}`, registry));
}

function getJson(url: URL): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const request = get(url, { headers: { accept: 'application/json' }, timeout: 60_000 }, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('error', () => resolve(undefined));
    response.on('end', () =>
      resolve(response.statusCode === 200 ? parsed(Buffer.concat(chunks)) : undefined),
    );
  });
  request.on('timeout', () => request.destroy());
  request.on('error', () => resolve(undefined));
  return promise;
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
