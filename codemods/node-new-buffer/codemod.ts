import type { CallExpression, NewExpression, Node } from '@babel/types';
import type { Codemod, SourceFile } from '../../src/change/codemod.ts';
import { builtin, changed, noted, type Part, replaced, resultOf, spot } from '../../src/change/syntax.ts';

const rules = { from: 'from', alloc: 'alloc' };
const guide = 'https://nodejs.org/api/deprecations.html#dep0005-buffer-constructor';

export const codemod: Codemod = {
  id: 'node-new-buffer',
  title: 'Make buffers with Buffer.from and Buffer.alloc',
  revision: 1,
  level: 'deprecated',
  trigger: { kind: 'runtime', name: 'node', crosses: '22.0.0' },
  languages: ['javascript', 'typescript'],
  hints: [['Buffer']],
  rules: [
    { id: rules.from, doc: "new Buffer('text'), new Buffer([1]), new Buffer(a, b) → Buffer.from(…)" },
    { id: rules.alloc, doc: 'new Buffer(10) → Buffer.alloc(10)' },
  ],
  transform(file, context) {
    const isOn = ({ edits, notes }: Part) => [...edits, ...notes].every(({ rule }) => context.enabled(rule));
    return resultOf(file, parts(file).filter(isOn));
  },
};

function parts(file: SourceFile): readonly Part[] {
  const calls: readonly (CallExpression | NewExpression)[] = [
    ...file.tree().of('NewExpression'),
    ...file.tree().of('CallExpression'),
  ];
  const imported = new Set(
    file
      .bindings()
      .uses(...builtin('buffer'))
      .filter(({ path }) => path.join('.') === 'Buffer')
      .map(({ node }) => node),
  );
  return calls.flatMap((call) => {
    const { callee } = call;
    const isGlobal =
      callee.type === 'Identifier' && callee.name === 'Buffer' && !file.bindings().bindingOf(callee);
    if (!isGlobal && !imported.has(callee)) return [];
    const way = wayOf(call.arguments, file);
    if (!way)
      return [
        noted(
          rules.from,
          call,
          'whether this is a size or content is not known here; use Buffer.alloc for a size and Buffer.from for content',
          guide,
        ),
      ];
    const before = replaced(way, { start: spot(call).start, end: spot(callee).start }, '');
    const { end } = spot(callee);
    const name = file.text.slice(spot(callee).start, end);
    return [
      changed([...(call.type === 'NewExpression' ? [before] : []), replaced(way, callee, `${name}.${way}`)]),
    ];
  });
}

/** Whether the arguments are content or a size, where that can be seen. */
function wayOf([first, second]: readonly Node[], file: SourceFile): 'from' | 'alloc' | undefined {
  if (!first || first.type === 'SpreadElement') return undefined;
  if (second) return 'from';
  return kindOf(first, file, 0);
}

function kindOf(node: Node, file: SourceFile, depth: number): 'from' | 'alloc' | undefined {
  switch (node.type) {
    case 'ArrayExpression':
    case 'StringLiteral':
    case 'TemplateLiteral':
      return 'from';
    case 'NumericLiteral':
      return 'alloc';
    case 'BinaryExpression': {
      if (node.operator !== '+')
        return ['-', '*', '/', '%', '**', '<<', '>>', '>>>', '&', '|', '^'].includes(node.operator)
          ? 'alloc'
          : undefined;
      const sides = [node.left, node.right].map((side) => kindOf(side, file, depth + 1));
      if (sides.includes('from')) return 'from';
      return sides.every((side) => side === 'alloc') ? 'alloc' : undefined;
    }
    case 'MemberExpression':
      return !node.computed &&
        node.property.type === 'Identifier' &&
        ['length', 'byteLength'].includes(node.property.name)
        ? 'alloc'
        : undefined;
    case 'CallExpression':
      return isOfMath(node, file) ? 'alloc' : undefined;
    case 'Identifier': {
      const given = depth < 5 ? file.bindings().standsFor(node) : undefined;
      return given && given !== node ? kindOf(given, file, depth + 1) : undefined;
    }
    default:
      return undefined;
  }
}

function isOfMath({ callee }: CallExpression, file: SourceFile): boolean {
  if (callee.type === 'Identifier')
    return ['Number', 'parseInt'].includes(callee.name) && !file.bindings().bindingOf(callee);
  return (
    callee.type === 'MemberExpression' &&
    callee.object.type === 'Identifier' &&
    callee.object.name === 'Math' &&
    !file.bindings().bindingOf(callee.object)
  );
}
