/** Reads the declarations out of the archive of a package; nothing of it reaches the disk. */
import { gunzipSync } from 'node:zlib';
import { Parser } from 'tar';
import type { Surface } from '../../domain/surface.ts';
import { surfaceOf } from '../../ecosystems/npm/surface.ts';
import type { TypedPackage } from './question.ts';

const mostUnpacked = 256 * 1024 * 1024;
/** Of all declarations of a package together; the largest public ones have some ten megabytes. */
const mostText = 24 * 1024 * 1024;

/** `null`: that there are none is worth keeping too. */
export function surfaceIn(typed: TypedPackage | null): Surface | null {
  return typed ? (surfaceOf(typed.manifest, new Map(Object.entries(typed.texts))) ?? null) : null;
}

export function readTyped(archive: Uint8Array): TypedPackage | null {
  const texts = new Map<string, string>();
  let manifest: unknown;
  let left = mostText;
  const parser = new Parser({
    strict: false,
    filter: (path) => /\.d\.[cm]?ts$/.test(path) || /^[^/]+\/package\.json$/.test(path),
    onReadEntry(entry) {
      const parts: Uint8Array[] = [];
      left -= entry.size;
      if (entry.type === 'File' && left >= 0) entry.on('data', (part) => parts.push(part));
      entry.on('end', () => {
        const path = entry.path.slice(entry.path.indexOf('/') + 1);
        const text = Buffer.concat(parts).toString('utf8');
        if (path === 'package.json') manifest = JSON.parse(text);
        else if (parts.length > 0) texts.set(path, text);
      });
      entry.resume();
    },
  });
  parser.end(unpacked(archive));
  if (typeof manifest !== 'object' || manifest === null || left < 0) return null;
  return { manifest: manifest as TypedPackage['manifest'], texts: Object.fromEntries(texts) };
}

function unpacked(archive: Uint8Array): Buffer {
  try {
    return gunzipSync(archive, { maxOutputLength: mostUnpacked });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') throw error;
    throw new Error(`it unpacks to more than ${mostUnpacked / 1024 / 1024} MB`);
  }
}
