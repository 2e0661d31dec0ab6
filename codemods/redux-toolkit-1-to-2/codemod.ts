import type { CallExpression, Node, ObjectExpression } from '@babel/types';
import type { Codemod, SourceFile } from '../../src/change/codemod.ts';
import {
  changed,
  habitsOf,
  literalText,
  noted,
  type Part,
  propertyName,
  replaced,
  resultOf,
  spot,
  textOf,
} from '../../src/change/syntax.ts';

const guide = 'https://redux-toolkit.js.org/usage/migrating-rtk-2';
const toolkit = '@reduxjs/toolkit';

export const codemod: Codemod = {
  id: 'redux-toolkit-1-to-2',
  title: 'Write reducers by the builder, as Redux Toolkit 2 takes them',
  revision: 1,
  level: 'required',
  trigger: { kind: 'dependency', ecosystem: 'npm', name: toolkit, crosses: '2.0.0' },
  languages: ['javascript', 'typescript'],
  hints: [
    [toolkit, 'createReducer'],
    [toolkit, 'extraReducers'],
    [toolkit, 'getDefaultMiddleware'],
    [toolkit, 'middleware'],
  ],
  rules: [
    {
      id: 'create-reducer',
      doc: 'createReducer(s, { [a]: f }) → createReducer(s, (builder) => { builder.addCase(a, f); })',
    },
    {
      id: 'extra-reducers',
      doc: 'extraReducers: { [a]: f } → extraReducers: (builder) => { builder.addCase(a, f); }',
    },
    { id: 'middleware', doc: 'getDefaultMiddleware of the module and middleware as a list are told' },
  ],
  transform(file, context) {
    const calls = file
      .bindings()
      .uses(toolkit)
      .flatMap(({ node, path }) => {
        const call = file.tree().parent(node);
        return call?.type === 'CallExpression' && call.callee === node
          ? [{ call, name: path.join('.') }]
          : [];
      });
    const imported = file
      .bindings()
      .uses(toolkit)
      .filter(({ path }) => path.join('.') === 'getDefaultMiddleware');
    const parts = [
      ...calls.flatMap(({ call, name }) => ofCall(file, call, name)),
      ...imported.map(({ node }) =>
        noted(
          'middleware',
          node,
          'getDefaultMiddleware is gone as an export; take the one that middleware of configureStore is handed',
          guide,
        ),
      ),
    ];
    return resultOf(
      file,
      parts.filter(({ edits, notes }) => [...edits, ...notes].every(({ rule }) => context.enabled(rule))),
    );
  },
};

function ofCall(file: SourceFile, call: CallExpression, name: string): readonly Part[] {
  const [first, second] = call.arguments;
  switch (name) {
    case 'createReducer':
      return second ? builderOf(file, second, 'create-reducer') : [];
    case 'createSlice': {
      const extra = propertyOf(first, 'extraReducers');
      return extra ? builderOf(file, extra, 'extra-reducers') : [];
    }
    case 'configureStore': {
      const middleware = propertyOf(first, 'middleware');
      const given = middleware && (file.bindings().standsFor(middleware) ?? middleware);
      return given?.type === 'ArrayExpression'
        ? [
            noted(
              'middleware',
              given,
              'middleware is a function now: (getDefaultMiddleware) => getDefaultMiddleware().concat(…)',
              guide,
            ),
          ]
        : [];
    }
    default:
      return [];
  }
}

function propertyOf(options: Node | undefined, name: string): Node | undefined {
  if (options?.type !== 'ObjectExpression') return undefined;
  const found = options.properties.find((one) => propertyName(one) === name);
  return found?.type === 'ObjectProperty' ? found.value : undefined;
}

