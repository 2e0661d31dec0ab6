import type { CallExpression, Identifier, Node } from '@babel/types';
import type { Codemod, SourceFile } from '../../src/change/codemod.ts';
import {
  changed,
  needsParentheses,
  noted,
  type Part,
  replaced,
  resultOf,
  spot,
  textOf,
} from '../../src/change/syntax.ts';

const rule = 'forward-ref';
const guide = 'https://react.dev/blog/2024/12/05/react-19#ref-as-a-prop';

export const codemod: Codemod = {
  id: 'react-19-forward-ref',
  title: 'Take ref as a prop instead of forwardRef',
  revision: 2,
  level: 'modernise',
  trigger: { kind: 'dependency', ecosystem: 'npm', name: 'react', crosses: '19.0.0' },
  languages: ['javascript', 'typescript'],
  hints: [['forwardRef']],
  rules: [{ id: rule, doc: 'forwardRef(({ a }, ref) => …) → ({ ref, a }) => …' }],
  transform: (file, context) => resultOf(file, context.enabled(rule) ? forwarded(file) : []),
};

function forwarded(file: SourceFile): readonly Part[] {
  return file
    .bindings()
    .uses('react')
    .flatMap(({ node, path }) => {
      const call = file.tree().parent(node);
      const isCall = call?.type === 'CallExpression' && call.callee === node;
      return isCall && path.join('.') === 'forwardRef' ? [withoutForwarding(file, call, node)] : [];
    });
}

function withoutForwarding(file: SourceFile, call: CallExpression, callee: Node): Part {
  const told = noted(
    rule,
    call,
    'ref is a prop since React 19; take it from the props instead of forwardRef',
    guide,
  );
  const [component, another] = call.arguments;
  const isFunction =
    component?.type === 'ArrowFunctionExpression' || component?.type === 'FunctionExpression';
  if (!component || !isFunction || another || hasComment(file, call, component)) return told;
  const [props, ref, more] = component.params;
  if (!props || ref?.type !== 'Identifier' || more) return told;
  const types = typesOf(file, call, component);
  if (!types) return told;
  const taken = ref.name === 'ref' ? 'ref' : `ref: ${ref.name}`;
  const pattern = patternOf(file, props, taken);
  if (pattern === undefined) return told;
  const params = { start: spot(props).start, end: spot(ref).end };
  // An arrow function binds more loosely than the call did: before `as`, behind `||`.
  const isLoose = component.type === 'ArrowFunctionExpression';
  const [open, close] = isLoose && needsParentheses(file.tree(), call, 0) ? ['(', ')'] : ['', ''];
  const text =
    types.props === undefined
      ? pattern
      : `${pattern}: ${types.props} & { ref?: React.Ref<${types.element}> }`;
  return changed(
    [
      replaced(rule, { start: spot(call).start, end: spot(component).start }, open),
      replaced(rule, params, text),
      replaced(rule, { start: spot(component).end, end: spot(call).end }, close),
    ],
    ...(types.props === undefined ? [callee] : []),
  );
}

/** Between the call and the function: what would be lost. */
function hasComment(file: SourceFile, call: Node, component: Node): boolean {
  const before = file.text.slice(spot(call).start, spot(component).start);
  const after = file.text.slice(spot(component).end, spot(call).end);
  return /\/[/*]/.test(before + after);
}

/** What TypeScript was told by `forwardRef<Element, Props>`; `undefined` where it was told otherwise. */
function typesOf(
  file: SourceFile,
  call: CallExpression,
  component: Node,
): { readonly props?: string; readonly element?: string } | undefined {
  const isTyped =
    'params' in component && component.params.some((one) => 'typeAnnotation' in one && one.typeAnnotation);
  const [element, props, more] = call.typeArguments?.params ?? [];
  if (isTyped || more || (element && !props)) return undefined;
  if (!element || !props) return /\.[cm]?tsx?$/.test(file.path) ? undefined : {};
  const isUnion = props.type === 'TSUnionType' || props.type === 'TSConditionalType';
  const hasReact = file
    .tree()
    .of('ImportDeclaration')
    .some(
      ({ source, specifiers }) =>
        source.value === 'react' && specifiers.some(({ local }) => local.name === 'React'),
    );
  return isUnion || !hasReact ? undefined : { props: textOf(file, props), element: textOf(file, element) };
}

const isUnread = (file: SourceFile, props: Identifier) =>
  props.name.startsWith('_') && file.bindings().bindingOf(props)?.reads.length === 0;

/** The props with ref among them. A name for all of them would hand ref on with the rest, as it did not before. */
function patternOf(file: SourceFile, props: Node, taken: string): string | undefined {
  if (props.type === 'Identifier')
    return isUnread(file, props) ? `{ ${taken} }` : `{ ${taken}, ...${props.name} }`;
  if (props.type !== 'ObjectPattern') return undefined;
  const [first] = props.properties;
  if (!first) return `{ ${taken} }`;
  const { start } = spot(props);
  return `${file.text.slice(start, spot(first).start)}${taken}, ${file.text.slice(spot(first).start, spot(props).end)}`;
}
