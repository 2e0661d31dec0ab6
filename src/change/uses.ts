/** What is done with a module's export, wherever it went: called, handed on, constructed, or something a person has to look at. */
import type { CallExpression, Node } from '@babel/types';
import type { Use } from './bindings.ts';
import type { SourceFile } from './codemod.ts';
import { literalText } from './expressions.ts';
import type { NodeOf } from './tree.ts';

/** `fs` and `node:fs`: the same module. */
export const builtin = (...names: readonly string[]) => names.flatMap((name) => [name, `node:${name}`]);

export type Doing =
  | { readonly kind: 'call'; readonly call: CallExpression }
  | { readonly kind: 'value' }
  /** `typeof x`, `delete x`, `x = y`, `x?.()`: whatever else can be done. */
  | { readonly kind: 'other' };

/** The uses of exports with these names that end somewhere: steps on the way (an alias, a cast) are left out, and go with them. */
export function endingUses(
  file: SourceFile,
  modules: readonly string[],
  names: readonly string[],
  /** The members on the way to them: `['types']` for `util.types.isDate`. */
  within: readonly string[] = [],
): readonly (Use & { readonly name: string; readonly doing: Doing })[] {
  return file
    .bindings()
    .uses(...modules)
    .flatMap((use) => {
      const name = use.path.at(-1);
      if (name === undefined || !names.includes(name)) return [];
      if (use.path.slice(0, -1).join('.') !== within.join('.')) return [];
      const parent = file.tree().parent(use.node);
      if (!parent || use.node.type === 'AssignmentExpression' || isStep(use.node, parent, file)) return [];
      return [{ ...use, name, doing: doingOf(use.node, parent) }];
    });
}

/** Steps on the way to other uses: an alias whose reads are all known, an import, a cast. */
export function isStep(node: Node, parent: Node, file: SourceFile): boolean {
  if (parent.type === 'TSImportEqualsDeclaration') return true;
  if (parent.type === 'TSAsExpression' || parent.type === 'TSNonNullExpression') return true;
  if (parent.type === 'SequenceExpression') return true;
  if (parent.type !== 'VariableDeclarator' || parent.init !== node || parent.id.type !== 'Identifier')
    return false;
  const alias = file.bindings().bindingOf(parent.id);
  const declaration = file.tree().parent(parent);
  const isExported = declaration && file.tree().parent(declaration)?.type === 'ExportNamedDeclaration';
  return alias !== undefined && alias.reads.length > 0 && alias.writes.length === 0 && !isExported;
}

function doingOf(node: Node, parent: Node): Doing {
  if (parent.type === 'CallExpression' && parent.callee === node) return { kind: 'call', call: parent };
  return isHandedOn(node, parent) ? { kind: 'value' } : { kind: 'other' };
}

function isHandedOn(node: Node, parent: Node): boolean {
  switch (parent.type) {
    case 'CallExpression':
    case 'NewExpression':
      return parent.callee !== node;
    case 'ObjectProperty':
      return parent.value === node;
    case 'AssignmentExpression':
      return parent.right === node && parent.operator === '=';
    case 'ArrayExpression':
    case 'ReturnStatement':
    case 'ExportDefaultDeclaration':
      return true;
    case 'ClassProperty':
      return parent.value === node;
    case 'VariableDeclarator':
      return parent.init === node;
    case 'ArrowFunctionExpression':
      return parent.body === node;
    default:
      return false;
  }
}

/** A name as an object's shorthand property needs its key kept: `{ log }` → `{ log: console.log }`. */
export function asValue(
  file: SourceFile,
  node: Node,
  text: string,
): { readonly node: Node; readonly text: string } {
  const parent = file.tree().parent(node);
  if (parent?.type !== 'ObjectProperty' || !parent.shorthand || node.type !== 'Identifier')
    return { node, text };
  return { node: parent, text: `${node.name}: ${text}` };
}

/** Every `process.assert` and `process['assert']` whose `process` is the global one. */
export function membersOfGlobal(
  file: SourceFile,
  object: string,
  name: string,
): readonly NodeOf<'MemberExpression'>[] {
  return file
    .tree()
    .of('MemberExpression')
    .filter(({ object: of, property, computed }) => {
      if (of.type !== 'Identifier' || of.name !== object || file.bindings().bindingOf(of)) return false;
      return computed
        ? literalText(property) === name
        : property.type === 'Identifier' && property.name === name;
    });
}
