/** Elements of React Router in a file, and what is written on them. */
import type { Node } from '@babel/types';
import type { SourceFile } from '../../src/change/codemod.ts';
import { literalText, type NodeOf, type Place } from '../../src/change/syntax.ts';
import { modules } from './rules.ts';

export type Element = NodeOf<'JSXElement'>;
export type Attribute = NodeOf<'JSXAttribute'>;

export interface Named {
  readonly element: Element;
  readonly name: string;
  /** Its opening and closing name. */
  readonly places: readonly Place[];
}

export function elementsOf(file: SourceFile): readonly Named[] {
  const places = new Map<Element, Place[]>();
  for (const { node, path } of file.bindings().uses(...modules)) {
    const tag = file.tree().parent(node);
    if (path.length !== 1 || (tag?.type !== 'JSXOpeningElement' && tag?.type !== 'JSXClosingElement'))
      continue;
    const element = file.tree().parent(tag);
    if (element?.type === 'JSXElement') places.set(element, [...(places.get(element) ?? []), { node, path }]);
  }
  return [...places].map(([element, own]) => ({ element, name: own[0]?.path[0] ?? '', places: own }));
}

/** By name; nothing when one is spread or has a name space. */
export function attributesOf(element: Element): ReadonlyMap<string, Attribute> | undefined {
  const all = element.openingElement.attributes.map((one): readonly [string, Attribute] | undefined =>
    one.type === 'JSXAttribute' && one.name.type === 'JSXIdentifier' ? [one.name.name, one] : undefined,
  );
  return all.some((one) => one === undefined) ? undefined : new Map(all.flatMap((one) => (one ? [one] : [])));
}

/** What stands in `{…}`, or the string. */
export function valueIn(attribute: Attribute | undefined): Node | undefined {
  const value = attribute?.value;
  return value?.type === 'JSXExpressionContainer' ? value.expression : (value ?? undefined);
}

export const textIn = (attribute: Attribute | undefined): string | undefined => {
  const value = valueIn(attribute);
  return value && literalText(value);
};

/** `exact`, `exact={true}`; nothing when it is not known. */
export function isOn(attribute: Attribute | undefined): boolean | undefined {
  if (!attribute) return false;
  const value = valueIn(attribute);
  if (!value) return true;
  return value.type === 'BooleanLiteral' ? value.value : undefined;
}

export function childrenOf(file: SourceFile, element: Element): readonly Node[] {
  return element.children.filter((one) => {
    if (one.type === 'JSXText') return !/^[ \t\r\n]*$/.test(file.text.slice(one.start ?? 0, one.end ?? 0));
    return !(one.type === 'JSXExpressionContainer' && one.expression.type === 'JSXEmptyExpression');
  });
}
