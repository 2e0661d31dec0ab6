import type { Codemod, Edit, Note, SourceFile } from '../../src/change/codemod.ts';
import { pythonImports, pythonReads, pythonUses, rangeOf } from '../../src/change/syntax.ts';

const guide = 'https://docs.python.org/3/whatsnew/3.12.html#imp';

export const codemod: Codemod = {
  id: 'python-removed-names',
  title: 'Use what took the place of inspect.getargspec and imp.reload',
  revision: 1,
  level: 'required',
  trigger: [
    { kind: 'runtime', name: 'python', crosses: '3.11' },
    { kind: 'runtime', name: 'python', crosses: '3.12' },
  ],
  languages: ['python'],
  hints: [['getargspec'], ['imp']],
  rules: [
    { id: 'getargspec', doc: 'inspect.getargspec(f) → inspect.getfullargspec(f)', crosses: '3.11' },
    { id: 'imp', doc: 'imp.reload(m) → importlib.reload(m), other uses of imp are told', crosses: '3.12' },
  ],
  transform(file, context) {
    const edits: Edit[] = [];
    const notes: Note[] = [];
    if (context.enabled('getargspec')) argspec(file, edits);
    if (context.enabled('imp')) imp(file, edits, notes);
    return { kind: 'result', edits, notes };
  },
};

function argspec(file: SourceFile, edits: Edit[]): void {
  const rule = 'getargspec';
  const renamed = (node: Parameters<typeof rangeOf>[0]) =>
    edits.push({ ...rangeOf(node), text: 'getfullargspec', rule, sure: true });
  for (const from of pythonImports(file)) {
    if (from.module !== 'inspect' || from.name !== rule) continue;
    const [name] = from.isAliased ? from.item.children() : [from.item];
    if (!from.isAliased && pythonReads(file, rule) === undefined) continue;
    if (name) renamed(name);
  }
  for (const { node, from } of pythonUses(file, 'inspect', rule)) {
    const name = node.kind() === 'attribute' ? node.child(2) : from.isAliased ? undefined : node;
    if (name) renamed(name);
  }
}

/** Nothing else of imp has a successor that is called alike. */
function imp(file: SourceFile, edits: Edit[], notes: Note[]): void {
  const rule = 'imp';
  for (const from of pythonImports(file)) {
    if (from.module !== 'imp') continue;
    const told = (start: number) =>
      notes.push({ start, rule, message: 'imp is gone in Python 3.12; use importlib', guide });
    const start = rangeOf(from.item).start;
    if (from.name !== undefined) {
      const module = from.statement.children().find((node) => node.kind() === 'dotted_name');
      const isAlone =
        pythonImports(file).filter(({ statement }) => statement.id() === from.statement.id()).length === 1;
      if (from.name === 'reload' && isAlone && module)
        edits.push({ ...rangeOf(module), text: 'importlib', rule, sure: true });
      else told(start);
      continue;
    }
    const all = pythonReads(file, from.local);
    const reloads = pythonUses(file, 'imp', 'reload').filter((use) => use.from.item.id() === from.item.id());
    if (from.isAliased || all === undefined || all.length === 0 || all.length !== reloads.length) told(start);
    else {
      edits.push({ ...rangeOf(from.item), text: 'importlib', rule, sure: true });
      for (const node of all) edits.push({ ...rangeOf(node), text: 'importlib', rule, sure: true });
    }
  }
}
