/**
 * Uses of one export become uses of another of the same module: `fs.rmdir` → `fs.rm`, `import { rmdir }` → `import { rm }`. A member is
 * renamed where it stands; a name of its own is renamed with its import when every use of it moves, and gets a neighbour there when not.
 */
import type { Identifier, JSXIdentifier, Node } from '@babel/types';
import type { Place } from './bindings.ts';
import type { Edit, SourceFile } from './codemod.ts';
import { literalSaying, textOf } from './expressions.ts';
import { withoutUnused } from './imports.ts';
import { replaced } from './part.ts';
import type { Binding } from './scopes.ts';
import { spot } from './tree.ts';
import { asValue } from './uses.ts';

export interface Moved {
  readonly edits: readonly Edit[];
  /** Left alone: the new name means something else there, or the name came a way that cannot be followed. */
  readonly blocked: readonly Place[];
}

export function moveUses(
  file: SourceFile,
  uses: readonly Place[],
  to: string,
  rule: string,
  /** What is written behind every use: `.allocUnsafeSlow`. */
  suffix = '',
): Moved {
  const edits: Edit[] = [];
  const blocked: Place[] = [];
  const named = new Map<Binding, Place[]>();
  for (const use of uses) {
    const { node } = use;
    const property = propertyOf(node);
    const binding = isName(node) ? file.bindings().bindingOf(node) : undefined;
    if (property) edits.push(...ofMember(file, node, property, to, rule, suffix));
    else if (binding) named.set(binding, [...(named.get(binding) ?? []), use]);
    else blocked.push(use);
  }
  for (const [binding, own] of named) {
    const moved = moveBinding(file, binding, own, to, rule, suffix);
    if (moved) edits.push(...moved);
    else blocked.push(...own);
  }
  return { edits, blocked };
}

function propertyOf(node: Node): Node | undefined {
  if (node.type === 'MemberExpression' || node.type === 'OptionalMemberExpression') return node.property;
  if (node.type === 'JSXMemberExpression') return node.property;
  return node.type === 'TSQualifiedName' ? node.right : undefined;
}

function ofMember(
  file: SourceFile,
  member: Node,
  property: Node,
  to: string,
  rule: string,
  suffix: string,
): readonly Edit[] {
  const edit = renamed(file, property, to, rule);
  if (suffix === '') return [edit];
  const { end } = spot(member);
  if (end === edit.end) return [{ ...edit, text: `${edit.text}${suffix}` }];
  return [edit, replaced(rule, { start: end - 1, end }, `]${suffix}`)];
}

function renamed(file: SourceFile, name: Node, to: string, rule: string): Edit {
  return replaced(rule, name, name.type === 'StringLiteral' ? literalSaying(file, name, to) : to);
}

/** `undefined` when it has to be left alone. */
function moveBinding(
  file: SourceFile,
  binding: Binding,
  uses: readonly Place[],
  to: string,
  rule: string,
  suffix: string,
): readonly Edit[] | undefined {
  const [local] = binding.declared;
  if (!local || binding.declared.length > 1 || binding.writes.length > 0) return undefined;
  const element = file.tree().parent(local);
  // An alias follows what it was given, which is a use of its own.
  if (element?.type === 'VariableDeclarator') return uses.length === binding.reads.length ? [] : undefined;
  const key = keyOf(element);
  if (!element || !key) return undefined;
  const isAliased = nameOf(key) !== local.name;
  const reads = uses.flatMap(({ node }) => (isName(node) ? [node] : []));
  // An element with a small first letter is one of HTML.
  if (reads.some(({ type }) => type === 'JSXIdentifier') && /^[a-z]/.test(to)) return undefined;
  const isFree = [local, ...reads].every((at) => file.bindings().lookUp(to, at) === undefined);
  const all = uses.length === binding.reads.length;
  const behind = () =>
    suffix === '' ? [] : reads.map((read) => replaced(rule, read, `${read.name}${suffix}`));
  if (all && isImportedToo(file, element, to, reads)) {
    const renames = reads.map((read) => replaced(rule, read, `${to}${suffix}`));
    return [...renames, ...withoutUnused(file, reads).map((change) => ({ ...change, rule, sure: true }))];
  }
  if (all && isAliased) return [renamed(file, key, to, rule), ...behind()];
  if (!isFree)
    return all ? [replaced(rule, element, aliasText(element, to, local.name)), ...behind()] : undefined;
  const renames = reads.map((read) => {
    const { node, text } = asValue(file, read, `${to}${suffix}`);
    return replaced(rule, node, text);
  });
  if (all) return [replaced(rule, element, withType(element, file, to)), ...renames];
  const { end } = spot(element);
  return [replaced(rule, { start: end, end }, `, ${to}`), ...renames];
}

/** Whether the new name comes from the same module already, and means that wherever it is needed. */
function isImportedToo(file: SourceFile, element: Node, to: string, reads: readonly Node[]): boolean {
  const from = file.tree().parent(element);
  if (element.type !== 'ImportSpecifier' || from?.type !== 'ImportDeclaration') return false;
  const all = file.tree().of('ImportDeclaration');
  const own = all.filter(({ source }) => source.value === from.source.value);
  const there = own
    .flatMap(({ specifiers }) => specifiers)
    .find((one) => one.type === 'ImportSpecifier' && one.local.name === to && nameOf(one.imported) === to);
  return (
    there !== undefined &&
    reads.every((read) => file.bindings().lookUp(to, read)?.declared[0] === there.local)
  );
}

const isName = (node: Node): node is Identifier | JSXIdentifier =>
  node.type === 'Identifier' || node.type === 'JSXIdentifier';

/** The name by which the module knows it. */
function keyOf(element: Node | undefined): Node | undefined {
  if (element?.type === 'ImportSpecifier') return element.imported;
  if (element?.type === 'ObjectProperty' && !element.computed) return element.key;
  return undefined;
}

function nameOf(key: Node): string {
  return key.type === 'StringLiteral' ? key.value : (key as Identifier).name;
}

function aliasText(element: Node, to: string, local: string): string {
  return element.type === 'ImportSpecifier' ? `${to} as ${local}` : `${to}: ${local}`;
}

/** `type Thing` stays a type. */
function withType(element: Node, file: SourceFile, to: string): string {
  const isType = element.type === 'ImportSpecifier' && element.importKind === 'type';
  return isType && textOf(file, element).startsWith('type ') ? `type ${to}` : to;
}
