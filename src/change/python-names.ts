/** Names of a Python file: what is imported under which name, who uses it, and import statements that lose and gain names. */
import type { SgNode } from '@ast-grep/napi';
import type { Edit, SourceFile } from './codemod.ts';
import { rangeOf } from './go-imports.ts';

export type Change = Pick<Edit, 'start' | 'end' | 'text'>;

export interface PythonImport {
  readonly module: string;
  /** Of `from module import name`; `*` for all. Missing for `import module`. */
  readonly name?: string;
  /** What the file calls it. `import a.b` brings `a.b`. */
  readonly local: string;
  readonly isAliased: boolean;
  readonly item: SgNode;
  readonly statement: SgNode;
}

/** A file in one state has its imports and nodes looked for once, however many codemods ask. */
const importsOf = new WeakMap<SourceFile, readonly PythonImport[]>();
const nodesOf = new WeakMap<SourceFile, Map<string, readonly SgNode[]>>();

export function pythonImports(file: SourceFile): readonly PythonImport[] {
  const known = importsOf.get(file) ?? findImports(file);
  importsOf.set(file, known);
  return known;
}

function findImports(file: SourceFile): readonly PythonImport[] {
  const plain = nodes(file, 'import_statement').flatMap((statement) =>
    itemsOf(statement).map((item) => {
      const { name, alias } = namesOf(item);
      return { module: name, local: alias ?? name, isAliased: alias !== undefined, item, statement };
    }),
  );
  const named = nodes(file, 'import_from_statement').flatMap((statement) => {
    const module = moduleOf(statement)?.text() ?? '';
    return itemsOf(statement).map((item) => {
      const { name, alias } = namesOf(item);
      return { module, name, local: alias ?? name, isAliased: alias !== undefined, item, statement };
    });
  });
  return [...plain, ...named];
}

/** `x` of `from x import y`. */
export function moduleOf(statement: SgNode): SgNode | undefined {
  return statement
    .children()
    .find((node) => node.kind() === 'dotted_name' || node.kind() === 'relative_import');
}

export function itemsOf(statement: SgNode): readonly SgNode[] {
  const module = statement.kind() === 'import_from_statement' ? moduleOf(statement)?.id() : undefined;
  const kinds = new Set(['dotted_name', 'aliased_import', 'wildcard_import']);
  return statement.children().filter((node) => kinds.has(String(node.kind())) && node.id() !== module);
}

function namesOf(item: SgNode): { readonly name: string; readonly alias?: string } {
  if (item.kind() !== 'aliased_import') return { name: item.text() };
  const [name, alias] = item.children().filter((node) => node.kind() !== 'as');
  return { name: name?.text() ?? '', ...(alias ? { alias: alias.text() } : {}) };
}

/** Reads of a name or of a dotted name; `undefined` when the file gives its first part another meaning somewhere. */
export function pythonReads(file: SourceFile, local: string): readonly SgNode[] | undefined {
  const [first = ''] = local.split('.');
  const own = nodes(file, 'identifier', first).filter((node) => !isInImport(node) && !isMemberName(node));
  if (own.some(isBinding)) return undefined;
  return own.flatMap((node) => {
    let at = node;
    for (const part of local.split('.').slice(1)) {
      const parent = at.parent();
      if (parent?.kind() !== 'attribute' || parent.child(2)?.text() !== part) return [];
      at = parent;
    }
    return [at];
  });
}

/** Places that mean a member of a module, by whatever import, with that import. */
export function pythonUses(
  file: SourceFile,
  module: string,
  name: string,
): readonly { readonly node: SgNode; readonly from: PythonImport }[] {
  return pythonImports(file).flatMap((from) => {
    if (from.module !== module || (from.name !== undefined && from.name !== name)) return [];
    if (isContested(file, from)) return [];
    const reads = pythonReads(file, from.local) ?? [];
    if (from.name !== undefined) return reads.map((node) => ({ node, from }));
    return reads.flatMap((node) => {
      const parent = node.parent();
      return parent?.kind() === 'attribute' &&
        parent.child(0)?.id() === node.id() &&
        parent.child(2)?.text() === name
        ? [{ node: parent, from }]
        : [];
    });
  });
}

/** Whether another import brings something else under the same name: `except ImportError: from own import six`. */
function isContested(file: SourceFile, from: PythonImport): boolean {
  const [first] = from.local.split('.');
  return pythonImports(file).some(
    (one) => one.local.split('.')[0] === first && meaningOf(one) !== meaningOf(from),
  );
}

const meaningOf = ({ name, module, isAliased }: PythonImport) =>
  name !== undefined || isAliased ? `${module}:${name}` : module.split('.')[0];

