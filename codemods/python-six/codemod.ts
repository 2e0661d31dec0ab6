import type { SgNode } from '@ast-grep/napi';
import type { Codemod, Edit, Note, SourceFile } from '../../src/change/codemod.ts';
import {
  changePythonImports,
  isHandedOn,
  isReadOnlyIn,
  type PythonImport,
  pythonImports,
  pythonReads,
  rangeOf,
} from '../../src/change/syntax.ts';
import { inClass } from './classes.ts';
import { iterated, literal, named, type RuleId, raised, ruleOf } from './members.ts';
import { moved, movedImports } from './moves.ts';
import { type Place, placesOf, type Rewrite } from './places.ts';

const guide = 'https://six.readthedocs.io';

export const codemod: Codemod = {
  id: 'python-six',
  title: 'Write what Python 3 has instead of six',
  revision: 1,
  level: 'modernise',
  trigger: { kind: 'runtime', name: 'python', crosses: '3.0' },
  after: ['python-version-blocks'],
  languages: ['python'],
  hints: [['six']],
  rules: [
    {
      id: 'names',
      doc: 'six.text_type → str, isinstance(x, six.string_types) → isinstance(x, str) and others',
    },
    { id: 'iter', doc: 'six.iteritems(d) → d.items(), iter(d.items()) where an iterator is needed' },
    { id: 'literals', doc: "six.u('x') → 'x', six.b('x') → b'x'" },
    { id: 'raise', doc: 'six.raise_from(e, cause) → raise e from cause' },
    { id: 'classes', doc: 'six.with_metaclass(M, A) → A, metaclass=M' },
    { id: 'moves', doc: 'six.moves.urllib.parse → urllib.parse, from six.moves import range goes' },
  ],
  transform(file, context) {
    const edits: Edit[] = [];
    const notes: Note[] = [];
    const modules: string[] = [];
    const add = (rule: string, changes: Rewrite['changes']) =>
      edits.push(...changes.map((change) => ({ ...change, rule, sure: true })));
    const places = placesOf(file);
    for (const place of places) {
      const rule = ruleOf(place.member);
      if (/^PY[23]|^moves$/.test(place.member) || (rule && !context.enabled(rule))) continue;
      const rewrite = rule && !isWritten(place.node) ? rewriteOf(file, place, rule) : undefined;
      if (rule && rewrite) add(rule, rewrite.changes);
      else notes.push(left(place.node, rule ?? 'names', place.member));
      modules.push(...(rewrite?.modules ?? []));
    }
    const going: SgNode[] = [];
    const comeIn = new Set<string>();
    for (const { statement, changes, goes, written } of context.enabled('moves') ? movedImports(file) : []) {
      if (changes) add('moves', changes);
      else notes.push(left(statement, 'moves', 'moves'));
      if (goes) going.push(statement);
      for (const line of written) comeIn.add(line);
    }
    const rule = edits[0]?.rule ?? 'moves';
    const { gone, kept } = imports(file, edits, modules);
    notes.push(...kept.map((from) => forOthers(from, rule)));
    const added = modules.filter((module) => !comeIn.has(`import ${module}`));
    add(rule, changePythonImports(file, gone, added, places[0]?.from, going));
    return { kind: 'result', edits, notes };
  },
};

function rewriteOf(file: SourceFile, place: Place, rule: RuleId): Rewrite | undefined {
  switch (rule) {
    case 'names':
      return named(file, place);
    case 'iter':
      return iterated(file, place);
    case 'literals':
      return literal(place);
    case 'raise':
      return raised(place);
    case 'classes':
      return inClass(file, place);
    case 'moves':
      return moved(file, place);
  }
}

/** `six.moves.input = …` */
const isWritten = (node: SgNode): boolean =>
  node.parent()?.kind() === 'assignment' && node.parent()?.child(0)?.id() === node.id();

function left(node: SgNode, rule: string, member: string): Note {
  const message = `six.${member} was left alone here; write by hand what Python 3 has for it`;
  return { start: rangeOf(node).start, rule, message, guide };
}

/** Imports of six, and of sys beside it, of which every place was written anew. Some stay, since others may take the name from here. */
function imports(file: SourceFile, edits: readonly Edit[], modules: readonly string[]) {
  const isGone = (node: SgNode) => {
    const { start } = rangeOf(node);
    return edits.some((edit) => edit.start <= start && start < edit.end);
  };
  const unread = pythonImports(file).filter((from) => {
    const { module, name, local } = from;
    if (module !== 'six' && module !== 'sys' && (name !== undefined || !module.startsWith('six.')))
      return false;
    if (name === undefined && modules.includes(module)) return false;
    const reads = pythonReads(file, local.split('.')[0] ?? '') ?? [];
    return isReadOnlyIn(file, from, new Set(reads.filter(isGone).map((node) => node.id())));
  });
  const isKept = ({ local }: PythonImport) => isHandedOn(file, local.split('.')[0] ?? '');
  return {
    gone: unread.filter((from) => !isKept(from)),
    kept: unread.filter((from) => isKept(from) && from.module !== 'sys'),
  };
}

const forOthers = ({ item, local }: PythonImport, rule: string): Note => ({
  start: rangeOf(item).start,
  rule,
  message: `${local} is not used here any more; take the import out where no other file takes it from here`,
  guide,
});
