import type { Codemod } from '../../src/change/codemod.ts';
import { changed, moveUses, noted, resultOf } from '../../src/change/syntax.ts';

const rule = 'use-context';
const guide = 'https://react.dev/reference/react/use';

export const codemod: Codemod = {
  id: 'react-19-use-context',
  title: 'Read contexts by use',
  revision: 1,
  level: 'modernise',
  trigger: { kind: 'dependency', ecosystem: 'npm', name: 'react', crosses: '19.0.0' },
  languages: ['javascript', 'typescript'],
  hints: [['useContext', 'react']],
  rules: [{ id: rule, doc: 'useContext(Theme) → use(Theme)' }],
  transform(file, context) {
    const uses = context.enabled(rule)
      ? file
          .bindings()
          .uses('react')
          .filter(({ path }) => path.join('.') === 'useContext')
      : [];
    const calls = uses.filter(({ node }) => {
      const parent = file.tree().parent(node);
      return parent?.type === 'CallExpression' && parent.callee === node;
    });
    // One that is handed on keeps its name, and with it the import.
    const { edits, blocked } = moveUses(file, calls, 'use', rule);
    return resultOf(file, [
      changed(edits),
      ...blocked.map(({ node }) =>
        noted(rule, node, 'use reads a context since React 19; take it by hand here', guide),
      ),
    ]);
  },
};
