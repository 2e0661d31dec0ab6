import type { Node } from '@babel/types';
import type { Codemod, SourceFile } from '../../src/change/codemod.ts';
import {
  builtin,
  changed,
  endingUses,
  importing,
  membersOfGlobal,
  noted,
  type Part,
  replaced,
  resultOf,
} from '../../src/change/syntax.ts';

const rule = 'process-assert';
const guide = 'https://nodejs.org/api/deprecations.html#dep0100-processassert';

export const codemod: Codemod = {
  id: 'node-process-assert',
  title: 'Use node:assert instead of process.assert',
  revision: 1,
  level: 'required',
  trigger: { kind: 'runtime', name: 'node', crosses: '24.0.0' },
  languages: ['javascript', 'typescript'],
  hints: [['process', 'assert']],
  rules: [{ id: rule, doc: 'process.assert(x) → assert(x) of node:assert' }],
  transform: (file, context) => resultOf(file, context.enabled(rule) ? parts(file) : []),
};

function parts(file: SourceFile): readonly Part[] {
  const tree = file.tree();
  const imported = endingUses(file, builtin('process'), ['assert']).map(({ node }) => node);
  const global = membersOfGlobal(file, 'process', 'assert');
  const nodes: readonly Node[] = [...imported, ...global];
  if (nodes.length === 0) return [];
  const calls = nodes.filter((node) => {
    const parent = tree.parent(node);
    return parent?.type === 'CallExpression' && parent.callee === node;
  });
  const others = nodes.filter((node) => !calls.includes(node));
  const left = (node: Node) =>
    noted(rule, node, 'process.assert is gone in Node.js 24; use node:assert here by hand', guide);
  if (calls.length === 0) return others.map(left);
  const assert = importing(
    file,
    { modules: ['node:assert', 'assert'], export: 'default', local: 'assert' },
    calls,
    rule,
  );
  if (!assert) return nodes.map(left);
  const edits = calls.map((node) => replaced(rule, node, assert.local));
  return [changed([...edits, ...assert.edits], ...calls), ...others.map(left)];
}
