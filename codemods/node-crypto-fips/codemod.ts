import type { Codemod, SourceFile } from '../../src/change/codemod.ts';
import { builtin, changed, noted, type Part, replaced, resultOf, spot } from '../../src/change/syntax.ts';

const rule = 'fips';
const guide = 'https://nodejs.org/api/deprecations.html#dep0093-cryptofips-is-deprecated-and-replaced';

export const codemod: Codemod = {
  id: 'node-crypto-fips',
  title: 'Ask and set FIPS mode with functions',
  revision: 1,
  level: 'deprecated',
  trigger: { kind: 'runtime', name: 'node', crosses: '24.0.0' },
  languages: ['javascript', 'typescript'],
  hints: [['crypto', rule]],
  rules: [{ id: rule, doc: 'crypto.fips → crypto.getFips(), crypto.fips = x → crypto.setFips(x)' }],
  transform: (file, context) => resultOf(file, context.enabled(rule) ? parts(file) : []),
};

function parts(file: SourceFile): readonly Part[] {
  return file
    .bindings()
    .uses(...builtin('crypto'))
    .filter(({ path }) => path.join('.') === rule)
    .flatMap(({ node }) => {
      const parent = file.tree().parent(node);
      if (node.type !== 'MemberExpression')
        return node.type === 'Identifier'
          ? [
              noted(
                rule,
                node,
                'this is what crypto.fips was when it was imported; ask crypto.getFips() where it is needed',
                guide,
              ),
            ]
          : [];
      const object = file.text.slice(spot(node.object).start, spot(node.object).end);
      if (parent?.type === 'AssignmentExpression' && parent.left === node) {
        if (parent.operator !== '=' || file.tree().parent(parent)?.type !== 'ExpressionStatement')
          return [
            noted(
              rule,
              node,
              'crypto.fips is set within an expression; call crypto.setFips() by hand',
              guide,
            ),
          ];
        return [
          changed([
            replaced(rule, { start: spot(node).start, end: spot(parent.right).start }, `${object}.setFips(`),
            replaced(rule, { start: spot(parent).end, end: spot(parent).end }, ')'),
          ]),
        ];
      }
      const isLeft =
        parent?.type === 'UpdateExpression' ||
        (parent?.type === 'UnaryExpression' && parent.operator === 'delete');
      return isLeft ? [] : [changed([replaced(rule, node, `${object}.getFips()`)])];
    });
}
