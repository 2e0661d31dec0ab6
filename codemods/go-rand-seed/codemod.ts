import type { SgNode } from '@ast-grep/napi';
import type { Codemod, Edit, Note, SourceFile } from '../../src/change/codemod.ts';
import {
  changeGoImports,
  type GoImport,
  goImports,
  goMembers,
  isPackageName,
  rangeOf,
} from '../../src/change/syntax.ts';

const rule = 'seed';
const guide = 'https://go.dev/doc/go1.20#mathrandpkgmathrand';

export const codemod: Codemod = {
  id: 'go-rand-seed',
  title: 'Leave the seed of math/rand to Go',
  revision: 1,
  level: 'deprecated',
  trigger: { kind: 'runtime', name: 'go', crosses: '1.20' },
  languages: ['go'],
  hints: [['"math/rand"', 'Seed']],
  rules: [{ id: rule, doc: 'rand.Seed(time.Now().UnixNano()) goes, fixed seeds are told' }],
  transform(file, context) {
    const [rand] = goImports(file).filter(({ path, local }) => path === 'math/rand' && local);
    const [time] = goImports(file).filter(({ path, local }) => path === 'time' && local);
    const nothing = { kind: 'result' as const, edits: [], notes: [] };
    if (!context.enabled(rule) || !rand?.local || !isPackageName(file, rand.local)) return nothing;
    const notes: Note[] = [];
    const edits: Edit[] = [];
    const gone: SgNode[] = [];
    for (const member of goMembers(file, rand.local).filter((one) => one.child(2)?.text() === 'Seed')) {
      const call = member.parent();
      const statement = call?.parent();
      const isTime =
        time?.local !== undefined && call?.child(1)?.text() === `(${time.local}.Now().UnixNano())`;
      if (call?.kind() !== 'call_expression' || statement?.kind() !== 'expression_statement' || !isTime) {
        notes.push({
          start: rangeOf(member).start,
          rule,
          message:
            'rand.Seed is deprecated since Go 1.20; for a fixed sequence make a rand.New(rand.NewSource(seed))',
          guide,
        });
        continue;
      }
      gone.push(statement);
      edits.push({ ...wholeLine(file, statement), text: '', rule, sure: true });
    }
    if (gone.length === 0) return { kind: 'result', edits, notes };
    // A statement takes one use of each with it.
    for (const one of [rand, time])
      if (one && isUnused(file, one, gone.length)) edits.push(...dropped(file, one));
    return { kind: 'result', edits, notes };
  },
};

function isUnused(file: SourceFile, { local = '' }: GoImport, taken: number): boolean {
  return isPackageName(file, local) && goMembers(file, local).length === taken;
}

function dropped(file: SourceFile, one: GoImport): readonly Edit[] {
  return changeGoImports(file, one, [], false).map((change) => ({ ...change, rule, sure: true }));
}

/** The statement with its line, where nothing else stands on it. */
function wholeLine({ text }: SourceFile, statement: SgNode): { start: number; end: number } {
  const { start, end } = rangeOf(statement);
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const next = text.indexOf('\n', end);
  const to = next === -1 ? text.length : next + 1;
  const isAlone = text.slice(from, start).trim() === '' && text.slice(end, to).trim() === '';
  return isAlone ? { start: from, end: to } : { start, end };
}
