import { gunzipSync } from 'node:zlib';
import { Parser } from 'tar';
import { documentAddress, full, isPackageName, withIdentity } from './npm-address.ts';
import type { NpmConfig } from './npm-config.ts';
import type { HttpClient } from './source.ts';

const mostPacked = 20 * 1024 * 1024;
const mostUnpacked = 128 * 1024 * 1024;
const mostText = 1024 * 1024;
/** A published version does not change. */
const aYear = 365 * 86_400;

/** `package/CHANGELOG.md`, in the root of the archive only. */
const names = /^[^/]+\/(changelog|changes|history|releases?)(\.md|\.markdown|\.txt)?$/i;

/** The changelog that the archive of one version carries. The archive is read in memory; nothing of it reaches the disk. */
export async function npmChangelog(
  options: { readonly client: HttpClient; readonly config: NpmConfig },
  name: string,
  version: string,
): Promise<string | undefined> {
  if (!isPackageName(name)) return undefined;
  const tarball = await tarballOf(options, name, version);
  if (tarball === undefined) return undefined;
  const answer = await options.client.get({
    ...withIdentity(options.config, tarball),
    freshForSeconds: aYear,
    limitBytes: mostPacked,
    digest: { shape: 'changelog-1', read: readChangelog },
  });
  return answer.kind === 'ok' && typeof answer.value === 'string' ? answer.value : undefined;
}

async function tarballOf(
  { client, config }: { readonly client: HttpClient; readonly config: NpmConfig },
  name: string,
  version: string,
): Promise<string | undefined> {
  const address = documentAddress(config, name);
  const answer = await client.get({
    ...address,
    url: `${address.url}/${encodeURIComponent(version)}`,
    accept: full,
    freshForSeconds: aYear,
    digest: {
      shape: 'tarball-1',
      read: (body) => readTarball(JSON.parse(Buffer.from(body).toString('utf8'))),
    },
  });
  return answer.kind === 'ok' && typeof answer.value === 'string' ? answer.value : undefined;
}

function readTarball(manifest: { dist?: { tarball?: unknown } } | null): string {
  const tarball = manifest?.dist?.tarball;
  if (typeof tarball !== 'string') throw new Error('its answer names no archive');
  return tarball;
}

/** The text of the best-named changelog in the root of the archive, or `null`: that there is none is worth keeping too. */
function readChangelog(archive: Uint8Array): string | null {
  const found = new Map<string, string>();
  const parser = new Parser({
    strict: false,
    filter: (path) => names.test(path),
    onReadEntry(entry) {
      const parts: Uint8Array[] = [];
      if (entry.type === 'File' && entry.size <= mostText) entry.on('data', (part) => parts.push(part));
      entry.on('end', () => found.set(kindOf(entry.path), Buffer.concat(parts).toString('utf8')));
      entry.resume();
    },
  });
  parser.end(gunzipSync(archive, { maxOutputLength: mostUnpacked }));
  const best = ['changelog', 'changes', 'history', 'release', 'releases'].find((kind) => found.get(kind));
  return best === undefined ? null : (found.get(best) ?? null);
}

function kindOf(path: string): string {
  return names.exec(path)?.[1]?.toLowerCase() ?? '';
}
