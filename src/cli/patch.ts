import { createTwoFilesPatch } from 'diff';
import type { FileEdit } from '../domain/change.ts';

/** A patch that `git apply` and `patch -p1` take. */
export function patchOf(edits: readonly FileEdit[]): string {
  return edits
    .map(({ path: written, before, after }) => {
      const path = written.replace(/^\/+/, '');
      const [from, to] = [
        before === undefined ? '/dev/null' : `a/${path}`,
        after === undefined ? '/dev/null' : `b/${path}`,
      ];
      const patch = createTwoFilesPatch(from, to, before ?? '', after ?? '', undefined, undefined, {
        context: 3,
      });
      return patch.replace(/^=+\n/, `diff --git a/${path} b/${path}\n`);
    })
    .join('');
}
