/** `<Switch>` → `<Routes>`, all of one or nothing: a Routes with anything but Route in it throws. */
import type { Node } from '@babel/types';
import type { Edit, SourceFile } from '../../src/change/codemod.ts';
import { changed, moveUses, noted, type Part, replaced, spot, textOf } from '../../src/change/syntax.ts';
import {
  type Attribute,
  attributesOf,
  childrenOf,
  type Element,
  elementsOf,
  isOn,
  type Named,
  textIn,
  valueIn,
} from './elements.ts';
import { guide, rules } from './rules.ts';

const routers = ['BrowserRouter', 'HashRouter', 'MemoryRouter', 'StaticRouter', 'Router'];

export interface Converted {
  readonly parts: readonly Part[];
  /** Whether it is plain that nothing around these matches a part of the path. */
  readonly sure: boolean;
}

export function routes(file: SourceFile, isOnlySwitch: boolean): Converted {
  const all = elementsOf(file);
  const known = new Map(all.map((one) => [one.element as Node, one]));
  const parts: Part[] = [];
  const moved: Named[] = [];
  const redirects: Named[] = [];
  let sure = true;
  for (const one of all.filter(({ name }) => name === 'Switch')) {
    const around = [...file.tree().ancestors(one.element)].flatMap((node) => known.get(node)?.name ?? []);
    const plan = around.some((name) => name === 'Route' || name === 'Switch')
      ? { refused: one.element, because: 'it stands in another route, and would match relative to that' }
      : planOf(file, one.element, known);
    if ('refused' in plan) {
      parts.push(
        noted(rules.routes, plan.refused, `this Switch could not become Routes: ${plan.because}`, guide),
      );
      continue;
    }
    moved.push(one);
    redirects.push(...plan.redirects);
    parts.push(changed(plan.edits));
    sure &&= isOnlySwitch || around.some((name) => routers.includes(name));
  }
  const inSwitch = new Set(
    all.flatMap(({ element, name }) => (name === 'Switch' ? [...file.tree().within(element)] : [])),
  );
  const alone = all.filter(
    ({ name, element }) =>
      name === 'Route' && !inSwitch.has(element) && !attributesOf(element)?.has('element'),
  );
  parts.push(
    ...alone.map(({ element }) =>
      noted(
        rules.routes,
        element.openingElement,
        'a Route stands in Routes in 6, with an element; put it into one',
        guide,
      ),
    ),
    ...renamed(file, moved, 'Routes', rules.routes),
  );
  return { parts: [...parts, ...navigations(file, all, inSwitch, redirects)], sure };
}

function renamed(file: SourceFile, moved: readonly Named[], to: string, rule: string): readonly Part[] {
  const { edits, blocked } = moveUses(
    file,
    moved.flatMap(({ places }) => places),
    to,
    rule,
  );
  return [
    changed(edits),
    ...blocked.map(({ node }) => noted(rule, node, `this is ${to} in 6; import it under that name`, guide)),
  ];
}

type Plan =
  | { readonly edits: readonly Edit[]; readonly redirects: readonly Named[] }
  | { readonly refused: Node; readonly because: string };
type Known = ReadonlyMap<Node, Named>;

function planOf(file: SourceFile, element: Element, known: Known): Plan {
  const attributes = attributesOf(element);
  if (!attributes || [...attributes.keys()].some((name) => name !== 'location' && name !== 'key'))
    return { refused: element, because: 'its props are not known' };
  const edits: Edit[] = [];
  const redirects: Named[] = [];
  const patterns: Pattern[] = [];
  for (const child of childrenOf(file, element).flatMap((one) => elementsIn(one))) {
    const named = known.get(child);
    const plan =
      named?.name === 'Route'
        ? routePlan(file, named.element)
        : named?.name === 'Redirect'
          ? redirectPlan(file, named, known)
          : undefined;
    if (!plan) return { refused: child, because: 'there is more in it than Route and Redirect' };
    if (typeof plan === 'string') return { refused: child, because: plan };
    edits.push(...plan);
    const attributes = attributesOf(named?.element ?? element);
    const path = textIn(attributes?.get(named?.name === 'Redirect' ? 'from' : 'path'));
    if (path !== undefined)
      patterns.push({
        node: child,
        exact: isOn(attributes?.get('exact')) === true,
        segments: segmentsOf(path),
      });
    if (named?.name === 'Redirect') redirects.push(named);
  }
  const hidden = hiddenBehind(patterns);
  if (hidden)
    return { refused: hidden, because: 'an earlier route hid this one, and the closest match counts in 6' };
  return { edits, redirects };
}

