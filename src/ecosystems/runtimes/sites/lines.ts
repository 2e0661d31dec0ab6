import type { Range } from '../../../domain/text.ts';
import type { SourceFile } from '../file.ts';

/** The first line that says something, in a file that holds nothing but a version. */
export function firstWord(file: SourceFile): readonly Range[] {
  const match = /^[ \t]*([^\s#][^\s]*)/m.exec(file.text);
  if (!match?.[1]) return [];
  const start = match.index + match[0].length - match[1].length;
  return [{ start, end: start + match[1].length }];
}

/** The versions on the line of `nodejs` or `node` in a .tool-versions file: the first is used, the others are fallbacks. */
export function toolVersions(file: SourceFile): readonly Range[] {
  return [...file.text.matchAll(/^[ \t]*(?:nodejs|node)[ \t]+([^#\r\n]+)/gm)].map((line) => {
    const start = line.index + line[0].length - (line[1]?.length ?? 0);
    return { start, end: start + (line[1]?.trimEnd().length ?? 0) };
  });
}
