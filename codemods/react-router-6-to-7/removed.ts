/** What react-router 7 no longer exports. Found by comparing the types of 6.30 and 7.0. */
import type { Node } from '@babel/types';
import type { SourceFile } from '../../src/change/codemod.ts';
import { noted, type Part } from '../../src/change/syntax.ts';
import { all, guide, rules } from './rules.ts';

const gone: Readonly<Record<string, string>> = {
  json: 'return the value itself, or data(value, init) for a status or headers',
  defer: 'return an object with promises in it',
  AbortedDeferredError: 'a promise that is given up rejects with the reason of its signal',
  JsonFunction: 'take the type of data',
  FutureConfig: 'its flags are always on',
  V7_FormMethod: 'FormMethod is in upper case now',
  Hash: 'it was a string',
  Pathname: 'it was a string',
  Search: 'it was a string',
  UNSAFE_useRouteId: 'take the id from useMatches',
};

export function removed(file: SourceFile): readonly Part[] {
  const named = file
    .bindings()
    .moduleReferences(...all)
    .flatMap((reference): { readonly name: string; readonly node: Node }[] => {
      if (reference.kind === 'import')
        return reference.node.specifiers.flatMap((one) =>
          one.type === 'ImportSpecifier' ? [{ name: nameOf(one.imported), node: one }] : [],
        );
      if (reference.kind === 'export-from' && reference.node.type === 'ExportNamedDeclaration')
        return reference.node.specifiers.flatMap((one) =>
          one.type === 'ExportSpecifier' ? [{ name: nameOf(one.local), node: one }] : [],
        );
      return file
        .bindings()
        .uses(reference.source.value)
        .filter(({ from, path }) => from === reference && path.length === 1)
        .map(({ node, path: [name = ''] }) => ({ name, node }));
    });
  return [...Map.groupBy(named, ({ name }) => name)].flatMap(([name, [first]]) =>
    first && Object.hasOwn(gone, name)
      ? [noted(rules.removed, first.node, `${name} is gone in react-router 7; ${gone[name]}`, guide)]
      : [],
  );
}

const nameOf = (node: NodeNamed): string => (node.type === 'Identifier' ? node.name : node.value);
type NodeNamed = Extract<Node, { type: 'Identifier' | 'StringLiteral' }>;
