/** Calls that took a callback and return a promise now: what their last argument is, and how a callback is served by a promise. */
import type { CallExpression, Node } from '@babel/types';
import { importing } from './added-import.ts';
import type { Edit, SourceFile } from './codemod.ts';
import { isSimple, textOf } from './expressions.ts';
import { replaced } from './part.ts';
import { spot } from './tree.ts';
import { builtin } from './uses.ts';

const usualNames = /^(?:cb|callback|done|next|fn)$/;

/** The callback of `f(x[, options], callback)`; `unclear` where a name could be that of options as well. */
export function callbackOf(file: SourceFile, call: CallExpression): Node | 'unclear' | undefined {
  const [, second, third] = call.arguments;
  if (call.arguments.some(({ type }) => type === 'SpreadElement')) return 'unclear';
  if (third) return third;
  if (!second || second.type === 'ObjectExpression') return undefined;
  if (isFunction(second)) return second;
  const given = file.bindings().standsFor(second);
  if (given?.type === 'ObjectExpression') return undefined;
  if (given) return isFunction(given) ? second : 'unclear';
  return second.type === 'Identifier' && usualNames.test(second.name) ? second : 'unclear';
}

const isFunction = ({ type }: Node) =>
  type === 'FunctionExpression' || type === 'ArrowFunctionExpression' || type === 'FunctionDeclaration';

/** Whether nobody keeps what a call returns. A function that returns it hands on what nobody can have counted on. */
export function isLetGo(file: SourceFile, call: Node): boolean {
  const parent = file.tree().parent(call);
  return (
    parent?.type === 'ExpressionStatement' ||
    parent?.type === 'ReturnStatement' ||
    (parent?.type === 'ArrowFunctionExpression' && parent.body === call)
  );
}

/** Whether a call is treated as the promise it returns. */
export function isWaitedFor(file: SourceFile, call: Node): boolean {
  const parent = file.tree().parent(call);
  const isThen =
    parent?.type === 'MemberExpression' &&
    parent.object === call &&
    parent.property.type === 'Identifier' &&
    ['then', 'catch', 'finally'].includes(parent.property.name);
  return parent?.type === 'AwaitExpression' || isThen;
}

/**
 * `f(x, done)` → `f(x).then((result) => done(null, result), done)`; without a name for the result, `.then(() => done(), done)`. `undefined` where the
 * callback is more than a name: it would be written twice.
 */
export function promised(
  file: SourceFile,
  call: CallExpression,
  callback: Node,
  result: string | undefined,
  rule: string,
): Edit | undefined {
  if (!isSimple(callback)) return undefined;
  const name = textOf(file, callback);
  const value = result === name ? 'found' : result;
  const before = call.arguments[call.arguments.indexOf(callback as CallExpression['arguments'][number]) - 1];
  const start = before ? spot(before).end : spot(callback).start;
  const then = value === undefined ? `() => ${name}()` : `(${value}) => ${name}(null, ${value})`;
  return replaced(rule, { start, end: spot(call).end }, `).then(${then}, ${name})`);
}

/** `f(x, (error) => …)` → `callbackify(f)(x, (error) => …)`, which calls back as before: later, and outside of the promise. */
export function callbackified(
  file: SourceFile,
  call: CallExpression,
  rule: string,
): readonly Edit[] | undefined {
  const wish = { modules: builtin('util').toReversed(), export: 'callbackify', local: 'callbackify' };
  const helper = importing(file, wish, [call], rule);
  if (!helper) return undefined;
  const { start, end } = spot(call.callee);
  return [
    replaced(rule, { start, end: start }, `${helper.local}(`),
    replaced(rule, { start: end, end }, ')'),
    ...helper.edits,
  ];
}

/** Whether a function is `promisify` of Node.js. */
export function isPromisify(file: SourceFile, callee: Node): boolean {
  return file
    .bindings()
    .uses(...builtin('util'))
    .some(({ node, path }) => node === callee && path.join('.') === 'promisify');
}
