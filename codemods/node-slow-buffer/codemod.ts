import type { Codemod, SourceFile } from '../../src/change/codemod.ts';
import {
  builtin,
  changed,
  moveUses,
  noted,
  type Part,
  replaced,
  resultOf,
  spot,
} from '../../src/change/syntax.ts';

const rule = 'slow-buffer';
const guide = 'https://nodejs.org/api/deprecations.html#dep0030-slowbuffer';

export const codemod: Codemod = {
  id: 'node-slow-buffer',
  title: 'Use Buffer.allocUnsafeSlow instead of SlowBuffer',
  revision: 1,
  level: 'required',
  trigger: { kind: 'runtime', name: 'node', crosses: '25.0.0' },
  languages: ['javascript', 'typescript'],
  hints: [['SlowBuffer', 'buffer']],
  rules: [{ id: rule, doc: 'new SlowBuffer(n), SlowBuffer(n) → Buffer.allocUnsafeSlow(n)' }],
  transform: (file, context) => resultOf(file, context.enabled(rule) ? parts(file) : []),
};

function parts(file: SourceFile): readonly Part[] {
  const tree = file.tree();
  const uses = file
    .bindings()
    .uses(...builtin('buffer'))
    .filter(
      ({ node, path }) => path.join('.') === 'SlowBuffer' && tree.parent(node)?.type !== 'VariableDeclarator',
    );
  const isMade = (node: (typeof uses)[number]['node']) => {
    const parent = tree.parent(node);
    return (parent?.type === 'CallExpression' || parent?.type === 'NewExpression') && parent.callee === node;
  };
  const others = uses.filter(({ node }) => !isMade(node));
  const left = (node: (typeof uses)[number]['node']) =>
    noted(rule, node, 'SlowBuffer is gone in Node.js 25; use Buffer here by hand', guide);
  // One that stays needs its import, and the import would be moved.
  if (others.length > 0) return uses.map(({ node }) => left(node));
  const { edits, blocked } = moveUses(file, uses, 'Buffer', rule, '.allocUnsafeSlow');
  const stuck = new Set(blocked.map(({ node }) => node));
  const withoutNew = uses.flatMap(({ node }) => {
    const parent = tree.parent(node);
    if (parent?.type !== 'NewExpression' || stuck.has(node)) return [];
    return [replaced(rule, { start: spot(parent).start, end: spot(node).start }, '')];
  });
  return [changed([...edits, ...withoutNew]), ...blocked.map(({ node }) => left(node))];
}
