import type { Node } from '@babel/types';
import type { Codemod, SourceFile } from '../../src/change/codemod.ts';
import { changed, type NodeOf, noted, type Part, resultOf, spot, textOf } from '../../src/change/syntax.ts';
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
    { id: rules.legacy, doc: 'a Link around anything else gets legacyBehavior' },
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
  if (child?.type === 'JSXElement' && isAnchor(child) && comments.length === 0 && mayMerge(names, child))
    return [changed(unwrapped(file, link, child, rules.anchor))];
  return [
    changed([withAttributes(file, link, ['legacyBehavior'], rules.legacy)]),
    ...(child && isStyledAnchor(file, child)
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
