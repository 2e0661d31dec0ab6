/** Types by name: those that were only another name, those that are a union now, and those that went. */
import type { Node } from '@babel/types';
import type { SourceFile } from '../../src/change/codemod.ts';
import { changed, moveUses, noted, type Part, type Place, replaced } from '../../src/change/syntax.ts';
import { typeImport } from './type-import.ts';
import { guide, named } from './uses.ts';

/** Only ever other names of these. */
export const renamed: ReadonlyMap<string, string> = new Map([
  ['VFC', 'FC'],
  ['VoidFunctionComponent', 'FunctionComponent'],
  ['SFC', 'FC'],
  ['StatelessComponent', 'FunctionComponent'],
  ['SFCElement', 'FunctionComponentElement'],
  ['LegacyRef', 'Ref'],
  ['ReactType', 'ElementType'],
]);

/** The name that stays, and what is written behind it. */
export const unions: ReadonlyMap<string, { readonly of?: string; readonly text: string }> = new Map([
  ['ReactText', { text: 'number | string' }],
  ['ReactChild', { of: 'ReactElement', text: ' | number | string' }],
]);

/** https://github.com/DefinitelyTyped/DefinitelyTyped/tree/master/types/prop-types: where React had them from. */
export const validators = ['Requireable', 'ValidationMap', 'Validator', 'WeakValidationMap'];

/** What to do instead. */
export const told: ReadonlyMap<string, string> = new Map([
  ['ReactFragment', 'React.ReactFragment is gone; use Iterable<React.ReactNode>'],
  ['ReactNodeArray', 'React.ReactNodeArray is gone; use ReadonlyArray<React.ReactNode>'],
  ['Factory', 'React.Factory is gone with createFactory; use JSX'],
  ['CFactory', 'React.CFactory is gone with createFactory; use JSX'],
  ['ComponentFactory', 'React.ComponentFactory is gone with createFactory; use JSX'],
  ['FunctionComponentFactory', 'React.FunctionComponentFactory is gone with createFactory; use JSX'],
  ['ReducerAction', 'React.ReducerAction is gone; name the type of the action'],
  ['ReducerStateWithoutAction', 'React.ReducerStateWithoutAction is gone; name the type of the state'],
  ['ReactPropTypes', "React.ReactPropTypes is gone; use typeof import('prop-types')"],
]);

export function namesIn(file: SourceFile, uses: readonly Place[]): readonly Part[] {
  return [
    ...[...renamed].map(([from, to]) => moved(file, named(uses, from), to, '', 'renamed')),
    ...[...unions].flatMap(([from, { of, text }]) => united(file, named(uses, from), from, of, text)),
    ...validators.flatMap((name) => fromPropTypes(file, named(uses, name), name)),
    ...[...told].flatMap(([name, message]) =>
      named(uses, name).map(({ node }) => noted('removed', node, message, guide)),
    ),
    ...propsOf(file, uses),
    ...reducers(file, uses),
  ];
}

function moved(file: SourceFile, uses: readonly Place[], to: string, suffix: string, rule: string): Part {
  const { edits, blocked } = moveUses(file, uses, to, rule, suffix);
  const notes = blocked.flatMap(
    ({ node }) => noted(rule, node, `this type is gone; use ${to}${suffix} of React`, guide).notes,
  );
  return { ...changed(edits), notes };
}

function united(
  file: SourceFile,
  uses: readonly Place[],
  from: string,
  of: string | undefined,
  text: string,
): readonly Part[] {
  const loose = uses.filter(({ node }) => !bindsTighter(file, node));
  const tight = uses.filter(({ node }) => bindsTighter(file, node));
  // Where the union is all of it, parentheses are enough.
  const inParentheses = of
    ? []
    : tight.filter(({ node }) => file.tree().parent(node)?.type === 'TSTypeReference');
  const notes = tight
    .filter((use) => !inParentheses.includes(use))
    .map(({ node }) => noted('union', node, `React.${from} is gone; use (${of ?? ''}${text})`, guide));
  if (of) return loose.length > 0 ? [moved(file, loose, of, text, 'union'), ...notes] : notes;
  return [
    ...loose.map(({ node }) => changed([replaced('union', node, text)], node)),
    ...inParentheses.map(({ node }) => changed([replaced('union', node, `(${text})`)], node)),
    ...notes,
  ];
}

/** Whether a union would need parentheses where the type stands. */
function bindsTighter(file: SourceFile, node: Node): boolean {
  const reference = file.tree().parent(node);
  const around = reference && file.tree().parent(reference)?.type;
  return (
    reference?.type !== 'TSTypeReference' ||
    ['TSArrayType', 'TSIntersectionType', 'TSTypeOperator', 'TSIndexedAccessType', 'TSOptionalType'].includes(
      around ?? '',
    )
  );
}

/** `React.Validator<T>` → `Validator<T>`, with the import it had been handed on from. */
function fromPropTypes(file: SourceFile, uses: readonly Place[], name: string): readonly Part[] {
  const [first] = uses;
  if (!first) return [];
  const places = uses.map(({ node }) => node);
  const members = places.filter((node) => node.type === 'TSQualifiedName');
  const edits =
    members.length === places.length ? typeImport(file, 'prop-types', name, places, 'prop-types') : undefined;
  if (!edits)
    return [
      noted('prop-types', first.node, `${name} is a type of prop-types now; import it from there`, guide),
    ];
  return [changed([...members.map((node) => replaced('prop-types', node, name)), ...edits], ...members)];
}

/** Props of an element that says nothing of them were any, and are unknown. */
function propsOf(file: SourceFile, uses: readonly Place[]): readonly Part[] {
  return named(uses, 'ReactElement').flatMap(({ node }) => {
    const reference = file.tree().parent(node);
    const access = reference && file.tree().parent(reference);
    const isProps =
      reference?.type === 'TSTypeReference' &&
      !reference.typeArguments &&
      access?.type === 'TSIndexedAccessType' &&
      access.objectType === reference;
    return isProps
      ? [
          noted(
            'removed',
            access,
            "ReactElement['props'] is unknown now, and was any; name the type of the props",
            guide,
          ),
        ]
      : [];
  });
}

function reducers(file: SourceFile, uses: readonly Place[]): readonly Part[] {
  return named(uses, 'useReducer').flatMap(({ node }) => {
    const call = file.tree().parent(node);
    return call?.type === 'CallExpression' && call.callee === node && call.typeArguments
      ? [
          noted(
            'removed',
            call,
            'useReducer takes no type of a reducer any more; leave the type out, or write <State, [Action]>',
            guide,
          ),
        ]
      : [];
  });
}
