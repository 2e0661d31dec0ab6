/** `exact` and `activeClassName` of NavLink, and state that stood in `to`. */
import type { SourceFile } from '../../src/change/codemod.ts';
import {
  changed,
  habitsOf,
  noted,
  type Part,
  propertyName,
  replaced,
  spot,
  textOf,
  withoutItems,
} from '../../src/change/syntax.ts';
import { type Attribute, attributesOf, type Element, elementsOf, isOn, textIn, valueIn } from './elements.ts';
import { guide, rules } from './rules.ts';

const rule = rules.link;

export function links(file: SourceFile): readonly Part[] {
  return elementsOf(file).flatMap(({ element, name }) => {
    if (name !== 'Link' && name !== 'NavLink') return [];
    const attributes = attributesOf(element);
    if (!attributes) return [];
    return [
      ...stateOf(file, attributes),
      ...strange(attributes),
      ...(name === 'NavLink' ? ofNavLink(file, element, attributes) : []),
    ];
  });
}

function strange(attributes: ReadonlyMap<string, Attribute>): readonly Part[] {
  return ['component', 'activeStyle', 'isActive', 'innerRef'].flatMap((name) => {
    const found = attributes.get(name);
    return found
      ? [
          noted(
            rule,
            found,
            `links have no ${name} in 6; className and style of a NavLink may be functions, and ref is handed on`,
            guide,
          ),
        ]
      : [];
  });
}

function stateOf(file: SourceFile, attributes: ReadonlyMap<string, Attribute>): readonly Part[] {
  const to = attributes.get('to');
  const object = valueIn(to);
  if (/Function/.test(object?.type ?? ''))
    return to ? [noted(rule, to, 'to is no function in 6; use useLocation', guide)] : [];
  if (!to || object?.type !== 'ObjectExpression') return [];
  const state = object.properties.find((one) => propertyName(one) === 'state');
  if (!state) return [];
  const text = state.type === 'ObjectProperty' ? textOf(file, state.value) : undefined;
  if (text === undefined || object.properties.length === 1 || attributes.has('state'))
    return [noted(rule, state, 'state stands beside to in 6, in a prop of its own', guide)];
  const { end } = spot(to);
  return [
    changed([
      ...withoutItems(object.properties, [state]).map((one) => replaced(rule, one, one.text)),
      replaced(rule, { start: end, end }, ` state={${text}}`),
    ]),
  ];
}

function ofNavLink(
  file: SourceFile,
  element: Element,
  attributes: ReadonlyMap<string, Attribute>,
): readonly Part[] {
  const exact = attributes.get('exact');
  const end = exact ? [changed([replaced(rule, exact.name, 'end')])] : [];
  const active = attributes.get('activeClassName');
  if (!active) return end;
  const is = textIn(active);
  const own = attributes.get('className');
  const base = own ? textIn(own) : '';
  if (is === undefined || base === undefined || isOn(exact) === undefined)
    return [
      ...end,
      noted(
        rule,
        active,
        'NavLink has no activeClassName in 6; give className a function of isActive',
        guide,
      ),
    ];
  const { start, end: stop } = spot(active);
  const space = /\s*$/.exec(file.text.slice(0, start))?.[0].length ?? 0;
  // What it adds by itself.
  if (is === 'active') return [...end, changed([replaced(rule, { start: start - space, end: stop }, '')])];
  const { quote } = habitsOf(file);
  const quoted = (text: string) => `${quote}${text}${quote}`;
  const text = `className={({ isActive }) => (isActive ? ${quoted(base === '' ? is : `${base} ${is}`)} : ${base === '' ? 'undefined' : quoted(base)})}`;
  if (!own) return [...end, changed([replaced(rule, active, text)])];
  return [
    ...end,
    changed([replaced(rule, own, text), replaced(rule, { start: start - space, end: stop }, '')], element),
  ];
}
