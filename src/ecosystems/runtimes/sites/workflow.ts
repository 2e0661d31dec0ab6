import type { Range } from '../../../domain/text.ts';
import type { SourceFile } from '../file.ts';
import { at, childOf, type ScalarTree, scalarsAt, type Tree } from '../tree.ts';

/** What a workflow or an action says of Node, by the kind of place. */
export interface WorkflowSites {
  /** Single versions: `node-version: 18`, a variable or a default that feeds one. */
  readonly versions: readonly Range[];
  /** Entries of a matrix beside its lists: those of `include`, and fields of maps. */
  readonly entries: readonly Range[];
  /** Lists of a matrix that feed one. */
  readonly matrices: readonly Range[];
  /** Entries of `exclude`: they say where a line is not run. */
  readonly excludes: readonly Range[];
  /** `container`, services and `docker://`. */
  readonly images: readonly Range[];
}

/** A place that takes a version: its scalar, and the job it belongs to. */
interface Use {
  readonly scalar: ScalarTree;
  readonly job: Tree | undefined;
}

const input = /^(?:node(?:js)?[-_][vV]ersion|nodeVersion|NODE_VERSION)$/;

export function workflowSites(file: SourceFile): WorkflowSites {
  const root = file.yaml();
  const jobs = at(root, ['jobs', '*']);
  const scopes = jobs.length > 0 ? jobs : [root];
  const uses = scopes.flatMap((job) => usesOf(job));
  const containers = jobs.flatMap((job) => containersOf(job).map((scalar) => ({ scalar, job })));
  const references = [...uses, ...containers].flatMap((use) =>
    referencesOf(use).map((name) => ({ use, name })),
  );
  const fed = references.flatMap(({ use, name }) => feeders(root, use, name));
  const entries = references.flatMap(({ use, name }) => matrixEntries(use, name));
  const values = [...uses.map(({ scalar }) => scalar), ...fed.filter((tree) => tree.kind === 'scalar')];
  return {
    versions: [...values.filter(isPlain).map(({ range }) => range), ...values.flatMap(fallbacks)],
    entries: entries.filter(isPlain).map(({ range }) => range),
    matrices: [
      ...fed.filter((tree) => tree.kind === 'list').map(({ range }) => range),
      ...values.flatMap(inlineList),
    ],
    excludes: references.flatMap(({ use, name }) => excluded(use, name)),
    images: containers
      .map(({ scalar }) => scalar)
      .filter(isPlain)
      .map(imageRange),
  };
}

/** Inputs of steps, and of reusable workflows that are called. */
function usesOf(job: Tree | undefined): readonly Use[] {
  const withs = [
    ...at(job, ['steps', '*', 'with']),
    ...at(job, ['with']),
    ...at(job, ['runs', 'steps', '*', 'with']),
  ];
  return withs.flatMap((inputs) =>
    inputs.kind !== 'map'
      ? []
      : inputs
          .entries()
          .flatMap(({ key, value }) =>
            input.test(key) && value.kind === 'scalar' ? [{ scalar: value, job }] : [],
          ),
  );
}

function containersOf(job: Tree): readonly ScalarTree[] {
  return [
    ...scalarsAt(job, ['container']),
    ...scalarsAt(job, ['container', 'image']),
    ...scalarsAt(job, ['services', '*', 'image']),
    ...scalarsAt(job, ['steps', '*', 'uses']).filter((uses) => uses.text?.startsWith('docker://')),
  ];
}

function imageRange({ text, range }: ScalarTree): Range {
  return text?.startsWith('docker://') ? { start: range.start + 'docker://'.length, end: range.end } : range;
}

function isPlain({ text }: ScalarTree): boolean {
  return text !== undefined && text !== '' && !text.includes('${{');
}

const reference = /\b(?:matrix|env|inputs|github\.event\.inputs)\.[\w.-]+/g;

/** `matrix.node`, `env.NODE_VERSION`: what an expression takes its value from. */
function referencesOf({ scalar }: Use): readonly string[] {
  return scalar.text?.includes('${{') ? (scalar.text.match(reference) ?? []) : [];
}

function feeders(root: Tree | undefined, { job }: Use, name: string): readonly Tree[] {
  const [source = '', ...path] = name.replace('github.event.', '').split('.');
  switch (source) {
    case 'matrix':
      return path.length === 1 ? at(job, ['strategy', 'matrix', ...path]) : [];
    case 'env':
      return [root, job]
        .flatMap((holder) => at(holder, ['env', ...path]))
        .concat(at(job, ['steps', '*', 'env', ...path]));
    default:
      return [
        ...at(root, ['on', 'workflow_call', 'inputs', ...path, 'default']),
        ...at(root, ['on', 'workflow_dispatch', 'inputs', ...path, 'default']),
        ...at(root, ['on', 'workflow_dispatch', 'inputs', ...path, 'options']),
        ...at(root, ['inputs', ...path, 'default']),
      ];
  }
}

/** What `include` adds, and the field of a dimension whose entries are maps. */
function matrixEntries({ job }: Use, name: string): readonly ScalarTree[] {
  const [source, dimension = '', ...field] = name.split('.');
  if (source !== 'matrix') return [];
  return [
    ...scalarsAt(job, ['strategy', 'matrix', 'include', '*', dimension, ...field]),
    ...(field.length > 0 ? scalarsAt(job, ['strategy', 'matrix', dimension, '*', ...field]) : []),
  ];
}

function excluded({ job }: Use, name: string): readonly Range[] {
  const [source, ...path] = name.split('.');
  if (source !== 'matrix') return [];
  return scalarsAt(job, ['strategy', 'matrix', 'exclude', '*', ...path]).map(({ range }) => range);
}

/** `${{ inputs.node || '18' }}`: what an expression falls back to. */
function fallbacks({ text, range }: ScalarTree): readonly Range[] {
  if (!text?.includes('${{')) return [];
  return [...text.matchAll(/\|\|\s*'([^'\s]+)'/g)].map((match) => {
    const start = range.start + match.index + match[0].length - 1 - (match[1]?.length ?? 0);
    return { start, end: start + (match[1]?.length ?? 0) };
  });
}

/** `${{ fromJSON('[18, 20]') }}`: a list inside an expression. */
function inlineList({ text, range }: ScalarTree): readonly Range[] {
  const match = /fromJSON\('(\[[^'\]]*\])'\)/i.exec(text ?? '');
  if (!match?.[1]) return [];
  const start = range.start + match.index + match[0].indexOf('[');
  return [{ start, end: start + match[1].length }];
}

/** `using: node20` in action.yml. */
export function actionRuntime(file: SourceFile): readonly Range[] {
  const using = childOf(childOf(file.yaml(), 'runs'), 'using');
  return using?.kind === 'scalar' ? [using.range] : [];
}
