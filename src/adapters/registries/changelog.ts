import { gunzipSync } from 'node:zlib';
import { Parser } from 'tar';
import { archiveOf } from './archive.ts';
import type { NpmConfig } from './npm-config.ts';
import type { HttpClient } from './source.ts';

const mostUnpacked = 128 * 1024 * 1024;
const mostText = 1024 * 1024;

/** `package/CHANGELOG.md`, in the root of the archive only. */
const names = /^[^/]+\/(changelog|changes|history|releases?)(\.md|\.markdown|\.txt)?$/i;

/** The changelog that the archive of one version carries. */
export async function npmChangelog(
  options: { readonly client: HttpClient; readonly config: NpmConfig },
  name: string,
  version: string,
): Promise<string | undefined> {
  const answer = await archiveOf(options, name, version, { shape: 'changelog-1', read: readChangelog });
  return answer.kind === 'ok' && typeof answer.value === 'string' ? answer.value : undefined;
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
