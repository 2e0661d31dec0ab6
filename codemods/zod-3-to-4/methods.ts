/** Methods and members of schemas. */
import type { Node } from '@babel/types';
import type { SourceFile } from '../../src/change/codemod.ts';
import {
  changed,
  literalText,
  noted,
  type Part,
  propertyName,
  replaced,
  spot,
  textOf,
} from '../../src/change/syntax.ts';
import { type Access, guide, type Schemas } from './schemas.ts';

export function methods(file: SourceFile, { accesses, factories }: Schemas): readonly Part[] {
  const factoryOf = new Map<Node, string>(factories.map(({ call, name }) => [call, name]));
  return accesses.flatMap((access): readonly Part[] => {
    switch (access.name) {
      case 'ip':
      case 'cidr':
        return access.call ? [address(file, access, factoryOf)] : [];
      case 'Enum':
      case 'Values':
        return [renamed('enum', access.member, 'enum')];
      case 'nonstrict':
        return [renamed('nonstrict', access.member, 'passthrough')];
      case 'deepPartial':
        return [told(access, 'deepPartial is gone in zod 4; write the schema of the partial object')];
      case 'innerType':
        return [told(access, 'innerType is gone in zod 4: a refined schema is the schema itself')];
      case 'default':
        return hasTransform(access.object)
          ? [
              told(
                access,
                'default gives its value untransformed in zod 4; use prefault for one that is parsed',
              ),
            ]
          : [];
      default:
        return [];
    }
  });
}

const told = ({ call, member }: Access, message: string): Part =>
  noted('removed', call ?? member, message, guide);

function renamed(rule: string, member: Node, to: string): Part {
  if (member.type !== 'MemberExpression' && member.type !== 'OptionalMemberExpression') return changed([]);
  return changed([replaced(rule, member.property, member.computed ? `'${to}'` : to)]);
}

/** Only strings have these: what either kind of address gives has not. */
const ofStrings =
  /^(?:min|max|length|email|url|uuid|regex|includes|startsWith|endsWith|datetime|trim|toLowerCase|toUpperCase|nonempty)$/;

/** `z.string().ip(…)` is a schema of its own now, or two of them. */
function address(
  file: SourceFile,
  { name, object, call }: Access,
  factoryOf: ReadonlyMap<Node, string>,
): Part {
  const rule = 'ip';
  const byHand = (at: Node) =>
    noted(
      rule,
      at,
      `${name}() is gone in zod 4; use z.${name}${name === 'ip' ? 'v4() and z.ipv6()' : 'v4() and z.cidrv6()'}`,
      guide,
    );
  if (!call) return changed([]);
  const isPlain =
    object.type === 'CallExpression' && object.arguments.length === 0 && factoryOf.get(object) === 'string';
  const callee = object.type === 'CallExpression' ? object.callee : undefined;
  const options = optionsOf(call.arguments);
  if (!isPlain || callee?.type !== 'MemberExpression' || !options) return byHand(call);
  const z = textOf(file, callee.object);
  const { start } = spot(object);
  const { end } = spot(call);
  if (/\/[/*]/.test(file.text.slice(spot(object).end, end))) return byHand(call);
  const message = options.message ? textOf(file, options.message) : '';
  const one = (version: string) => `${z}.${name}${version}(${message})`;
  if (options.version) return changed([replaced(rule, { start, end }, one(options.version))]);
  const next = file.tree().parent(call);
  const nextName =
    next?.type === 'MemberExpression' && next.property.type === 'Identifier' ? next.property.name : '';
  if (ofStrings.test(nextName)) return byHand(call);
  const both = `${z}.union([${one('v4')}, ${one('v6')}]${message ? `, ${message}` : ''})`;
  return changed([replaced(rule, { start, end }, both)]);
}

/** `undefined` where an argument is not written there. */
function optionsOf(
  args: readonly Node[],
): { readonly version?: string; readonly message?: Node } | undefined {
  const [first, another] = args;
  if (another) return undefined;
  if (!first) return {};
  if (literalText(first) !== undefined) return { message: first };
  if (first.type !== 'ObjectExpression') return undefined;
  let options: { version?: string; message?: Node } = {};
  for (const one of first.properties) {
    const name = propertyName(one);
    const value = one.type === 'ObjectProperty' ? one.value : undefined;
    const version = value && literalText(value);
    if (name === 'version' && (version === 'v4' || version === 'v6')) options = { ...options, version };
    else if (name === 'message' && value) options = { ...options, message: value };
    else return undefined;
  }
  return options;
}

/** Whether a transform stands in the chain of calls. */
function hasTransform(schema: Node): boolean {
  let at: Node = schema;
  while (at.type === 'CallExpression' && at.callee.type === 'MemberExpression') {
    const { property, object } = at.callee;
    if (property.type === 'Identifier' && property.name === 'transform') return true;
    at = object;
  }
  return false;
}
