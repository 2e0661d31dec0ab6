import { chmodSync, lstatSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FileEdit } from '../../domain/change.ts';
import { encode } from './decode.ts';

export type WriteOutcome = { kind: 'written'; paths: string[] } | { kind: 'refused'; because: string };

/**
 * Writes edits into a folder, all or none: new contents are laid beside the old ones first and then renamed over them. A file
 * that changed since it was read stops everything before the first is touched.
 */
export function writeInPlace(
  root: string,
  edits: readonly FileEdit[],
  marked: ReadonlySet<string>,
): WriteOutcome {
  const beside = (path: string) => join(root, `${path}.springtide-${process.pid}`);
  for (const edit of edits) {
    const full = join(root, edit.path);
    const stat = lstatSync(full, { throwIfNoEntry: false });
    if (stat && !stat.isFile()) return { kind: 'refused', because: `${edit.path} is not a plain file` };
    const now = stat ? readFileSync(full, 'utf8') : undefined;
    const before = edit.before === undefined ? undefined : encode(edit.before, marked.has(edit.path));
    if (now !== before)
      return { kind: 'refused', because: `${edit.path} changed since it was read; run it again` };
  }
  const laid: string[] = [];
  try {
    for (const { path, after } of edits) {
      if (after === undefined) continue;
      mkdirSync(dirname(join(root, path)), { recursive: true });
      laid.push(beside(path));
      writeFileSync(beside(path), encode(after, marked.has(path)));
      const mode = lstatSync(join(root, path), { throwIfNoEntry: false })?.mode;
      if (mode !== undefined) chmodSync(beside(path), mode & 0o777);
    }
    for (const { path, after } of edits) {
      if (after === undefined) rmSync(join(root, path));
      else renameSync(beside(path), join(root, path));
    }
  } finally {
    for (const path of laid) rmSync(path, { force: true });
  }
  return { kind: 'written', paths: edits.map((edit) => edit.path) };
}
