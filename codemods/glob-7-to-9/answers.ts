/** What becomes of one place where glob was called, or handed to promisify. */
import type { CallExpression, Node } from '@babel/types';
import type { SourceFile } from '../../src/change/codemod.ts';
import {
  callbackified,
  callbackOf,
  changed,
  isLetGo,
  isPromisify,
  isWaitedFor,
  noted,
  type Part,
  promised,
  replaced,
  textOf,
  type Use,
} from '../../src/change/syntax.ts';

export const guide = 'https://github.com/isaacs/node-glob/blob/main/changelog.md#90';

export interface Answer {
  readonly kind: 'changed' | 'told';
  readonly rule: string;
  readonly part: Part;
  /** The require stands in the place itself, and the export was taken there. */
  readonly takesExport?: boolean;
}

/** `undefined` for steps on the way and for what works as it did. */
export function answerOf(file: SourceFile, use: Use): Answer | undefined {
  const { node, path } = use;
  const isItself = path.length === 0 || (path.length === 1 && path[0] === 'glob');
  const parent = file.tree().parent(node);
  if (!isItself || parent?.type !== 'CallExpression') return undefined;
  if (parent.callee === node) return called(file, use, parent);
  return isPromisify(file, parent.callee) ? promisified(file, use, parent) : undefined;
}

function called(file: SourceFile, { path }: Use, call: CallExpression): Answer | undefined {
  const callback = callbackOf(file, call);
  if (callback === 'unclear')
    return told('callback', call, 'glob 9 takes no callback; see whether the last argument is one');
  if (!callback)
    return path.length === 0 && !isWaitedFor(file, call)
      ? told('events', call, 'glob() returns a promise now and no emitter; await it, or use globStream')
      : undefined;
  if (!isLetGo(file, call))
    return told('events', call, 'glob() returns a promise now and no emitter; take the matches from it');
  const then = promised(file, call, callback, 'files', 'callback');
  if (then) return { kind: 'changed', rule: 'callback', part: changed([then]) };
  const called = callbackified(file, call, 'callbackify');
  if (called) return { kind: 'changed', rule: 'callbackify', part: changed(called) };
  return told('callback', call, 'glob 9 takes no callback; use the promise that it returns');
}

const told = (rule: string, at: Node, message: string): Answer => ({
  kind: 'told',
  rule,
  part: noted(rule, at, message, guide),
});

/** `const glob = promisify(require('glob'))` takes the export; anywhere else the call goes and glob stays. */
function promisified(file: SourceFile, { node, path }: Use, call: CallExpression): Answer {
  const rule = 'promisify';
  const declarator = file.tree().parent(call);
  const inPlace = node.type === 'CallExpression' && path.length === 0;
  const edits = [replaced(rule, call, inPlace ? `${textOf(file, node)}.glob` : textOf(file, node))];
  const id = declarator?.type === 'VariableDeclarator' ? declarator.id : undefined;
  if (inPlace && id?.type === 'Identifier' && !id.typeAnnotation) {
    edits[0] = replaced(rule, call, textOf(file, node));
    edits.push(replaced(rule, id, id.name === 'glob' ? '{ glob }' : `{ glob: ${id.name} }`));
  }
  return {
    kind: 'changed',
    rule,
    part: changed(edits, call.callee),
    ...(inPlace ? { takesExport: true } : {}),
  };
}
