/** `module.exports = { … }` with nothing in it that would have to run. */
import type { Node } from '@babel/types';
import { parsedModule } from '../../src/change/syntax.ts';
import type { Json } from './found.ts';

/** `undefined` for anything that is more than a value written out. */
export function literalValue(text: string): Json | undefined {
  const body = parsedModule(text)?.program.body ?? [];
  const [only, another] = body;
  if (another || only?.type !== 'ExpressionStatement' || only.expression.type !== 'AssignmentExpression')
    return undefined;
  const { left, right } = only.expression;
  const isExport =
    left.type === 'MemberExpression' &&
    left.object.type === 'Identifier' &&
    left.object.name === 'module' &&
    left.property.type === 'Identifier' &&
    left.property.name === 'exports';
  return isExport ? writtenValue(right) : undefined;
}

function writtenValue(node: Node): Json | undefined {
  switch (node.type) {
    case 'StringLiteral':
    case 'NumericLiteral':
    case 'BooleanLiteral':
      return node.value;
    case 'NullLiteral':
      return null;
    case 'TemplateLiteral':
      return node.expressions.length === 0 ? (node.quasis[0]?.value.cooked ?? undefined) : undefined;
    case 'UnaryExpression':
      return node.operator === '-' && node.argument.type === 'NumericLiteral'
        ? -node.argument.value
        : undefined;
    case 'ArrayExpression': {
      const items = node.elements.map((one) => (one ? writtenValue(one) : undefined));
      return items.every((one) => one !== undefined) ? items : undefined;
    }
    case 'ObjectExpression': {
      const entries = node.properties.map((one): [string, Json] | undefined => {
        if (one.type !== 'ObjectProperty' || one.computed) return undefined;
        const key =
          one.key.type === 'Identifier'
            ? one.key.name
            : one.key.type === 'StringLiteral'
              ? one.key.value
              : undefined;
        const value = writtenValue(one.value);
        return key === undefined || value === undefined ? undefined : [key, value];
      });
      return entries.every((one) => one !== undefined) ? Object.fromEntries(entries) : undefined;
    }
    default:
      return undefined;
  }
}
