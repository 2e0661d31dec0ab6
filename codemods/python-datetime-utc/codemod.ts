import type { SgNode } from '@ast-grep/napi';
import type { Codemod, Context, Edit, Note, SourceFile } from '../../src/change/codemod.ts';
import { isBuiltin, pythonImports, pythonReads, pythonUses, rangeOf } from '../../src/change/syntax.ts';

const guide = 'https://docs.python.org/3/library/datetime.html#datetime.datetime.utcnow';

export const codemod: Codemod = {
  id: 'python-datetime-utc',
  title: 'Ask for the time of UTC without utcnow',
  revision: 1,
  level: 'deprecated',
  trigger: [
    { kind: 'runtime', name: 'python', crosses: '3.12' },
    { kind: 'runtime', name: 'python', crosses: '3.11' },
  ],
  languages: ['python'],
  hints: [['utcnow'], ['timezone.utc']],
  rules: [
    {
      id: 'utcnow',
      doc: 'datetime.utcnow() → datetime.now(timezone.utc).replace(tzinfo=None), the same naive value',
      crosses: '3.12',
    },
    {
      id: 'utc',
      doc: 'datetime.timezone.utc → datetime.UTC, from 3.11',
      level: 'modernise',
      crosses: '3.11',
    },
  ],
  transform(file, context) {
    const edits: Edit[] = [];
    const notes: Note[] = [];
    if (context.enabled('utcnow')) nows(file, edits, notes);
    if (context.enabled('utc')) utcs(file, context, edits);
    return { kind: 'result', edits, notes };
  },
};

/** Places of `utcnow()`, with how `timezone` is written there. */
function nows(file: SourceFile, edits: Edit[], notes: Note[]): void {
  const rule = 'utcnow';
  const add = (node: SgNode, timezone: string) => {
    const call = node.parent();
    const isCall =
      call?.kind() === 'call' && call.child(0)?.id() === node.id() && call.child(1)?.text() === '()';
    const object = node.child(0);
    if (!call || !isCall || !object) {
      notes.push({
        start: rangeOf(node).start,
        rule,
        message: 'utcnow is deprecated in Python 3.12; use now(timezone.utc), which knows its zone',
        guide,
      });
      return false;
    }
    edits.push({
      start: rangeOf(object).end,
      end: rangeOf(call).end,
      text: `.now(${timezone}.utc).replace(tzinfo=None)`,
      rule,
      sure: true,
    });
    return true;
  };
  for (const { node, from } of pythonUses(file, 'datetime', 'datetime')) {
    const member = node.parent();
    if (
      member?.kind() !== 'attribute' ||
      member.child(0)?.id() !== node.id() ||
      member.child(2)?.text() !== 'utcnow'
    )
      continue;
    if (from.name === undefined) {
      add(member, `${from.local}.timezone`);
      continue;
    }
    const known = pythonImports(file).find((one) => one.module === 'datetime' && one.name === 'timezone');
    if (known) add(member, known.local);
    else if (!isBuiltin(file, 'timezone'))
      notes.push({
        start: rangeOf(member).start,
        rule,
        message:
          'utcnow is deprecated in Python 3.12, and timezone means something else in this file; use now with the timezone of datetime',
        guide,
      });
    else if (add(member, 'timezone') && !edits.some(({ text }) => text === ', timezone')) {
      const { end } = rangeOf(from.item);
      edits.push({ start: end, end, text: ', timezone', rule, sure: true });
    }
  }
}

/** `datetime.timezone.utc` */
function utcs(file: SourceFile, { target }: Context, edits: Edit[]): void {
  if (target === undefined || Number(target.split('.')[1] ?? 0) < 11) return;
  for (const from of pythonImports(file)) {
    if (from.module !== 'datetime' || from.name !== undefined) continue;
    for (const node of pythonReads(file, `${from.local}.timezone.utc`) ?? [])
      edits.push({ ...rangeOf(node), text: `${from.local}.UTC`, rule: 'utc', sure: true });
  }
}
