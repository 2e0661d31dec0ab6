/** What is an export of another module now. */
import type { Identifier, Node } from '@babel/types';
import type { SourceFile } from '../../src/change/codemod.ts';
import {
  asValue,
  changed,
  importing,
  isStep,
  literalSaying,
  noted,
  type Part,
  replaced,
  type Use,
} from '../../src/change/syntax.ts';

export const guide = 'https://react.dev/blog/2024/04/25/react-19-upgrade-guide';

const moves = [
  { rule: 'act', from: 'react-dom/test-utils', name: 'act', to: 'act' },
  { rule: 'use-form-state', from: 'react-dom', name: 'useFormState', to: 'useActionState' },
];

/** The rest of `react-dom/test-utils` is gone. */
export function toReact(file: SourceFile): readonly Part[] {
  const others = file
    .bindings()
    .uses('react-dom/test-utils')
    .filter(({ node, path }) => path.length === 1 && path[0] !== 'act' && !isOnTheWay(file, node))
    .map(({ node, path }) =>
      noted('act', node, `${path[0]} of react-dom/test-utils is gone; use @testing-library/react`, guide),
    );
  return [...moves.flatMap((move) => movedToReact(file, move)), ...others];
}

function isOnTheWay(file: SourceFile, node: Node): boolean {
  const parent = file.tree().parent(node);
  return parent !== undefined && isStep(node, parent, file);
}

function movedToReact(file: SourceFile, { rule, from, name, to }: (typeof moves)[number]): readonly Part[] {
  const uses = file
    .bindings()
    .uses(from)
    .filter(({ path }) => path.join('.') === name);
  const mocks = file
    .bindings()
    .moduleReferences(from)
    .filter(({ kind }) => rule === 'act' && kind === 'mock')
    .map(({ node }) => noted(rule, node, 'act is an export of react now; mock it there', guide));
  const [first] = uses;
  if (!first) return mocks;
  const local = localOf(file, uses, name, to);
  const places = uses.map(({ node }) => node);
  const react = wholeReact(file, places);
  if (react && !local.declared)
    return [
      ...mocks,
      changed(
        places.map((node) => replaced(rule, node, `${react}.${to}`)),
        ...places,
      ),
    ];
  const wish = {
    modules: ['react'],
    export: to,
    local: local.name,
    ...(local.declared ? { instead: local.declared } : {}),
  };
  const imported = importing(file, wish, places, rule);
  if (!imported)
    return [...mocks, noted(rule, first.node, `${name} is ${to} of react now; import it from there`, guide)];
  const renames = places.flatMap((node) => {
    if (node.type === 'Identifier' && node.name === imported.local) return [];
    const value = asValue(file, node, imported.local);
    return [replaced(rule, value.node, value.text)];
  });
  return [...mocks, changed([...imported.edits, ...renames], ...places)];
}

/** The name it has here: its own, unless somebody gave it another. */
function localOf(
  file: SourceFile,
  uses: readonly Use[],
  name: string,
  to: string,
): { readonly name: string; readonly declared?: Identifier } {
  for (const { node } of uses) {
    const [declared] = node.type === 'Identifier' ? (file.bindings().bindingOf(node)?.declared ?? []) : [];
    const element = declared && file.tree().parent(declared);
    if (declared && (element?.type === 'ImportSpecifier' || element?.type === 'ObjectProperty'))
      return { name: declared.name === name ? to : declared.name, declared };
  }
  return { name: to };
}

/** The name by which the file has React as a whole, where it means that in all places. */
function wholeReact(file: SourceFile, places: readonly Node[]): string | undefined {
  const names = file
    .tree()
    .of('ImportDeclaration')
    .filter(({ source, importKind }) => source.value === 'react' && importKind !== 'type')
    .flatMap(({ specifiers }) => specifiers)
    .filter(({ type }) => type === 'ImportDefaultSpecifier' || type === 'ImportNamespaceSpecifier')
    .map(({ local }) => local);
  return names.find(({ name }) => places.every((at) => file.bindings().lookUp(name, at)?.kind === 'import'))
    ?.name;
}

export function shallowRenderer(file: SourceFile): readonly Part[] {
  return file
    .bindings()
    .moduleReferences('react-test-renderer/shallow')
    .map(({ source }) =>
      changed([replaced('shallow-renderer', source, literalSaying(file, source, 'react-shallow-renderer'))]),
    );
}
