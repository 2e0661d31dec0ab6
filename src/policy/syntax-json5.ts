import { type ParserOptions, parseExpression } from '@babel/parser';
import type { Expression, Node } from '@babel/types';
import type { ConfigEntry, ConfigNode, Syntax } from './tree.ts';

/**
 * JSON5 is a part of JavaScript's expressions, so a JavaScript parser reads it and knows where everything stands, which no
 * JSON5 library tells. Whatever is an expression but not JSON5 (a call, a template, a spread) is a fault.
 */
export function readJson5(text: string): Syntax {
  if (!/[^\s]/.test(text)) return { faults: [] };
  const options: ParserOptions = { attachComment: false, createParenthesizedExpressions: true };
  try {
    return { root: nodeOf(parseExpression(text, options)), faults: [] };
  } catch (error) {
    const at = error instanceof NotJson5 ? error.at : ((error as { pos?: number }).pos ?? 0);
    const why = error instanceof Error ? error.message.replace(/ \(\d+:\d+\)$/, '') : String(error);
    const what = `this is not valid JSON5 (${why.slice(0, 1).toLowerCase()}${why.slice(1)})`;
    return {
      faults: [
        {
          at,
          what: what.replace(/\.\)$/, ')'),
          remedy: 'correct the syntax; nothing of the file is used until then',
        },
      ],
    };
  }
}

/** Never leaves this file: it ends the walk at the first thing that is no data. */
class NotJson5 extends Error {
  readonly at: number;
  constructor(node: Node) {
    super(`a value is expected here`);
    this.at = node.start ?? 0;
  }
}

function nodeOf(node: Expression): ConfigNode {
  const at = node.start ?? 0;
  switch (node.type) {
    case 'ObjectExpression':
      return { kind: 'map', at, entries: node.properties.map(entryOf) };
    case 'ArrayExpression':
      return { kind: 'list', at, items: node.elements.map((item) => nodeOf(expression(item, node))) };
    case 'StringLiteral':
    case 'NumericLiteral':
    case 'BooleanLiteral':
      return { kind: 'scalar', at, value: node.value };
    case 'NullLiteral':
      return { kind: 'scalar', at, value: null };
    case 'Identifier':
    case 'UnaryExpression':
      return { kind: 'scalar', at, value: signed(node) };
    default:
      throw new NotJson5(node);
  }
}

function entryOf(property: Node): ConfigEntry {
  if (property.type !== 'ObjectProperty' || property.computed || property.shorthand)
    throw new NotJson5(property);
  const { key } = property;
  const at = key.start ?? 0;
  const value = nodeOf(expression(property.value, property));
  if (key.type === 'Identifier') return { key: key.name, at, value };
  if (key.type === 'StringLiteral') return { key: key.value, at, value };
  throw new NotJson5(key);
}

/** A hole in a list, a spread or a pattern is no data. */
function expression(node: Node | null, around: Node): Expression {
  if (!node || node.type === 'SpreadElement') throw new NotJson5(node ?? around);
  return node as Expression;
}

/** `-1`, `+.5`, `-Infinity`, `NaN`. */
function signed(node: Expression): number {
  if (node.type === 'UnaryExpression' && (node.operator === '-' || node.operator === '+')) {
    const amount = node.argument.type === 'NumericLiteral' ? node.argument.value : signed(node.argument);
    return node.operator === '-' ? -amount : amount;
  }
  if (node.type === 'Identifier' && node.name === 'Infinity') return Number.POSITIVE_INFINITY;
  if (node.type === 'Identifier' && node.name === 'NaN') return Number.NaN;
  throw new NotJson5(node);
}
