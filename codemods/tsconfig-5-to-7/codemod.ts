import type { Codemod, Context, Result, SourceFile } from '../../src/change/codemod.ts';
import { changeObject, jsonAt } from '../../src/change/syntax.ts';
import { baseUrl } from './base-url.ts';
import { configurationsIn, isOffered } from './configuration.ts';
import { changedDefaults, ruleOf } from './defaults.ts';
import { removedOptions } from './removed.ts';
import { survey, type World, worldOf } from './survey.ts';

const six = '6.0.0';

export const codemod: Codemod = {
  id: 'tsconfig-5-to-7',
  title: 'Write tsconfig files for TypeScript 6 and 7',
  revision: 1,
  level: 'required',
  trigger: [
    { kind: 'dependency', ecosystem: 'npm', name: 'typescript', crosses: six },
    { kind: 'dependency', ecosystem: 'npm', name: 'typescript', crosses: '7.0.0' },
  ],
  languages: ['json'],
  files: /(?:^|\/)[\w.-]*tsconfig[\w.-]*\.json$/i,
  hints: [['{']],
  rules: [
    { id: 'base-url', doc: 'baseUrl goes, and the entries of paths start from the file that says them' },
    {
      id: 'module-resolution',
      doc: 'moduleResolution node, node10, classic → bundler; gone beside node16 and nodenext',
    },
    { id: 'target', doc: 'target es3, es5 → es2015' },
    { id: 'module', doc: 'module amd, umd, system, none and outFile are for a person' },
    { id: 'removed-options', doc: 'downlevelIteration, charset, esModuleInterop: false and others go' },
    {
      id: 'verbatim-module-syntax',
      doc: 'importsNotUsedAsValues, preserveValueImports → verbatimModuleSyntax',
    },
    { id: ruleOf.target, doc: 'target: es2015, where nothing was said', crosses: six },
    { id: ruleOf.module, doc: 'module: commonjs, where nothing was said', crosses: six },
    { id: ruleOf.rootDir, doc: 'rootDir: what the sources have in common, beside outDir', crosses: six },
    { id: ruleOf.types, doc: 'types: the packages of @types that are installed', crosses: six },
    { id: ruleOf.strict, doc: 'strict: false, where nothing was said', crosses: six },
    {
      id: ruleOf.noUncheckedSideEffectImports,
      doc: 'noUncheckedSideEffectImports: false, where style sheets are imported',
      crosses: six,
    },
  ],
  survey,
  transform,
};

function transform(file: SourceFile, context: Context): Result {
  const root = file.json();
  const nothing: Result = { kind: 'result', edits: [], notes: [] };
  if (root.type !== 'object' || !isOffered(file.path)) return nothing;
  const world = knownWorld(context.surveyed);
  const configurations = configurationsIn(world, { path: file.path, root });
  const configuration = configurations.of(file.path);
  if (!configuration) return nothing;

  const options = jsonAt(root, 'compilerOptions');
  const look = { file, context, configuration, options };
  const found = [removedOptions(look), baseUrl(look, world), changedDefaults(look, configurations, world)];
  const changes = found.flatMap((one) => one.changes);
  const edits = options
    ? changeObject(file, options, changes)
    : changes.length > 0
      ? changeObject(file, root, [asObject(changes, file.text)])
      : [];
  return {
    kind: 'result',
    edits: [...edits, ...found.flatMap((one) => one.edits)],
    notes: found.flatMap((one) => one.notes),
  };
}

/** A file that says nothing yet gets its `compilerOptions` in one piece. */
function asObject(changes: Parameters<typeof changeObject>[2], text: string) {
  const sets = changes.flatMap((change) => (change.kind === 'set' ? [change] : []));
  const unit = /^(?: +|\t+)(?=\S)/m.exec(text)?.[0] ?? '  ';
  const lines = sets.map(({ key, json }) => `${unit}${JSON.stringify(key)}: ${json}`);
  const json = `{\n${lines.join(',\n')}\n}`;
  return { kind: 'set', key: 'compilerOptions', json, rule: sets[0]?.rule ?? '' } as const;
}

const worlds = new WeakMap<Context['surveyed'], World>();

/** One survey is handed to every file of a run. */
function knownWorld(surveyed: Context['surveyed']): World {
  const known = worlds.get(surveyed) ?? worldOf(surveyed);
  worlds.set(surveyed, known);
  return known;
}
