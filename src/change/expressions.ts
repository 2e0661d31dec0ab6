/** Expressions as text: what binds tighter, what may be written twice, what a string says. */
import type { Node } from '@babel/types';
import type { SourceFile } from './codemod.ts';
import { spot, type Tree } from './tree.ts';

/** How tightly an expression binds; greater is tighter. https://tc39.es/ecma262/#sec-ecmascript-language-expressions */
export const binding = {
  arrow: 1,
  nullish: 1.5,
  or: 2,
  and: 3,
  equality: 7,
  relation: 8,
  unary: 13,
  primary: 20,
} as const;

const operators: Readonly<Record<string, number>> = {
  '??': 2,
  '||': 2,
  '&&': 3,
  '|': 4,
  '^': 5,
  '&': 6,
  '==': 7,
  '!=': 7,
  '===': 7,
  '!==': 7,
  '<': 8,
  '>': 8,
  '<=': 8,
  '>=': 8,
  in: 8,
  instanceof: 8,
  '<<': 9,
  '>>': 9,
  '>>>': 9,
  '+': 10,
  '-': 10,
  '*': 11,
  '/': 11,
  '%': 11,
  '**': 12,
};

export function textOf(file: SourceFile, node: Node): string {
  return file.text.slice(spot(node).start, spot(node).end);
}

/** Whether an expression that binds this tightly needs parentheses where the node stands. */
export function needsParentheses(tree: Tree, node: Node, tightness: number): boolean {
  if (node.extra?.parenthesized) return false;
  const parent = tree.parent(node);
  switch (parent?.type) {
    case 'LogicalExpression': {
      const nullish = parent.operator === '??' && tightness <= binding.and;
      return nullish || tightness < (operators[parent.operator] ?? binding.primary);
    }
    case 'BinaryExpression':
      return tightness <= (operators[parent.operator] ?? binding.primary);
    case 'ConditionalExpression':
      return parent.test === node && tightness <= binding.arrow;
    case 'CallExpression':
    case 'OptionalCallExpression':
    case 'NewExpression':
      return parent.callee === node;
    case 'MemberExpression':
    case 'OptionalMemberExpression':
      return parent.object === node;
    case 'ClassDeclaration':
    case 'ClassExpression':
    case 'UnaryExpression':
    case 'AwaitExpression':
    case 'TaggedTemplateExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'Decorator':
      return tightness < binding.primary;
    default:
      return false;
  }
}

/** How tightly the expression itself binds. Unknown kinds bind least. */
export function tightnessOf(node: Node): number {
  switch (node.type) {
    case 'LogicalExpression':
    case 'BinaryExpression':
      return operators[node.operator] ?? 0;
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
      return binding.relation;
    case 'UnaryExpression':
    case 'AwaitExpression':
    case 'UpdateExpression':
    case 'TSTypeAssertion':
      return binding.unary;
    case 'Identifier':
    case 'ThisExpression':
    case 'Super':
    case 'MemberExpression':
    case 'OptionalMemberExpression':
    case 'CallExpression':
    case 'OptionalCallExpression':
    case 'NewExpression':
    case 'ImportExpression':
    case 'ArrayExpression':
    case 'TemplateLiteral':
    case 'TaggedTemplateExpression':
    case 'StringLiteral':
    case 'NumericLiteral':
    case 'BooleanLiteral':
    case 'NullLiteral':
    case 'BigIntLiteral':
    case 'RegExpLiteral':
    case 'TSNonNullExpression':
    case 'MetaProperty':
      return binding.primary;
    default:
      return 0;
  }
}

/** A name, `this`, a literal, or members of one: it may be evaluated twice. */
export function isSimple(node: Node): boolean {
  let at = node;
  while (at.type === 'MemberExpression' && !at.computed) at = at.object;
  return (
    at.type === 'Identifier' ||
    at.type === 'ThisExpression' ||
    at.type === 'StringLiteral' ||
    at.type === 'NumericLiteral' ||
    at.type === 'BooleanLiteral' ||
    at.type === 'NullLiteral'
  );
}

/** Whether only the truth of the expression matters where it stands, not its value. */
export function isTested(tree: Tree, node: Node): boolean {
  let at = node;
  for (const parent of tree.ancestors(node)) {
    switch (parent.type) {
      case 'UnaryExpression':
        return parent.operator === '!';
      case 'IfStatement':
      case 'ConditionalExpression':
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'ForStatement':
        return parent.test === at;
      case 'LogicalExpression':
        if (parent.operator === '??') return false;
        at = parent;
        continue;
      default:
        return false;
    }
  }
  return false;
}

/** What a string says when nothing in it is computed. */
export function literalText(node: Node): string | undefined {
  if (node.type === 'StringLiteral') return node.value;
  if (node.type !== 'TemplateLiteral' || node.expressions.length > 0) return undefined;
  return node.quasis[0]?.value.cooked ?? undefined;
}

/** The same literal saying something else: its own quotes, and escapes where they are needed. */
export function literalSaying(file: SourceFile, node: Node, says: string): string {
  const quote = file.text[spot(node).start] ?? "'";
  const escaped = says.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`);
  return `${quote}${quote === '`' ? escaped.replaceAll('${', '\\${') : escaped}${quote}`;
}

/** The name of an object's property, where it is written out; of a shorthand, a method and a class member too. */
export function propertyName(property: Node): string | undefined {
  if (!('key' in property) || !property.key || typeof property.key === 'string') return undefined;
  const { key } = property;
  if (key.type === 'StringLiteral') return key.value;
  const isComputed = 'computed' in property && property.computed === true;
  return key.type === 'Identifier' && !isComputed ? key.name : undefined;
}
