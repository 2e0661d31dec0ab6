import type { Node } from '@babel/types';
import type { Codemod, Edit, SourceFile } from '../../src/change/codemod.ts';
import {
  changed,
  type NodeOf,
  noted,
  type Part,
  replaced,
  resultOf,
  spot,
  textOf,
} from '../../src/change/syntax.ts';
import { unwrapped, withAttributes } from './unwrap.ts';

type Element = NodeOf<'JSXElement'>;

const rules = { anchor: 'anchor', legacy: 'legacy-behavior', styled: 'styled-anchor' } as const;
const guide = 'https://nextjs.org/docs/messages/invalid-new-link-with-extra-anchor';
const early = 'newNextLinkBehavior';

/** What Link 12 took notice of; everything else on it went nowhere. */
const props = ['href', 'as', 'replace', 'scroll', 'shallow', 'passHref', 'prefetch', 'locale', 'key'];

export const codemod: Codemod = {
  id: 'next-12-to-13-link',
  title: 'Let Link of Next.js 13 render its own anchor',
  revision: 1,
  level: 'required',
  trigger: { kind: 'dependency', ecosystem: 'npm', name: 'next', crosses: '13.0.0' },
  languages: ['javascript', 'typescript'],
  hints: [['next/link']],
  rules: [
    { id: rules.anchor, doc: '<Link href="/"><a>Home</a></Link> → <Link href="/">Home</Link>' },
    { id: rules.legacy, doc: 'a Link around another anchor, or with passHref, gets legacyBehavior' },
    { id: rules.styled, doc: 'styled anchors inside a Link are told' },
  ],
  survey: {
    files: /(?:^|\/)next\.config\.[cm]?[jt]s$/,
    of: (_path, text) => (new RegExp(`${early}:\\s*true`).test(text) ? [early] : []),
  },
  transform(file, context) {
    if ([...context.surveyed.values()].some((said) => said.includes(early)))
      return { kind: 'skip', because: `${early} has been on: links are as Next.js 13 has them` };
    const parts = linksIn(file).flatMap((link) => ofLink(file, link));
    return resultOf(
      file,
      parts.filter(({ edits, notes }) => [...edits, ...notes].every(({ rule }) => context.enabled(rule))),
    );
  },
};

function linksIn(file: SourceFile): readonly Element[] {
  return file
    .bindings()
    .uses('next/link')
    .flatMap(({ node, path }) => {
      const opening = file.tree().parent(node);
      if (path.join('.').replace(/^default$/, '') !== '' || opening?.type !== 'JSXOpeningElement') return [];
      const element = file.tree().parent(opening);
      return opening.name === node && element?.type === 'JSXElement' ? [element] : [];
    });
}

function ofLink(file: SourceFile, link: Element): readonly Part[] {
  const { attributes } = link.openingElement;
  const names = attributes.map(nameOf);
  if (names.includes('legacyBehavior')) return [];
  const comments = link.children.filter(isComment);
  const children = link.children.filter((one) => !isComment(one) && !isBlank(file, one));
  const [child, another] = children;
  // Text got an anchor from Link before as well; several children were an error.
  if (another || (child && isText(child))) return [];
  if (!child && !names.includes(undefined) && !names.includes('children')) return [];
  const isDirect = child?.type === 'JSXElement' && isAnchor(child);
  if (isDirect && comments.length === 0 && mayMerge(names, child))
    return [changed([...unwrapped(file, link, child, rules.anchor), ...withoutPassHref(file, link)])];
  // Without one of these, Link 13 renders as before or better, and its own output looks the same.
  const isStyled = child !== undefined && isStyledAnchor(file, child);
  if (!isDirect && !isStyled && !(child && names.includes('passHref')))
    return isPlainElement(child)
      ? []
      : [
          noted(
            rules.legacy,
            child ?? link,
            'Link of 13 renders an anchor around this; add legacyBehavior if it is one itself',
            guide,
          ),
        ];
  return [
    changed([withAttributes(file, link, ['legacyBehavior'], rules.legacy)]),
    ...(isStyled
      ? [
          noted(
            rules.styled,
            child,
            'legacyBehavior keeps this as it was until it goes; styled(Link) renders one anchor without it',
            guide,
          ),
        ]
      : []),
  ];
}

/** It says nothing to a Link that is the anchor. */
function withoutPassHref(file: SourceFile, { openingElement }: Element): readonly Edit[] {
  return openingElement.attributes
    .filter((one) => nameOf(one) === 'passHref')
    .map((one) => {
      const { start, end } = spot(one);
      const space = /\s*$/.exec(file.text.slice(0, start))?.[0].length ?? 0;
      return replaced(rules.anchor, { start: start - space, end }, '');
    });
}

/** `<span>`, and no component. */
const isPlainElement = (child: Node | undefined): boolean =>
  child?.type === 'JSXElement' &&
  child.openingElement.name.type === 'JSXIdentifier' &&
  /^[a-z]/.test(child.openingElement.name.name);

/** The name of an attribute; nothing for a spread. */
function nameOf(attribute: NodeOf<'JSXOpeningElement'>['attributes'][number]): string | undefined {
  if (attribute.type !== 'JSXAttribute') return undefined;
  const { name } = attribute;
  return name.type === 'JSXIdentifier' ? name.name : `${name.namespace.name}:${name.name.name}`;
}

const isComment = (child: Node): boolean =>
  child.type === 'JSXExpressionContainer' && child.expression.type === 'JSXEmptyExpression';

/** As JSX sees it: a space that is not to break is none. */
const isBlank = (file: SourceFile, child: Node): boolean =>
  child.type === 'JSXText' && /^[ \t\r\n]*$/.test(textOf(file, child));

function isText(child: Node): boolean {
  if (child.type === 'JSXText') return true;
  if (child.type !== 'JSXExpressionContainer') return false;
  return /^(?:StringLiteral|NumericLiteral|TemplateLiteral)$/.test(child.expression.type);
}

const isAnchor = ({ openingElement: { name } }: Element): boolean =>
  name.type === 'JSXIdentifier' && name.name === 'a';

/** Whether each attribute means the same on the Link as it did on the anchor. */
function mayMerge(own: readonly (string | undefined)[], anchor: Element): boolean {
  const moved = anchor.openingElement.attributes.map(nameOf);
  const isKnown = (name: string | undefined) =>
    name !== undefined && (props.includes(name) || name.startsWith('data-'));
  const isFree = (name: string | undefined) =>
    name !== undefined && !own.includes(name) && (name === 'key' || !props.includes(name));
  return own.every(isKnown) && moved.every(isFree);
}

/** `const Anchor = styled.a`…`` of this file. */
function isStyledAnchor(file: SourceFile, child: Node): boolean {
  const name = child.type === 'JSXElement' ? child.openingElement.name : undefined;
  const [declared] = (name && file.bindings().bindingOf(name)?.declared) ?? [];
  const declarator = declared && file.tree().parent(declared);
  if (declarator?.type !== 'VariableDeclarator' || !declarator.init) return false;
  const { start, end } = spot(declarator.init);
  return /^styled(?:\.a|\(\s*['"]a['"]\s*\))/.test(file.text.slice(start, end));
}
