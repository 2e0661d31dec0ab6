import type { SgNode } from '@ast-grep/napi';
import type { Codemod, Edit, Note } from '../../src/change/codemod.ts';
import {
  changePythonImports,
  isBuiltin,
  isInAnnotation,
  isUnreadWithout,
  type PythonImport,
  pythonUses,
  rangeOf,
  subscriptOf,
} from '../../src/change/syntax.ts';

/** https://docs.python.org/3/library/typing.html#deprecated-aliases */
const builtins = {
  Dict: 'dict',
  FrozenSet: 'frozenset',
  List: 'list',
  Set: 'set',
  Tuple: 'tuple',
  Type: 'type',
};
const rule = 'builtins';

export const codemod: Codemod = {
  id: 'python-typing-builtins',
  title: 'Annotate with list instead of typing.List',
  revision: 1,
  level: 'modernise',
  trigger: { kind: 'runtime', name: 'python', crosses: '3.9' },
  languages: ['python'],
  hints: Object.keys(builtins).map((name) => ['typing', name]),
  rules: [{ id: rule, doc: 'List[x] → list[x], and Dict, FrozenSet, Set, Tuple and Type, in annotations' }],
  transform(file, context) {
    const edits: Edit[] = [];
    const notes: Note[] = [];
    const minor = Number(context.target?.split('.')[1] ?? 9);
    if (!context.enabled(rule) || minor < 9) return { kind: 'result', edits, notes };
    const gone = new Set<number>();
    const imports = new Map<number, PythonImport>();
    for (const [name, to] of Object.entries(builtins)) {
      const uses = pythonUses(file, 'typing', name);
      if (uses.length === 0 || !isBuiltin(file, to)) continue;
      for (const { node, from } of uses) {
        const { start } = rangeOf(node);
        if (!isInAnnotation(node)) {
          const message = `${name} is more than an annotation here; write ${to} by hand where nothing asks for what typing makes of it`;
          notes.push({ start, rule, message, guide: 'https://peps.python.org/pep-0585/' });
          continue;
        }
        if (minor < 11 && namesInStrings(node)) continue;
        edits.push({ ...rangeOf(node), text: to, rule, sure: true });
        imports.set(from.item.id(), from);
        gone.add((from.name === undefined ? node.child(0) : node)?.id() ?? -1);
      }
    }
    const unread = [...imports.values()].filter((from) => isUnreadWithout(file, from, gone));
    const dropped = changePythonImports(file, unread, []);
    return {
      kind: 'result',
      edits: [...edits, ...dropped.map((one) => ({ ...one, rule, sure: true }))],
      notes,
    };
  },
};

/** Until 3.11, get_type_hints reads `List["Tide"]` but leaves the string in `list["Tide"]` as it is. */
const namesInStrings = (name: SgNode): boolean =>
  subscriptOf(name)?.whole.find({ rule: { kind: 'string' } }) != null;
