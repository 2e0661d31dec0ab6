import type { SgNode } from '@ast-grep/napi';
import type { Codemod, Edit, Note, SourceFile } from '../../src/change/codemod.ts';
import {
  above,
  changePythonImports,
  isUnreadWithout,
  type PythonChange,
  type PythonImport,
  pythonUses,
  rangeOf,
} from '../../src/change/syntax.ts';
import { awaitings } from './coroutines.ts';

/** What took a loop until 3.9: its signatures beside those of 3.10, and https://docs.python.org/3/whatsnew/3.10.html#removed. */
const tookLoop = [
  'BoundedSemaphore',
  'Condition',
  'Event',
  'LifoQueue',
  'Lock',
  'PriorityQueue',
  'Queue',
  'Semaphore',
  'as_completed',
  'create_subprocess_exec',
  'create_subprocess_shell',
  'gather',
  'open_connection',
  'open_unix_connection',
  'shield',
  'sleep',
  'start_server',
  'start_unix_server',
  'wait',
  'wait_for',
];

export const codemod: Codemod = {
  id: 'python-asyncio',
  title: 'Write coroutines with async and await, and hand no loop around',
  revision: 1,
  level: 'required',
  trigger: [
    { kind: 'runtime', name: 'python', crosses: '3.10' },
    { kind: 'runtime', name: 'python', crosses: '3.11' },
    { kind: 'runtime', name: 'python', crosses: '3.14' },
  ],
  languages: ['python'],
  hints: [
    ['asyncio', 'coroutine'],
    ['asyncio', 'loop='],
    ['asyncio', 'get_event_loop'],
  ],
  rules: [
    { id: 'loop', doc: 'asyncio.sleep(1, loop=loop) → asyncio.sleep(1)', crosses: '3.10' },
    {
      id: 'coroutine',
      doc: '@asyncio.coroutine and yield from → async def and await',
      crosses: '3.11',
    },
    { id: 'get-event-loop', doc: 'asyncio.get_event_loop outside of coroutines is told', crosses: '3.14' },
  ],
  transform(file, context) {
    const found: Found = { edits: [], notes: [], gone: new Set(), imports: new Set() };
    if (context.enabled('loop')) loops(file, found);
    if (context.enabled('coroutine')) coroutines(file, found);
    if (context.enabled('get-event-loop')) eventLoops(file, found);
    const unread = [...found.imports].filter((from) => isUnreadWithout(file, from, found.gone));
    const rule = found.edits.at(-1)?.rule ?? 'coroutine';
    const dropped = changePythonImports(file, unread, []).map((change) => ({ ...change, rule, sure: true }));
    return { kind: 'result', edits: [...found.edits, ...dropped], notes: found.notes };
  },
};

interface Found {
  readonly edits: Edit[];
  readonly notes: Note[];
  /** Names that are read no more, by node. */
  readonly gone: Set<number>;
  readonly imports: Set<PythonImport>;
}

/** The name that an import brought, in a place where it is used. */
const nameIn = (node: SgNode, from: PythonImport) => (from.name === undefined ? node.child(0) : node);

function loops(file: SourceFile, { edits, notes, gone, imports }: Found): void {
  const rule = 'loop';
  for (const { node, from } of tookLoop.flatMap((name) => pythonUses(file, 'asyncio', name))) {
    const call = node.parent();
    const args = call?.kind() === 'call' && call.child(0)?.id() === node.id() ? call.child(1) : undefined;
    const loop = args
      ?.children()
      .find((one) => one.kind() === 'keyword_argument' && one.child(0)?.text() === 'loop');
    if (!args || !loop) continue;
    const change = withoutArgument(args, loop);
    const value = loop.child(2);
    const hasComment = file.text.slice(change.start, change.end).includes('#');
    if (!value || !isHarmless(value) || hasComment) {
      const why = hasComment ? 'a comment stands beside it' : 'what is written for it does something';
      notes.push({
        start: rangeOf(loop).start,
        rule,
        message: `Python 3.10 takes no loop here; ${why}, so take it out by hand`,
        guide: 'https://docs.python.org/3/whatsnew/3.10.html#removed',
      });
      continue;
    }
    edits.push({ ...change, rule, sure: true });
    imports.add(from);
    for (const name of loop.findAll({ rule: { kind: 'identifier' } })) gone.add(name.id());
  }
}

/** A name, a member, or a call that asks for nothing: `self.loop`, `asyncio.get_event_loop()`. */
function isHarmless(value: SgNode): boolean {
  switch (value.kind()) {
    case 'identifier':
    case 'none':
      return true;
    case 'attribute':
      return isHarmless(value.child(0) ?? value.child(1) ?? value);
    case 'call':
      return /(?:^|\.)get_(?:event|running)_loop\(\)$/.test(value.text());
    default:
      return false;
  }
}

/** With the comma before it; the first with the one behind it. */
function withoutArgument(args: SgNode, gone: SgNode): PythonChange {
  const items = args.children().filter((node) => node.isNamed() && node.kind() !== 'comment');
  const at = items.findIndex((node) => node.id() === gone.id());
  const [before, after] = [items[at - 1], items[at + 1]];
  const { start, end } = rangeOf(gone);
  if (before) return { start: rangeOf(before).end, end, text: '' };
  if (after) return { start, end: rangeOf(after).start, text: '' };
  const whole = rangeOf(args);
  return { start: whole.start + 1, end: whole.end - 1, text: '' };
}

function coroutines(file: SourceFile, { edits, notes, gone, imports }: Found): void {
  const rule = 'coroutine';
  const uses = pythonUses(file, 'asyncio', 'coroutine');
  if (uses.length === 0) return;
  const awaitingOf = awaitings(
    file,
    uses.map(({ node }) => node),
  );
  for (const { node, from } of uses) {
    const answer = awaitingOf(node);
    if (answer.kind === 'left') {
      const message = `asyncio.coroutine is gone in Python 3.11; make this async by hand, because ${answer.because}`;
      const guide = 'https://docs.python.org/3/whatsnew/3.11.html#removed';
      notes.push({ start: rangeOf(node).start, rule, message, guide });
      continue;
    }
    edits.push(...answer.changes.map((change) => ({ ...change, rule, sure: true })));
    imports.add(from);
    const name = nameIn(node, from);
    if (name) gone.add(name.id());
  }
}

function eventLoops(file: SourceFile, { notes }: Found): void {
  for (const { node } of pythonUses(file, 'asyncio', 'get_event_loop')) {
    const scope = above(node, 'function_definition', 'lambda');
    if (scope?.child(0)?.kind() === 'async' || node.parent()?.kind() === 'decorator') continue;
    notes.push({
      start: rangeOf(node).start,
      rule: 'get-event-loop',
      message:
        'from Python 3.14 on, get_event_loop raises where no loop was made; use asyncio.run, or asyncio.Runner for a loop of your own',
      guide: 'https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.get_event_loop',
    });
  }
}
