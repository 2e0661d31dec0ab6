/** Finds the places that a note is about: `createClient().on`, `..default()` (see `NoteWhere`). */
import type { CallExpression, NewExpression, Node, OptionalCallExpression } from '@babel/types';
import type { NoteWhere } from '../domain/note.ts';
import type { Bindings, Place } from './bindings.ts';
import type { Tree } from './tree.ts';

type Call = CallExpression | NewExpression | OptionalCallExpression;
type UseWhere = Extract<NoteWhere, { kind: 'use' }>;

/** One part of a written use: members that are taken one after the other, and then perhaps called. */
interface Step {
  readonly names: readonly string[];
  readonly isCalled: boolean;
  /** After any number of calls. */
  readonly isDeep: boolean;
}

/** No chain that a person wrote has more calls in it. */
const longestChain = 60;

export function nodesOf(where: UseWhere, bindings: Bindings, tree: Tree): readonly Node[] {
  return where.uses.flatMap((written) => {
    if (written === '*') return bindings.moduleReferences(...where.modules).map(({ source }) => source);
    const starts = bindings.uses(...where.modules);
    return reach(starts, stepsOf(written)).filter(
      (node) => !isCall(node) || fits(node, where, bindings, tree),
    );
  });

  function reach(from: readonly Place[], [step, ...rest]: readonly Step[]): readonly Node[] {
    if (!step) return [];
    const matched = (step.isDeep ? afterCalls(from) : from).filter(({ path }) =>
      step.isDeep ? path.at(-1) === step.names.at(-1) : path.join('.') === step.names.join('.'),
    );
    const nodes = matched.flatMap(({ node }): readonly Node[] =>
      step.isCalled ? callsOf(node, tree) : [node],
    );
    if (rest.length === 0) return nodes;
    return reach(bindings.follow(nodes.map((node) => ({ node, path: [] }))), rest);
  }

  /** What comes of calling these, of calling that, and so on. */
  function afterCalls(from: readonly Place[]): readonly Place[] {
    const found: Place[] = [];
    const seen = new Set<Node>();
    let places = from;
    for (let round = 0; round < longestChain && places.length > 0; round++) {
      const calls = places.flatMap(({ node }) => callsOf(node, tree)).filter((call) => !seen.has(call));
      for (const call of calls) seen.add(call);
      places = bindings.follow(calls.map((node) => ({ node, path: [] })));
      found.push(...places);
    }
    return found;
  }
}

function stepsOf(written: string): readonly Step[] {
  const parts = written.matchAll(/(\.\.?)?([\w$]+(?:\.[\w$]+)*)(\(\))?/g);
  return [...parts].map(([, dots, names = '', called]) => ({
    // A first `default` is the module itself, however it is imported.
    names: dots === undefined && names === 'default' ? [] : names.split('.'),
    isCalled: called !== undefined,
    isDeep: dots === '..',
  }));
}

function callsOf(node: Node, tree: Tree): readonly Call[] {
  const parent = tree.parent(node);
  return parent && isCall(parent) && parent.callee === node ? [parent] : [];
}

const isCall = (node: Node): node is Call =>
  node.type === 'CallExpression' || node.type === 'NewExpression' || node.type === 'OptionalCallExpression';

function fits(
  call: Call,
  { callback, options, least, most, literals }: UseWhere,
  bindings: Bindings,
  tree: Tree,
): boolean {
  const { arguments: given } = call;
  const value = (node: Node | undefined) => node && (bindings.standsFor(node) ?? node);
  if (least !== undefined && given.length < least) return false;
  if (most !== undefined && given.length > most) return false;
  if (callback !== undefined && !isFunctionOf(value(given.at(-1)), callback)) return false;
  if (literals !== undefined && !hasLiteral(call, literals, tree)) return false;
  return options === undefined || given.some((one) => hasProperty(value(one), options));
}

function isFunctionOf(node: Node | undefined, parameters: number): boolean {
  switch (node?.type) {
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
    case 'FunctionDeclaration':
      return node.params.length >= parameters;
    default:
      return false;
  }
}

function hasLiteral(call: Call, literals: readonly string[], tree: Tree): boolean {
  for (const node of tree.within(call))
    if (node.type === 'StringLiteral' && literals.includes(node.value)) return true;
  return false;
}

function hasProperty(node: Node | undefined, names: readonly string[]): boolean {
  if (node?.type !== 'ObjectExpression') return false;
  return node.properties.some((property) => {
    if (property.type === 'SpreadElement' || property.computed) return false;
    const { key } = property;
    const name = key.type === 'Identifier' ? key.name : key.type === 'StringLiteral' ? key.value : undefined;
    return name !== undefined && names.includes(name);
  });
}
