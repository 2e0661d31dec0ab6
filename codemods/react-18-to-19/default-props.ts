/** `defaultProps` of function components, which React 19 does not read: default values in the parameter say the same. */
import type { AssignmentExpression, Node, ObjectPattern } from '@babel/types';
import type { Edit, SourceFile } from '../../src/change/codemod.ts';
import {
  changed,
  literalText,
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
  const given = withoutWrapper(file, file.bindings().standsFor(left.object));
  const isFunction =
    given?.type === 'FunctionDeclaration' ||
    given?.type === 'FunctionExpression' ||
    given?.type === 'ArrowFunctionExpression';
  return isFunction && hasElements(file, given) ? given : undefined;
}

/** `memo(Row)` and `forwardRef((props, ref) => …)` have theirs read no more than the function in them. */
function withoutWrapper(file: SourceFile, node: Node | undefined): Node | undefined {
  if (node?.type !== 'CallExpression') return node;
  const isWrapper = file
    .bindings()
    .uses('react')
    .some(({ node: at, path }) => at === node.callee && /^(?:memo|forwardRef)$/.test(path.join('.')));
  const [inner] = node.arguments;
  return isWrapper && inner ? withoutWrapper(file, file.bindings().standsFor(inner) ?? inner) : undefined;
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
  // Set under a condition, or read by somebody.
  if (!isBeside(file, statement, component) || isReadToo(file, assignment)) return told;
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

/** Whether they are set wherever the function is made: in the same block. */
function isBeside(file: SourceFile, statement: Node, component: Node): boolean {
  const block = file.tree().parent(statement);
  if (block?.type !== 'Program' && block?.type !== 'BlockStatement') return false;
  for (const at of file.tree().ancestors(component)) {
    if (at === block) return true;
    if (at.type === 'BlockStatement' || at.type === 'Program') return false;
  }
  return false;
}

/** `Button.defaultProps.size` would be read of nothing, and of what another name shares, a person knows. */
function isReadToo(file: SourceFile, { left }: AssignmentExpression): boolean {
  const object = left.type === 'MemberExpression' ? left.object : undefined;
  const reads = (object && file.bindings().bindingOf(object)?.reads) ?? [];
  return reads.some((read) => {
    const member = file.tree().parent(read);
    const isMember = member?.type === 'MemberExpression' || member?.type === 'OptionalMemberExpression';
    return (
      isMember &&
      member !== left &&
      member.object === read &&
      (member.property.type === 'Identifier' ? member.property.name : literalText(member.property)) ===
        'defaultProps'
    );
  });
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
