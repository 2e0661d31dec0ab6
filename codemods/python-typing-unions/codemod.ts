import type { Codemod, Edit, Note, SourceFile } from '../../src/change/codemod.ts';
import {
  changePythonImports,
  isInAnnotation,
  isUnreadWithout,
  nodes,
  type PythonImport,
  pythonUses,
  rangeOf,
  subscriptOf,
} from '../../src/change/syntax.ts';
import { operandsOf } from './operands.ts';
import { written } from './written.ts';

const names = ['Optional', 'Union'] as const;

export const codemod: Codemod = {
  id: 'python-typing-unions',
  title: 'Write unions of types with |',
  revision: 1,
  level: 'modernise',
  trigger: { kind: 'runtime', name: 'python', crosses: '3.10' },
  after: ['python-typing-builtins'],
  languages: ['python'],
  hints: names.map((name) => ['typing', name]),
  rules: [
    { id: 'Optional', doc: 'Optional[x] → x | None, in annotations' },
    { id: 'Union', doc: 'Union[x, y] → x | y, in annotations' },
  ],
  transform(file, context) {
    const edits: Edit[] = [];
    const notes: Note[] = [];
    if (Number(context.target?.split('.')[1] ?? 10) < 10) return { kind: 'result', edits, notes };
    const gone = new Set<number>();
    const imports = new Map<number, PythonImport>();
    const judge = operandsOf(file, isPostponed(file));
    for (const rule of names.filter((name) => context.enabled(name))) {
      for (const { node, from } of pythonUses(file, 'typing', rule)) {
        if (!isInAnnotation(node)) {
          const message = `${rule} is more than an annotation here; write | by hand where nothing asks for what typing makes of it`;
          notes.push({
            start: rangeOf(node).start,
            rule,
            message,
            guide: 'https://peps.python.org/pep-0604/',
          });
          continue;
        }
        const subscript = subscriptOf(node);
        const answers = subscript?.items.map(judge) ?? [];
        if (!subscript || answers.includes('no') || (rule === 'Optional' && answers.length !== 1)) continue;
        const sure = !answers.includes('perhaps');
        edits.push(...written(file, subscript, rule).map((change) => ({ ...change, rule, sure })));
        imports.set(from.item.id(), from);
        gone.add((from.name === undefined ? node.child(0) : node)?.id() ?? -1);
      }
    }
    const unread = [...imports.values()].filter((from) => isUnreadWithout(file, from, gone));
    const dropped = changePythonImports(file, unread, []).map((change) => ({
      ...change,
      rule: edits[0]?.rule ?? 'Union',
      sure: edits.every(({ sure }) => sure),
    }));
    return { kind: 'result', edits: [...edits, ...dropped], notes };
  },
};

/** Annotations of the file are not evaluated where they stand. */
const isPostponed = (file: SourceFile): boolean =>
  nodes(file, 'future_import_statement').some((node) => /\bannotations\b/.test(node.text()));
