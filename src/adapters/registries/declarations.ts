import { gunzipSync } from 'node:zlib';
import { Parser } from 'tar';
import type { Declarations, Surface } from '../../domain/surface.ts';
import { surfaceOf } from '../../ecosystems/npm/surface.ts';
import type { TypedPackage } from '../types/question.ts';
import { archiveOf } from './archive.ts';
import type { NpmConfig } from './npm-config.ts';
import type { HttpClient } from './source.ts';

const mostUnpacked = 256 * 1024 * 1024;
/** Of all declarations of a package together; the largest public ones have some ten megabytes. */
const mostText = 24 * 1024 * 1024;

interface Options {
  readonly client: HttpClient;
  readonly config: NpmConfig;
}

/** What one version exports by its own declarations. Kept for all repositories: a published version does not change. */
export async function npmDeclarations(
  options: Options,
  name: string,
  version: string,
): Promise<Declarations> {
  const digest = { shape: 'surface-1', read: (archive: Uint8Array) => surfaceIn(readTyped(archive)) };
  const answer = await archiveOf(options, name, version, digest);
  if (answer.kind === 'unreachable') return answer;
  const surface = answer.value as Surface | null;
  return surface ? { kind: 'found', surface } : { kind: 'none' };
}

/** The declarations themselves, for TypeScript to read; `undefined` where there are none or they cannot be had. */
export async function npmTypedPackage(
  options: Options,
  name: string,
  version: string,
): Promise<TypedPackage | undefined> {
  const digest = { shape: 'typed-1', read: (archive: Uint8Array) => readTyped(archive) };
  const answer = await archiveOf(options, name, version, digest);
  const typed = answer.kind === 'ok' ? (answer.value as TypedPackage | null) : null;
  return typed && Object.keys(typed.texts).length > 0 ? typed : undefined;
}

/** `null`: that there are none is worth keeping too. */
function surfaceIn(typed: TypedPackage | null): Surface | null {
  return typed ? (surfaceOf(typed.manifest, new Map(Object.entries(typed.texts))) ?? null) : null;
}

function readTyped(archive: Uint8Array): TypedPackage | null {
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
