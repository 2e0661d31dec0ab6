/** Members of a ZodError. */
import type { Node } from '@babel/types';
import type { SourceFile } from '../../src/change/codemod.ts';
import {
  changed,
  noted,
  type Part,
  type Place,
  propertyName,
  replaced,
  textOf,
} from '../../src/change/syntax.ts';
import { guide, nameOfZod, type Schemas } from './schemas.ts';

const parses = new Set(['safeParse', 'safeParseAsync', 'spa']);

/** An expression that is a ZodError; `sure` when what was parsed with is known to be a schema. */
interface ErrorPlace {
  readonly node: Node;
  readonly sure: boolean;
}

export function errorProperties(file: SourceFile, schemas: Schemas): readonly Part[] {
  const seen = new Set<Node>();
  const places = [...resultsOf(file, schemas), ...caught(file, schemas), ...typed(file, schemas)];
  return places.flatMap(({ node, sure }) =>
    file
      .bindings()
      .follow([{ node, path: [] }])
      .filter(({ path }) => path.length === 1)
      .flatMap((place) => {
        if (seen.has(place.node)) return [];
        seen.add(place.node);
        return member(file, place, sure, schemas);
      }),
  );
}

function member(
  file: SourceFile,
  { node, path: [name] }: Place,
  sure: boolean,
  schemas: Schemas,
): readonly Part[] {
  if (name !== 'errors' && name !== 'formErrors') return [];
  const isMember = node.type === 'MemberExpression' || node.type === 'OptionalMemberExpression';
  const rule = name === 'errors' ? 'errors' : 'form-errors';
  const to = name === 'errors' ? 'issues' : 'z.flattenError(error)';
  if (!isMember || node.computed) {
    // A name that was taken out of the error is one place, its reads are not.
    return node.type === 'Identifier'
      ? []
      : [noted(rule, node, `${name} of a ZodError is gone in zod 4; use ${to}`, guide)];
  }
  if (name === 'errors') return [changed([{ ...replaced(rule, node.property, 'issues'), sure }])];
  const z = nameOfZod(file, schemas.uses, node);
  return z && node.type === 'MemberExpression'
    ? [changed([{ ...replaced(rule, node, `${z}.flattenError(${textOf(file, node.object)})`), sure }])]
    : [noted(rule, node, `formErrors is gone in zod 4; use ${to}`, guide)];
}

/** `schema.safeParse(x).error`. A schema of another file has no other method of this name either. */
function resultsOf(file: SourceFile, { accesses }: Schemas): readonly ErrorPlace[] {
  const known = new Set(accesses.flatMap(({ name, call }) => (call && parses.has(name) ? [call] : [])));
  return file
    .tree()
    .of('CallExpression')
    .filter(({ callee, arguments: args }) => {
      if (callee.type !== 'MemberExpression' || callee.computed || args.length === 0) return false;
      return callee.property.type === 'Identifier' && parses.has(callee.property.name) && args.length < 3;
    })
    .filter((call) => known.has(call) || (call.arguments.length === 1 && isSchemaLike(file, call.callee)))
    .flatMap((call) =>
      file
        .bindings()
        .follow(valuesOf(file, call))
        .filter(({ path }) => path.join('.') === 'error')
        .map(({ node }) => ({ node, sure: known.has(call) })),
    );
}

/** Where the result of the call is, waited for or handed to `then`. */
function valuesOf(file: SourceFile, call: Node): readonly Place[] {
  const parent = file.tree().parent(call);
  if (parent?.type === 'AwaitExpression') return [{ node: parent, path: [] }];
  const isStep = parent?.type === 'MemberExpression' && parent.object === call;
  if (!isStep || textOf(file, parent.property) !== 'then') return [{ node: call, path: [] }];
  const then = file.tree().parent(parent);
  const [handler] = then?.type === 'CallExpression' && then.callee === parent ? then.arguments : [];
  const isFunction = handler?.type === 'ArrowFunctionExpression' || handler?.type === 'FunctionExpression';
  return isFunction ? namesIn(file, handler.params[0]) : [];
}