/** An object of cases becomes a function that adds them, in their order. */
function builderOf(file: SourceFile, cases: Node, rule: string): readonly Part[] {
  if (cases.type !== 'ObjectExpression')
    return cases.type === 'ArrowFunctionExpression' ||
      cases.type === 'FunctionExpression' ||
      (cases.type === 'Identifier' && isFunction(file, cases))
      ? []
      : [
          noted(
            rule,
            cases,
            'reducers are added by a builder now: (builder) => { builder.addCase(action, reducer); }',
            guide,
          ),
        ];
  const told = [
    noted(rule, cases, 'reducers are added by a builder now; these cases are not all written there', guide),
  ];
  if (isTaken(file, cases)) return told;
  const lines = cases.properties.map((property) => caseText(file, property));
  if (lines.some((line) => line === undefined)) return told;
  const { semicolon } = habitsOf(file);
  const indent = indentOf(file, cases);
  const { start, end } = spot(cases);
  const inside = cases.properties.map((property, at) => {
    // What stands before a property, comments among it, stays before its statement.
    const before = file.text.slice(
      at === 0 ? start + 1 : afterComma(file, cases, at - 1),
      spot(property).start,
    );
    return `${before.includes('\n') ? before : `\n${indent}  `}builder.addCase(${lines[at]})${semicolon}`;
  });
  const last = cases.properties.at(-1);
  const rest = last ? file.text.slice(afterComma(file, cases, cases.properties.length - 1), end - 1) : '';
  const tail = rest.includes('\n') ? rest : `\n${indent}`;
  return [changed([replaced(rule, cases, `(builder) => {${inside.join('')}${tail}}`)])];
}

function isFunction(file: SourceFile, name: Node): boolean {
  const given = file.bindings().standsFor(name);
  return given !== undefined && /Function/.test(given.type);
}

const isTaken = (file: SourceFile, at: Node) => file.bindings().lookUp('builder', at) !== undefined;

function indentOf({ text }: SourceFile, node: Node): string {
  const line = text.lastIndexOf('\n', spot(node).start - 1) + 1;
  return /^[ \t]*/.exec(text.slice(line))?.[0] ?? '';
}

function afterComma({ text }: SourceFile, { properties }: ObjectExpression, at: number): number {
  const property = properties[at];
  if (!property) return 0;
  const { end } = spot(property);
  const comma = /^\s*,/.exec(text.slice(end))?.[0].length ?? 0;
  return end + comma;
}

/** `[fetchUser.fulfilled]: (state) => {}`, `'user/set'(state) {}`, `set: f` */
function caseText(file: SourceFile, property: ObjectExpression['properties'][number]): string | undefined {
  if (property.type === 'SpreadElement') return undefined;
  const { key, computed } = property;
  const text = literalText(key);
  const name = computed
    ? textOf(file, key)
    : text !== undefined
      ? textOf(file, key)
      : key.type === 'Identifier'
        ? `'${key.name}'`
        : undefined;
  if (name === undefined) return undefined;
  if (property.type === 'ObjectProperty') return `${name}, ${arrow(file, property.value)}`;
  if (property.kind !== 'method' || property.generator) return undefined;
  const usesThis = [...file.tree().within(property.body)].some(({ type }) => type === 'ThisExpression');
  if (usesThis || property.async) return undefined;
  const [first] = property.params;
  const from = first ? spot(first).start : spot(property.body).start;
  const params = first ? file.text.slice(from, spot(property.params.at(-1) ?? first).end) : '';
  return `${name}, (${params}) => ${textOf(file, property.body)}`;
}

/** A function without a name and without `this` is an arrow. */
function arrow(file: SourceFile, value: Node): string {
  if (value.type !== 'FunctionExpression' || value.id || value.async || value.generator || value.returnType)
    return textOf(file, value);
  const usesThis = [...file.tree().within(value.body)].some(({ type }) => type === 'ThisExpression');
  if (usesThis) return textOf(file, value);
  const params = value.params.map((one) => textOf(file, one)).join(', ');
  return `(${params}) => ${textOf(file, value.body)}`;
}
