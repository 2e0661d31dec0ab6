import type { CallExpression, Node } from '@babel/types';
import type { Codemod, Context, SourceFile } from '../../src/change/codemod.ts';
import {
  callbackified,
  callbackOf,
  changed,
  isLetGo,
  isPromisify,
  type ModuleReference,
  namedInstead,
  noted,
  type Part,
  promised,
  replaced,
  resultOf,
  textOf,
  type Use,
} from '../../src/change/syntax.ts';
import { patternPart } from './patterns.ts';
import { scripts } from './scripts.ts';

const guide = 'https://github.com/isaacs/rimraf#major-changes-from-v3-to-v4';

export const codemod: Codemod = {
  id: 'rimraf-3-to-4',
  title: 'Migrate to the promises and named exports of rimraf 4',
  revision: 1,
  level: 'required',
  trigger: { kind: 'dependency', ecosystem: 'npm', name: 'rimraf', crosses: '4.0.0' },
  languages: ['javascript', 'typescript', 'json'],
  files: /\.[cm]?[jt]sx?$|(?:^|\/)package\.json$/,
  hints: [["'rimraf'"], ['"rimraf"'], ['"scripts"', 'rimraf']],
  rules: [
    { id: 'sync', doc: 'rimraf.sync(p) → rimrafSync(p)' },
    { id: 'callback', doc: 'rimraf(p, cb) → rimraf(p).then(() => cb(), cb)' },
    { id: 'callbackify', doc: 'rimraf(p, (error) => …) → callbackify(rimraf)(p, (error) => …)' },
    { id: 'promisify', doc: 'promisify(rimraf) → rimraf' },
    { id: 'import', doc: "const rimraf = require('rimraf') → const { rimraf } = require('rimraf')" },
    {
      id: 'glob',
      doc: "rimraf('dist/*') → rimraf('dist/*', { glob: true }); paths that may be patterns are told",
    },
    { id: 'script', doc: 'rimraf "dist/*" in the scripts of package.json → rimraf --glob "dist/*"' },
  ],
  transform(file, context) {
    if (file.path.endsWith('.json'))
      return resultOf(file, context.enabled('script') ? scripts(file, 'script') : []);
    const uses = file.bindings().uses('rimraf');
    const byReference = Map.groupBy(uses, ({ from }) => from);
    const parts = file
      .bindings()
      .moduleReferences('rimraf')
      .flatMap((reference) => ofReference(file, reference, byReference.get(reference) ?? [], context));
    const patterns = context.enabled('glob') ? patternsIn(file, uses) : [];
    return resultOf(
      file,
      [...parts, ...patterns].filter(({ edits, notes }) =>
        [...edits, ...notes].every(({ rule }) => context.enabled(rule)),
      ),
    );
  },
};

const isItself = ({ path }: Use) => path.length === 0 || path.join('.') === 'rimraf';
const isSync = ({ path }: Use) => /^(?:rimraf\.)?(?:sync|rimrafSync)$/.test(path.join('.'));

function ofReference(
  file: SourceFile,
  reference: ModuleReference,
  uses: readonly Use[],
  context: Context,
): readonly Part[] {
  if (reference.kind === 'mock')
    return [noted('import', reference.node, 'rimraf returns promises now; the mock has to as well', guide)];
  const sync = context.enabled('sync') ? onlySync(file, reference, uses) : undefined;
  if (sync) return [sync];

  const own = uses.filter(isItself).flatMap((use) => {
    const part = answerOf(file, use);
    return part ? [{ use, part }] : [];
  });
  const parts = own.map(({ part }) => part);
  // An inline require that goes into promisify takes the export there.
  const isNeeded =
    own.some(({ use }) => use.path.length === 0 && !isHandedOn(file, use)) || bringsDefault(reference);
  if (!isNeeded) return parts;
  const named = namedInstead(file, reference, 'rimraf');
  if (!named)
    return [
      noted('import', reference.node, "rimraf is the export rimraf of 'rimraf' now; take it by name", guide),
    ];
  return [...parts, changed(named.map((change) => replaced('import', change, change.text)))];
}

