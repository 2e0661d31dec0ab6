import { documentAddress, full, isPackageName, withIdentity } from './npm-address.ts';
import type { NpmConfig } from './npm-config.ts';
import type { HttpClient, HttpRequest } from './source.ts';

const mostPacked = 20 * 1024 * 1024;
/** A published version does not change. */
const aYear = 365 * 86_400;

export type ArchiveAnswer =
  | { readonly kind: 'ok'; readonly value: unknown }
  | { readonly kind: 'unreachable'; readonly because: string };

/** What is worth keeping of the archive of one version. It is read in memory; nothing of it reaches the disk. */
export async function archiveOf(
  options: { readonly client: HttpClient; readonly config: NpmConfig },
  name: string,
  version: string,
  digest: HttpRequest['digest'],
): Promise<ArchiveAnswer> {
  if (!isPackageName(name))
    return { kind: 'unreachable', because: `${JSON.stringify(name)} is no package name` };
  const tarball = await tarballOf(options, name, version);
  if (tarball === undefined) return { kind: 'unreachable', because: 'its registry names no archive' };
  const answer = await options.client.get({
    ...withIdentity(options.config, tarball),
    freshForSeconds: aYear,
    limitBytes: mostPacked,
    digest,
  });
  switch (answer.kind) {
    case 'ok':
      return { kind: 'ok', value: answer.value };
    case 'status':
      return { kind: 'unreachable', because: `its archive answers ${answer.status}` };
    case 'unreachable':
    case 'unreadable':
      return { kind: 'unreachable', because: answer.because };
  }
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
