import type { Codemod } from '../../src/change/codemod.ts';
import { asValue, builtin, changed, endingUses, noted, replaced, resultOf } from '../../src/change/syntax.ts';

const rule = 'isNativeError';
const guide = 'https://nodejs.org/api/deprecations.html#dep0197-utiltypesisnativeerror';

export const codemod: Codemod = {
  id: 'node-is-native-error',
  title: 'Use Error.isError instead of util.types.isNativeError',
  revision: 1,
  level: 'deprecated',
  trigger: { kind: 'runtime', name: 'node', crosses: '24.0.0' },
  languages: ['javascript', 'typescript'],
  hints: [[rule]],
  rules: [{ id: rule, doc: 'util.types.isNativeError(x) → Error.isError(x)' }],
  transform(file, context) {
    // Error.isError exists from Node.js 24.
    const isOlder = context.target !== undefined && Number.parseInt(context.target, 10) < 24;
    if (isOlder || !context.enabled(rule)) return resultOf(file, []);
    const uses = [
      ...endingUses(file, builtin('util'), [rule], ['types']),
      ...endingUses(file, builtin('util/types'), [rule]),
    ];
    const parts = uses.map(({ node, doing }) => {
      if (doing.kind === 'other' || file.bindings().lookUp('Error', node))
        return noted(
          rule,
          node,
          'isNativeError was left alone here; replace it by hand with Error.isError',
          guide,
        );
      const { node: at, text } = asValue(file, node, 'Error.isError');
      return changed([replaced(rule, at, text)], node);
    });
    return resultOf(file, parts);
  },
};
