import type { SgNode } from '@ast-grep/napi';
import type { Codemod, Context, Edit, SourceFile } from '../../src/change/codemod.ts';
import { above, isBuiltin, pythonReads, pythonUses, rangeOf } from '../../src/change/syntax.ts';

/** https://docs.python.org/3/library/exceptions.html#OSError: since Python 3.3 all of these are it. */
const builtins = ['IOError', 'EnvironmentError', 'WindowsError'];
const members = [
  ['select', 'error'],
  ['socket', 'error'],
  ['mmap', 'error'],
] as const;

export const codemod: Codemod = {
  id: 'python-oserror-aliases',
  title: 'Name OSError and TimeoutError as such',
  revision: 1,
  level: 'deprecated',
  trigger: [
    { kind: 'runtime', name: 'python', crosses: '3.0' },
    { kind: 'runtime', name: 'python', crosses: '3.10' },
    { kind: 'runtime', name: 'python', crosses: '3.11' },
  ],
  languages: ['python'],
  hints: [
    ...builtins.map((name) => [name]),
    ['select.error'],
    ['socket.error'],
    ['mmap.error'],
    ['socket.timeout'],
    ['TimeoutError'],
  ],
  rules: [
    { id: 'os-error', doc: 'except IOError → except OSError, in tuples once' },
    { id: 'timeout', doc: 'socket.timeout → TimeoutError from 3.10, asyncio.TimeoutError from 3.11' },
  ],
  transform(file, context) {
    const places = new Map<number, { readonly node: SgNode; readonly to: string; readonly rule: string }>();
    if (context.enabled('os-error') && isBuiltin(file, 'OSError'))
      for (const node of errors(file)) places.set(node.id(), { node, to: 'OSError', rule: 'os-error' });
    if (context.enabled('timeout') && isBuiltin(file, 'TimeoutError'))
      for (const node of timeouts(file, context))
        places.set(node.id(), { node, to: 'TimeoutError', rule: 'timeout' });
    const inTuples = [
      ...new Map(
        [...places.values()].flatMap(({ node }) => tupleOf(node)).map((one) => [one.id(), one]),
      ).values(),
    ];
    const edits: Edit[] = [];
    const done = new Set<number>();
    for (const tuple of inTuples) {
      const items = tuple.children().filter((node) => !['(', ')', ','].includes(String(node.kind())));
      if (tuple.text().includes('#')) continue;
      const own = items.filter((node) => places.has(node.id()));
      const names = [...new Set(items.map((node) => places.get(node.id())?.to ?? node.text()))];
      const text = names.length === 1 ? (names[0] ?? '') : `(${names.join(', ')})`;
      for (const node of own) done.add(node.id());
      const rule = places.get(own[0]?.id() ?? -1)?.rule ?? 'os-error';
      if (names.length < items.length) edits.push({ ...rangeOf(tuple), text, rule, sure: true });
      else
        for (const node of own)
          edits.push({ ...rangeOf(node), text: places.get(node.id())?.to ?? '', rule, sure: true });
    }
    for (const [id, { node, to, rule }] of places)
      if (!done.has(id)) edits.push({ ...rangeOf(node), text: to, rule, sure: true });
    return { kind: 'result', edits, notes: [] };
  },
};

function errors(file: SourceFile): readonly SgNode[] {
  const named = builtins.flatMap((name) => (isBuiltin(file, name) ? (pythonReads(file, name) ?? []) : []));
  const taken = members.flatMap(([module, name]) =>
    pythonUses(file, module, name).flatMap(({ node, from }) => (from.name === undefined ? [node] : [])),
  );
  return [...named, ...taken].filter(isRaisedOrCaught);
}

function timeouts(file: SourceFile, { target }: Context): readonly SgNode[] {
  const minor = target === undefined ? 0 : Number(target.split('.')[1] ?? 0);
  const of = (module: string, name: string, since: number) =>
    minor >= since
      ? pythonUses(file, module, name).flatMap(({ node, from }) => (from.name === undefined ? [node] : []))
      : [];
  return [...of('socket', 'timeout', 10), ...of('asyncio', 'TimeoutError', 11)].filter(isRaisedOrCaught);
}

/** In `raise` and `except`: elsewhere the name may be compared or printed. */
function isRaisedOrCaught(node: SgNode): boolean {
  const parent = node.parent();
  const holder =
    parent?.kind() === 'tuple' || parent?.kind() === 'as_pattern'
      ? above(parent, 'except_clause', 'block')
      : parent;
  if (parent?.kind() === 'call' && parent.child(0)?.id() === node.id())
    return parent.parent()?.kind() === 'raise_statement';
  return holder?.kind() === 'except_clause' || parent?.kind() === 'raise_statement';
}

function tupleOf(node: SgNode): readonly SgNode[] {
  const parent = node.parent();
  return parent?.kind() === 'tuple' ? [parent] : [];
}
