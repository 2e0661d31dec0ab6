/** Where the QueryClient and its caches are called: the class, the hook, parameters with its type, and names that say so. */
import type { CallExpression, Node } from '@babel/types';
import type { SourceFile } from '../../src/change/codemod.ts';
import type { Place, Use } from '../../src/change/syntax.ts';
import { modules } from './rules.ts';

export interface MethodCall {
  readonly call: CallExpression;
  readonly method: string;
  readonly sure: boolean;
}

const caches = ['getQueryCache'];

export function methodCalls(file: SourceFile): readonly MethodCall[] {
  const bindings = file.bindings();
  const uses = bindings.uses(...modules);
  const clients = bindings.follow(uses.flatMap((use) => made(use, file)));
  const ofCaches = bindings.follow(
    [
      ...clients.flatMap((place) => calledOn(place, file).filter(({ method }) => caches.includes(method))),
    ].map(({ call }) => ({ node: call, path: [] })),
  );
  const known = [...clients, ...ofCaches].flatMap((place) => calledOn(place, file));
  const seen = new Set(known.map(({ call }) => call));
  return [...known, ...byName(file).filter(({ call }) => !seen.has(call))];
}

/** `new QueryClient()`, `useQueryClient()`, `new QueryCache()`, `(client: QueryClient) => …` */
function made({ node, path }: Use, file: SourceFile): readonly Place[] {
  const name = path.join('.');
  const parent = file.tree().parent(node);
  if (!parent) return [];
  const isNew = parent.type === 'NewExpression' && parent.callee === node;
  if (isNew && (name === 'QueryClient' || name === 'QueryCache')) return [{ node: parent, path: [] }];
  if (parent.type === 'CallExpression' && parent.callee === node && name === 'useQueryClient')
    return [{ node: parent, path: [] }];
  if (parent.type !== 'TSTypeReference' || name !== 'QueryClient') return [];
  const annotation = file.tree().parent(parent);
  const typed = annotation?.type === 'TSTypeAnnotation' ? file.tree().parent(annotation) : undefined;
  if (typed?.type !== 'Identifier') return [];
  return (file.bindings().bindingOf(typed)?.reads ?? []).map((read) => ({ node: read, path: [] }));
}

function calledOn({ node, path: [method, ...more] }: Place, file: SourceFile): readonly MethodCall[] {
  const parent = file.tree().parent(node);
  if (method === undefined || more.length > 0) return [];
  return parent?.type === 'CallExpression' && parent.callee === node
    ? [{ call: parent, method, sure: true }]
    : [];
}

const telling = new Set([
  'invalidateQueries',
  'refetchQueries',
  'resetQueries',
  'removeQueries',
  'cancelQueries',
  'fetchQuery',
  'prefetchQuery',
  'ensureQueryData',
  'fetchInfiniteQuery',
  'prefetchInfiniteQuery',
  'getQueriesData',
  'setQueriesData',
]);

/** A client from another module or object: `queryClient`, and a method that others do not have with an array as the first argument. */
function byName(file: SourceFile): readonly MethodCall[] {
  if (file.bindings().moduleReferences('react-query', '@apollo/client').length > 0) return [];
  return file
    .tree()
    .of('CallExpression')
    .flatMap((call) => {
      const { callee } = call;
      if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier' || callee.computed)
        return [];
      const method = callee.property.name;
      if (!telling.has(method) || !isNamedClient(callee.object)) return [];
      const [first] = call.arguments;
      return first?.type === 'ArrayExpression' ? [{ call, method, sure: false }] : [];
    });
}

function isNamedClient(node: Node): boolean {
  const name = node.type === 'MemberExpression' && node.property.type === 'Identifier' ? node.property : node;
  return name.type === 'Identifier' && /(?:^q|Q)ueryClient$/.test(name.name);
}
