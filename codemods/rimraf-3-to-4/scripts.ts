import { findNodeAtLocation } from 'jsonc-parser';
import type { SourceFile } from '../../src/change/codemod.ts';
import { changed, type Part, replaced } from '../../src/change/syntax.ts';

/** The program and its arguments up to the end of its command, in the text of a JSON string: `\"` is a quote there. */
const command = /(?<![\w./@-])rimraf(?=\s)([^&|;]*)/g;

/** `rimraf "dist/*"` in a script; since version 4.2 patterns have to be asked for. */
export function scripts(file: SourceFile, rule: string): readonly Part[] {
  const all = findNodeAtLocation(file.json(), ['scripts']);
  return (all?.children ?? []).flatMap((property) => {
    const value = property.children?.[1];
    if (value?.type !== 'string') return [];
    const text = file.text.slice(value.offset + 1, value.offset + value.length - 1);
    return [...text.matchAll(command)].flatMap(({ index, 1: args = '' }) => {
      if (!/[*?]|\{[^}]*,[^}]*\}/.test(args) || /(?:^|\s)(?:--glob|-g|--no-glob|-G)\b/.test(args)) return [];
      const at = value.offset + 1 + index + 'rimraf'.length;
      return [changed([replaced(rule, { start: at, end: at }, ' --glob')])];
    });
  });
}
