/** Exports that are gone, or that are handed something else. */
import type { Node } from '@babel/types';
import type { SourceFile } from '../../src/change/codemod.ts';
import { noted, type Part, textOf } from '../../src/change/syntax.ts';
import { guide, type Schemas } from './schemas.ts';

/** What to do, by the name in zod 3; tried by listing what 3.25.76 exports and 4.6.7 does not. */
const successors: ReadonlyMap<string, string> = new Map([
  ['SafeParseReturnType', 'use ZodSafeParseResult, which takes the output type alone'],
  ['SafeParseSuccess', 'use ZodSafeParseSuccess'],
  ['SafeParseError', 'use ZodSafeParseError'],
  ['ZodEffects', 'a refined schema is the schema itself, a transformed one a ZodPipe'],
  ['ZodNativeEnum', 'use ZodEnum'],
  ['ZodPipeline', 'use ZodPipe'],
  ['ZodBranded', 'a branded schema is the schema itself'],
  ['ZodParsedType', 'issues name what was expected as text'],
  ['getParsedType', 'look at the value with typeof'],
  ['quotelessJson', 'use JSON.stringify, or z.prettifyError for people'],
  ['defaultErrorMap', 'the messages are those of a language now: z.config(z.locales.en())'],
]);

export function goneExports(file: SourceFile, { uses }: Schemas): readonly Part[] {
  return uses.flatMap(({ node, path: [name = '', more] }) => {
    if (more !== undefined || isMaking(file, node)) return [];
    const successor = successors.get(name);
    if (successor) return [noted('removed', node, `${name} is gone in zod 4; ${successor}`, guide)];
    return name === 'setErrorMap' ? errorMapOfAll(file, node) : [];
  });
}

/** `ZodNativeEnum.create(…)` is a rule of its own. */
function isMaking(file: SourceFile, node: Node): boolean {
  const parent = file.tree().parent(node);
  return (
    parent?.type === 'MemberExpression' &&
    parent.object === node &&
    textOf(file, parent.property) === 'create'
  );
}

/** A map that looks at nothing goes on as it was. */
function errorMapOfAll(file: SourceFile, node: Node): readonly Part[] {
  const call = file.tree().parent(node);
  const [map] = call?.type === 'CallExpression' && call.callee === node ? call.arguments : [];
  const isFunction = map?.type === 'ArrowFunctionExpression' || map?.type === 'FunctionExpression';
  if (isFunction && map.params.length === 0) return [];
  const message =
    'setErrorMap hands its map no context in zod 4, and other codes; take the message from z.config({ customError })';
  return [noted('error-map', node, message, guide)];
}
