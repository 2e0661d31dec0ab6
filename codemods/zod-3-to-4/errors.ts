/** Members of a ZodError. */
import type { Node } from '@babel/types';
import type { SourceFile } from '../../src/change/codemod.ts';
import { changed, noted, type Part, type Place, replaced, textOf } from '../../src/change/syntax.ts';
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
    .flatMap((call) => {
      const parent = file.tree().parent(call);
      const result = parent?.type === 'AwaitExpression' ? parent : call;
      return file
        .bindings()
        .follow([{ node: result, path: [] }])
        .filter(({ path }) => path.join('.') === 'error')
        .map(({ node }) => ({ node, sure: known.has(call) }));
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

/** Names of the type ZodError. */
function typed(file: SourceFile, { uses }: Schemas): readonly ErrorPlace[] {
  return uses
    .filter(({ path }) => path.join('.') === 'ZodError')
    .flatMap(({ node }) => {
      const reference = file.tree().parent(node);
      const annotation = reference?.type === 'TSTypeReference' ? file.tree().parent(reference) : undefined;
      const name = annotation?.type === 'TSTypeAnnotation' ? file.tree().parent(annotation) : undefined;
      const binding = name?.type === 'Identifier' ? file.bindings().bindingOf(name) : undefined;
      return (binding?.reads ?? []).map((read) => ({ node: read, sure: true }));
    });
}