interface Pattern {
  readonly node: Node;
  readonly exact: boolean;
  readonly segments: readonly string[];
}

const segmentsOf = (path: string): readonly string[] => path.split('/').filter((one) => one !== '');

/** The first match counted in 5. A route that no address reached would be reached in 6. */
function hiddenBehind(patterns: readonly Pattern[]): Node | undefined {
  const covers = (a: string | undefined, b: string) =>
    a === b || (a?.startsWith(':') === true && !a.endsWith('?'));
  const hides = (one: Pattern, later: Pattern) =>
    (one.exact
      ? later.exact && one.segments.length === later.segments.length
      : one.segments.length <= later.segments.length) &&
    one.segments.every((segment, at) => covers(segment, later.segments[at] ?? ''));
  return patterns.find((later, index) => patterns.slice(0, index).some((one) => hides(one, later)))?.node;
}

/** `{cond && <Route />}`, `{all.map((one) => <Route key={one} />)}` */
function elementsIn(node: Node): readonly Node[] {
  switch (node.type) {
    case 'JSXExpressionContainer':
      return elementsIn(node.expression);
    case 'JSXFragment':
      return node.children.flatMap((one) =>
        one.type === 'JSXText' && one.value.trim() === '' ? [] : elementsIn(one),
      );
    case 'LogicalExpression':
      return node.operator === '&&' ? elementsIn(node.right) : [node];
    case 'ConditionalExpression':
      return [...elementsIn(node.consequent), ...elementsIn(node.alternate)];
    case 'NullLiteral':
    case 'BooleanLiteral':
      return [];
    case 'CallExpression': {
      const [given] = node.arguments;
      const isMap =
        node.callee.type === 'MemberExpression' &&
        node.callee.property.type === 'Identifier' &&
        node.callee.property.name === 'map';
      return isMap && given?.type === 'ArrowFunctionExpression' && given.body.type !== 'BlockStatement'
        ? elementsIn(given.body)
        : [node];
    }
    default:
      return [node];
  }
}

const edit = (start: number, end: number, text: string): Edit => replaced(rules.routes, { start, end }, text);

/** The edits, or why there are none. */
function routePlan(file: SourceFile, element: Element): readonly Edit[] | string {
  const attributes = attributesOf(element);
  if (!attributes) return 'what a Route spreads is not known';
  const strange = [...attributes.keys()].find(
    (name) => !['path', 'exact', 'component', 'render', 'sensitive', 'key'].includes(name),
  );
  if (strange) return `Route has no ${strange} in 6`;
  const exact = isOn(attributes.get('exact'));
  if (exact === undefined) return 'whether a route is exact is computed';
  const path = pathEdits(file, attributes.get('path'), exact, spot(element.openingElement.name).end);
  if (typeof path === 'string') return path;
  const shown = shownEdits(file, element, attributes);
  if (typeof shown === 'string') return shown;
  const sensitive = attributes.get('sensitive');
  return [
    ...path,
    ...shown,
    ...without(file, attributes.get('exact')),
    ...(sensitive ? [edit(spot(sensitive.name).start, spot(sensitive.name).end, 'caseSensitive')] : []),
  ];
}

/** With the space before it. */
function without({ text }: SourceFile, attribute: Attribute | undefined): readonly Edit[] {
  if (!attribute) return [];
  const { start, end } = spot(attribute);
  const space = /\s*$/.exec(text.slice(0, start))?.[0].length ?? 0;
  return [edit(start - space, end, '')];
}

