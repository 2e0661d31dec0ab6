import type { Codemod, Context, SourceFile } from '../../src/change/codemod.ts';
import {
  changed,
  type ModuleReference,
  namedInstead,
  noted,
  type Part,
  replaced,
  resultOf,
  type Use,
} from '../../src/change/syntax.ts';
import { answerOf, guide } from './answers.ts';
import { toldOf } from './told.ts';

export const codemod: Codemod = {
  id: 'glob-7-to-9',
  title: 'Migrate to the promises and named exports of glob 9',
  revision: 1,
  level: 'required',
  trigger: { kind: 'dependency', ecosystem: 'npm', name: 'glob', crosses: '9.0.0' },
  languages: ['javascript', 'typescript'],
  hints: [["'glob'"], ['"glob"']],
  rules: [
    { id: 'callback', doc: 'glob(p, cb) → glob(p).then((files) => cb(null, files), cb)' },
    { id: 'callbackify', doc: 'glob(p, (error, files) => …) → callbackify(glob)(p, (error, files) => …)' },
    { id: 'promisify', doc: 'promisify(glob) → glob' },
    { id: 'default-import', doc: "import glob from 'glob' → import { glob } or { globSync } from 'glob'" },
    { id: 'events', doc: 'what listened to the events of a Glob is told' },
    { id: 'order', doc: 'that matches come in no order is told' },
    { id: 'pattern', doc: 'backslashes in patterns and options that are gone are told' },
  ],
  transform(file, context) {
    const uses = file.bindings().uses('glob');
    const byReference = Map.groupBy(uses, ({ from }) => from);
    const parts = file
      .bindings()
      .moduleReferences('glob')
      .flatMap((reference) => ofReference(file, reference, byReference.get(reference) ?? [], context));
    const told = [...parts, ...toldOf(file, uses)];
    return resultOf(
      file,
      told.filter(({ edits, notes }) => [...edits, ...notes].every(({ rule }) => context.enabled(rule))),
    );
  },
};

/** The calls that came by one import, and the import itself where what it brings is no function any more. */
function ofReference(
  file: SourceFile,
  reference: ModuleReference,
  uses: readonly Use[],
  context: Context,
): readonly Part[] {
  if (reference.kind === 'mock')
    return [
      noted('default-import', reference.node, 'glob returns promises now; the mock has to as well', guide),
    ];
  const onlySync = defaultForSync(file, reference, uses);
  if (onlySync) return [onlySync];

  const answers = uses.flatMap((use) => {
    const answer = answerOf(file, use);
    return answer && context.enabled(answer.rule) ? [{ ...answer, use }] : [];
  });
  const asFunction = answers.filter(({ use, kind }) => use.path.length === 0 && kind === 'changed');
  const isDefault = bringsDefault(reference);
  const takesItself = asFunction.some(({ takesExport }) => takesExport);
  if (asFunction.length === 0 && !isDefault) return answers.map(({ part }) => part);

  const named = takesItself ? [] : namedInstead(file, reference, 'glob');
  if (!named)
    return [
      noted(
        'default-import',
        reference.node,
        "glob is the export glob of 'glob' now; take it by name",
        guide,
      ),
    ];
  const rule = asFunction[0]?.rule ?? 'default-import';
  const imported = changed(named.map((change) => replaced(rule, change, change.text)));
  return [...answers.map(({ part }) => part), imported];
}

function bringsDefault(reference: ModuleReference): boolean {
  if (reference.kind !== 'import') return false;
  return reference.node.specifiers.some(({ type }) => type === 'ImportDefaultSpecifier');
}

/** `import glob from 'glob'` of which only `glob.sync(…)` is used. */
function defaultForSync(
  file: SourceFile,
  reference: ModuleReference,
  uses: readonly Use[],
): Part | undefined {
  if (reference.kind !== 'import' || !bringsDefault(reference)) return undefined;
  const [only, another] = reference.node.specifiers;
  if (!only || another) return undefined;
  const ends = uses.filter(({ path }) => path.length > 0);
  const isFree = (use: Use) => file.bindings().lookUp('globSync', use.node) === undefined;
  const all =
    ends.length > 0 &&
    ends.length * 2 === uses.length &&
    ends.every((use) => use.path.join('.') === 'sync' && use.node.type === 'MemberExpression' && isFree(use));
  if (!all) return undefined;
  return changed([
    replaced('default-import', only, '{ globSync }'),
    ...ends.map(({ node }) => replaced('default-import', node, 'globSync')),
  ]);
}