/** Whether a builtin name means the builtin everywhere in the file. */
export function isBuiltin(file: SourceFile, name: string): boolean {
  return pythonReads(file, name) !== undefined && !pythonImports(file).some(({ local }) => local === name);
}

export function nodes(file: SourceFile, kind: string, text?: string): readonly SgNode[] {
  const known = nodesOf.get(file) ?? new Map<string, readonly SgNode[]>();
  nodesOf.set(file, known);
  const key = `${kind} ${text ?? ''}`;
  const regex = text === undefined ? {} : { regex: `^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$` };
  const found = known.get(key) ?? file.sg().findAll({ rule: { kind, ...regex } });
  known.set(key, found);
  return found;
}

/** The nearest around a node. Step by step: every step is an object, and most searches end early. */
export function above(node: SgNode, ...kinds: readonly string[]): SgNode | undefined {
  let at = node.parent();
  while (at && !kinds.includes(String(at.kind()))) at = at.parent();
  return at ?? undefined;
}

const isInImport = (node: SgNode) =>
  ['dotted_name', 'aliased_import'].includes(String(node.parent()?.kind())) &&
  above(node, 'import_statement', 'import_from_statement', 'future_import_statement') !== undefined;

/** `b` of `a.b`, `b` of `f(b=1)`. */
function isMemberName(node: SgNode): boolean {
  const parent = node.parent();
  if (parent?.kind() === 'attribute') return parent.child(2)?.id() === node.id();
  return parent?.kind() === 'keyword_argument' && parent.child(0)?.id() === node.id();
}

const parameters = new Set([
  'parameters',
  'lambda_parameters',
  'typed_parameter',
  'list_splat_pattern',
  'dictionary_splat_pattern',
  'as_pattern_target',
  'global_statement',
  'nonlocal_statement',
]);
/** The first child is what is named or written. */
const firstIsNamed = new Set([
  'default_parameter',
  'typed_default_parameter',
  'assignment',
  'augmented_assignment',
  'named_expression',
]);

/** Whether a name is given a meaning where it stands. */
function isBinding(node: SgNode): boolean {
  const parent = node.parent();
  const kind = String(parent?.kind());
  if (!parent) return false;
  if (parameters.has(kind)) return true;
  if (firstIsNamed.has(kind)) return parent.child(0)?.id() === node.id();
  if (kind === 'function_definition' || kind === 'class_definition')
    return parent.field('name')?.id() === node.id();
  if (kind === 'for_statement' || kind === 'for_in_clause') return parent.field('left')?.id() === node.id();
  if (kind === 'pattern_list' || kind === 'tuple_pattern' || kind === 'list_pattern') return true;
  return kind === 'delete_statement';
}

/** Some names of `from x import …` come from another module now; the others stay. Nothing where a comment stands among them. */
export function movePythonNames(
  file: SourceFile,
  statement: SgNode,
  moved: readonly PythonImport[],
  to: string,
): readonly Change[] | undefined {
  const items = itemsOf(statement);
  const module = moduleOf(statement);
  if (!module) return undefined;
  if (moved.length === items.length) return [{ ...rangeOf(module), text: to }];
  const changes = withoutImportItems(statement, moved);
  if (!changes) return undefined;
  const { end } = rangeOf(statement);
  const names = moved.map(({ item }) => item.text()).join(', ');
  return [...changes, { start: end, end, text: `\n${indentOf(file, statement)}from ${to} import ${names}` }];
}

/** Some names of an import statement go, not all. Nothing where a comment stands among them. */
export function withoutImportItems(
  statement: SgNode,
  gone: readonly Pick<PythonImport, 'item'>[],
): readonly Change[] | undefined {
  if (statement.text().includes('#')) return undefined;
  const items = itemsOf(statement);
  const going = new Set(gone.map(({ item }) => item.id()));
  const changes: Change[] = [];
  for (let at = 0; at < items.length; at++) {
    if (!going.has(items[at]?.id() ?? -1)) continue;
    let last = at;
    while (last + 1 < items.length && going.has(items[last + 1]?.id() ?? -1)) last++;
    const [first, next, before] = [items[at], items[last + 1], items[at - 1]];
    if (next && first) changes.push({ start: rangeOf(first).start, end: rangeOf(next).start, text: '' });
    else if (before)
      changes.push({ start: rangeOf(before).end, end: rangeOf(items[last] ?? before).end, text: '' });
    at = last;
  }
  return changes;
}

/** The white space before a statement on its line. */
export function indentOf({ text }: SourceFile, statement: SgNode): string {
  const { start } = rangeOf(statement);
  return /^[ \t]*/.exec(text.slice(text.lastIndexOf('\n', start - 1) + 1))?.[0] ?? '';
}
