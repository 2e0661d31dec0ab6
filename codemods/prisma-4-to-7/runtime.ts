/** `@prisma/client/runtime` is private, and called otherwise in each version; what is public of it is in `Prisma`. */
import type { Node } from '@babel/types';
import type { SourceFile } from '../../src/change/codemod.ts';
import {
  asValue,
  binding,
  changed,
  importing,
  isSimple,
  needsParentheses,
  noted,
  type Part,
  replaced,
  textOf,
  type Use,
} from '../../src/change/syntax.ts';
import { guides, rules } from './rules.ts';

const runtime = '@prisma/client/runtime';
const modules = ['', '/index', '/index.js', '/library', '/library.js', '/edge', '/binary'].map(
  (end) => `${runtime}${end}`,
);

/** As `Prisma` has them. */
const names: Readonly<Record<string, string>> = {
  Decimal: 'Decimal',
  DecimalJsLike: 'DecimalJsLike',
  DMMF: 'DMMF',
  PrismaClientKnownRequestError: 'PrismaClientKnownRequestError',
  PrismaClientUnknownRequestError: 'PrismaClientUnknownRequestError',
  PrismaClientRustPanicError: 'PrismaClientRustPanicError',
  PrismaClientInitializationError: 'PrismaClientInitializationError',
  PrismaClientValidationError: 'PrismaClientValidationError',
  NotFoundError: 'NotFoundError',
  Sql: 'Sql',
  sqltag: 'sql',
  empty: 'empty',
  join: 'join',
  raw: 'raw',
};

const notFound = 'PrismaClientKnownRequestError';

export function runtimeImports(file: SourceFile, sixOn: boolean): readonly Part[] {
  const references = file.bindings().moduleReferences(...modules);
  const uses = file
    .bindings()
    .uses(...modules)
    .filter(({ path }) => path.length === 1);
  const ends = uses.filter(({ node }) => !isStepOf(file, node));
  const told = references
    .filter(
      ({ kind, node }) =>
        kind === 'mock' || kind === 'export-from' || !uses.some(({ from }) => from.node === node),
    )
    .map(({ node, source }) =>
      noted(
        rules.runtime,
        node,
        `'${source.value}' is private and moves with each version; take what it gives from Prisma of '@prisma/client'`,
        guides.five,
      ),
    );
  const able = ends.filter(({ path: [name = ''] }) => Object.hasOwn(names, name));
  const odd = ends
    .filter((use) => !able.includes(use))
    .map(({ node, path }) =>
      noted(
        rules.runtime,
        node,
        `${path[0]} is private in Prisma; nothing public stands for it`,
        guides.five,
      ),
    );
  return [...told, ...odd, ...moved(file, able, sixOn)];
}

function moved(file: SourceFile, uses: readonly Use[], sixOn: boolean): readonly Part[] {
  const [first] = uses;
  if (!first) return [];
  const places = uses.map(({ node }) => node);
  const imported = importing(
    file,
    { modules: ['@prisma/client'], export: 'Prisma', local: 'Prisma' },
    places,
    rules.runtime,
  );
  if (!imported)
    return [
      noted(
        rules.runtime,
        first.node,
        "this comes from Prisma of '@prisma/client', whose name means something else here",
        guides.five,
      ),
    ];
  return [
    changed(
      [
        ...imported.edits,
        ...uses.flatMap(({ node, path: [name = ''] }) => {
          if (name === 'NotFoundError' && sixOn && comparison(file, node)) return [];
          const value = asValue(file, node, `${imported.local}.${names[name]}`);
          return [replaced(rules.runtime, value.node, value.text)];
        }),
      ],
      ...places,
    ),
  ];
}

/** An alias that is followed, whose reads are uses of their own. */
function isStepOf(file: SourceFile, node: Node): boolean {
  const parent = file.tree().parent(node);
  return (
    node.type === 'AssignmentExpression' ||
    (parent?.type === 'VariableDeclarator' && parent.init === node && parent.id.type === 'Identifier')
  );
}

function comparison(file: SourceFile, node: Node) {
  const parent = file.tree().parent(node);
  return parent?.type === 'BinaryExpression' &&
    parent.operator === 'instanceof' &&
    parent.right === node &&
    isSimple(parent.left)
    ? parent
    : undefined;
}

/** `e instanceof Prisma.NotFoundError` → the known error with its code. */
export function notFoundErrors(file: SourceFile): readonly Part[] {
  const ofRuntime = file
    .bindings()
    .uses(...modules)
    .filter(({ path }) => path.join('.') === 'NotFoundError');
  const ofClient = file
    .bindings()
    .uses('@prisma/client')
    .filter(({ path }) => path.join('.') === 'Prisma.NotFoundError');
  return [...ofRuntime, ...ofClient].flatMap(({ node, from }) => {
    const test = comparison(file, node);
    if (!test)
      return isStepOf(file, node)
        ? []
        : [
            noted(
              rules.error,
              node,
              "NotFoundError is gone in 6; it is a PrismaClientKnownRequestError with the code 'P2025'",
              guides.six,
            ),
          ];
    const prisma =
      ofClient.some((use) => use.node === node) && node.type === 'MemberExpression'
        ? textOf(file, node.object)
        : 'Prisma';
    const left = textOf(file, test.left);
    const text = `${left} instanceof ${prisma}.${notFound} && ${left}.code === 'P2025'`;
    const around = needsParentheses(file.tree(), test, binding.and) ? `(${text})` : text;
    return [
      changed(
        [replaced(rules.error, test, around)],
        ...(from.source.value.startsWith(runtime) ? [node] : []),
      ),
    ];
  });
}
