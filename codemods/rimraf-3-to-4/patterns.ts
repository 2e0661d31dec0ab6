/** Patterns, which rimraf expands only when asked to since version 4. */
import type { CallExpression, Node } from '@babel/types';
import type { SourceFile } from '../../src/change/codemod.ts';
import {
  builtin,
  callbackOf,
  changed,
  type Part,
  propertyName,
  replaced,
  spot,
} from '../../src/change/syntax.ts';

/** https://github.com/isaacs/node-glob#glob-primer: what makes a path a pattern. */
const magic = /[*?]|\[[^\]]+\]|\{[^}]*(?:,|\.\.)[^}]*\}|[!+@]\(/;

export type PatternAnswer =
  | { readonly kind: 'pattern'; readonly part: Part }
  /** The path is not written here. */
  | { readonly kind: 'unknown'; readonly path: Node }
  | { readonly kind: 'plain' };

export function patternPart(file: SourceFile, call: CallExpression): PatternAnswer {
  const [path, second] = call.arguments;
  if (!path) return { kind: 'plain' };
  const says = saysPattern(file, path);
  if (says === undefined) return hasGlob(second) ? { kind: 'plain' } : { kind: 'unknown', path };
  if (!says || hasGlob(second)) return { kind: 'plain' };
  if (second?.type === 'ObjectExpression') {
    const [first] = second.properties;
    if (!first) return asked(spot(second).start, spot(second).end, '{ glob: true }');
    return asked(spot(first).start, spot(first).start, 'glob: true, ');
  }
  const { end } = spot(path);
  return second === undefined || second === callbackOf(file, call)
    ? asked(end, end, ', { glob: true }')
    : { kind: 'unknown', path };
}

function asked(start: number, end: number, text: string): PatternAnswer {
  return { kind: 'pattern', part: changed([replaced('glob', { start, end }, text)]) };
}

/** `undefined` when the text of the path is not known here. */
function saysPattern(file: SourceFile, node: Node): boolean | undefined {
  switch (node.type) {
    case 'StringLiteral':
      return magic.test(node.value);
    case 'TemplateLiteral': {
      const known = node.quasis.some(({ value }) => magic.test(value.raw));
      return known || (node.expressions.length === 0 ? false : undefined);
    }
    case 'BinaryExpression': {
      const sides = [node.left, node.right].map((side) => saysPattern(file, side));
      return sides.includes(true) ? true : sides.includes(undefined) ? undefined : false;
    }
    case 'Identifier': {
      const given = file.bindings().standsFor(node);
      return given && given.type !== 'Identifier' ? saysPattern(file, given) : undefined;
    }
    // A path that Node.js made is one, unless a part of it is a pattern that stands here.
    case 'CallExpression':
      return isOfNode(file, node.callee)
        ? node.arguments.some((argument) => saysPattern(file, argument) === true)
        : undefined;
    default:
      return undefined;
  }
}

function isOfNode(file: SourceFile, callee: Node): boolean {
  return file
    .bindings()
    .uses(...builtin('path', 'os', 'fs'))
    .some(({ node }) => node === callee);
}

function hasGlob(options: Node | undefined): boolean {
  return (
    options?.type === 'ObjectExpression' &&
    options.properties.some((one) => ['glob', 'disableGlob'].includes(propertyName(one) ?? ''))
  );
}
