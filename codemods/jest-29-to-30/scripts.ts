import { findNodeAtLocation } from 'jsonc-parser';
import type { SourceFile } from '../../src/change/codemod.ts';
import { changed, type Part, replaced } from '../../src/change/syntax.ts';

const from = '--testPathPattern';
const option = /(?<![\w-])--testPathPattern(?![\w-])/g;

/** The scripts of a package.json. Offsets in the text and not in the string: the option has nothing to escape. */
export function scripts(file: SourceFile, rule: string): readonly Part[] {
  const all = findNodeAtLocation(file.json(), ['scripts']);
  return (all?.children ?? []).flatMap((property) => {
    const value = property.children?.[1];
    if (value?.type !== 'string') return [];
    const text = file.text.slice(value.offset, value.offset + value.length);
    return [...text.matchAll(option)].map(({ index }) => {
      const start = value.offset + index;
      return changed([replaced(rule, { start, end: start + from.length }, `${from}s`)]);
    });
  });
}
