/** Options with another name, and those that are gone: in the objects that are handed to hooks, clients and their defaults. */
import type { Node } from '@babel/types';
import type { SourceFile } from '../../src/change/codemod.ts';
import {
  changed,
  importing,
  literalText,
  type NodeOf,
  noted,
  type Part,
  propertyName,
  replaced,
  spot,
  textOf,
} from '../../src/change/syntax.ts';
import { methodCalls } from './clients.ts';
import { hookCalls, ownIndent } from './overloads.ts';
import { guide, inserted, modules, rules } from './rules.ts';

type Kind = 'query' | 'infinite' | 'mutation';
interface Options {
  readonly object: NodeOf<'ObjectExpression'>;
  readonly kind: Kind;
  /** Whether hook or client is called with it, and not its default. */
  readonly isCall: boolean;
  /** Whether its type is written beside it. */
  readonly isTyped?: boolean;
}

const kinds: Readonly<Record<string, Kind>> = {
  useQuery: 'query',
  useInfiniteQuery: 'infinite',
  useMutation: 'mutation',
  fetchQuery: 'query',
  prefetchQuery: 'query',
  ensureQueryData: 'query',
  fetchInfiniteQuery: 'infinite',
  prefetchInfiniteQuery: 'infinite',
  setQueryDefaults: 'query',
  setMutationDefaults: 'mutation',
};

const types: Readonly<Record<string, Kind>> = {
  UseQueryOptions: 'query',
  QueryObserverOptions: 'query',
  FetchQueryOptions: 'query',
  UseInfiniteQueryOptions: 'infinite',
  UseMutationOptions: 'mutation',
};

export function options(file: SourceFile): readonly Part[] {
  const found = new Map(optionsIn(file).map((one) => [one.object, one]));
  return [...found.values()].flatMap((one) => [
    ...(one.isTyped && one.kind !== 'mutation' ? withoutKey(one.object) : []),
    ...one.object.properties.flatMap((property) => ofProperty(file, property, one)),
    ...(one.kind === 'infinite' && one.isCall ? pageParam(file, one.object) : []),
  ]);
}

function optionsIn(file: SourceFile): readonly Options[] {
  const objects = (node: Node | null | undefined): readonly NodeOf<'ObjectExpression'>[] => {
    const meant = node && (file.bindings().standsFor(node) ?? node);
    if (meant?.type === 'ObjectExpression') return [meant];
    return meant?.type === 'TSAsExpression' || meant?.type === 'TSSatisfiesExpression'
      ? objects(meant.expression)
      : [];
  };
  const called = [...hookCalls(file), ...methodCalls(file)].flatMap(({ call, method }) => {
    const kind = Object.hasOwn(kinds, method) ? kinds[method] : undefined;
    if (kind)
      return call.arguments
        .flatMap(objects)
        .map((object) => ({ object, kind, isCall: !method.startsWith('set') }));
    if (method === 'useQueries')
      return call.arguments
        .flatMap(objects)
        .flatMap((object) =>
          many(object).map((one) => ({ object: one, kind: 'query' as const, isCall: true })),
        );
    return method === 'setDefaultOptions'
      ? call.arguments.flatMap(objects).flatMap((object) => defaults(object, objects))
      : [];
  });
  const made = file
    .bindings()
    .uses(...modules)
    .flatMap(({ node, path }): readonly Options[] => {
      const parent = file.tree().parent(node);
      const name = path.join('.');
      if (parent?.type === 'NewExpression' && parent.callee === node && name === 'QueryClient')
        return parent.arguments
          .flatMap(objects)
          .flatMap((object) => objects(valueAt(object, 'defaultOptions')))
          .flatMap((object) => defaults(object, objects));
      const kind = Object.hasOwn(types, name) ? types[name] : undefined;
      if (!kind || parent?.type !== 'TSTypeReference') return [];
      return objects(typedBy(file, parent)).map((object) => ({ object, kind, isCall: false, isTyped: true }));
    });
  return [...called, ...made];
}

