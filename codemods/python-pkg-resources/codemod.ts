import type { SgNode } from '@ast-grep/napi';
import type { Codemod, Edit, Note, SourceFile } from '../../src/change/codemod.ts';
import {
  above,
  canImport,
  changePythonImports,
  isReadOnlyIn,
  type PythonImport,
  pythonImports,
  pythonReads,
  rangeOf,
} from '../../src/change/syntax.ts';
import { type Asked, versionsAsked } from './versions.ts';

const guide = 'https://setuptools.pypa.io/en/latest/pkg_resources.html';
const successor = 'importlib.metadata';

/** https://setuptools.pypa.io/en/latest/pkg_resources.html names these; see also importlib.resources and PEP 420. */
const insteadOf = {
  declare_namespace: 'a folder without __init__.py, which is a namespace by itself',
  iter_entry_points: 'importlib.metadata.entry_points',
  load_entry_point: 'importlib.metadata.entry_points',
  get_entry_map: 'importlib.metadata.entry_points',
  parse_version: 'packaging.version.parse',
  Requirement: 'packaging.requirements.Requirement',
  parse_requirements: 'packaging.requirements.Requirement',
  resource_filename: 'importlib.resources.files and as_file',
  resource_string: 'importlib.resources.files',
  resource_stream: 'importlib.resources.files',
  resource_exists: 'importlib.resources.files',
  resource_isdir: 'importlib.resources.files',
  resource_listdir: 'importlib.resources.files',
  require: 'importlib.metadata.version, which checks nothing',
  working_set: 'importlib.metadata.distributions',
  get_distribution: 'importlib.metadata.distribution',
  DistributionNotFound: 'importlib.metadata.PackageNotFoundError',
} as const;

export const codemod: Codemod = {
  id: 'python-pkg-resources',
  title: 'Ask importlib.metadata for versions instead of pkg_resources',
  revision: 1,
  level: 'required',
  trigger: [
    { kind: 'dependency', ecosystem: 'pypi', name: 'setuptools', crosses: '82.0.0' },
    { kind: 'runtime', name: 'python', crosses: '3.12' },
  ],
  languages: ['python'],
  hints: [['pkg_resources']],
  rules: [
    {
      id: 'version',
      doc: 'pkg_resources.get_distribution("x").version → importlib.metadata.version("x")',
    },
    { id: 'others', doc: 'resource_filename, iter_entry_points, require and the rest are told' },
  ],
  transform(file, context) {
    const asked =
      context.enabled('version') && canImport(file, successor)
        ? versionsAsked(file)
        : { versions: [], caught: [] };
    const names = new Set([...asked.versions, ...asked.caught].map(({ name }) => name.id()));
    return {
      kind: 'result',
      edits: [...versionEdits(asked), ...importEdits(file, asked, names)].map(
        (change): Edit => ({ ...change, rule: 'version', sure: true }),
      ),
      notes: context.enabled('others') ? others(file, names) : [],
    };
  },
};

const versionEdits = ({ versions, caught }: Asked) => [
  ...versions.map(({ whole, argument }) => ({
    ...rangeOf(whole),
    text: `${successor}.version(${argument.text()})`,
  })),
  ...caught.map(({ whole }) => ({ ...rangeOf(whole), text: `${successor}.PackageNotFoundError` })),
];

/**
 * Nobody takes pkg_resources from another file: what is not read here goes, also in `__init__.py`. Its successor comes in once for the
 * file, or in each function that had its own import.
 */
function importEdits(file: SourceFile, { versions, caught }: Asked, names: ReadonlySet<number>) {
  const used = new Map([...versions, ...caught].map(({ from }) => [from.item.id(), from]));
  const atTop = [...used.values()].find(({ statement }) => !above(statement, 'function_definition'));
  const byStatement = Map.groupBy(used.values(), ({ statement }) => statement.id());
  return [...byStatement.values()].flatMap((items) => {
    const isPlace = atTop === undefined || items.includes(atTop);
    const gone = items.filter((from) => isReadOnlyIn(file, from, names));
    return changePythonImports(file, gone, isPlace ? [successor] : [], items[0]);
  });
}

const isOurs = ({ module }: PythonImport) =>
  module === 'pkg_resources' || module.startsWith('pkg_resources.');

const isKnown = (name: string): name is keyof typeof insteadOf => Object.hasOwn(insteadOf, name);

function others(file: SourceFile, done: ReadonlySet<number>): readonly Note[] {
  const notes = new Map<number, Note>();
  const tell = (node: SgNode, name: string | undefined) => {
    const { start } = rangeOf(node);
    const instead = name !== undefined && isKnown(name) ? insteadOf[name] : undefined;
    const message = `setuptools 82 has no pkg_resources; ${instead ? `use ${instead}` : 'do without it'}`;
    notes.set(start, { start, rule: 'others', message, guide });
  };
  for (const from of pythonImports(file).filter(isOurs)) {
    const reads = pythonReads(file, from.local);
    if (from.name !== undefined && !reads?.length) tell(from.item, from.name);
    else if (!reads?.length) tell(from.item, undefined);
    for (const node of reads ?? []) {
      if (done.has(node.id()) || above(node, 'type')) continue;
      const member = node.parent()?.kind() === 'attribute' ? node.parent()?.child(2)?.text() : undefined;
      tell(node, from.name ?? member);
    }
  }
  return [...notes.values(), ...namespaces(file)];
}

/** `__import__('pkg_resources').declare_namespace(__name__)` */
const namespaces = (file: SourceFile): readonly Note[] =>
  file
    .sg()
    .findAll({ rule: { kind: 'call', regex: '^__import__\\([\'"]pkg_resources[\'"]\\)$' } })
    .map((node) => ({
      start: rangeOf(node).start,
      rule: 'others',
      message: `setuptools 82 has no pkg_resources; use ${insteadOf.declare_namespace}`,
      guide,
    }));
