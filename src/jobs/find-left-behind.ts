import type { Step } from '../domain/change.ts';
import type { Site } from '../domain/manifest.ts';
import type { Update } from '../domain/update.ts';
import { leftBehind, runtimes } from '../ecosystems/runtimes/index.ts';
import type { ReadRepository } from './read-repository.ts';

/** Completeness: after a runtime moved, the repository is read again, and what still names an older line is listed. */
export function findLeftBehind(
  updates: readonly Update[],
  { texts, paths }: ReadRepository,
  steps: readonly Step[],
): readonly Site[] {
  const runtimeUpdates = updates.filter(({ dependency }) => dependency.ecosystem === 'runtimes');
  if (runtimeUpdates.length === 0) return [];
  const after = new Map(texts);
  for (const edit of steps.flatMap((step) => step.edits)) {
    if (edit.after === undefined) after.delete(edit.path);
    else if (after.has(edit.path)) after.set(edit.path, edit.after);
  }
  const { dependencies } = runtimes.read(after, paths);
  return runtimeUpdates.flatMap(({ dependency, to }) =>
    dependencies
      .filter(({ name }) => name === dependency.name)
      .flatMap((again) => leftBehind(again, to.version)),
  );
}
