/** What is a promise now is waited for where it is read: with await, or with use where a component runs in the browser. */
import type { Node } from '@babel/types';
import type { Edit, SourceFile } from '../../src/change/codemod.ts';
import { asValue, binding, needsParentheses, replaced, spot, textOf } from '../../src/change/syntax.ts';
import type { Fn } from './roles.ts';

export type Way = { readonly kind: 'await' } | { readonly kind: 'use'; readonly name: string };

export const said = (way: Way, what: string): string =>
  way.kind === 'await' ? `await ${what}` : `${way.name}(${what})`;

/** Someone waits for it already: `await x`, `use(x)`, `x.then(…)`, `Promise.all([x])`. */
export function isWaited(file: SourceFile, node: Node): boolean {
  const parent = file.tree().parent(node);
  switch (parent?.type) {
    case 'AwaitExpression':
      return true;
    case 'MemberExpression':
      return parent.property.type === 'Identifier' && /^(?:then|catch|finally)$/.test(parent.property.name);
    case 'CallExpression':
      return parent.arguments.some((one) => one === node) && /(?:^|\.)use$/.test(textOf(file, parent.callee));
    case 'ArrayExpression': {
      const call = file.tree().parent(parent);
      return call?.type === 'CallExpression' && /^Promise\.\w+$/.test(textOf(file, call.callee));
    }
    default:
      return false;
  }
}

export function waited(file: SourceFile, node: Node, way: Way, rule: string): readonly Edit[] {
  const value = asValue(file, node, said(way, textOf(file, node)));
  if (value.node !== node) return [replaced(rule, value.node, value.text)];
  const { start, end } = spot(node);
  const around = way.kind === 'use' || needsParentheses(file.tree(), node, binding.unary);
  const open =
    way.kind === 'use' ? `${way.name}(` : around ? `${separatorBefore(file, node)}(await ` : 'await ';
  const edit = (at: number, text: string) => replaced(rule, { start: at, end: at }, text);
  return around ? [edit(start, open), edit(end, ')')] : [edit(start, open)];
}

/** Without a semicolon before it, a statement that begins with a parenthesis would call what precedes it. */
function separatorBefore(file: SourceFile, node: Node): string {
  const { start } = spot(node);
  const statement = [...file.tree().ancestors(node)].find(({ type }) => type === 'ExpressionStatement');
  const block = statement && file.tree().parent(statement);
  if (!statement || spot(statement).start !== start) return '';
  if (block?.type !== 'BlockStatement' && block?.type !== 'Program' && block?.type !== 'SwitchCase')
    return '';
  const statements: readonly Node[] =
    block.type === 'SwitchCase' ? block.consequent : [...block.directives, ...block.body];
  const before = statements[statements.indexOf(statement) - 1];
  const isEnded = before === undefined || /(?:;|^)$/.test(textOf(file, before)) || endsInBlock(before);
  return isEnded ? '' : ';';
}

function endsInBlock(node: Node): boolean {
  switch (node.type) {
    case 'BlockStatement':
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
    case 'TryStatement':
    case 'SwitchStatement':
      return true;
    case 'IfStatement':
      return endsInBlock(node.alternate ?? node.consequent);
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'WhileStatement':
    case 'LabeledStatement':
      return endsInBlock(node.body);
    default:
      return false;
  }
}

/** The function whose await it would be. */
export function functionAround(file: SourceFile, node: Node): Fn | Node | undefined {
  return [...file.tree().ancestors(node)].find(({ type }) =>
    /^(?:Function|ArrowFunction|ObjectMethod|Class.*Method|ClassProperty|StaticBlock)/.test(type),
  );
}

/** The word, and the type of what it returns. */
export function madeAsync(file: SourceFile, fn: Fn, rule: string): readonly Edit[] {
  if (fn.async) return [];
  const { start } = spot(fn);
  const type = fn.returnType?.type === 'TSTypeAnnotation' ? fn.returnType.typeAnnotation : undefined;
  const isPromise = type && /^Promise\b/.test(textOf(file, type));
  return [
    replaced(rule, { start, end: start }, 'async '),
    ...(type && !isPromise ? wrappedType(type, 'Promise', rule) : []),
  ];
}

/** `Promise<…>`, and back again with `Awaited<…>`. */
export function wrappedType(type: Node, name: 'Promise' | 'Awaited', rule: string): readonly Edit[] {
  const { start, end } = spot(type);
  return [replaced(rule, { start, end: start }, `${name}<`), replaced(rule, { start: end, end }, '>')];
}
