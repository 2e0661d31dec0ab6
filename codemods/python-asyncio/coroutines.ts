/** Coroutines that were generators. They become async where all they wait for can be awaited, as far as the file tells. */
import type { SgNode } from '@ast-grep/napi';
import type { SourceFile } from '../../src/change/codemod.ts';
import { above, type Lines, linesOf, nodes, type PythonChange, rangeOf } from '../../src/change/syntax.ts';

export type Awaiting =
  | { readonly kind: 'changed'; readonly changes: readonly PythonChange[] }
  | { readonly kind: 'left'; readonly because: string };

const left = (because: string): Awaiting => ({ kind: 'left', because });

/** What is asked of the whole file, once. */
interface Around {
  readonly file: SourceFile;
  readonly lines: Lines;
  /** Names of generators that nothing made a coroutine, and of what they wait for. */
  readonly plain: ReadonlySet<string>;
  readonly waited: ReadonlySet<string>;
}

/** `uses` are all the places where `asyncio.coroutine` is named; the answer is for one of them. */
export function awaitings(file: SourceFile, uses: readonly SgNode[]): (use: SgNode) => Awaiting {
  const generators = plainGenerators(file, new Set(uses.map((one) => one.parent()?.id() ?? -1)));
  const around: Around = {
    file,
    lines: linesOf(file),
    plain: new Set(generators.map((one) => one.field('name')?.text() ?? '')),
    waited: new Set(generators.flatMap(waitedFor)),
  };
  return (use) => awaiting(around, use);
}

