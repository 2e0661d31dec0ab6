/** `isLoading` of 4 is `isPending` of 5, where `isLoading` means less. Followed into variables and hooks of the same file. */
import type { Node } from '@babel/types';
import type { SourceFile } from '../../src/change/codemod.ts';
import {
  changed,
  literalSaying,
  literalText,
  moveUses,
  noted,
  type Part,
  type Place,
  propertyName,
  replaced,
} from '../../src/change/syntax.ts';
import { hookCalls } from './overloads.ts';
import { guide, rules } from './rules.ts';

const hooks = ['useQuery', 'useInfiniteQuery', 'useMutation'];

export function results(file: SourceFile): readonly Part[] {
  const own = hookCalls(file).filter(({ method }) => hooks.includes(method));
  const calls = own.flatMap(({ call }) => [call, ...callsOfHookAround(file, call)]);
  const places = file.bindings().follow([...new Set<Node>(calls)].map((node) => ({ node, path: [] })));
  return [
    ...renamed(file, places, 'isLoading', 'isPending', rules.pending),
    ...renamed(file, places, 'isPreviousData', 'isPlaceholderData', rules.keepPrevious),
    ...calls.flatMap((call) => defaulted(file, call)),
    ...status(file, places),
    ...removals(file, places),
    ...elsewhere(file, new Set<Node>(calls)),
    ...ofMany(file),
  ];
}

/** `const useTodos = () => useQuery(…)`: its calls in this file give the same result. */
function callsOfHookAround(file: SourceFile, call: Node): readonly Node[] {
  const tree = file.tree();
  const parent = tree.parent(call);
  const fn =
    parent?.type === 'ReturnStatement'
      ? [...tree.ancestors(parent)].find(({ type }) => /Function/.test(type))
      : parent?.type === 'ArrowFunctionExpression' && parent.body === call
        ? parent
        : undefined;
  const holder = fn?.type === 'FunctionDeclaration' ? fn : fn && tree.parent(fn);
  const id =
    holder?.type === 'FunctionDeclaration' || holder?.type === 'VariableDeclarator' ? holder.id : undefined;
  const binding = id?.type === 'Identifier' ? file.bindings().bindingOf(id) : undefined;
  return (binding?.reads ?? []).flatMap((read) => {
    const at = tree.parent(read);
    return at?.type === 'CallExpression' && at.callee === read ? [at] : [];
  });
}

function renamed(
  file: SourceFile,
  places: readonly Place[],
  from: string,
  to: string,
  rule: string,
): readonly Part[] {
  const uses = places.filter(({ node, path }) => path.join('.') === from && !isHandedOver(node));
  const { edits, blocked } = moveUses(file, uses, to, rule);
  return [
    changed(edits),
    ...blocked.map(({ node }) => noted(rule, node, `${from} is ${to} in 5; rename it here`, guide)),
  ];
}

/** Places on the way, such as an assignment, that have no name of their own. */
function isHandedOver(node: Node): boolean {
  return node.type === 'AssignmentExpression' || node.type.startsWith('TS');
}

/** `const { isLoading = true } = useQuery(…)` */
function defaulted(file: SourceFile, call: Node): readonly Part[] {
  const declarator = file.tree().parent(call);
  if (declarator?.type !== 'VariableDeclarator' || declarator.id.type !== 'ObjectPattern') return [];
  return declarator.id.properties.flatMap((one) => {
    if (one.type !== 'ObjectProperty' || propertyName(one) !== 'isLoading') return [];
    if (one.value.type !== 'AssignmentPattern') return [];
    return [
      changed([
        one.shorthand
          ? replaced(rules.pending, one.key, 'isPending: isLoading')
          : replaced(rules.pending, one.key, 'isPending'),
      ]),
    ];
  });
}

/** `status === 'loading'`, `case 'loading':` */
function status(file: SourceFile, places: readonly Place[]): readonly Part[] {
  return places
    .filter(({ path }) => path.join('.') === 'status')
    .flatMap(({ node }) => compared(file, node))
    .map((literal) => changed([replaced(rules.pending, literal, literalSaying(file, literal, 'pending'))]));
}

function compared(file: SourceFile, node: Node): readonly Node[] {
  const parent = file.tree().parent(node);
  if (parent?.type === 'BinaryExpression' && /^[!=]==?$/.test(parent.operator))
    return [parent.left, parent.right].filter((one) => literalText(one) === 'loading');
  if (parent?.type !== 'SwitchStatement' || parent.discriminant !== node) return [];
  return parent.cases.flatMap(({ test }) => (test && literalText(test) === 'loading' ? [test] : []));
}

function removals(file: SourceFile, places: readonly Place[]): readonly Part[] {
  return places
    .filter(({ path }) => path.join('.') === 'remove')
    .filter(({ node }) => {
      const parent = file.tree().parent(node);
      return parent?.type === 'CallExpression' && parent.callee === node;
    })
    .map(({ node }) =>
      noted(
        rules.removed,
        node,
        'results have no remove in 5; call queryClient.removeQueries with its key',
        guide,
      ),
    );
}

/** A mutation has no isLoading at all in 5, and no type says so in JavaScript. */
function elsewhere(file: SourceFile, known: ReadonlySet<Node>): readonly Part[] {
  return file
    .tree()
    .of('ObjectPattern')
    .flatMap((pattern) => {
      const declarator = file.tree().parent(pattern);
      const init = declarator?.type === 'VariableDeclarator' ? declarator.init : undefined;
      if (init?.type !== 'CallExpression' || known.has(init) || init.callee.type !== 'Identifier') return [];
      const names = pattern.properties.map((one) => propertyName(one));
      const loading = pattern.properties.find((one) => propertyName(one) === 'isLoading');
      const isMutation =
        names.includes('mutateAsync') ||
        (names.includes('mutate') && !names.includes('data') && !names.includes('error'));
      if (!loading || !isMutation || !/^use[A-Z]/.test(init.callee.name)) return [];
      return [
        noted(
          rules.pending,
          loading,
          `if ${init.callee.name} returns a mutation of TanStack Query, isLoading is isPending in 5; rename it`,
          guide,
        ),
      ];
    });
}

function ofMany(file: SourceFile): readonly Part[] {
  if (!/\bisLoading\b/.test(file.text)) return [];
  return hookCalls(file)
    .filter(({ method }) => method === 'useQueries')
    .map(({ call }) =>
      noted(
        rules.pending,
        call,
        'isLoading of these results is isPending in 5; rename it where it is read',
        guide,
      ),
    );
}
