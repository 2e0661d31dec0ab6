/** Calls of Prisma clients: of those made or typed in the file, of transactions, and of others by what they are called. */
import type { CallExpression, Node } from '@babel/types';
import type { SourceFile } from '../../src/change/codemod.ts';
import type { Place, Use } from '../../src/change/syntax.ts';

export interface ClientCall {
  readonly call: CallExpression;
  /** `user.findUnique`, `$on` */
  readonly path: readonly string[];
  /** Whether it is known for a client, and not just called like one. */
  readonly sure: boolean;
}

export function clientCalls(file: SourceFile): readonly ClientCall[] {
  const own = file
    .bindings()
    .uses('@prisma/client')
    .flatMap((use) => made(use, file));
  const clients = inTransactions(file, file.bindings().follow(own));
  const known = clients.flatMap(({ node, path }): readonly ClientCall[] => {
    const parent = file.tree().parent(node);
    return path.length > 0 && parent?.type === 'CallExpression' && parent.callee === node
      ? [{ call: parent, path, sure: true }]
      : [];
  });
  const seen = new Set(known.map(({ call }) => call));
  return [...known, ...byName(file).filter(({ call }) => !seen.has(call))];
}

/** `new PrismaClient()`, `(prisma: PrismaClient) => …`, `this` of a class that extends it */
function made({ node, path }: Use, file: SourceFile): readonly Place[] {
  const parent = file.tree().parent(node);
  const name = path.join('.');
  if (name === 'PrismaClient' && parent?.type === 'NewExpression' && parent.callee === node)
    return [{ node: parent, path: [] }];
  if (
    name === 'PrismaClient' &&
    parent &&
    /^Class/.test(parent.type) &&
    'superClass' in parent &&
    parent.superClass === node
  )
    return [...file.tree().within(parent)].flatMap((one) =>
      one.type === 'ThisExpression' ? [{ node: one, path: [] }] : [],
    );
  const type = parent?.type === 'TSQualifiedName' ? file.tree().parent(parent) : parent;
  if (type?.type !== 'TSTypeReference' || !/^(?:PrismaClient|Prisma\.TransactionClient)$/.test(name))
    return [];
  const annotation = file.tree().parent(type);
  const typed = annotation?.type === 'TSTypeAnnotation' ? file.tree().parent(annotation) : undefined;
  if (typed?.type !== 'Identifier') return [];
  return (file.bindings().bindingOf(typed)?.reads ?? []).map((read) => ({ node: read, path: [] }));
}

/** `prisma.$transaction(async (tx) => …)` hands on a client. */
function inTransactions(file: SourceFile, clients: readonly Place[]): readonly Place[] {
  const inner = clients.flatMap(({ node, path }) => {
    const call = path.join('.') === '$transaction' ? file.tree().parent(node) : undefined;
    const given = call?.type === 'CallExpression' && call.callee === node ? call.arguments[0] : undefined;
    const [param] = given?.type === 'ArrowFunctionExpression' ? given.params : [];
    const reads = param?.type === 'Identifier' ? (file.bindings().bindingOf(param)?.reads ?? []) : [];
    return reads.map((read): Place => ({ node: read, path: [] }));
  });
  return [...clients, ...file.bindings().follow(inner)];
}

/** `this.prisma.user.findUnique(…)`, `db.user.findUnique(…)` */
function byName(file: SourceFile): readonly ClientCall[] {
  return file
    .tree()
    .of('CallExpression')
    .flatMap((call) => {
      const names = namesOf(call.callee);
      const at = names.findIndex((name) => /prisma|^(?:tx|db)$/i.test(name));
      const path = names.slice(at + 1);
      return at >= 0 && path.length > 0 && path.length <= 2 ? [{ call, path, sure: false }] : [];
    });
}

/** Nothing for anything but a chain of names. */
function namesOf(node: Node): readonly string[] {
  if (node.type === 'Identifier') return [node.name];
  if (node.type === 'ThisExpression') return ['this'];
  if (node.type !== 'MemberExpression' || node.computed || node.property.type !== 'Identifier') return [];
  const names = namesOf(node.object);
  return names.length === 0 ? [] : [...names, node.property.name];
}
