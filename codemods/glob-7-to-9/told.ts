/** What works otherwise since glob 9 and is for a person to see. */
import type { Node } from '@babel/types';
import type { SourceFile } from '../../src/change/codemod.ts';
import { builtin, literalText, noted, type Part, propertyName, type Use } from '../../src/change/syntax.ts';
import { guide } from './answers.ts';

const functions = new Set(['', 'glob', 'sync', 'globSync']);

export function toldOf(file: SourceFile, uses: readonly Use[]): readonly Part[] {
  const calls = uses.flatMap(({ node, path }) => {
    const parent = file.tree().parent(node);
    const isCall = parent?.type === 'CallExpression' && parent.callee === node;
    return isCall && functions.has(path.join('.')) ? [parent] : [];
  });
  const unsorted = calls.find((call) => !isSorted(file, call));
  const order = unsorted
    ? [noted('order', unsorted, 'glob 9 gives matches in no order; sort them where the order matters', guide)]
    : [];
  return [...order, ...calls.flatMap((call) => ofArguments(file, call.arguments)), ...emitters(file, uses)];
}

function isSorted(file: SourceFile, call: Node): boolean {
  const parent = file.tree().parent(call);
  return (
    parent?.type === 'MemberExpression' &&
    parent.object === call &&
    parent.property.type === 'Identifier' &&
    parent.property.name === 'sort'
  );
}

function ofArguments(file: SourceFile, [pattern, options]: readonly Node[]): readonly Part[] {
  const parts: Part[] = [];
  if (pattern && hasBackslash(file, pattern))
    parts.push(
      noted(
        'pattern',
        pattern,
        'a backslash in a pattern escapes since glob 8, on Windows too; write paths with / or set windowsPathsNoEscape',
        guide,
      ),
    );
  for (const property of options?.type === 'ObjectExpression' ? options.properties : [])
    if (propertyName(property) === 'nonull')
      parts.push(
        noted('pattern', property, 'the option nonull is gone in glob 9; no match is an empty list', guide),
      );
  return parts;
}

/** In the text, or by path.join, which writes them on Windows. */
function hasBackslash(file: SourceFile, pattern: Node): boolean {
  if (literalText(pattern)?.includes('\\')) return true;
  if (pattern.type !== 'CallExpression') return false;
  return file
    .bindings()
    .uses(...builtin('path'))
    .some(({ node, path }) => node === pattern.callee && ['join', 'resolve'].includes(path.join('.')));
}

function emitters(file: SourceFile, uses: readonly Use[]): readonly Part[] {
  return uses.flatMap(({ node, path }) => {
    const parent = file.tree().parent(node);
    if (parent?.type !== 'NewExpression' || parent.callee !== node) return [];
    switch (path.join('.')) {
      case 'Glob':
        return [
          noted('events', parent, 'a Glob emits no events since glob 9; iterate over it, or stream()', guide),
        ];
      case 'GlobSync':
        return [noted('events', parent, 'GlobSync is gone in glob 9; use globSync', guide)];
      default:
        return [];
    }
  });
}
