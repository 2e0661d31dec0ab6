/** `if`, `elif` and `else` of which some can no longer run. */
import type { SgNode } from '@ast-grep/napi';
import type { SourceFile } from '../../src/change/codemod.ts';
import { type Lines, nodes, type PythonChange, rangeOf, statementsOf } from '../../src/change/syntax.ts';
import type { Truths } from './truth.ts';

export interface Branch {
  readonly head: SgNode;
  /** Missing for `else`. */
  readonly test?: SgNode;
  readonly block: SgNode;
  /** Where its lines begin, comments above its head with them, and end. */
  readonly first: number;
  readonly last: number;
}

export type Outcome =
  | { readonly kind: 'goes'; readonly statement: SgNode; readonly branches: readonly Branch[] }
  /** Its block takes the place of the statement. */
  | {
      readonly kind: 'unwrapped';
      readonly statement: SgNode;
      readonly branches: readonly Branch[];
      readonly kept: Branch;
    }
  | {
      readonly kind: 'shorter';
      readonly statement: SgNode;
      readonly gone: readonly Branch[];
      readonly changes: readonly PythonChange[];
    };

export interface Judged {
  readonly outcome: Outcome;
  readonly needsTarget: boolean;
}

export function judged(
  file: SourceFile,
  lines: Lines,
  statement: SgNode,
  truths: Truths,
): Judged | undefined {
  const branches = branchesOf(file, lines, statement);
  if (!branches) return undefined;
  const kept: Branch[] = [];
  let needsTarget = false;
  let final: Branch | undefined;
  for (const branch of branches) {
    const truth = branch.test ? truths.of(branch.test) : { is: true, needsTarget: false };
    if (truth?.needsTarget) needsTarget = true;
    if (truth?.is === false) continue;
    kept.push(branch);
    if (!truth) continue;
    final = branch;
    break;
  }
  const isUntouched = kept.length === branches.length && !final?.test;
  if (isUntouched) return undefined;
  const [first] = kept;
  if (!first || (first === final && isOnlyPass(first.block)))
    return { needsTarget, outcome: { kind: 'goes', statement, branches } };
  if (first === final)
    return { needsTarget, outcome: { kind: 'unwrapped', statement, branches, kept: first } };
  const gone = branches.filter((branch) => !kept.includes(branch));
  return { needsTarget, outcome: { kind: 'shorter', statement, gone, changes: reheaded(first, final) } };
}

/** The first that is left is the `if`, one that always holds is the `else`. */
function reheaded(first: Branch, final: Branch | undefined): readonly PythonChange[] {
  const changes: PythonChange[] = [];
  const { start } = rangeOf(first.head);
  if (first.head.kind() === 'elif_clause') changes.push({ start, end: start + 'elif'.length, text: 'if' });
  if (final?.test)
    changes.push({ start: rangeOf(final.head).start, end: rangeOf(final.test).end, text: 'else' });
  return changes;
}

const isOnlyPass = (block: SgNode) =>
  block.children().length === 1 && block.child(0)?.kind() === 'pass_statement';

function branchesOf(file: SourceFile, lines: Lines, statement: SgNode): readonly Branch[] | undefined {
  const heads = [
    statement,
    ...statement.children().filter((node) => ['elif_clause', 'else_clause'].includes(String(node.kind()))),
  ];
  const parts = heads.map((head) => {
    const test = head.kind() === 'else_clause' ? undefined : head.field('condition');
    const block = head.children().find((node) => node.kind() === 'block');
    return { head, block, ...(test ? { test } : {}) };
  });
  const starts = parts.map(({ head }, at) => {
    const before = parts[at - 1]?.block;
    return at === 0 || !before
      ? lines.at(rangeOf(head).start)
      : firstComment(file, lines, lines.at(rangeOf(head).start), lines.at(rangeOf(before).end - 1));
  });
  const end = lastComment(file, lines, statement);
  const branches = parts.flatMap(({ block, ...rest }, at) =>
    block ? [{ ...rest, block, first: starts[at] ?? 0, last: (starts[at + 1] ?? end + 1) - 1 }] : [],
  );
  const isReadable =
    branches.length === parts.length && statement.findAll({ rule: { kind: 'ERROR' } }).length === 0;
  return isReadable ? branches : undefined;
}

const indentAt = ({ text }: SourceFile, lines: Lines, line: number) =>
  /^[ \t]*/.exec(text.slice(lines.start(line), lines.end(line)))?.[0].length ?? 0;

const isComment = ({ text }: SourceFile, lines: Lines, line: number) =>
  /^[ \t]*#/.test(text.slice(lines.start(line), lines.end(line)));

/** Comments over `else:` that stand as far left as it does are about it. */
function firstComment(file: SourceFile, lines: Lines, head: number, before: number): number {
  const column = indentAt(file, lines, head);
  let first = head;
  while (
    first - 1 > before &&
    isComment(file, lines, first - 1) &&
    indentAt(file, lines, first - 1) <= column
  )
    first--;
  return first;
}

/** Comments below the last statement that stand further right than the `if` are still within. */
function lastComment(file: SourceFile, lines: Lines, statement: SgNode): number {
  const { start, end } = rangeOf(statement);
  const column = indentAt(file, lines, lines.at(start));
  let last = lines.at(end - 1);
  for (let line = last + 1; line < lines.count; line++) {
    if (lines.isBlank(line)) continue;
    if (!isComment(file, lines, line) || indentAt(file, lines, line) <= column) break;
    last = line;
  }
  return last;
}

/** Why a statement that could go has to stay: what it takes with it means something for what is around. */
export function objection({ outcome }: Judged): string | undefined {
  const gone =
    outcome.kind === 'shorter'
      ? outcome.gone
      : outcome.branches.filter((branch) => outcome.kind === 'goes' || branch !== outcome.kept);
  if (gone.some(({ block }) => marksItsFunction(block)))
    return 'yield, global or nonlocal in it says something about the whole function';
  if (outcome.kind !== 'unwrapped') return undefined;
  const last = statementsOf(outcome.kept.block).at(-1);
  const leaves = ['return_statement', 'raise_statement', 'continue_statement', 'break_statement'];
  const follows = outcome.statement.nextAll().some((node) => node.isNamed() && node.kind() !== 'comment');
  return follows && leaves.includes(String(last?.kind())) ? 'what follows it would never run' : undefined;
}

function marksItsFunction(node: SgNode): boolean {
  return node.children().some((child) => {
    if (['function_definition', 'lambda', 'class_definition'].includes(String(child.kind()))) return false;
    return (
      (child.isNamed() &&
        ['yield', 'global_statement', 'nonlocal_statement'].includes(String(child.kind()))) ||
      marksItsFunction(child)
    );
  });
}

export const chainsOf = (file: SourceFile): readonly SgNode[] => nodes(file, 'if_statement');