function withoutKey(object: NodeOf<'ObjectExpression'>): readonly Part[] {
  const has = object.properties.some(
    (one) => one.type === 'SpreadElement' || propertyName(one) === 'queryKey',
  );
  const message = 'this type asks for queryKey in 5; leave it out with Omit<…, "queryKey" | "queryFn">';
  return has ? [] : [noted(rules.object, object, message, guide)];
}

/** `const options: UseQueryOptions = { … }` */
function typedBy(file: SourceFile, type: Node): Node | null | undefined {
  const annotation = file.tree().parent(type);
  if (annotation?.type === 'TSSatisfiesExpression' || annotation?.type === 'TSAsExpression')
    return annotation.expression;
  const id = annotation?.type === 'TSTypeAnnotation' ? file.tree().parent(annotation) : undefined;
  const declarator = id && file.tree().parent(id);
  return declarator?.type === 'VariableDeclarator' && declarator.id === id ? declarator.init : undefined;
}

function defaults(
  object: NodeOf<'ObjectExpression'>,
  objects: (node: Node | null | undefined) => readonly NodeOf<'ObjectExpression'>[],
): readonly Options[] {
  const named = (name: string, kind: Kind) =>
    objects(valueAt(object, name)).map((one) => ({ object: one, kind, isCall: false }));
  return [...named('queries', 'query'), ...named('mutations', 'mutation')];
}

/** `{ queries: [{ … }] }`, `{ queries: ids.map((id) => ({ … })) }` */
function many(object: NodeOf<'ObjectExpression'>): readonly NodeOf<'ObjectExpression'>[] {
  const queries = valueAt(object, 'queries');
  if (!queries) return [];
  const inner = queries.type === 'CallExpression' ? queries.arguments[0] : undefined;
  if (queries.type === 'ArrayExpression')
    return queries.elements.flatMap((one) => (one?.type === 'ObjectExpression' ? [one] : []));
  if (inner?.type !== 'ArrowFunctionExpression') return [];
  if (inner.body.type === 'ObjectExpression') return [inner.body];
  if (inner.body.type !== 'BlockStatement') return [];
  return inner.body.body.flatMap((one) =>
    one.type === 'ReturnStatement' && one.argument?.type === 'ObjectExpression' ? [one.argument] : [],
  );
}

function valueAt(object: NodeOf<'ObjectExpression'>, name: string): Node | undefined {
  const property = object.properties.find((one) => propertyName(one) === name);
  return property?.type === 'ObjectProperty' ? property.value : undefined;
}

type Property = NodeOf<'ObjectExpression'>['properties'][number];

function ofProperty(file: SourceFile, property: Property, { object, kind }: Options): readonly Part[] {
  const name = propertyName(property);
  const tell = (message: string) => [noted(rules.removed, property, message, guide)];
  switch (name) {
    case 'cacheTime':
      return renamed(file, property, 'gcTime', rules.gcTime);
    case 'useErrorBoundary':
      return renamed(file, property, 'throwOnError', rules.throwOnError);
    case 'context':
      return tell('context is gone in 5; hand the other QueryClient over as the second argument');
  }
  if (kind === 'mutation') return [];
  switch (name) {
    case 'keepPreviousData':
      return keepPrevious(file, property, object);
    case 'onSuccess':
    case 'onError':
    case 'onSettled':
      return tell(`queries have no ${name} in 5; use the result, or the callbacks of QueryCache`);
    case 'isDataEqual':
      return tell('isDataEqual is gone in 5; give structuralSharing a function');
    case 'refetchPage':
      return tell('refetchPage is gone in 5; limit the pages with maxPages');
    case 'suspense':
      return tell('suspense is no option in 5; use useSuspenseQuery and its like');
    case 'refetchInterval':
      return takesParameter(property)
        ? tell('refetchInterval is handed the query alone in 5; take the data from query.state.data')
        : [];
    default:
      return [];
  }
}

