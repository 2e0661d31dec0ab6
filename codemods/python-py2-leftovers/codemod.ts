import type { SgNode } from '@ast-grep/napi';
import type { Codemod, Edit, Note, SourceFile } from '../../src/change/codemod.ts';
import {
  above,
  type PythonChange as Change,
  meansBuiltin,
  nodes,
  rangeOf,
  withoutPythonStatements,
} from '../../src/change/syntax.ts';
import { fromBuiltins, future, ioOpen } from './imports.ts';
import { bytes, native, prefix, typeOf } from './literals.ts';

type Work = (file: SourceFile, target: string | undefined) => readonly Change[];

const works: Readonly<Record<string, Work>> = {
  'object-base': objectBases,
  metaclass: moduleMetaclass,
  future,
  builtins: fromBuiltins,
  'io-open': ioOpen,
  'type-of': typeOf,
  bytes,
  'native-string': native,
  'unicode-prefix': prefix,
};

export const codemod: Codemod = {
  id: 'python-py2-leftovers',
  title: 'Take out what was written for Python 2',
  revision: 1,
  level: 'modernise',
  trigger: { kind: 'runtime', name: 'python', crosses: '3.0' },
  languages: ['python'],
  hints: [
    ['object)'],
    ['object,'],
    ['__metaclass__'],
    ["u'"],
    ['u"'],
    ["U'"],
    ['U"'],
    ['__future__'],
    ['from builtins'],
    ['io.open'],
    ['from io'],
    ['type('],
    ["str('"],
    ['str("'],
    ['.encode('],
  ],
  rules: [
    { id: 'object-base', doc: 'class A(object) → class A' },
    { id: 'metaclass', doc: '__metaclass__ = type of a module goes; that of a class is told' },
    { id: 'unicode-prefix', doc: "u'x' → 'x'" },
    { id: 'future', doc: 'from __future__ import print_function goes, with the others of Python 3' },
    { id: 'builtins', doc: 'from builtins import str goes' },
    { id: 'io-open', doc: 'io.open → open' },
    { id: 'type-of', doc: "type('') → str" },
    { id: 'native-string', doc: "str('x') → 'x'" },
    { id: 'bytes', doc: "'x'.encode('utf-8') → b'x'" },
  ],
  transform(file, context) {
    const edits: Edit[] = [];
    for (const [rule, work] of Object.entries(works)) {
      if (!context.enabled(rule)) continue;
      // The prefix in `type(u'')` goes with the call.
      const isFree = ({ start, end }: Change) =>
        !edits.some((other) => other.start < end && start < other.end);
      edits.push(
        ...work(file, context.target)
          .filter(isFree)
          .map((change) => ({ ...change, rule, sure: true })),
      );
    }
    return { kind: 'result', edits, notes: context.enabled('metaclass') ? classMetaclasses(file) : [] };
  },
};

/** `class A(object)`, `class A(B, object)`: the last base, which comes last in the order of methods anyway. */
function objectBases(file: SourceFile): readonly Change[] {
  if (!meansBuiltin(file, 'object')) return [];
  return nodes(file, 'class_definition').flatMap((class_) => {
    const bases = class_.field('superclasses');
    if (!bases || bases.text().includes('#')) return [];
    const items = bases.children().filter((node) => node.isNamed());
    const positional = items.filter((node) => node.kind() !== 'keyword_argument');
    const last = positional.at(-1);
    if (last?.kind() !== 'identifier' || last.text() !== 'object') return [];
    if (items.length === 1) return [{ ...rangeOf(bases), text: '' }];
    const at = items.findIndex((node) => node.id() === last.id());
    const [before, after] = [items[at - 1], items[at + 1]];
    if (after) return [{ start: rangeOf(last).start, end: rangeOf(after).start, text: '' }];
    return before ? [{ start: rangeOf(before).end, end: rangeOf(last).end, text: '' }] : [];
  });
}

const metaclasses = (file: SourceFile): readonly SgNode[] =>
  nodes(file, 'assignment').filter((node) => node.child(0)?.text() === '__metaclass__');

const isInClass = (node: SgNode) =>
  above(node, 'class_definition', 'function_definition')?.kind() === 'class_definition';

/** `__metaclass__ = type` made the classes of a module new ones. */
function moduleMetaclass(file: SourceFile): readonly Change[] {
  if (!meansBuiltin(file, 'type')) return [];
  const all = metaclasses(file);
  if (nodes(file, 'identifier', '__metaclass__').length > all.length) return [];
  const going = all.flatMap((node) => {
    const statement = node.parent();
    const isOurs =
      statement?.kind() === 'expression_statement' &&
      statement.parent()?.kind() === 'module' &&
      node.field('right')?.text() === 'type';
    return isOurs ? [statement] : [];
  });
  return withoutPythonStatements(file, going);
}

function classMetaclasses(file: SourceFile): readonly Note[] {
  return metaclasses(file)
    .filter((node) => isInClass(node) && node.field('right')?.text() !== 'type')
    .map((node) => ({
      start: rangeOf(node).start,
      rule: 'metaclass',
      message: 'Python 3 does not read __metaclass__; write metaclass= among the bases of the class',
      guide: 'https://peps.python.org/pep-3115/',
    }));
}
