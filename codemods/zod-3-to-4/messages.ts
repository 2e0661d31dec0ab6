/** Messages: two of them are one function now, and a function takes the place of errorMap. */
import type { Node, ObjectExpression, ObjectProperty } from '@babel/types';
import type { Edit, SourceFile } from '../../src/change/codemod.ts';
import {
  changed,
  noted,
  type Part,
  propertyName,
  replaced,
  spot,
  textOf,
  withoutItems,
} from '../../src/change/syntax.ts';
import { type Access, guide, type Schemas } from './schemas.ts';

export function messages(file: SourceFile, { factories, accesses }: Schemas): readonly Part[] {
  const checked = new Set(accesses.filter(({ name }) => !harmless.test(name)).map(({ object }) => object));
  const mayBeChecked = (call: Node) => checked.has(call) || isKept(file, call);
  return [
    ...factories.flatMap(({ name, call }) =>
      call.arguments.flatMap((argument) =>
        argument.type === 'ObjectExpression'
          ? [...twoMessages(file, name, argument, mayBeChecked(call)), ...errorMap(argument)]
          : [],
      ),
    ),
    ...accesses.flatMap((access) => (access.name === 'refine' ? refinement(file, access) : [])),
  ];
}

const halves = ['required_error', 'invalid_type_error'] as const;
/** No check that could fail: zod 4 asks the error of a schema for the messages of its checks as well. */
const harmless =
  /^(?:optional|nullable|nullish|default|catch|array|promise|describe|brand|readonly|transform|or|and|pipe|(?:safeP|p)arse(?:Async)?|spa)$/;
/** To zod 4 a value that is not in the list is the same mistake as one of another type. */
const ofValues = /^(?:enum|nativeEnum|literal|union|discriminatedUnion)$/;

function twoMessages(
  file: SourceFile,
  factory: string,
  options: ObjectExpression,
  isChecked: boolean,
): readonly Part[] {
  const [required, invalid] = halves.map((name) => property(options, name));
  const first = [required, invalid]
    .filter((one) => one !== undefined)
    .toSorted((a, b) => spot(a).start - spot(b).start)[0];
  if (!first) return [];
  const others = options.properties.filter((one) => one !== required && one !== invalid);
  if (others.length > 0 || ![required, invalid].every((one) => !one || isPure(one.value)))
    return [
      noted(
        'messages',
        first,
        'required_error and invalid_type_error are one function error now; write it by hand',
        guide,
      ),
    ];
  const text = (one: ObjectProperty | undefined) => (one ? textOf(file, one.value) : 'undefined');
  const otherwise =
    invalid && isChecked && !ofValues.test(factory)
      ? `issue.code === 'invalid_type' ? ${text(invalid)} : undefined`
      : text(invalid);
  const error = `error: (issue) => (issue.input === undefined ? ${text(required)} : ${otherwise})`;
  const second = first === required ? invalid : required;
  const rest = second ? withoutItems(options.properties, [second]) : [];
  const edits: Edit[] = [
    replaced('messages', first, error),
    ...rest.map((change) => ({ ...change, rule: 'messages', sure: true })),
  ];
  return [changed(edits.map((edit) => ({ ...edit, sure: !ofValues.test(factory) })))];
}

/** Under a name, or handed out: what checks follow there, maybe in another file, is not to be seen here. */
function isKept(file: SourceFile, call: Node): boolean {
  const parent = file.tree().parent(call);
  switch (parent?.type) {
    case 'VariableDeclarator':
    case 'AssignmentExpression':
    case 'ExportDefaultDeclaration':
    case 'ReturnStatement':
    case 'ArrowFunctionExpression':
      return true;
    default:
      return false;
  }
}

function property(options: ObjectExpression, name: string): ObjectProperty | undefined {
  const found = options.properties.find((one) => propertyName(one) === name);
  return found?.type === 'ObjectProperty' ? found : undefined;
}

/** The function reads it later, and each time. */
function isPure(value: Node): boolean {
  switch (value.type) {
    case 'StringLiteral':
    case 'Identifier':
      return true;
    case 'TemplateLiteral':
      return value.expressions.every(isPure);
    case 'MemberExpression':
      return !value.computed && isPure(value.object);
    default:
      return false;
  }
}

function errorMap(options: ObjectExpression): readonly Part[] {
  const map = property(options, 'errorMap');
  if (!map) return [];
  const { value } = map;
  const takesNothing =
    (value.type === 'ArrowFunctionExpression' || value.type === 'FunctionExpression') &&
    value.params.length === 0;
  if (takesNothing) return [changed([replaced('error-map', map.key, 'error')])];
  return [
    noted(
      'error-map',
      map,
      'errorMap is error now, takes the issue alone and returns a message or nothing; write it by hand',
      guide,
    ),
  ];
}

/** `refine(f, (v) => ({ message: … v … }))` */
function refinement(file: SourceFile, { call }: Access): readonly Part[] {
  const [, second] = call?.arguments ?? [];
  const isFunction = second?.type === 'ArrowFunctionExpression' || second?.type === 'FunctionExpression';
  if (!second || !isFunction) return [];
  const told = noted(
    'refine',
    second,
    'the second argument of refine is an object now, with a function error that gets the issue',
    guide,
  );
  const [value, another] = second.params;
  const { body } = second;
  const only = body.type === 'ObjectExpression' && body.properties.length === 1 ? body : undefined;
  const message = only && property(only, 'message');
  if (another || !message || (value && value.type !== 'Identifier')) return [told];
  const taken = value ? (value.name === 'input' ? '({ input })' : `({ input: ${value.name} })`) : '()';
  const said = message.value.type === 'ObjectExpression' ? undefined : textOf(file, message.value);
  return [
    said === undefined ? told : changed([replaced('refine', second, `{ error: ${taken} => ${said} }`)]),
  ];
}
