/** What is gone and has no successor that a program could write. */
import type { Node } from '@babel/types';
import type { SourceFile } from '../../src/change/codemod.ts';
import { isStep, noted, type Part, propertyName } from '../../src/change/syntax.ts';
import { guide } from './moved.ts';

const exports: readonly (readonly [module: string, name: string, message: string])[] = [
  ['react-dom', 'unmountComponentAtNode', 'unmountComponentAtNode is gone; call unmount() of the root'],
  ['react-dom', 'findDOMNode', 'findDOMNode is gone; take the element by a ref'],
  [
    'react-dom',
    'unstable_renderSubtreeIntoContainer',
    'unstable_renderSubtreeIntoContainer is gone; use createPortal',
  ],
  ['react-dom/server', 'renderToNodeStream', 'renderToNodeStream is gone; use renderToPipeableStream'],
  [
    'react-dom/server',
    'renderToStaticNodeStream',
    'renderToStaticNodeStream is gone; use renderToStaticMarkup',
  ],
  ['react', 'unstable_act', 'unstable_act is gone; use act of react'],
  ['react', 'createFactory', 'createFactory is gone; use JSX or createElement'],
];

const legacyContext = new Set(['contextTypes', 'childContextTypes', 'getChildContext']);

export function removed(file: SourceFile): readonly Part[] {
  return [...exports.flatMap((one) => ofExport(file, ...one)), ...contexts(file), ...propTypes(file)];
}

function ofExport(file: SourceFile, module: string, name: string, message: string): readonly Part[] {
  return file
    .bindings()
    .uses(module)
    .filter(({ path }) => path.join('.') === name)
    .filter(({ node }) => {
      const parent = file.tree().parent(node);
      return !parent || !isStep(node, parent, file);
    })
    .map(({ node }) => noted('removed', node, message, guide));
}

export const isReact = (file: SourceFile) => file.bindings().moduleReferences('react').length > 0;

/** `static contextTypes`, `Thing.childContextTypes = …`, `getChildContext() {}` */
function contexts(file: SourceFile): readonly Part[] {
  if (!isReact(file)) return [];
  const members = [...file.tree().of('ClassProperty'), ...file.tree().of('ClassMethod')].filter((node) =>
    legacyContext.has(propertyName(node) ?? ''),
  );
  return [...members, ...assigned(file, legacyContext)].map((node) =>
    noted('removed', node, 'legacy context is gone; use createContext', guide),
  );
}

/** Once a file: that they are not looked at any more breaks nothing. */
function propTypes(file: SourceFile): readonly Part[] {
  const [first] = isReact(file) ? assigned(file, new Set(['propTypes'])) : [];
  return first
    ? [noted('removed', first, 'React 19 does not check propTypes; check types with TypeScript', guide)]
    : [];
}

function assigned(file: SourceFile, names: ReadonlySet<string>): readonly Node[] {
  return file
    .tree()
    .of('AssignmentExpression')
    .filter(
      ({ left }) => left.type === 'MemberExpression' && !left.computed && left.object.type === 'Identifier',
    )
    .filter(
      ({ left }) =>
        left.type === 'MemberExpression' &&
        left.property.type === 'Identifier' &&
        names.has(left.property.name),
    );
}
