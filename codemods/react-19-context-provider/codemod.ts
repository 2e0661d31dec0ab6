import type { Codemod, SourceFile } from '../../src/change/codemod.ts';
import { changed, type Part, replaced, resultOf, spot } from '../../src/change/syntax.ts';

const rule = 'provider';

export const codemod: Codemod = {
  id: 'react-19-context-provider',
  title: 'Render a context as its own provider',
  revision: 1,
  level: 'modernise',
  trigger: { kind: 'dependency', ecosystem: 'npm', name: 'react', crosses: '19.0.0' },
  languages: ['javascript', 'typescript'],
  hints: [['.Provider', 'createContext']],
  rules: [{ id: rule, doc: '<Theme.Provider value={x}> → <Theme value={x}>' }],
  transform: (file, context) => resultOf(file, context.enabled(rule) ? providers(file) : []),
};

/** Only contexts that this file makes: another library may have a Provider that is no context's. */
function providers(file: SourceFile): readonly Part[] {
  const made = file
    .bindings()
    .uses('react')
    .flatMap(({ node, path }) => {
      const call = file.tree().parent(node);
      const isCall = call?.type === 'CallExpression' && call.callee === node;
      return isCall && path.join('.') === 'createContext' ? [{ node: call, path: [] }] : [];
    });
  return file
    .bindings()
    .follow(made)
    .flatMap(({ node, path }) => {
      if (node.type !== 'JSXMemberExpression' || path.join('.') !== 'Provider') return [];
      // A name in small letters would be an element of HTML.
      if (node.object.type === 'JSXIdentifier' && /^[a-z]/.test(node.object.name)) return [];
      return [changed([replaced(rule, { start: spot(node.object).end, end: spot(node).end }, '')])];
    });
}
