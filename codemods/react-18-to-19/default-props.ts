/** `defaultProps` of function components, which React 19 does not read: default values in the parameter say the same. */
import type { AssignmentExpression, Node, ObjectPattern } from '@babel/types';
import type { Edit, SourceFile } from '../../src/change/codemod.ts';
import {
  changed,
  noted,
  type Part,
  propertyName,
  replaced,
  spot,
  textOf,
  withoutStatements,
} from '../../src/change/syntax.ts';
import { guide } from './moved.ts';

const rule = 'default-props';

export function defaultProps(file: SourceFile): readonly Part[] {
  return file
    .tree()
    .of('AssignmentExpression')
    .flatMap((assignment) => {
      const component = componentOf(file, assignment);
      return component ? [ofFunction(file, assignment, component)] : [];
    });
}

/** The function whose `defaultProps` are set. Classes keep theirs. */
function componentOf(file: SourceFile, { left, operator }: AssignmentExpression): Node | undefined {
  if (operator !== '=' || left.type !== 'MemberExpression' || left.computed) return undefined;
  if (left.property.type !== 'Identifier' || left.property.name !== 'defaultProps') return undefined;
  const given = file.bindings().standsFor(left.object);
  const isFunction =
    given?.type === 'FunctionDeclaration' ||
    given?.type === 'FunctionExpression' ||
    given?.type === 'ArrowFunctionExpression';
  return isFunction && hasElements(file, given) ? given : undefined;
}

function hasElements(file: SourceFile, component: Node): boolean {
  return file
    .tree()
    .within(component)
    .some(({ type }) => type === 'JSXElement' || type === 'JSXFragment' || type === 'CallExpression');
}

function ofFunction(file: SourceFile, assignment: AssignmentExpression, component: Node): Part {
  const told = noted(
    rule,
    assignment,
    'React 19 does not read defaultProps of a function; give the props default values',
    guide,
  );
  const [props] = 'params' in component ? component.params : [];
  const statement = file.tree().parent(assignment);
  if (props?.type !== 'ObjectPattern' || statement?.type !== 'ExpressionStatement') return told;
  if (assignment.right.type !== 'ObjectExpression') return told;
  const edits: Edit[] = [];
  for (const property of assignment.right.properties) {
    const name = propertyName(property);
    const value = property.type === 'ObjectProperty' ? property.value : undefined;
    const edit =
      name !== undefined && value && isPlain(value) ? defaulted(file, props, name, value) : undefined;
    if (!edit) return told;
    edits.push(edit);
  }
  const gone = withoutStatements([statement], file).map((change) => ({ ...change, rule, sure: true }));
  return changed([...edits, ...gone]);
}

/** The same value every time: an object or a function would be a new one at every render. */
function isPlain(value: Node): boolean {
  switch (value.type) {
    case 'StringLiteral':
    case 'NumericLiteral':
    case 'BooleanLiteral':
    case 'NullLiteral':
    case 'BigIntLiteral':
      return true;
    case 'TemplateLiteral':
      return value.expressions.length === 0;
    case 'UnaryExpression':
      return value.operator === '-' && value.argument.type === 'NumericLiteral';
    default:
      return false;
  }
}

/** `undefined` where the prop is not taken by name, or has a default value already. */
function defaulted(file: SourceFile, props: ObjectPattern, name: string, value: Node): Edit | undefined {
  const own = props.properties.find((one) => propertyName(one) === name);
  if (own?.type !== 'ObjectProperty') return undefined;
  const taken = own.value;
  if (taken.type !== 'Identifier' && taken.type !== 'ObjectPattern' && taken.type !== 'ArrayPattern')
    return undefined;
  const { end } = spot(taken);
  return replaced(rule, { start: end, end }, ` = ${textOf(file, value)}`);
}
