/** Functions and classes that made schemas and are gone. */
import type { CallExpression, Node } from '@babel/types';
import type { SourceFile } from '../../src/change/codemod.ts';
import { changed, noted, type Part, replaced, spot, textOf } from '../../src/change/syntax.ts';
import { type Access, type Factory, guide, nameOfZod, type Schemas } from './schemas.ts';

export function factories(file: SourceFile, schemas: Schemas): readonly Part[] {
  return [
    ...schemas.factories.flatMap((factory) => [
      ...optionalFactory(factory),
      ...functionFactory(file, factory, schemas),
    ]),
    ...created(file, schemas),
  ];
}

/** `z.ostring()` */
function optionalFactory({ name, callee, call }: Factory): readonly Part[] {
  const plain = /^o(string|number|boolean)$/.exec(name)?.[1];
  if (!plain) return [];
  if (callee.type !== 'MemberExpression')
    return [noted('optional-factory', callee, `${name} is gone in zod 4; use ${plain}().optional()`, guide)];
  const { end } = spot(call);
  return [
    changed([
      replaced('optional-factory', callee.property, plain),
      replaced('optional-factory', { start: end, end }, '.optional()'),
    ]),
  ];
}

/** `z.function().args(…).returns(…)`, in whatever order, up to the last of them. */
function functionFactory(
  file: SourceFile,
  { name, callee, call }: Factory,
  { accesses }: Schemas,
): readonly Part[] {
  if (name !== 'function') return [];
  const rule = 'function';
  const byHand = [
    noted(rule, call, 'z.function takes { input: […], output } in zod 4, and has no args and returns', guide),
  ];
  if (call.arguments.length > 0) {
    const [only] = call.arguments;
    return only?.type === 'ObjectExpression' ? [] : byHand;
  }
  const given: { args?: CallExpression; returns?: CallExpression } = {};
  let last: CallExpression = call;
  for (let step = stepOn(accesses, last); step?.call; step = stepOn(accesses, last)) {
    if ((step.name !== 'args' && step.name !== 'returns') || given[step.name]) break;
    given[step.name] = step.call;
    last = step.call;
  }
  if (last === call) return [];
  const { start } = spot(callee);
  const { end } = spot(last);
  if (/\/[/*]/.test(file.text.slice(spot(callee).end, end)) && hasComment(file, callee, last)) return byHand;
  const input = given.args ? [`input: [${insideOf(file, given.args)}]`] : [];
  const [output, another] = given.returns?.arguments ?? [];
  if (given.returns && (!output || another)) return byHand;
  const parts = [...input, ...(output ? [`output: ${textOf(file, output)}`] : [])];
  return [changed([replaced(rule, { start, end }, `${textOf(file, callee)}({ ${parts.join(', ')} })`)])];
}

const stepOn = (accesses: readonly Access[], call: CallExpression): Access | undefined =>
  accesses.find(({ object }) => object === call);

/** What stands between the parentheses. */
function insideOf(file: SourceFile, { arguments: args }: CallExpression): string {
  const [first, last] = [args[0], args.at(-1)];
  return first && last ? file.text.slice(spot(first).start, spot(last).end) : '';
}

/** A comment between the steps would be lost. */
function hasComment(file: SourceFile, from: Node, to: Node): boolean {
  const comments = file.babel().comments ?? [];
  return comments.some((one) => (one.start ?? 0) > spot(from).end && (one.end ?? 0) < spot(to).end);
}

/** `ZodString.create()` */
function created(file: SourceFile, { uses }: Schemas): readonly Part[] {
  return uses.flatMap(({ node, path: [class_ = '', method, more] }): readonly Part[] => {
    const kind = /^Zod([A-Z]\w*)$/.exec(class_)?.[1];
    if (!kind || method !== 'create' || more !== undefined || node.type !== 'MemberExpression') return [];
    const name = kind.charAt(0).toLowerCase() + kind.slice(1);
    if (kind === 'Effects')
      return [
        noted('create', node, 'ZodEffects is gone in zod 4; use transform, refine or preprocess', guide),
      ];
    const { object } = node;
    const z = object.type === 'MemberExpression' ? textOf(file, object.object) : nameOfZod(file, uses, node);
    if (!z) return [noted('create', node, `${class_}.create is gone in zod 4; use z.${name}`, guide)];
    return [changed([replaced('create', node, `${z}.${name}`)], node)];
  });
}
