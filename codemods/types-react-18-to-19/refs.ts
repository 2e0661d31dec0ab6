/** References: their first value, what they may hold, and what their callbacks return. */
import type { Node } from '@babel/types';
import type { SourceFile } from '../../src/change/codemod.ts';
import { changed, noted, type Part, type Place, replaced, spot, textOf } from '../../src/change/syntax.ts';
import { guide, named } from './uses.ts';

/** The first value has to be said now. */
export function useRefs(file: SourceFile, uses: readonly Place[]): readonly Part[] {
  return named(uses, 'useRef').flatMap(({ node }) => {
    const call = file.tree().parent(node);
    if (call?.type !== 'CallExpression' || call.callee !== node || call.arguments.length > 0) return [];
    const { end } = spot(call);
    const open = file.text.indexOf('(', spot(call.typeArguments ?? node).end);
    const within = file.text.slice(open + 1, end - 1);
    // A comment there stays.
    if (within.trim() !== '')
      return [changed([replaced('use-ref', { start: open + 1, end: open + 1 }, 'undefined ')])];
    return [changed([replaced('use-ref', { start: open + 1, end: end - 1 }, 'undefined')])];
  });
}

/** What a reference holds says itself whether it may be empty. */
export function refObjects(file: SourceFile, uses: readonly Place[]): readonly Part[] {
  return named(uses, 'RefObject').flatMap(({ node }) => {
    const reference = file.tree().parent(node);
    if (reference?.type !== 'TSTypeReference') return [];
    const [held, another] = reference.typeArguments?.params ?? [];
    if (!held || another || allowsNull(held)) return [];
    const { start, end } = spot(held);
    const edits = bindsLooser(held)
      ? [replaced('ref-object', held, `(${textOf(file, held)}) | null`)]
      : [replaced('ref-object', { start: end, end }, ' | null')];
    return start < end ? [changed(edits)] : [];
  });
}

function allowsNull(type: Node): boolean {
  if (type.type === 'TSUnionType') return type.types.some(allowsNull);
  if (type.type === 'TSParenthesizedType') return allowsNull(type.typeAnnotation);
  return type.type === 'TSNullKeyword' || type.type === 'TSAnyKeyword' || type.type === 'TSUnknownKeyword';
}

const bindsLooser = ({ type }: Node) =>
  ['TSFunctionType', 'TSConstructorType', 'TSConditionalType', 'TSInferType'].includes(type);

/** `x = el`, `el && (x = el)`, `list.push(el)`: whose value nobody asked for, and is no cleanup. */
function isForItsEffect(body: Node): boolean {
  if (body.type === 'LogicalExpression') return isForItsEffect(body.right);
  if (body.type === 'AssignmentExpression') return true;
  return (
    body.type === 'CallExpression' &&
    body.callee.type === 'MemberExpression' &&
    body.callee.property.type === 'Identifier' &&
    /^(?:push|set|add)$/.test(body.callee.property.name)
  );
}

/** What a callback returns is how React undoes it. */
export function refCallbacks(file: SourceFile): readonly Part[] {
  return file
    .tree()
    .of('JSXAttribute')
    .flatMap(({ name, value }) => {
      const callback = value?.type === 'JSXExpressionContainer' ? value.expression : undefined;
      if (name.name !== 'ref' || callback?.type !== 'ArrowFunctionExpression') return [];
      const { body } = callback;
      if (!isForItsEffect(body)) return [];
      const { start, end } = spot(body);
      const opened = body.extra?.parenStart;
      const from = typeof opened === 'number' ? opened : start;
      const around = file.text.slice(from, start) + file.text.slice(end, spot(callback).end);
      if (/[^\s()]/.test(around))
        return [
          noted(
            'ref-callback',
            callback,
            'a callback of ref may return nothing but a cleanup; give it a body in braces',
            guide,
          ),
        ];
      return [
        changed([
          replaced('ref-callback', { start: from, end: start }, '{ '),
          replaced('ref-callback', { start: end, end: spot(callback).end }, '; }'),
        ]),
      ];
    });
}
