/**
 * Which container a root would be for, and whether it would be made once. `render` found the root that was there; a second `createRoot`
 * of the same container throws away what the first one shows, with its state.
 */
import type { Node } from '@babel/types';
import type { SourceFile } from '../../src/change/codemod.ts';
import { literalText, spot, textOf } from '../../src/change/syntax.ts';

/** Callbacks of these run once. */
const once = new Set([
  'it',
  'test',
  'describe',
  'before',
  'beforeAll',
  'act',
  'ready',
  'then',
  '$',
  'jQuery',
]);
/** Callbacks of these run once for each of what they are handed. */
const forEach = new Set(['forEach', 'each', 'map']);
const loops = new Set([
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'WhileStatement',
  'DoWhileStatement',
]);

/** Equal where the container is the same: a name's declaration, a lookup as it is written. What is made anew is only itself. */
export function identityOf(file: SourceFile, container: Node): unknown {
  if (container.type === 'Identifier') return file.bindings().bindingOf(container) ?? container.name;
  const isCall = container.type === 'CallExpression' || container.type === 'NewExpression';
  return isCall && !/^document\.(?:getElementById|querySelector)\(/.test(textOf(file, container))
    ? container
    : textOf(file, container);
}

/** `if-called-once`: in a function that others may call, and that nobody here does. */
type Reached = 'once' | 'if-called-once' | 'again';

/** How often the place is reached for its container, as far as the file says. */
export function howOften(file: SourceFile, place: Node, container: Node): Reached {
  if (isElementMade(container)) return 'once';
  const own = file.bindings().bindingOf(container);
  const places = [...(own?.declared ?? []), ...(own?.writes ?? [])];
  const isOf = (around: Node) => places.some((one) => isWithin(one, around));
  const seen = new Set<Node>();

  const from = (start: Node): Reached => {
    for (const at of file.tree().ancestors(start)) {
      if (loops.has(at.type) && !isOf(at)) return 'again';
      if (at.type === 'ClassMethod' && at.key.type === 'Identifier')
        return at.key.name === 'componentDidMount' ? 'once' : 'again';
      if (at.type === 'ObjectMethod' || at.type === 'ClassMethod' || at.type === 'ClassPrivateMethod')
        return 'again';
      const isFunction =
        at.type === 'FunctionDeclaration' ||
        at.type === 'FunctionExpression' ||
        at.type === 'ArrowFunctionExpression';
      if (!isFunction) continue;
      if (places.some((one) => isWithin(one, at) && isElementMade(givenAt(file, one)))) return 'once';
      const parent = file.tree().parent(at);
      if (parent?.type === 'CallExpression') {
        if (parent.callee === at || isRunOnce(parent)) continue;
        if (forEach.has(calleeName(parent) ?? '') && isOf(at)) continue;
        return 'again';
      }
      // Exported and not called here, it starts something: with a container of its own choice, not one it is handed.
      if (isExportedAlone(file, at)) return isOf(at) ? 'again' : 'if-called-once';
      const call = onlyCallOf(file, at, parent);
      if (!call || seen.has(at)) return 'again';
      seen.add(at);
      return from(call);
    }
    return 'once';
  };
  return from(place);
}

function isExportedAlone(file: SourceFile, made: Node): boolean {
  const parent = file.tree().parent(made);
  if (made.type !== 'FunctionDeclaration' || !parent?.type.startsWith('Export')) return false;
  const own = made.id ? file.bindings().bindingOf(made.id) : undefined;
  return (own?.reads.length ?? 0) === 0;
}

/** Where a function is called, when that is one place and it goes nowhere else. */
function onlyCallOf(file: SourceFile, made: Node, parent: Node | undefined): Node | undefined {
  const id =
    made.type === 'FunctionDeclaration'
      ? made.id
      : parent?.type === 'VariableDeclarator'
        ? parent.id
        : undefined;
  const own = id?.type === 'Identifier' ? file.bindings().bindingOf(id) : undefined;
  const [read, another] = own?.reads ?? [];
  const call = read && !another && own?.writes.length === 0 ? file.tree().parent(read) : undefined;
  const isExported = [...file.tree().ancestors(made)].some(({ type }) => type.startsWith('Export'));
  return call?.type === 'CallExpression' && call.callee === read && !isExported ? call : undefined;
}

function isRunOnce(call: Extract<Node, { type: 'CallExpression' }>): boolean {
  const name = calleeName(call) ?? '';
  if (name !== 'addEventListener') return once.has(name);
  const event = call.arguments[0] && literalText(call.arguments[0]);
  return event === 'load' || event === 'DOMContentLoaded';
}

function calleeName({ callee }: Extract<Node, { type: 'CallExpression' }>): string | undefined {
  if (callee.type === 'Identifier') return callee.name;
  return callee.type === 'MemberExpression' && callee.property.type === 'Identifier'
    ? callee.property.name
    : undefined;
}

const isWithin = (node: Node, around: Node) =>
  spot(node).start >= spot(around).start && spot(node).end <= spot(around).end;

/** What a name is given where it is declared or written. */
function givenAt(file: SourceFile, name: Node): Node | undefined {
  const parent = file.tree().parent(name);
  if (parent?.type === 'VariableDeclarator') return parent.init ?? undefined;
  return parent?.type === 'AssignmentExpression' ? parent.right : undefined;
}

function isElementMade(node: Node | undefined): boolean {
  return (
    node?.type === 'CallExpression' &&
    /^(?:createElement|createElementNS|cloneNode)$/.test(calleeName(node) ?? '')
  );
}