function bringsDefault(reference: ModuleReference): boolean {
  return (
    reference.kind === 'import' &&
    reference.node.specifiers.some(({ type }) => type === 'ImportDefaultSpecifier')
  );
}

/** What becomes of one call of rimraf itself, or of promisify with it; `undefined` where only the import has to change, or nothing. */
function answerOf(file: SourceFile, { node }: Use): Part | undefined {
  const call = file.tree().parent(node);
  if (call?.type !== 'CallExpression') return undefined;
  if (call.callee === node) return called(file, call);
  if (!isPromisify(file, call.callee)) return undefined;
  const text = node.type === 'CallExpression' ? `${textOf(file, node)}.rimraf` : textOf(file, node);
  return changed([replaced('promisify', call, text)], call.callee);
}

function isHandedOn(file: SourceFile, { node }: Use): boolean {
  const parent = file.tree().parent(node);
  return node.type === 'CallExpression' && parent?.type === 'CallExpression' && parent.callee !== node;
}

function called(file: SourceFile, call: CallExpression): Part {
  const callback = callbackOf(file, call);
  if (callback === undefined) return changed([]);
  const told = (message: string) => noted('callback', call, message, guide);
  if (callback === 'unclear') return told('rimraf 4 takes no callback; see whether the last argument is one');
  if (!isLetGo(file, call)) return told('rimraf 4 takes no callback; use the promise that it returns');
  const then = promised(file, call, callback, undefined, 'callback');
  if (then) return changed([then]);
  const edits = callbackified(file, call, 'callbackify');
  return edits ? changed(edits) : told('rimraf 4 takes no callback; use the promise that it returns');
}

/** The module comes as a whole by one name, of which only `rimraf.sync(…)` is used. */
function onlySync(file: SourceFile, reference: ModuleReference, uses: readonly Use[]): Part | undefined {
  const named = reference.kind === 'mock' ? undefined : namedInstead(file, reference, 'rimrafSync');
  const ends = uses.filter(({ path }) => path.length > 0);
  const steps = uses.filter(({ path, node }) => path.length === 0 && node.type === 'Identifier');
  const isFree = ({ node }: Use) => file.bindings().lookUp('rimrafSync', node) === undefined;
  const whole = wholeOf(file, reference);
  if (!named || !whole || ends.length === 0 || ends.length !== steps.length) return undefined;
  if (
    !ends.every((use) => use.path.join('.') === 'sync' && use.node.type === 'MemberExpression' && isFree(use))
  )
    return undefined;
  return changed([
    replaced('sync', whole, '{ rimrafSync }'),
    ...ends.map(({ node }) => replaced('sync', node, 'rimrafSync')),
  ]);
}

/** The name that stands for the module, in an import of nothing else or a require. */
function wholeOf(file: SourceFile, reference: ModuleReference): Node | undefined {
  if (reference.kind === 'import') {
    const [only, another] = reference.node.specifiers;
    return another || only?.type !== 'ImportDefaultSpecifier' ? undefined : only;
  }
  const declarator = reference.kind === 'require' ? file.tree().parent(reference.node) : undefined;
  if (declarator?.type !== 'VariableDeclarator' || declarator.id.type !== 'Identifier') return undefined;
  return declarator.id.typeAnnotation ? undefined : declarator.id;
}

/** Patterns in calls, and the first path of the file of which nobody can tell. */
function patternsIn(file: SourceFile, uses: readonly Use[]): readonly Part[] {
  const answers = uses.flatMap((use) => {
    const call = file.tree().parent(use.node);
    const isCall = call?.type === 'CallExpression' && call.callee === use.node;
    return isCall && (isItself(use) || isSync(use)) ? [patternPart(file, call)] : [];
  });
  const [unknown] = answers.flatMap((answer) => (answer.kind === 'unknown' ? [answer.path] : []));
  const told = unknown
    ? [
        noted(
          'glob',
          unknown,
          'rimraf 4 takes paths as they are, an empty one as the current folder; pass { glob: true } where this may be a pattern',
          guide,
        ),
      ]
    : [];
  return [...answers.flatMap((answer) => (answer.kind === 'pattern' ? [answer.part] : [])), ...told];
}
