/**
 * Which objects of a file are Express's: apps and routers made from it or typed by it, the routes they hand out, and the
 * request and response of every handler. Nothing is taken for Express because of its name alone, but for `(req, res)` in a
 * file that imports it.
 */
import type { CallExpression, Identifier, Node } from '@babel/types';
import type { SourceFile } from '../../src/change/codemod.ts';
import { literalText, type NodeOf, type Place, type Use } from '../../src/change/syntax.ts';

/** `del` is Express 4's other name for `delete`. */
const verbs =
  'get post put head delete del options trace copy lock mkcol move purge propfind proppatch unlock report mkactivity checkout merge m-search notify subscribe unsubscribe patch search connect link unlink source rebind bind acl all';
const routing = new Set([...verbs.split(' '), 'use']);

/** Methods of the response that answer the response. */
const fluent = new Set(
  'status links type contentType format attachment append set header clearCookie cookie location vary send json jsonp sendStatus'.split(
    ' ',
  ),
);

type Kind = 'router' | 'route';

type Handler = NodeOf<
  'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression' | 'ObjectMethod' | 'ClassMethod'
>;

/** `app.get(…)`: a call of a method of an app, a router or a route. */
export interface RoutingCall {
  readonly method: string;
  readonly call: CallExpression;
  readonly on: Kind;
}

/** A request or response where it is used, and the handler that was given it. */
export interface Given extends Place {
  readonly handler: Handler;
}

export interface Express {
  readonly uses: readonly Use[];
  /** Every place that means an app or a router, or a member of one. */
  readonly routers: readonly Place[];
  readonly calls: readonly RoutingCall[];
  readonly handlers: readonly Handler[];
  /** The path literals a handler is reached by, where it is passed with some. */
  readonly pathsOf: ReadonlyMap<Handler, readonly string[]>;
  readonly requests: readonly Given[];
  readonly responses: readonly Given[];
  /** The name of the handler's own request. */
  readonly requestOf: ReadonlyMap<Handler, Identifier>;
}

/** Nothing when the file does not import Express. */
export function trackExpress(file: SourceFile): Express | undefined {
  const uses = file.bindings().uses('express', 'express-serve-static-core');
  const references = file.bindings().moduleReferences('express', 'express-serve-static-core');
  if (!references.some(({ kind }) => kind !== 'mock')) return undefined;
  const tree = file.tree();
  const bindings = file.bindings();

  const { routers, calls } = followRouters(routerStarts(uses, file), file);
  const requestOf = new Map<Handler, Identifier>();
  const responseOf = new Map<Handler, Identifier>();
  const pathsOf = new Map<Handler, string[]>();
  const handlers = new Set<Handler>();

  const take = (handler: Handler, request: Node | undefined, response: Node | undefined): void => {
    handlers.add(handler);
    const [req, res] = [named(request), named(response)];
    if (req && !requestOf.has(handler)) requestOf.set(handler, req);
    if (res && !responseOf.has(handler)) responseOf.set(handler, res);
  };

  for (const { method, call } of calls) {
    const [first] = call.arguments;
    const paths = first ? pathLiterals(first, file).flatMap((node) => literalText(node) ?? []) : [];
    for (const handler of call.arguments.flatMap((one) => handlersIn(one, file))) {
      // A handler of errors has four parameters; one of `param` has the request first, however many.
      const at = handler.params.length === 4 && method !== 'param' ? 1 : 0;
      take(handler, handler.params[at], handler.params[at + 1]);
      pathsOf.set(handler, [...(pathsOf.get(handler) ?? []), ...(paths.length > 0 ? paths : [''])]);
    }
  }
  for (const { node, path } of uses) {
    const typed = typedBy(node, file);
    if (path.length !== 1 || !typed) continue;
    if (isHandlerType(path[0]) && typed.type === 'VariableDeclarator' && isFunction(typed.init)) {
      const at = typed.init.params.length === 4 ? 1 : 0;
      take(typed.init, typed.init.params[at], typed.init.params[at + 1]);
    }
    const owner = typed.type === 'Identifier' ? tree.parent(typed) : undefined;
    if (!isFunction(owner)) continue;
    if (path[0] === 'Request') take(owner, typed, undefined);
    if (path[0] === 'Response') take(owner, undefined, typed);
  }
  for (const handler of functionsIn(file)) {
    const at = positionOfRequest(handler);
    if (at !== -1) take(handler, handler.params[at], handler.params[at + 1]);
  }

  const given = (
    of: ReadonlyMap<Handler, Identifier>,
    follow: (starts: readonly Place[]) => readonly Place[],
  ) =>
    [...of].flatMap(([handler, id]) => {
      const binding = bindings.bindingOf(id);
      if (!binding || binding.writes.length > 0) return [];
      return follow(binding.reads.map((node) => ({ node, path: [] }))).map((place) => ({
        ...place,
        handler,
      }));
    });
  return {
    uses,
    routers,
    calls,
    handlers: [...handlers],
    pathsOf,
    requests: given(requestOf, (starts) => bindings.follow(starts)),
    responses: given(responseOf, (starts) => followChains(starts, file)),
    requestOf,
  };
}