function pathEdits(
  file: SourceFile,
  attribute: Attribute | undefined,
  exact: boolean,
  behindName: number,
): readonly Edit[] | string {
  if (!attribute) return [edit(behindName, behindName, ' path="*"')];
  const value = valueIn(attribute);
  const text = textIn(attribute);
  if (!value || value.type === 'ArrayExpression') return 'a path is one string in 6';
  const { start, end } = spot(value);
  if (text === undefined) {
    if (file.bindings().standsFor(value)?.type === 'ArrayExpression') return 'a path is one string in 6';
    if (/\b(?:match|path|url)\b/.test(textOf(file, value)))
      return 'its paths are made of those of another route, and are relative to it in 6';
    if (exact) return [];
    if (value.type === 'TemplateLiteral') return [edit(end - 1, end - 1, '/*')];
    return [edit(start, start, '`${'), edit(end, end, '}/*`')];
  }
  if (/[()+\\]|\*(?!$)/.test(text)) return 'there are no regular expressions in paths in 6';
  if (exact || text.endsWith('*')) return [];
  return text.endsWith('/') ? [edit(end - 1, end - 1, '*')] : [edit(end - 1, end - 1, '/*')];
}

function shownEdits(
  file: SourceFile,
  element: Element,
  attributes: ReadonlyMap<string, Attribute>,
): readonly Edit[] | string {
  const children = childrenOf(file, element);
  const component = attributes.get('component');
  const render = attributes.get('render');
  if (children.length > 0)
    return component || render ? 'a Route has children and more' : asElement(element, children);
  if (component) {
    const value = valueIn(component);
    const name = value && textOf(file, value);
    if (!value || !name || !/^(?:[A-Z]\w*|\w+(?:\.\w+)*\.[A-Z]\w*)$/.test(name))
      return 'what a Route shows is computed';
    if (takesRoute(file, value))
      return `${name} is handed match, history or location by its Route; use hooks there first`;
    return [edit(spot(component).start, spot(component).end, `element={<${name} />}`)];
  }
  const fn = valueIn(render);
  if (!render || !fn) return [];
  if (fn.type !== 'ArrowFunctionExpression' || fn.params.length > 0)
    return 'what render is handed comes from hooks in 6';
  const shown = returnedBy(fn.body);
  if (!shown) return 'render does more than give an element';
  const { start, end } = spot(shown);
  const around = file.text.slice(spot(render).start, start) + file.text.slice(end, spot(render).end);
  if (/\/[/*]/.test(around)) return 'render holds comments';
  return [edit(spot(render).start, start, 'element={'), edit(end, spot(render).end, '}')];
}

/** `() => <A />`, `() => { return <A />; }` */
function returnedBy(body: Node): Node | undefined {
  if (body.type !== 'BlockStatement') return body;
  const [only, another] = body.body;
  return only?.type === 'ReturnStatement' && !another && body.directives.length === 0
    ? (only.argument ?? undefined)
    : undefined;
}

/** What stood in the Route becomes its element. */
function asElement(element: Element, children: readonly Node[]): readonly Edit[] | string {
  const [first, another] = children;
  const last = children.at(-1);
  if (!first || !last) return [];
  const opening = spot(element.openingElement);
  const { end } = spot(element);
  if (!another && first.type === 'JSXExpressionContainer') {
    const { expression } = first;
    if (!/^(?:JSX|Conditional|Logical)/.test(expression.type)) return 'the children of a Route are computed';
    return [
      edit(opening.end - 1, spot(expression).start, ' element={'),
      edit(spot(expression).end, end, '} />'),
    ];
  }
  const isOne = !another && (first.type === 'JSXElement' || first.type === 'JSXFragment');
  return [
    edit(opening.end - 1, spot(first).start, isOne ? ' element={' : ' element={<>'),
    edit(spot(last).end, end, isOne ? '} />' : '</>} />'),
  ];
}

/** A component of this file that takes what a Route of 5 gave it. */
function takesRoute(file: SourceFile, name: Node): boolean {
  const [declared] = file.bindings().bindingOf(name)?.declared ?? [];
  const holder = declared && file.tree().parent(declared);
  if (!holder || holder.type === 'ImportSpecifier' || holder.type === 'ImportDefaultSpecifier') return false;
  return /\bprops\.(?:match|history|location)\b|^[^=]*?\(\s*\{[^}]*\b(?:match|history|location)\b[^}]*\}/.test(
    textOf(file, holder),
  );
}

/** `<Redirect from="/a" to="/b" />` → `<Route path="/a/*" element={<Navigate to="/b" replace />} />` */
function redirectPlan(file: SourceFile, { element }: Named, known: Known): readonly Edit[] | string {
  const attributes = attributesOf(element);
  const navigate = attributes && navigateEdits(file, element, attributes);
  if (!attributes || !navigate) return 'a Redirect is computed';
  const exact = isOn(attributes.get('exact'));
  if (exact === undefined) return 'whether a Redirect is exact is computed';
  if (textIn(attributes.get('to'))?.includes(':')) return 'Navigate does not fill in params';
  const route = [...known.values()].find(({ name }) => name === 'Route');
  const from = textIn(attributes.get('from')) ?? (attributes.has('from') ? undefined : '*');
  if (!route) return 'Route is not imported here';
  if (from === undefined || /[()+\\]|\*(?!$)/.test(from)) return 'where a Redirect leads from is computed';
  const path = exact || from.endsWith('*') ? from : from.replace(/\/?$/, '/*');
  const { start, end } = spot(element);
  const name = textOf(file, route.element.openingElement.name);
  return [
    edit(start, start, `<${name} path="${path}" element={`),
    ...navigate,
    ...without(file, attributes.get('from')),
    ...without(file, attributes.get('exact')),
    edit(end, end, '} />'),
  ];
}

/** `push` goes, and its absence is said. */
function navigateEdits(
  file: SourceFile,
  element: Element,
  attributes: ReadonlyMap<string, Attribute>,
): readonly Edit[] | undefined {
  const strange = [...attributes.keys()].some(
    (name) => !['from', 'to', 'push', 'exact', 'key'].includes(name),
  );
  const push = isOn(attributes.get('push'));
  const to = valueIn(attributes.get('to'));
  const holdsState = to?.type === 'ObjectExpression' && /\bstate\b/.test(textOf(file, to));
  if (strange || push === undefined || !to || holdsState || element.closingElement) return undefined;
  const last = spot(attributes.get('to') ?? element);
  const gap = /\n[ \t]*$/.exec(file.text.slice(0, last.start))?.[0] ?? ' ';
  return [
    ...without(file, attributes.get('push')),
    ...(push ? [] : [edit(last.end, last.end, `${gap}replace`)]),
  ];
}

function navigations(
  file: SourceFile,
  all: readonly Named[],
  inSwitch: ReadonlySet<Node>,
  planned: readonly Named[],
): readonly Part[] {
  const parts: Part[] = [];
  const moved = [...planned];
  for (const one of all.filter(
    ({ name, element }) => name === 'Redirect' && !planned.some((other) => other.element === element),
  )) {
    const isChild = all.some(
      ({ name, element }) =>
        name === 'Switch' && childrenOf(file, element).flatMap(elementsIn).includes(one.element),
    );
    if (isChild && inSwitch.has(one.element)) continue;
    const attributes = attributesOf(one.element);
    const edits = attributes?.has('from')
      ? undefined
      : attributes && navigateEdits(file, one.element, attributes);
    if (!edits)
      parts.push(
        noted(
          rules.navigate,
          one.element,
          'Redirect is Navigate in 6, with replace unless it pushed, and state beside to',
          guide,
        ),
      );
    else {
      moved.push(one);
      parts.push(changed(edits.map((each) => ({ ...each, rule: rules.navigate }))));
    }
  }
  return [...parts, ...renamed(file, moved, 'Navigate', rules.navigate)];
}
