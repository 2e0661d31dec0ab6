/** The global namespace JSX is gone; React has one of its own. */
import type { SourceFile } from '../../src/change/codemod.ts';
import { changed, noted, type Part, type spot } from '../../src/change/syntax.ts';
import { typeImport } from './type-import.ts';
import { guide } from './uses.ts';

const rule = 'jsx-namespace';

export function jsxNamespace(file: SourceFile): readonly Part[] {
  const declared = file
    .tree()
    .of('TSModuleDeclaration')
    .filter(({ id }) => id.type === 'Identifier' && id.name === 'JSX')
    .filter((node) => isGlobal(file, node))
    .map((node) =>
      noted(
        rule,
        node,
        "the global namespace JSX is gone; declare it in declare module 'react' { namespace JSX { … } }",
        guide,
      ),
    );
  const [first, ...others] = file
    .tree()
    .of('TSQualifiedName')
    .flatMap(({ left }) =>
      left.type === 'Identifier' && left.name === 'JSX' && !isKnown(file, left) ? [left] : [],
    );
  if (!first) return declared;
  const edits = typeImport(file, 'react', 'JSX', [first, ...others], rule);
  return [
    ...declared,
    edits
      ? changed(edits)
      : noted(rule, first, 'the global namespace JSX is gone; import it from react', guide),
  ];
}

const isKnown = (file: SourceFile, node: Parameters<typeof spot>[0]) =>
  file.bindings().bindingOf(node) !== undefined;

/** In `declare global`, or in a file that is no module. */
function isGlobal(file: SourceFile, node: Parameters<typeof spot>[0]): boolean {
  const above = [...file.tree().ancestors(node)].filter(({ type }) => type === 'TSModuleDeclaration');
  const [outer] = above;
  if (outer?.type === 'TSModuleDeclaration') return outer.kind === 'global';
  return file.babel().program.sourceType === 'script';
}