/** `express()`, `express.Router()`, `new Router()`, and what is typed as one of them. */
function routerStarts(uses: readonly Use[], file: SourceFile): readonly Node[] {
  const tree = file.tree();
  return uses.flatMap(({ node, path }): readonly Node[] => {
    const parent = tree.parent(node);
    const called =
      (parent?.type === 'CallExpression' || parent?.type === 'NewExpression') && parent.callee === node;
    const [member, more] = path;
    if (called && more === undefined && (member === undefined || member === 'Router'))
      return [parent, ...ofThis(parent, file)];
    const typed = typedBy(node, file);
    if (!typed || more !== undefined || !/^(?:I?Router|Application|Express)$/.test(member ?? '')) return [];
    if (typed.type === 'ClassProperty') return membersOfThis(typed.key, typed, file);
    if (typed.type === 'VariableDeclarator') return named(typed.id) ? readsOf(named(typed.id), file) : [];
    return readsOf(named(typed), file);
  });
}

/** `this.app = express()`, or `app = express()` in the body of a class. */
function ofThis(made: Node, file: SourceFile): readonly Node[] {
  const parent = file.tree().parent(made);
  if (parent?.type === 'ClassProperty') return membersOfThis(parent.key, parent, file);
  if (parent?.type !== 'AssignmentExpression' || parent.left.type !== 'MemberExpression') return [];
  const { object, property } = parent.left;
  return object.type === 'ThisExpression' ? membersOfThis(property, parent, file) : [];
}

function membersOfThis(property: Node, at: Node, file: SourceFile): readonly Node[] {
  if (property.type !== 'Identifier') return [];
  const home = classOf(at, file);
  return file
    .tree()
    .of('MemberExpression')
    .filter(
      (one) =>
        one.object.type === 'ThisExpression' &&
        one.property.type === 'Identifier' &&
        one.property.name === property.name &&
        home !== undefined &&
        classOf(one, file) === home,
    );
}

function classOf(node: Node, file: SourceFile): Node | undefined {
  return file
    .tree()
    .ancestors(node)
    .find(({ type }) => type === 'ClassDeclaration' || type === 'ClassExpression');
}

function readsOf(id: Identifier | undefined, file: SourceFile): readonly Node[] {
  const binding = id && file.bindings().bindingOf(id);
  return binding && binding.writes.length === 0 ? binding.reads : [];
}

/** What a type's name stands at: the parameter, variable or property that it types. */
function typedBy(node: Node, file: SourceFile): Node | undefined {
  const tree = file.tree();
  const reference = tree.parent(node);
  const annotation = reference?.type === 'TSTypeReference' ? tree.parent(reference) : undefined;
  const typed = annotation?.type === 'TSTypeAnnotation' ? tree.parent(annotation) : undefined;
  const holder = typed && tree.parent(typed);
  if (holder?.type === 'VariableDeclarator' && holder.id === typed) return holder;
  return typed;
}

function isHandlerType(name: string | undefined): boolean {
  return (
    name === 'RequestHandler' ||
    name === 'ErrorRequestHandler' ||
    name === 'RequestParamHandler' ||
    name === 'Handler'
  );
}

