import type { Codemod, Context, Edit, Note, SourceFile } from '../../src/change/codemod.ts';
import {
  moduleOf,
  movePythonNames,
  type PythonImport,
  pythonImports,
  pythonReads,
  pythonUses,
  rangeOf,
} from '../../src/change/syntax.ts';
import { type Move, moves } from './moves.ts';

const guide = 'https://docs.python.org/3/whatsnew/3.10.html#removed';

export const codemod: Codemod = {
  id: 'python-import-moves',
  title: 'Import names from where they are now',
  revision: 1,
  level: 'required',
  trigger: [
    { kind: 'runtime', name: 'python', crosses: '3.9' },
    { kind: 'runtime', name: 'python', crosses: '3.10' },
    { kind: 'runtime', name: 'python', crosses: '3.13' },
  ],
  languages: ['python'],
  hints: [['collections'], ['pipes'], ['cElementTree'], ['typing_extensions']],
  rules: [
    { id: 'collections-abc', doc: 'from collections import Mapping → from collections.abc import Mapping' },
    { id: 'shlex', doc: 'pipes.quote → shlex.quote' },
    { id: 'element-tree', doc: 'xml.etree.cElementTree → xml.etree.ElementTree' },
    {
      id: 'typing',
      doc: 'from typing_extensions import Self → from typing import Self, once the target has it',
      level: 'modernise',
    },
  ],
  transform(file, context) {
    const edits: Edit[] = [];
    const notes: Note[] = [];
    for (const move of moves) {
      if (!context.enabled(move.rule)) continue;
      byName(file, context, move, edits, notes);
      if (move.whole) wholly(file, move, edits, notes);
      else byMember(file, move, edits, notes);
    }
    return { kind: 'result', edits, notes };
  },
};

/** `from collections import Mapping, OrderedDict` */
function byName(file: SourceFile, context: Context, move: Move, edits: Edit[], notes: Note[]): void {
  const named = pythonImports(file).filter(({ module, name }) => module === move.from && name !== undefined);
  for (const [statement, items] of Map.groupBy(named, ({ statement: one }) => one)) {
    if (items.some(({ name }) => name === '*')) {
      notes.push({
        start: rangeOf(statement).start,
        rule: move.rule,
        message: `import the names you need of ${move.to} by name; nobody can tell which of * have moved`,
        guide,
      });
      continue;
    }
    const moved = items.filter(({ name = '' }) => move.whole || isMoved(move, name, context.target));
    if (moved.length === 0) continue;
    const changes = movePythonNames(file, statement, moved, move.to);
    if (changes) edits.push(...changes.map((change) => ({ ...change, rule: move.rule, sure: true })));
    else
      notes.push({
        start: rangeOf(statement).start,
        rule: move.rule,
        message: `${moved.map(({ name }) => name).join(', ')} moved to ${move.to}; a comment stands among the names, so move them by hand`,
        guide,
      });
  }
}

function isMoved({ names }: Move, name: string, target: string | undefined): boolean {
  if (!Object.hasOwn(names, name)) return false;
  const since = names[name] ?? '';
  if (since === '') return true;
  return target !== undefined && minor(target) >= minor(since);
}

const minor = (version: string) => Number(version.split('.')[1] ?? 0);

/** `collections.Mapping` is `collections.abc.Mapping`, and `import collections.abc` brings `collections` too. */
function byMember(file: SourceFile, move: Move, edits: Edit[], notes: Note[]): void {
  if (!move.members) return;
  const uses = Object.keys(move.names)
    .flatMap((name) => pythonUses(file, move.from, name))
    .filter(({ from }) => from.name === undefined);
  const byImport = Map.groupBy(uses, ({ from }) => from);
  for (const [from, own] of byImport) {
    if (from.isAliased) {
      notes.push({
        start: rangeOf(from.item).start,
        rule: move.rule,
        message: `what is used of ${move.from} moved to ${move.to}; it has another name here, so move it by hand`,
        guide,
      });
      continue;
    }
    const all = pythonReads(file, from.local) ?? [];
    const goes = move.members === 'module' && all.length === own.length;
    if (move.members === 'module' && !goes) {
      notes.push({
        start: rangeOf(from.item).start,
        rule: move.rule,
        message: `import ${move.to} too, where ${own.map(({ node }) => node.child(2)?.text()).join(', ')} moved`,
        guide,
      });
      continue;
    }
    edits.push({ ...rangeOf(from.item), text: move.to, rule: move.rule, sure: true });
    for (const { node } of own) {
      const object = node.child(0);
      if (object) edits.push({ ...rangeOf(object), text: move.to, rule: move.rule, sure: true });
    }
  }
}

/** `import xml.etree.cElementTree as ET`, and `from xml.etree import cElementTree`. */
function wholly(file: SourceFile, move: Move, edits: Edit[], notes: Note[]): void {
  const [parent, last] = [
    move.from.slice(0, move.from.lastIndexOf('.')),
    move.from.slice(move.from.lastIndexOf('.') + 1),
  ];
  const [, to = ''] = /\.([^.]+)$/.exec(move.to) ?? [];
  for (const from of pythonImports(file)) {
    if (from.module === move.from && from.name === undefined) {
      const [name] = from.isAliased ? from.item.children() : [from.item];
      if (name) edits.push({ ...rangeOf(name), text: move.to, rule: move.rule, sure: true });
      if (!from.isAliased) edits.push(...readsRenamed(file, move, from, move.to, notes));
    } else if (from.module === parent && from.name === last && moduleOf(from.statement)) {
      const [name] = from.isAliased ? from.item.children() : [from.item];
      if (name) edits.push({ ...rangeOf(name), text: to, rule: move.rule, sure: true });
      if (!from.isAliased) edits.push(...readsRenamed(file, move, from, to, notes));
    }
  }
}

function readsRenamed(
  file: SourceFile,
  move: Move,
  from: PythonImport,
  to: string,
  notes: Note[],
): readonly Edit[] {
  const reads = pythonReads(file, from.local);
  if (reads) return reads.map((node) => ({ ...rangeOf(node), text: to, rule: move.rule, sure: true }));
  notes.push({
    start: rangeOf(from.item).start,
    rule: move.rule,
    message: `${from.local} means something else in this file too; see that what meant the module is ${to}`,
    guide,
  });
  return [];
}
