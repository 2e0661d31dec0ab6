/** What package.json says of ESLint. */
import { findNodeAtLocation } from 'jsonc-parser';
import type { Context, SourceFile } from '../../src/change/codemod.ts';
import { changed, changeObject, type Part, replaced } from '../../src/change/syntax.ts';
import { eslint, found, guide } from './found.ts';

/** `eslintConfig` and `eslintIgnore` go where eslint.config.mjs takes their place. */
export function packageConfig(file: SourceFile, { surveyed, enabled }: Context): readonly Part[] {
  const folder = file.path.slice(0, -'package.json'.length);
  const source = found(surveyed, folder);
  if (source.kind !== 'config' || !enabled(source.path === file.path ? 'package-config' : 'flat-config'))
    return [];
  const root = file.json();
  const going = [
    ...(source.path === file.path ? [{ key: 'eslintConfig', rule: 'package-config' }] : []),
    { key: 'eslintIgnore', rule: 'ignore-file' },
  ].filter(({ key, rule }) => enabled(rule) && findNodeAtLocation(root, [key]));
  if (going.length === 0) return [];
  return [
    changed(
      changeObject(
        file,
        root,
        going.map((one) => ({ kind: 'drop', ...one })),
      ),
    ),
  ];
}

const gone = /(?<=\s)--ext[ =](?:\\?["'])?[\w.,*]+(?:\\?["'])?\s*/g;
const rulesFolder = /(?<=\s)--rulesdir[ =]\S+\s*/g;

/** Options go where the new file says the same; a configuration that is left to a person still needs them. */
export function scripts(file: SourceFile, { surveyed }: Context): readonly Part[] {
  const isReplaced = found(surveyed, file.path.slice(0, -'package.json'.length)).kind === 'config';
  const all = findNodeAtLocation(file.json(), ['scripts']);
  return (all?.children ?? []).flatMap((property) => {
    const value = property.children?.[1];
    if (value?.type !== 'string' || !eslint.test(String(value.value))) return [];
    const text = file.text.slice(value.offset + 1, value.offset + value.length - 1);
    const at = (index: number) => value.offset + 1 + index;
    const going = isReplaced ? [...text.matchAll(gone), ...text.matchAll(rulesFolder)] : [];
    const taken = going.map(({ 0: found_, index }) => {
      const isLast = index + found_.length === text.length;
      const start = isLast ? index - 1 : index;
      return changed([replaced('scripts', { start: at(start), end: at(index + found_.length) }, '')]);
    });
    const told =
      /(?<=\s)--(?:rulesdir|ignore-path|no-eslintrc|resolve-plugins-relative-to|env|global|parser(?:-options)?|plugin)\b/.exec(
        text,
      );
    const note = told
      ? [
          {
            ...changed([]),
            notes: [
              {
                start: at(told.index),
                rule: 'scripts',
                message: `${told[0]} is no option of ESLint 9 with eslint.config.mjs; say it there`,
                guide,
              },
            ],
          },
        ]
      : [];
    return [...taken, ...note];
  });
}