/** Apps, routers and routes through their chains: `app.route('/').get(…).post(…)`. */
function followRouters(starts: readonly Node[], file: SourceFile): Pick<Express, 'routers' | 'calls'> {
  const routers: Place[] = [];
  const calls: RoutingCall[] = [];
  const seen = new Set<Node>();
  const waiting: { readonly nodes: readonly Node[]; readonly kind: Kind }[] = [
    { nodes: starts, kind: 'router' },
  ];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { kind } = next;
    const fresh = next.nodes.filter((node) => !seen.has(node));
    for (const place of file.bindings().follow(fresh.map((node) => ({ node, path: [] })))) {
      if (seen.has(place.node)) continue;
      seen.add(place.node);
      if (kind === 'router') routers.push(place);
      const [method, more] = place.path;
      const call = file.tree().parent(place.node);
      if (
        method === undefined ||
        more !== undefined ||
        call?.type !== 'CallExpression' ||
        call.callee !== place.node
      )
        continue;
      calls.push({ method, call, on: kind });
      if (method === 'route') waiting.push({ nodes: [call], kind: 'route' });
      else if (answersItself(method, call)) waiting.push({ nodes: [call], kind });
    }
  }
  return { routers, calls };
}

/** `app.get('title')` answers a setting. */
function answersItself(method: string, call: CallExpression): boolean {
  const setting =
    method === 'get' && call.arguments.length < 2 && literalText(call.arguments[0] ?? call) !== undefined;
  return !setting && (routing.has(method) || method === 'param' || method === 'set' || method === 'engine');
}

/** `res.status(404).send()` */
function followChains(starts: readonly Place[], file: SourceFile): readonly Place[] {
  const found: Place[] = [];
  for (let fresh = starts; fresh.length > 0; ) {
    const places = file.bindings().follow(fresh);
    found.push(...places);
    fresh = places.flatMap(({ node, path: [method, more] }) => {
      const call = file.tree().parent(node);
      const isCall = call?.type === 'CallExpression' && call.callee === node;
      return isCall && more === undefined && fluent.has(method ?? '') ? [{ node: call, path: [] }] : [];
    });
  }
  return found;
}

/** Whether this call of an app, router or route takes a path first, and which argument that is. */
export function pathArgument({ method, call, on }: RoutingCall): Node | undefined {
  if (on === 'route') return undefined;
  const [first, second] = call.arguments;
  if (method === 'route') return first;
  return routing.has(method) && second ? first : undefined;
}

/** The literals in a path, an array of paths, or a constant that holds one. */
export function pathLiterals(node: Node, file: SourceFile): readonly Node[] {
  if (literalText(node) !== undefined) return [node];
  if (node.type === 'ArrayExpression')
    return node.elements.flatMap((one) => (one ? pathLiterals(one, file) : []));
  const value = file.bindings().standsFor(node);
  return value && (literalText(value) !== undefined || value.type === 'ArrayExpression')
    ? pathLiterals(value, file)
    : [];
}

/** The functions among what is passed: named, in arrays, or wrapped once (`wrap((req, res) => …)`). */
function handlersIn(node: Node, file: SourceFile, depth = 0): readonly Handler[] {
  if (isFunction(node)) return [node];
  if (depth > 4) return [];
  if (node.type === 'ArrayExpression')
    return node.elements.flatMap((one) => (one ? handlersIn(one, file, depth + 1) : []));
  if (node.type === 'CallExpression')
    return node.arguments.flatMap((one) => (isFunction(one) && positionOfRequest(one) !== -1 ? [one] : []));
  const value = file.bindings().standsFor(node);
  return value && (isFunction(value) || value.type === 'ArrayExpression')
    ? handlersIn(value, file, depth + 1)
    : [];
}

/** Where `req, res` stand among the parameters: first, or after an error; -1 when they do not. */
function positionOfRequest({ params }: Handler): number {
  const at = params.findIndex((one) => /^_?req(uest)?$/.test(named(one)?.name ?? ''));
  return at < 2 && /^_?res(ponse)?$/.test(named(params[at + 1])?.name ?? '') ? at : -1;
}

function functionsIn(file: SourceFile): readonly Handler[] {
  const tree = file.tree();
  return [
    ...tree.of('FunctionDeclaration'),
    ...tree.of('FunctionExpression'),
    ...tree.of('ArrowFunctionExpression'),
    ...tree.of('ObjectMethod'),
    ...tree.of('ClassMethod'),
  ];
}

function isFunction(node: Node | null | undefined): node is Handler {
  switch (node?.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
    case 'ObjectMethod':
    case 'ClassMethod':
      return true;
    default:
      return false;
  }
}

function named(node: Node | null | undefined): Identifier | undefined {
  if (node?.type === 'AssignmentPattern') return named(node.left);
  if (node?.type === 'TSParameterProperty') return named(node.parameter);
  return node?.type === 'Identifier' ? node : undefined;
}