function renamed(file: SourceFile, property: Property, to: string, rule: string): readonly Part[] {
  if (property.type === 'SpreadElement') return [];
  if (property.type === 'ObjectProperty' && property.shorthand)
    return [changed([replaced(rule, property, `${to}: ${textOf(file, property.value)}`)])];
  const { key } = property;
  const { start, end } = spot(key);
  const inside = key.type === 'StringLiteral' ? { start: start + 1, end: end - 1 } : { start, end };
  return [changed([replaced(rule, inside, to)])];
}

function takesParameter(property: Property): boolean {
  const value = property.type === 'ObjectProperty' ? property.value : property;
  return 'params' in value && Array.isArray(value.params) && value.params.length > 0;
}

/** The export of that name is a function that hands on what there was. */
function keepPrevious(
  file: SourceFile,
  property: Property,
  object: NodeOf<'ObjectExpression'>,
): readonly Part[] {
  const byHand = noted(
    rules.keepPrevious,
    property,
    'keepPreviousData is gone in 5; use placeholderData: keepPreviousData, which is an export now',
    guide,
  );
  const value = property.type === 'ObjectProperty' ? property.value : undefined;
  const isTrue = value?.type === 'BooleanLiteral' && value.value;
  if (!isTrue || object.properties.some((one) => propertyName(one) === 'placeholderData')) return [byHand];
  const [module = ''] = modules;
  const imported = importing(
    file,
    { modules: [module], export: 'keepPreviousData', local: 'keepPreviousData' },
    [property],
    rules.keepPrevious,
  );
  if (!imported) return [byHand];
  return [
    changed([
      ...imported.edits,
      replaced(rules.keepPrevious, property, `placeholderData: ${imported.local}`),
    ]),
  ];
}

/** What the function took when no page was there is said beside it: `({ pageParam = 0 }) => …` */
function pageParam(file: SourceFile, object: NodeOf<'ObjectExpression'>): readonly Part[] {
  if (object.properties.some((one) => propertyName(one) === 'initialPageParam')) return [];
  const call = file.tree().parent(object);
  const named = object.properties.find((one) => propertyName(one) === 'queryFn');
  const positional =
    call?.type === 'CallExpression'
      ? call.arguments.find(
          (one) => one !== object && /Function/.test((file.bindings().standsFor(one) ?? one).type),
        )
      : undefined;
  const given = named?.type === 'ObjectProperty' ? named.value : (named ?? positional);
  const meant = given && (file.bindings().standsFor(given) ?? given);
  const initial = meant && defaultPage(meant);
  if (!initial)
    return [
      noted(
        rules.pageParam,
        object,
        'infinite queries ask for initialPageParam in 5; say which page is first',
        guide,
      ),
    ];
  const getNext = object.properties.find((one) => propertyName(one) === 'getNextPageParam') ?? named;
  if (!getNext) return [];
  const { start } = spot(getNext);
  const [first] = call?.type === 'CallExpression' ? call.arguments : [];
  const own = ownIndent(file, getNext);
  // Arguments with a line each take the properties to their own level.
  const outer = first && first !== object ? ownIndent(file, first) : undefined;
  const gap = own === undefined ? ' ' : `\n${outer ?? own}`;
  return [changed([inserted(rules.pageParam, start, `initialPageParam: ${textOf(file, initial)},${gap}`)])];
}

function defaultPage(fn: Node): Node | undefined {
  const [first] = 'params' in fn && Array.isArray(fn.params) ? (fn.params as Node[]) : [];
  if (first?.type !== 'ObjectPattern') return undefined;
  const property = first.properties.find((one) => propertyName(one) === 'pageParam');
  const value = property?.type === 'ObjectProperty' ? property.value : undefined;
  if (value?.type !== 'AssignmentPattern') return undefined;
  const { right } = value;
  const isPlain = literalText(right) !== undefined || /^(?:Numeric|Null|Boolean)Literal$/.test(right.type);
  return isPlain ? right : undefined;
}
