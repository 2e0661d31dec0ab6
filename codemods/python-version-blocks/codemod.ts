import type { SgNode } from '@ast-grep/napi';
import type { Codemod, Edit, Note, SourceFile } from '../../src/change/codemod.ts';
import {
  isUnreadWithout,
  linesOf,
  nodes,
  ownsItsLines,
  type PythonChange,
  pythonItemsOf,
  pythonReads,
  rangeOf,
  withoutImportItems,
  withoutLines,
} from '../../src/change/syntax.ts';
import { chainsOf, type Judged, judged, objection } from './chains.ts';
import { type Truths, truthsOf, withoutKnown } from './truth.ts';
import { dedents, emptied, headChanges, indentChanges, lastLine, linesGone, passed } from './unwrap.ts';

const guide = 'https://docs.python.org/3/library/sys.html#sys.version_info';
const minors = Array.from({ length: 15 }, (_, minor) => `3.${minor}`);

export const codemod: Codemod = {
  id: 'python-version-blocks',
  title: 'Take out what can no longer run',
  revision: 1,
  level: 'modernise',
  trigger: minors.map((crosses) => ({ kind: 'runtime', name: 'python', crosses })),
  languages: ['python'],
  hints: [['version_info'], ['PY2'], ['PY3']],
  rules: [
    { id: 'python-2', doc: 'if sys.version_info >= (3,) and if six.PY2: the branch that runs stays' },
    { id: 'minor', doc: 'if sys.version_info >= (3, 8), once the target is that or later' },
  ],
  transform(file, context) {
    const minor = context.enabled('minor') ? Number(context.target?.split('.')[1] ?? 0) : 0;
    const isOn = (needsTarget: boolean) => context.enabled(needsTarget ? 'minor' : 'python-2');
    return shortened(file, truthsOf(file, minor), isOn);
  },
};

function shortened(file: SourceFile, truths: Truths, isOn: (needsTarget: boolean) => boolean) {
  const lines = linesOf(file);
  const notes: Note[] = [];
  const gone = new Set<number>();
  const taken: Judged[] = [];
  const isIn = (node: SgNode) => gone.has(lines.at(rangeOf(node).start));
  for (const statement of chainsOf(file)) {
    const answer = isIn(statement) ? undefined : judged(file, lines, statement, truths);
    if (!answer || !isOn(answer.needsTarget)) continue;
    const why =
      objection(answer) ?? (dedents(file, lines, answer.outcome) ? undefined : 'its indentation is mixed');
    if (why) {
      const message = `only one branch of this can run, but ${why}; take the others out by hand`;
      notes.push({ start: rangeOf(statement).start, rule: ruleOf(answer.needsTarget), message, guide });
      continue;
    }
    taken.push(answer);
    for (const line of linesGone(lines, answer)) gone.add(line);
  }
  const passes = emptied(taken);
  for (const answer of passes) gone.delete(lastLine(answer));
  const edits: Edit[] = taken.flatMap((answer) =>
    [...headChanges(lines, answer), ...(passes.includes(answer) ? passed(file, lines, answer) : [])].map(
      (change) => edit(change, answer.needsTarget),
    ),
  );
  edits.push(...expressions(file, truths, isOn).filter(({ start }) => !gone.has(lines.at(start))));
  const isDeleted = (at: number) =>
    gone.has(lines.at(at)) ||
    edits.some(({ start, end, text }) => start <= at && at < end && text.length < end - start);
  const needsTarget = taken.some((one) => one.needsTarget) || edits.some(({ sure }) => !sure);
  const imports = unread(file, truths, isDeleted);
  for (const statement of imports.whole)
    for (let line = lines.at(rangeOf(statement).start); line <= lines.at(rangeOf(statement).end - 1); line++)
      gone.add(line);
  const rest = [
    ...indentChanges(file, lines, taken, gone),
    ...withoutLines(file, gone, lines),
    ...imports.changes,
  ];
  return {
    kind: 'result' as const,
    edits: [...edits, ...rest.map((change) => edit(change, needsTarget))],
    notes,
  };
}

const ruleOf = (needsTarget: boolean) => (needsTarget ? 'minor' : 'python-2');

/** The version that is moved to may not be the oldest that a package promises: those are to be reviewed. */
const edit = (change: PythonChange, needsTarget: boolean): Edit => ({
  ...change,
  rule: ruleOf(needsTarget),
  sure: !needsTarget,
});

/** `a if six.PY2 else b`, and tests of which a part is known. Where a comment would go too, it stays as it is. */
function expressions(
  file: SourceFile,
  truths: Truths,
  isOn: (needsTarget: boolean) => boolean,
): readonly Edit[] {
  const conditionals = nodes(file, 'conditional_expression').map((node) => {
    const [body, , test, , orElse] = node.children();
    const truth = test && truths.of(test);
    const kept = truth?.is ? body : orElse;
    if (!truth || !kept) return test ? withoutKnown(test, truths) : [];
    const [whole, part] = [rangeOf(node), rangeOf(kept)];
    return [
      { start: whole.start, end: part.start, text: '', needsTarget: truth.needsTarget },
      { start: part.end, end: whole.end, text: '', needsTarget: truth.needsTarget },
    ];
  });
  const tests = ['if_statement', 'elif_clause'].flatMap((kind) =>
    nodes(file, kind).map((node) => {
      const test = node.field('condition');
      return test && !truths.of(test) ? withoutKnown(test, truths) : [];
    }),
  );
  const hasComment = ({ start, end }: PythonChange) => file.text.slice(start, end).includes('#');
  const changes = [...conditionals, ...tests]
    .filter((group) => group.every((one) => isOn(one.needsTarget) && !hasComment(one)))
    .flat()
    .filter(({ start, end }) => end > start);
  const isInner = (one: PythonChange) =>
    changes.some((other) => other !== one && other.start <= one.start && one.end <= other.end);
  return changes
    .filter((one) => !isInner(one))
    .map(({ needsTarget, ...change }) => edit(change, needsTarget));
}

/** Imports of sys and six that only these tests read. One inside a function or a try stays. */
function unread(file: SourceFile, truths: Truths, isDeleted: (at: number) => boolean) {
  const lines = linesOf(file);
  const going = [...truths.imports].filter((from) => {
    const [first = ''] = from.local.split('.');
    const reads = (pythonReads(file, first) ?? []).filter((node) => isDeleted(rangeOf(node).start));
    return (
      from.statement.parent()?.kind() === 'module' &&
      ownsItsLines(file, lines, from.statement) &&
      isUnreadWithout(file, from, new Set(reads.map((node) => node.id())))
    );
  });
  const items = new Map(going.map((from) => [from.item.id(), from]));
  const byStatement = [...Map.groupBy(items.values(), ({ statement }) => statement.id()).values()];
  const isWhole = (all: typeof going) => all[0] && pythonItemsOf(all[0].statement).length === all.length;
  return {
    whole: byStatement.filter(isWhole).flatMap(([first]) => (first ? [first.statement] : [])),
    changes: byStatement
      .filter((all) => !isWhole(all))
      .flatMap((all) => (all[0] && withoutImportItems(all[0].statement, all)) ?? []),
  };
}