/** The reads of a parameter, and of what is taken out of it by name. */
function namesIn(file: SourceFile, parameter: Node | undefined): readonly Place[] {
  const readsOf = (name: Node, path: readonly string[]) =>
    (file.bindings().bindingOf(name)?.reads ?? []).map((node) => ({ node, path: [...path] }));
  if (parameter?.type === 'Identifier') return readsOf(parameter, []);
  if (parameter?.type !== 'ObjectPattern') return [];
  return parameter.properties.flatMap((one) => {
    const name = one.type === 'ObjectProperty' ? propertyName(one) : undefined;
    return one.type === 'ObjectProperty' && name !== undefined && one.value.type === 'Identifier'
      ? readsOf(one.value, [name])
      : [];
  });
}

/** Not `v.safeParse(schema, x)` of another library, whose module has the function itself. */
function isSchemaLike(file: SourceFile, callee: Node): boolean {
  if (callee.type !== 'MemberExpression') return false;
  const { object } = callee;
  const owner = object.type === 'Identifier' ? file.bindings().bindingOf(object) : undefined;
  const [declared] = owner?.declared ?? [];
  const isNamespace = declared && file.tree().parent(declared)?.type === 'ImportNamespaceSpecifier';
  return !isNamespace;
}

/** Where `e instanceof ZodError` has been seen to be true. */
function caught(file: SourceFile, { uses }: Schemas): readonly ErrorPlace[] {
  const tests = uses
    .filter(({ path }) => path.join('.') === 'ZodError')
    .map(({ node }) => ({ node, test: file.tree().parent(node) }));
  return tests.flatMap(({ node, test }) => {
    if (test?.type !== 'BinaryExpression' || test.operator !== 'instanceof' || test.right !== node) return [];
    const { left } = test;
    const error = file.bindings().bindingOf(left);
    if (!error || error.writes.length > 0) return [];
    const inside = new Set<Node>(guardedBy(file, test).flatMap((where) => [...file.tree().within(where)]));
    return error.reads.filter((read) => inside.has(read)).map((read) => ({ node: read, sure: true }));
  });
}

/** What runs only when the test is true. */
function guardedBy(file: SourceFile, test: Node): readonly Node[] {
  const parent = file.tree().parent(test);
  switch (parent?.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
      return parent.test === test ? [parent.consequent] : [];
    case 'LogicalExpression':
      return parent.operator === '&&' && parent.left === test ? [parent.right] : [];
    case 'UnaryExpression':
      return parent.operator === '!' ? behindGuard(file, parent) : [];
    default:
      return [];
  }
}

/** `if (!(e instanceof ZodError)) throw e;`: what follows it in its block. */
function behindGuard(file: SourceFile, not: Node): readonly Node[] {
  const guard = file.tree().parent(not);
  if (guard?.type !== 'IfStatement' || guard.test !== not) return [];
  const { consequent, alternate } = guard;
  const last = consequent.type === 'BlockStatement' ? consequent.body.at(-1) : consequent;
  if (last?.type !== 'ReturnStatement' && last?.type !== 'ThrowStatement')
    return alternate ? [alternate] : [];
  const block = file.tree().parent(guard);
  const body = block?.type === 'BlockStatement' ? block.body : [];
  return [...(alternate ? [alternate] : []), ...body.slice(body.indexOf(guard) + 1)];
}

/** Names of the type ZodError and what is cast to it, and the errors of results that are typed. */
function typed(file: SourceFile, { uses }: Schemas): readonly ErrorPlace[] {
  return uses.flatMap(({ node, path }) => {
    const name = path.join('.');
    if (name === 'ZodError')
      return typedBy(file, node).map(({ node: value }) => ({ node: value, sure: true }));
    if (name !== 'SafeParseReturnType' && name !== 'SafeParseError') return [];
    return file
      .bindings()
      .follow(typedBy(file, node))
      .filter(({ path: below }) => below.join('.') === 'error')
      .map(({ node: value }) => ({ node: value, sure: true }));
  });
}

/** Values that a type is said of: reads of a name that is declared so, and casts. */
function typedBy(file: SourceFile, type: Node): readonly Place[] {
  const reference = file.tree().parent(type);
  const around = reference?.type === 'TSTypeReference' ? file.tree().parent(reference) : undefined;
  if (around?.type === 'TSAsExpression' || around?.type === 'TSTypeAssertion')
    return [{ node: around, path: [] }];
  const name = around?.type === 'TSTypeAnnotation' ? file.tree().parent(around) : undefined;
  return name?.type === 'Identifier' ? namesIn(file, name) : [];
}