function awaiting({ file, lines, plain, waited }: Around, use: SgNode): Awaiting {
  const decorator = use.parent();
  const decorated = decorator?.parent();
  const def = decorated?.field('definition');
  if (decorator?.kind() !== 'decorator' || !decorated || def?.kind() !== 'function_definition')
    return left('it is not the decorator of a function');
  const decorators = decorated.children().filter((node) => node.kind() === 'decorator');
  const below = decorators.slice(decorators.findIndex((one) => one.id() === decorator.id()) + 1);
  if (!below.every((one) => /^@(?:(?:functools\.)?wraps\(|(?:abc\.)?abstractmethod\b)/.test(one.text())))
    return left('other decorators are handed the generator');
  const name = def.field('name')?.text() ?? '';
  if (['__iter__', '__next__', '__await__'].includes(name)) return left(`${name} may not be a coroutine`);
  if (waited.has(name)) return left('a plain generator of this file waits for it');
  const own = ownNodes(def.field('body') ?? def);
  const yields = own.filter((node) => isYield(node));
  if (yields.length === 0 && !own.filter((node) => node.kind() === 'return_statement').every(returnsPlainly))
    return left('what it returns may be waited for');
  const changes: PythonChange[] = [];
  for (const one of yields) {
    const change = awaited(file, one, plain);
    if (typeof change === 'string') return left(change);
    changes.push(...change);
  }
  const line = lines.at(rangeOf(decorator).start);
  const start = rangeOf(def).start;
  return {
    kind: 'changed',
    changes: [
      { start: lines.start(line), end: lines.end(line), text: '' },
      { start, end: start, text: 'async ' },
      ...changes,
    ],
  };
}

/** A coroutine that is no generator had its result waited for; a constant cannot be. */
const returnsPlainly = (statement: SgNode) =>
  statement
    .children()
    .slice(1)
    .every((value) =>
      ['none', 'true', 'false', 'integer', 'float', 'string', 'comment'].includes(String(value.kind())),
    );

/** The nodes of a function without those of functions within. */
function ownNodes(node: SgNode): readonly SgNode[] {
  return node
    .children()
    .flatMap((child) =>
      ['function_definition', 'lambda', 'class_definition'].includes(String(child.kind()))
        ? []
        : [child, ...ownNodes(child)],
    );
}

const tight = new Set(['call', 'attribute', 'subscript', 'identifier', 'parenthesized_expression']);
const iterables =
  /^(?:list|tuple|set|dictionary|string|concatenated_string|generator_expression|\w+_comprehension)$/;
const makesIterable = /^(?:range|iter|zip|map|filter|enumerate|reversed|sorted|list|tuple|set|dict)\(/;

function awaited(
  { text }: SourceFile,
  node: SgNode,
  plain: ReadonlySet<string>,
): readonly PythonChange[] | string {
  const [, from, value, ...more] = node.children();
  const { start } = rangeOf(node);
  if (from?.kind() !== 'from' || !value || more.length > 0) return 'it yields to the loop itself';
  if (above(node, 'generator_expression', 'function_definition')?.kind() === 'generator_expression')
    return 'a generator within waits';
  if (
    iterables.test(String(value.kind())) ||
    makesIterable.test(value.text()) ||
    plain.has(calledName(value))
  )
    return 'it yields from what cannot be awaited';
  if (text.slice(start, rangeOf(value).start).trim().split(/\s+/).join(' ') !== 'yield from')
    return 'something stands between yield from and its value';
  const taken = withItem(node);
  if (taken) return taken.isNamed ? replaced(node, value) : lockOf(taken, value);
  return replaced(node, value);
}

function replaced(node: SgNode, value: SgNode): readonly PythonChange[] {
  const { start, end } = rangeOf(value);
  const head = { start: rangeOf(node).start, end: start };
  if (tight.has(String(value.kind()))) return [{ ...head, text: 'await ' }];
  return [
    { ...head, text: 'await (' },
    { start: end, end, text: ')' },
  ];
}

interface WithItem {
  readonly statement: SgNode;
  readonly parentheses: SgNode;
  /** `with (yield from x) as y`: what was waited for is the context itself. */
  readonly isNamed: boolean;
  readonly isAlone: boolean;
}

function withItem(node: SgNode): WithItem | undefined {
  const parentheses = node.parent();
  const outer = parentheses?.parent();
  const item = outer?.kind() === 'as_pattern' ? outer.parent() : outer;
  const clause = item?.parent();
  const statement = clause?.parent();
  if (parentheses?.kind() !== 'parenthesized_expression' || item?.kind() !== 'with_item' || !statement)
    return undefined;
  const isAlone = clause?.children().filter((one) => one.kind() === 'with_item').length === 1;
  return { statement, parentheses, isNamed: outer?.kind() === 'as_pattern', isAlone };
}

/** `with (yield from lock):` is gone since 3.9; only the name tells that it is a lock. */
function lockOf(
  { statement, parentheses, isAlone }: WithItem,
  value: SgNode,
): readonly PythonChange[] | string {
  if (!isAlone || !/(?:lock|sem|semaphore|cond|condition|mutex)$/i.test(value.text()))
    return 'nobody can tell if what it enters is a lock';
  const { start } = rangeOf(statement);
  return [
    { start, end: start, text: 'async ' },
    { ...rangeOf(parentheses), text: value.text() },
  ];
}

/** Generators that nothing made a coroutine. */
const plainGenerators = (file: SourceFile, decorators: ReadonlySet<number>): readonly SgNode[] =>
  nodes(file, 'function_definition').filter(
    (one) =>
      !isCoroutine(one, decorators) && ownNodes(one.field('body') ?? one).some((node) => isYield(node)),
  );

/** By `asyncio.coroutine`, under whatever name, or by one of another package. */
const isCoroutine = (def: SgNode, decorators: ReadonlySet<number>) =>
  def.child(0)?.kind() === 'async' ||
  (def.parent()?.kind() === 'decorated_definition' &&
    def
      .parent()
      ?.children()
      .some(
        (one) => decorators.has(one.id()) || (one.kind() === 'decorator' && /\bcoroutine\b/.test(one.text())),
      ));

/** Whom a generator waits for: `yield from f()`, `yield from self.f()`. */
const waitedFor = (def: SgNode): readonly string[] =>
  ownNodes(def.field('body') ?? def)
    .filter((node) => isYield(node) && node.child(1)?.kind() === 'from')
    .map((node) => calledName(node.child(2) ?? node));

function calledName(value: SgNode): string {
  const callee = value.kind() === 'call' ? value.child(0) : undefined;
  return (callee?.kind() === 'attribute' ? callee.child(2) : callee)?.text() ?? '';
}

/** The word itself is a node of the same kind. */
const isYield = (node: SgNode) => node.kind() === 'yield' && node.isNamed();
