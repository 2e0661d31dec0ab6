import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { Parser } from 'tar';
import type { ModulesAnswer } from '../../ports.ts';
import { archiveOf } from './archive.ts';
import type { NpmConfig } from './npm-config.ts';
import type { HttpClient } from './source.ts';

const mostUnpacked = 64 * 1024 * 1024;
const mostText = 5 * 1024 * 1024;
const mostModules = 1000;

/**
 * The modules of one version. The hash is a part of what is kept: an archive that was not the one that is meant is never kept, and
 * what was kept for another hash is not found.
 */
export async function npmModules(
  options: { readonly client: HttpClient; readonly config: NpmConfig },
  {
    name,
    version,
    integrity,
  }: { readonly name: string; readonly version: string; readonly integrity: string },
): Promise<ModulesAnswer> {
  const answer = await archiveOf(options, name, version, {
    shape: `modules-1-${integrity}`,
    read: (archive) => readModules(archive, integrity),
  });
  if (answer.kind === 'unreachable') return { kind: 'refused', because: answer.because };
  return { kind: 'found', files: new Map(Object.entries(answer.value as Record<string, string>)) };
}

function readModules(archive: Uint8Array, integrity: string): Record<string, string> {
  const hash = `sha512-${createHash('sha512').update(archive).digest('base64')}`;
  if (hash !== integrity)
    throw new Error(`its archive is not the one with the integrity that is pinned; it has ${hash}`);
  const files = new Map<string, string>();
  let left = mostText;
  const parser = new Parser({
    strict: false,
    filter: (path) => /(?<!\.d)\.m?[jt]s$/.test(path) && !path.includes('/node_modules/'),
    onReadEntry(entry) {
      const parts: Uint8Array[] = [];
      left -= entry.size;
      const isKept = entry.type === 'File' && left >= 0;
      if (isKept) entry.on('data', (part) => parts.push(part));
      entry.on('end', () => {
        const path = entry.path.slice(entry.path.indexOf('/') + 1);
        if (isKept) files.set(path, Buffer.concat(parts).toString('utf8'));
      });
      entry.resume();
    },
  });
  parser.end(gunzipSync(archive, { maxOutputLength: mostUnpacked }));
  if (left < 0 || files.size > mostModules)
    throw new Error(
      `it has more than ${mostModules} modules, or more than ${mostText / 1024 / 1024} MB of them`,
    );
  return Object.fromEntries(files);
}
