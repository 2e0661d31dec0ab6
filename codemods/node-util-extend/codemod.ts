import type { Codemod } from '../../src/change/codemod.ts';
import { asValue, builtin, changed, endingUses, noted, replaced, resultOf } from '../../src/change/syntax.ts';

const rule = '_extend';
const guide = 'https://nodejs.org/api/deprecations.html#dep0060-util_extend';

export const codemod: Codemod = {
  id: 'node-util-extend',
  title: 'Use Object.assign instead of util._extend',
  revision: 1,
  level: 'deprecated',
  trigger: { kind: 'runtime', name: 'node', crosses: '22.0.0' },
  languages: ['javascript', 'typescript'],
  hints: [['util', rule]],
  rules: [{ id: rule, doc: 'util._extend(a, b) → Object.assign(a, b)' }],
  transform(file, context) {
    const uses = context.enabled(rule) ? endingUses(file, builtin('util'), [rule]) : [];
    const parts = uses.map(({ node, doing }) => {
      if (doing.kind === 'other' || file.bindings().lookUp('Object', node))
        return noted(
          rule,
          node,
          'util._extend was left alone here; replace it by hand with Object.assign',
          guide,
        );
      const { node: at, text } = asValue(file, node, 'Object.assign');
      return changed([replaced(rule, at, text)], node);
    });
    return resultOf(file, parts);
  },
};
