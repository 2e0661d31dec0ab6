import type { Range } from '../../../domain/text.ts';
import type { SourceFile } from '../file.ts';

/** The first line that says something, in a file that holds nothing but a version. */
export function firstWord(file: SourceFile): readonly Range[] {
  const match = /^[ \t]*([^\s#][^\s]*)/m.exec(file.text);
  if (!match?.[1]) return [];
  const start = match.index + match[0].length - match[1].length;
  return [{ start, end: start + match[1].length }];
}

/** Every version on the line of `nodejs` or `node` in a .tool-versions file. */
export function toolVersions(file: SourceFile): readonly Range[] {
  return [...file.text.matchAll(/^[ \t]*(?:nodejs|node)([ \t]+[^#\r\n]+)/gm)].flatMap((line) => {
    const from = line.index + line[0].length - (line[1]?.length ?? 0);
    return [...(line[1] ?? '').matchAll(/[^\s]+/g)].map((word) => ({
      start: from + word.index,
      end: from + word.index + word[0].length,
    }));
  });
}
