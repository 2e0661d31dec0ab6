import type { Codemod } from '../../src/change/codemod.ts';
import { builtin, changed, moveUses, noted, resultOf } from '../../src/change/syntax.ts';

const rule = 'tmpdir';

export const codemod: Codemod = {
  id: 'node-os-tmpdir',
  title: 'Use os.tmpdir',
  revision: 1,
  level: 'required',
  trigger: { kind: 'runtime', name: 'node', crosses: '14.0.0' },
  languages: ['javascript', 'typescript'],
  hints: [['tmpDir']],
  rules: [{ id: rule, doc: 'os.tmpDir → os.tmpdir' }],
  transform(file, context) {
    const uses = file
      .bindings()
      .uses(...builtin('os'))
      .filter(({ path }) => path.length === 1 && path[0] === 'tmpDir');
    const { edits, blocked } = context.enabled(rule)
      ? moveUses(file, uses, 'tmpdir', rule)
      : { edits: [], blocked: [] };
    const left = blocked.map(({ node }) =>
      noted(rule, node, 'tmpDir was left alone here; use tmpdir of node:os by hand'),
    );
    return resultOf(file, [changed(edits), ...left]);
  },
};
