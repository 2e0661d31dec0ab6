/** What queries no longer take, and what clients no longer do. */
import type { Node } from '@babel/types';
import type { Edit, SourceFile } from '../../src/change/codemod.ts';
import {
  changed,
  noted,
  type Part,
  propertyName,
  replaced,
  spot,
  withoutItems,
} from '../../src/change/syntax.ts';
import { type ClientCall, clientCalls } from './clients.ts';
import { guides, rules } from './rules.ts';

const throwing: Readonly<Record<string, string>> = {
  findUnique: 'findUniqueOrThrow',
  findFirst: 'findFirstOrThrow',
};
const option = 'rejectOnNotFound';

export function queries(file: SourceFile): readonly Part[] {
  const calls = clientCalls(file);
  return [
    ...calls.flatMap((one) => [...rejecting(one), ...(one.sure ? shortcuts(one) : []), ...gone(one)]),
    ...others(file, new Set(calls.map(({ call }) => call))),
  ];
}

function optionIn(node: Node | undefined) {
  return node?.type === 'ObjectExpression'
    ? node.properties.find((one) => propertyName(one) === option)
    : undefined;
}

function rejecting({ call, path, sure }: ClientCall): readonly Part[] {
  const [given] = call.arguments;
  const found = optionIn(given);
  const method = path.at(-1) ?? '';
  if (!found || given?.type !== 'ObjectExpression') return [];
  const value = found.type === 'ObjectProperty' ? found.value : undefined;
  const { callee } = call;
  const to = Object.hasOwn(throwing, method) ? throwing[method] : undefined;
  if (value?.type !== 'BooleanLiteral' || callee.type !== 'MemberExpression' || !to)
    return [
      noted(
        rules.notFound,
        found,
        `${option} is gone in 5; call findUniqueOrThrow or findFirstOrThrow and catch what it throws`,
        guides.five,
      ),
    ];
  const gone: readonly Edit[] =
    given.properties.length === 1
      ? [replaced(rules.notFound, given, '')]
      : withoutItems(given.properties, [found]).map((edit) => replaced(rules.notFound, edit, edit.text));
  const edits = value.value ? [...gone, replaced(rules.notFound, callee.property, to)] : gone;
  return [changed(edits.map((edit) => ({ ...edit, sure })))];
}

/** The option has a name of its own: someone else's client, or that of the whole client. */
function others(file: SourceFile, known: ReadonlySet<Node>): readonly Part[] {
  return file
    .tree()
    .of('ObjectProperty')
    .flatMap((property) => {
      const object = file.tree().parent(property);
      const call = object && file.tree().parent(object);
      if (propertyName(property) !== option || (call && known.has(call))) return [];
      const isOfPrisma =
        call?.type === 'NewExpression' &&
        file
          .bindings()
          .uses('@prisma/client')
          .some(({ node }) => node === call.callee);
      return isOfPrisma
        ? [
            noted(
              rules.notFound,
              property,
              `${option} is gone in 5; call findUniqueOrThrow or findFirstOrThrow where it counted`,
              guides.five,
            ),
          ]
        : [];
    });
}

/** `OR: { … }`, `in: 'a'`: lists are lists. */
function shortcuts({ call, path }: ClientCall): readonly Part[] {
  if (path.length !== 2) return [];
  const [given] = call.arguments;
  const where =
    given?.type === 'ObjectExpression'
      ? given.properties.find((one) => propertyName(one) === 'where')
      : undefined;
  return where?.type === 'ObjectProperty' ? inWhere(where.value).map((node) => changed(listed(node))) : [];
}

function inWhere(node: Node): readonly Node[] {
  if (node.type === 'ArrayExpression') return node.elements.flatMap((one) => (one ? inWhere(one) : []));
  if (node.type !== 'ObjectExpression') return [];
  return node.properties.flatMap((property) => {
    if (property.type !== 'ObjectProperty') return [];
    const name = propertyName(property);
    const { value } = property;
    const isOne =
      (name === 'OR' && value.type === 'ObjectExpression') ||
      ((name === 'in' || name === 'notIn') && /^(?:String|Numeric|BigInt)Literal$/.test(value.type));
    return [...(isOne ? [value] : []), ...inWhere(value)];
  });
}

function listed(node: Node): readonly Edit[] {
  const { start, end } = spot(node);
  return [replaced(rules.array, { start, end: start }, '['), replaced(rules.array, { start: end, end }, ']')];
}

function gone({ call, path }: ClientCall): readonly Part[] {
  const [method = '', ...more] = path;
  const [first] = call.arguments;
  if (more.length === 0 && method === '$use')
    return [
      noted(
        rules.removed,
        call,
        '$use is gone in Prisma 6.14; extend the client with $extends({ query })',
        guides.seven,
      ),
    ];
  if (path[0] === '$metrics')
    return [
      noted(
        rules.removed,
        call,
        '$metrics is gone in Prisma 7; measure with $extends, or in the driver',
        guides.seven,
      ),
    ];
  if (
    more.length === 0 &&
    method === '$on' &&
    first?.type === 'StringLiteral' &&
    first.value === 'beforeExit'
  )
    return [
      noted(
        rules.removed,
        call,
        "clients have no beforeExit since 5; use process.on('beforeExit')",
        guides.five,
      ),
    ];
  return [];
}
