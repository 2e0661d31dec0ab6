import type { Codemod, SourceFile } from '../../src/change/codemod.ts';
import { changed, type NodeOf, type Part, replaced, resultOf, spot } from '../../src/change/syntax.ts';

const rule = 'module-keyword';

export const codemod: Codemod = {
  id: 'typescript-module-keyword',
  title: 'Write namespaces with `namespace`',
  revision: 1,
  level: 'required',
  trigger: { kind: 'dependency', ecosystem: 'npm', name: 'typescript', crosses: '6.0.0' },
  languages: ['typescript'],
  hints: [['module']],
  rules: [{ id: rule, doc: 'module Foo { … } → namespace Foo { … }' }],
  transform(file, context) {
    const declarations = context.enabled(rule) ? file.tree().of('TSModuleDeclaration') : [];
    return resultOf(
      file,
      declarations.flatMap((declaration) => ofDeclaration(declaration, file)),
    );
  },
};

/** The word before the name. `declare module 'x'` describes a module, and `declare global` has no such word. */
function ofDeclaration(
  { id, start: from }: NodeOf<'TSModuleDeclaration'>,
  { text }: SourceFile,
): readonly Part[] {
  if (id.type === 'StringLiteral') return [];
  const start = from as number;
  const words = withoutComments(text.slice(start, spot(id).start));
  const at = words.search(/\bmodule\s*$/);
  if (at < 0) return [];
  return [changed([replaced(rule, { start: start + at, end: start + at + 'module'.length }, 'namespace')])];
}

const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (comment) => ' '.repeat(comment.length));
