/** Members of six as Python 3 writes them, token by token, so that what stands within may be written anew as well. */
import type { SgNode } from '@ast-grep/napi';
import type { SourceFile } from '../../src/change/codemod.ts';
import { above, type PythonChange, rangeOf } from '../../src/change/syntax.ts';
import { assertions, attributes, methods, names, own, tuples } from './names.ts';
import {
  callOf,
  canImportBesideSix,
  isBuiltinBesideSix,
  type Place,
  type Rewrite,
  rewritten,
} from './places.ts';

export type RuleId = 'names' | 'iter' | 'literals' | 'raise' | 'classes' | 'moves';

/** Anything else of six is left to a person. */
export function ruleOf(member: string): RuleId | undefined {
  if (own(names, member) || own(tuples, member) || own(attributes, member) || assertions.has(member))
    return 'names';
  if (own(methods, member)) return 'iter';
  if (['byte2int', 'indexbytes'].includes(member)) return 'names';
  if (['u', 'b'].includes(member)) return 'literals';
  if (['raise_from', 'reraise'].includes(member)) return 'raise';
  if (['with_metaclass', 'add_metaclass', 'python_2_unicode_compatible'].includes(member)) return 'classes';
  return member.startsWith('moves.') ? 'moves' : undefined;
}

export function named(file: SourceFile, { member, node }: Place): Rewrite | undefined {
  const name = own(names, member);
  if (name !== undefined) return asName(file, node, name);
  const type = own(tuples, member);
  if (type !== undefined)
    return isBuiltinBesideSix(file, type)
      ? rewritten([{ ...rangeOf(node), text: isClassInfo(node) ? type : `(${type},)` }])
      : undefined;
  const { call, args } = callOf(node) ?? {};
  const [first, second] = args ?? [];
  if (!call || !first) return undefined;
  const attribute = own(attributes, member);
  if (attribute !== undefined && !second) return rewritten(postfixed(call, first, `.${attribute}`));
  if (member === 'byte2int' && !second) return rewritten(postfixed(call, first, '[0]'));
  if (member === 'indexbytes' && second && args?.length === 2)
    return rewritten([
      ...before(call, first),
      { start: rangeOf(first).end, end: rangeOf(second).start, text: `${close(first)}[` },
      { start: rangeOf(second).end, end: rangeOf(call).end, text: ']' },
    ]);
  if (assertions.has(member) && second && first.kind() === 'identifier')
    return rewritten([
      { start: rangeOf(call).start, end: rangeOf(second).start, text: `${first.text()}.${member}(` },
    ]);
  return undefined;
}

/** A builtin, or a member of a module that comes in. */
export function asName(file: SourceFile, node: SgNode, name: string): Rewrite | undefined {
  const module = name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : undefined;
  const isFree = module === undefined ? isBuiltinBesideSix(file, name) : canImportBesideSix(file, module);
  return isFree ? rewritten([{ ...rangeOf(node), text: name }], ...(module ? [module] : [])) : undefined;
}

/** In the second argument of isinstance and issubclass, where a tuple may be in a tuple. */
function isClassInfo(node: SgNode): boolean {
  const parent = node.parent();
  if (parent?.kind() === 'tuple') return isClassInfo(parent);
  return (
    parent?.kind() === 'argument_list' &&
    /(?:^is(?:instance|subclass)|\.assert(?:Not)?IsInstance)$/.test(
      parent.parent()?.child(0)?.text() ?? '',
    ) &&
    parent
      .children()
      .filter((one) => one.isNamed())[1]
      ?.id() === node.id()
  );
}

const tight = new Set(
  'attribute call dictionary identifier list list_comprehension parenthesized_expression string subscript tuple'.split(
    ' ',
  ),
);
const open = (node: SgNode) => (tight.has(String(node.kind())) ? '' : '(');
const close = (node: SgNode) => (tight.has(String(node.kind())) ? '' : ')');

const before = (call: SgNode, first: SgNode, prefix = ''): readonly PythonChange[] => [
  { start: rangeOf(call).start, end: rangeOf(first).start, text: `${prefix}${open(first)}` },
];

const postfixed = (call: SgNode, first: SgNode, suffix: string, prefix = ''): readonly PythonChange[] => [
  ...before(call, first, prefix),
  { start: rangeOf(first).end, end: rangeOf(call).end, text: `${close(first)}${suffix}` },
];

/** Who takes a view where six hands out an iterator. */
const takers = new Set(
  'OrderedDict all any dict enumerate filter frozenset list map max min set sorted sum tuple zip'.split(' '),
);

export function iterated(file: SourceFile, { member, node }: Place): Rewrite | undefined {
  const method = own(methods, member);
  const { call, args } = callOf(node) ?? {};
  const [first, ...more] = args ?? [];
  if (!call || !first || more.length > 0) return undefined;
  const parent = call.parent();
  const isIterated =
    member.startsWith('view') ||
    ((parent?.kind() === 'for_statement' || parent?.kind() === 'for_in_clause') &&
      parent.field('right')?.id() === call.id()) ||
    (parent?.kind() === 'argument_list' && takers.has(parent.parent()?.child(0)?.text() ?? ''));
  if (isIterated) return rewritten(postfixed(call, first, `.${method}()`));
  return isBuiltinBesideSix(file, 'iter')
    ? rewritten(postfixed(call, first, `.${method}())`, 'iter('))
    : undefined;
}

/** `six.u('x')`, `six.b('x')`: the bytes of Latin-1, which are what `b'x'` is but for characters beyond ASCII. */
export function literal({ member, node }: Place): Rewrite | undefined {
  const { call, args } = callOf(node) ?? {};
  const [first, ...more] = args ?? [];
  const isPlain = first?.kind() === 'string' && /^r?["']/i.test(first.text());
  if (!call || !first || more.length > 0 || !isPlain || call.parent()?.kind() === 'expression_statement')
    return undefined;
  if (member === 'u') return rewritten(postfixed(call, first, ''));
  const isSame = !/[^\n\r\t -~]|\\[uUN]/.test(first.text());
  return isSame ? rewritten(postfixed(call, first, '', 'b')) : undefined;
}

export function raised({ member, node }: Place): Rewrite | undefined {
  const call = node.parent();
  if (call?.kind() !== 'call' || call.parent()?.kind() !== 'expression_statement') return undefined;
  if (member === 'reraise') {
    const isHandled =
      above(call, 'except_clause', 'function_definition', 'lambda')?.kind() === 'except_clause';
    const isWhole = /^\(\s*\*\s*sys\.exc_info\(\)\s*,?\s*\)$/.test(call.child(1)?.text() ?? '');
    return isHandled && isWhole ? rewritten([{ ...rangeOf(call), text: 'raise' }]) : undefined;
  }
  const [error, cause, ...more] = callOf(node)?.args ?? [];
  if (!error || !cause || more.length > 0 || !isOneLine(error) || !isOneLine(cause)) return undefined;
  return rewritten([
    { start: rangeOf(call).start, end: rangeOf(error).start, text: 'raise ' },
    { start: rangeOf(error).end, end: rangeOf(cause).start, text: ' from ' },
    { start: rangeOf(cause).end, end: rangeOf(call).end, text: '' },
  ]);
}

/** Without the parentheses around it: its own go on holding its lines together. */
const isOneLine = (node: SgNode) =>
  !node.text().includes('\n') ||
  (['call', 'parenthesized_expression', 'tuple'].includes(String(node.kind())) &&
    /^[\w.]*\(/.test(node.text()) &&
    node.text().indexOf('(') < node.text().indexOf('\n'));
