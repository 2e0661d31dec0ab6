/** The `v7_` flags of 6, which are how 7 behaves: `future` went with them. */
import type { Node } from '@babel/types';
import type { SourceFile } from '../../src/change/codemod.ts';
import {
  changed,
  type NodeOf,
  noted,
  type Part,
  propertyName,
  replaced,
  spot,
  withoutItems,
} from '../../src/change/syntax.ts';
import { all, guide, moved, rules } from './rules.ts';

const elements = [
  'BrowserRouter',
  'HashRouter',
  'MemoryRouter',
  'RouterProvider',
  'StaticRouter',
  'unstable_HistoryRouter',
];
/** Where their options stand. */
const makers: Readonly<Record<string, number>> = {
  createBrowserRouter: 1,
  createHashRouter: 1,
  createMemoryRouter: 1,
  createStaticHandler: 1,
  createStaticRouter: 2,
};
/** An application has one of these, and it decides how all its routes behave. */
const inApplications = ['BrowserRouter', 'HashRouter', 'createBrowserRouter', 'createHashRouter'];

export function flags(file: SourceFile): readonly Part[] {
  return file
    .bindings()
    .uses(...all)
    .flatMap(({ node, path, from }) => {
      const [name = ''] = path;
      const parent = file.tree().parent(node);
      if (path.length !== 1 || !parent) return [];
      const fromSix = moved.includes(from.source.value) && inApplications.includes(name);
      if (parent.type === 'JSXOpeningElement' && parent.name === node && elements.includes(name))
        return [...inElement(file, parent, name), ...(fromSix ? untried(parent, inProps(parent)) : [])];
      if (parent.type === 'CallExpression' && parent.callee === node && Object.hasOwn(makers, name)) {
        const options = parent.arguments[makers[name] ?? 1];
        return [...inOptions(file, options), ...(fromSix ? untried(parent, inOption(options)) : [])];
      }
      return [];
    });
}

/** Only relative paths behave otherwise without a word; the other flags warn or fail. */
function untried(at: Node, future: Node | undefined): readonly Part[] {
  const isSet =
    future?.type === 'ObjectExpression'
      ? future.properties.some((one) => propertyName(one) === 'v7_relativeSplatPath')
      : future !== undefined;
  return isSet
    ? []
    : [
        noted(
          rules.flag,
          at,
          'react-router 7 resolves relative paths inside splat routes as v7_relativeSplatPath did; check links in routes that end with /*',
          guide,
        ),
      ];
}

function futureOf(element: NodeOf<'JSXOpeningElement'>): NodeOf<'JSXAttribute'> | undefined {
  return element.attributes.find((one) => one.type === 'JSXAttribute' && one.name.name === 'future') as
    | NodeOf<'JSXAttribute'>
    | undefined;
}

function inProps(element: NodeOf<'JSXOpeningElement'>): Node | undefined {
  const attribute = futureOf(element);
  return attribute?.value?.type === 'JSXExpressionContainer' ? attribute.value.expression : undefined;
}

function inElement(file: SourceFile, element: NodeOf<'JSXOpeningElement'>, name: string): readonly Part[] {
  const fallback = element.attributes.find(
    (one) => one.type === 'JSXAttribute' && one.name.name === 'fallbackElement',
  );
  const told =
    fallback && name === 'RouterProvider'
      ? [
          noted(
            rules.removed,
            fallback,
            'fallbackElement is gone in react-router 7; give the root route a HydrateFallback',
            guide,
          ),
        ]
      : [];
  const attribute = futureOf(element);
  const object = inProps(element);
  if (!attribute || !object) return told;
  if (object.type !== 'ObjectExpression' || !object.properties.every(isOn))
    return [...told, ...notOn(object.type === 'ObjectExpression' ? object : attribute)];
  const { start, end } = spot(attribute);
  const before = /\s*$/.exec(file.text.slice(0, start))?.[0].length ?? 0;
  return [...told, changed([replaced(rules.flag, { start: start - before, end }, '')], attribute)];
}

function inOption(options: Node | undefined): Node | undefined {
  if (options?.type !== 'ObjectExpression') return options;
  const future = options.properties.find((one) => propertyName(one) === 'future');
  return future?.type === 'ObjectProperty' ? future.value : future;
}

function inOptions(file: SourceFile, options: Node | undefined): readonly Part[] {
  if (options?.type !== 'ObjectExpression') return [];
  const future = options.properties.find((one) => propertyName(one) === 'future');
  const object = inOption(options);
  if (!future || object?.type !== 'ObjectExpression') return [];
  if (!object.properties.every(isOn)) return notOn(object);
  if (options.properties.length > 1) {
    const edits = withoutItems(options.properties, [future]);
    return [
      changed(
        edits.map((edit) => replaced(rules.flag, edit, edit.text)),
        future,
      ),
    ];
  }
  const call = file.tree().parent(options);
  if (call?.type !== 'CallExpression') return [];
  const before = call.arguments[call.arguments.indexOf(options) - 1];
  if (!before || call.arguments.at(-1) !== options) return [];
  return [changed([replaced(rules.flag, { start: spot(before).end, end: spot(options).end }, '')], options)];
}

function isOn(property: Node): boolean {
  return (
    property.type === 'ObjectProperty' &&
    propertyName(property)?.startsWith('v7_') === true &&
    property.value.type === 'BooleanLiteral' &&
    property.value.value
  );
}

/** A flag that is off, or not known here. Flags of 7's own are none of our business. */
function notOn(at: Node): readonly Part[] {
  if (at.type === 'ObjectExpression' && !at.properties.some((one) => propertyName(one)?.startsWith('v7_')))
    return [];
  return [
    noted(
      rules.flag,
      at,
      'react-router 7 always behaves as with every v7_ flag on; see that this fits, and take them out',
      guide,
    ),
  ];
}
