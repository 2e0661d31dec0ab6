/** Comments that named environments; ESLint 10 calls them a mistake. */
import type { SourceFile } from '../../src/change/codemod.ts';
import { changed, type Part, replaced } from '../../src/change/syntax.ts';
import { guide } from './found.ts';

export function envComments(file: SourceFile): readonly Part[] {
  const comments = (file.babel().comments ?? []).filter(
    ({ type, value }) => type === 'CommentBlock' && /^\s*eslint-env\s/.test(value),
  );
  return comments.flatMap(({ start, end, value }) => {
    if (typeof start !== 'number' || typeof end !== 'number') return [];
    const { text } = file;
    const lineStart = text.lastIndexOf('\n', start - 1) + 1;
    const lineEnd = /^[ \t]*\r?\n/.exec(text.slice(end))?.[0].length ?? 0;
    const isAlone = text.slice(lineStart, start).trim() === '' && lineEnd > 0;
    const range = isAlone ? { start: lineStart, end: end + lineEnd } : { start, end };
    const names = value.trim().replace(/^eslint-env\s+/, '');
    const note = {
      start,
      rule: 'eslint-env',
      message: `the globals of ${names} are not known by this comment any more; say them in eslint.config.mjs for such files`,
      guide,
    };
    return [{ ...changed([replaced('eslint-env', range, '')]), notes: [note] }];
  });
}
