import type { Declarations, Surface } from '../../domain/surface.ts';
import type { ArchiveQuestion, TypedPackage } from '../types/question.ts';
import { askThread, type Limits } from '../types/thread.ts';
import { archiveOf } from './archive.ts';
import type { NpmConfig } from './npm-config.ts';
import type { HttpClient } from './source.ts';

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
  const digest = { shape: 'surface-2', read: readAs('surface') };
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
  const digest = { shape: 'typed-1', read: readAs('texts') };
  const answer = await archiveOf(options, name, version, digest);
  const typed = answer.kind === 'ok' ? (answer.value as TypedPackage | null) : null;
  return typed && Object.keys(typed.texts).length > 0 ? typed : undefined;
}

const limits: Limits = { milliseconds: 30_000, megabytes: 512 };

/** In a thread: an archive is anybody's. What takes too long is no answer that is worth keeping. */
function readAs(want: ArchiveQuestion['want']) {
  return async (archive: Uint8Array): Promise<unknown> => {
    const script = new URL('../types/archive-worker.ts', import.meta.url);
    const answered = await askThread(script, { archive, want } satisfies ArchiveQuestion, limits);
    if (answered.kind === 'stopped') throw new Error(`its declarations were not read: ${answered.because}`);
    return answered.answer;
  };
}
