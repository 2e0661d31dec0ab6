import type { Codemod } from '../../src/change/codemod.ts';
import { builtin, changed, moveUses, noted, resultOf } from '../../src/change/syntax.ts';

const rule = 'create-require';

export const codemod: Codemod = {
  id: 'node-create-require',
  title: 'Use createRequire',
  revision: 1,
  level: 'required',
  trigger: { kind: 'runtime', name: 'node', crosses: '16.0.0' },
  languages: ['javascript', 'typescript'],
  hints: [['createRequireFromPath']],
  rules: [{ id: rule, doc: 'module.createRequireFromPath → module.createRequire' }],
  transform(file, context) {
    const uses = file
      .bindings()
      .uses(...builtin('module'))
      .filter(({ path }) => path.length === 1 && path[0] === 'createRequireFromPath');
    const { edits, blocked } = context.enabled(rule)
      ? moveUses(file, uses, 'createRequire', rule)
      : { edits: [], blocked: [] };
    const left = blocked.map(({ node }) =>
      noted(
        rule,
        node,
        'createRequireFromPath was left alone here; use createRequire of node:module by hand',
      ),
    );
    return resultOf(file, [changed(edits), ...left]);
  },
};
