/** Packages of a Go file: by which name each comes, who uses it, and lists of imports that stay in gofmt's order. */
import type { SgNode } from '@ast-grep/napi';
import type { Edit, SourceFile } from './codemod.ts';

type Change = Pick<Edit, 'start' | 'end' | 'text'>;

export interface GoImport {
  readonly path: string;
  /** The name in this file; nothing for `.` and `_`. */
  readonly local?: string;
  readonly spec: SgNode;
}

export function goImports(file: SourceFile): readonly GoImport[] {
  return file
    .sg()
    .findAll({ rule: { kind: 'import_spec' } })
    .map((spec) => {
      const path = spec.children().at(-1)?.text().slice(1, -1) ?? '';
      const [name] = spec.children();
      if (name?.kind() === 'package_identifier') return { path, spec, local: name.text() };
      return name?.kind() === 'interpreted_string_literal' || name?.kind() === 'raw_string_literal'
        ? { path, spec, local: lastPart(path) }
        : { path, spec };
    });
}

/** `math/rand/v2` is rand. */
const lastPart = (path: string) =>
  path
    .replace(/\/v\d+$/, '')
    .split('/')
    .at(-1) ?? path;

/** Whether a name means a package wherever it stands: nothing in the file declares it otherwise. */
export function isPackageName(file: SourceFile, name: string): boolean {
  return names(file, name).every(isOperand);
}

/** `ioutil.ReadFile`, every member that is taken of a package. */
export function goMembers(file: SourceFile, name: string): readonly SgNode[] {
  return names(file, name).flatMap((identifier) => {
    const parent = identifier.parent();
    return parent && isOperand(identifier) ? [parent] : [];
  });
}

function names(file: SourceFile, name: string): readonly SgNode[] {
  const escaped = name.replace(/[^\w]/g, '');
  return ['identifier', 'type_identifier', 'package_identifier'].flatMap((kind) =>
    file
      .sg()
      .findAll({ rule: { kind, regex: `^${escaped}$` } })
      .filter(
        (node) => node.parent()?.kind() !== 'import_spec' && node.parent()?.kind() !== 'package_clause',
      ),
  );
}

/** `x` of `x.Y`, of a value or of a type. */
function isOperand(node: SgNode): boolean {
  const parent = node.parent();
  const kind = parent?.kind();
  return (
    (kind === 'selector_expression' || kind === 'qualified_type') && parent?.child(0)?.id() === node.id()
  );
}

/** Brings packages in beside an import, those that are not there yet, and takes it out unless it is kept. */
export function changeGoImports(
  file: SourceFile,
  { spec }: GoImport,
  added: readonly string[],
  keeps: boolean,
): readonly Change[] {
  const all = goImports(file);
  const missing = added.filter((path) => !all.some((one) => one.path === path && one.local)).sort();
  if (keeps && missing.length === 0) return [];
  const list = spec.parent();
  if (list?.kind() !== 'import_spec_list') return alone(file, spec, missing, keeps);
  const siblings = list.children().filter((node) => node.kind() === 'import_spec');
  if (siblings.length === 1 && missing.length === 0) return withoutDeclaration(file, list.parent() ?? list);
  return inList(file, siblings, spec, missing, keeps);
}

/** `import "io/ioutil"` */
function alone(
  file: SourceFile,
  spec: SgNode,
  missing: readonly string[],
  keeps: boolean,
): readonly Change[] {
  if (missing.length === 0) return withoutDeclaration(file, spec.parent() ?? spec);
  const written = [...missing.map((path) => `"${path}"`), ...(keeps ? [spec.text()] : [])].sort();
  const text = written.length === 1 ? (written[0] ?? '') : `(\n\t${written.join('\n\t')}\n)`;
  return [{ ...rangeOf(spec), text }];
}

/** Its lines go, and an empty one with them, so that two do not meet. */
function withoutDeclaration({ text }: SourceFile, declaration: SgNode): readonly Change[] {
  const { start, end } = rangeOf(declaration);
  const after = /^[^\n]*\n(?:[ \t]*\r?\n)?/.exec(text.slice(end))?.[0].length ?? text.length - end;
  return [{ start: lineStart(text, start), end: end + after, text: '' }];
}

/** In the paragraph of the list where the dropped one stands. */
function inList(
  file: SourceFile,
  siblings: readonly SgNode[],
  dropped: SgNode,
  missing: readonly string[],
  keeps: boolean,
): readonly Change[] {
  const { text } = file;
  const at = siblings.findIndex((node) => node.id() === dropped.id());
  let [from, to] = [at, at];
  while (from > 0 && areNeighbours(siblings[from - 1], siblings[from])) from--;
  while (to < siblings.length - 1 && areNeighbours(siblings[to], siblings[to + 1])) to++;
  const lines = siblings.slice(from, to + 1).map((node) => ({
    path: node.children().at(-1)?.text().slice(1, -1) ?? '',
    text: text.slice(lineStart(text, rangeOf(node).start), lineEnd(text, rangeOf(node).end)),
    isDropped: !keeps && node.id() === dropped.id(),
  }));
  const end = /\r?\n$/.exec(lines[0]?.text ?? '')?.[0] ?? '\n';
  const indent = /^[ \t]*/.exec(lines[0]?.text ?? '')?.[0] ?? '\t';
  const kept = lines.filter(({ isDropped }) => !isDropped);
  for (const path of missing) {
    const next = kept.findIndex((line) => line.path > path);
    const line = { path, text: `${indent}"${path}"${end}`, isDropped: false };
    kept.splice(next === -1 ? kept.length : next, 0, line);
  }
  const first = siblings[from] ?? dropped;
  const last = siblings[to] ?? dropped;
  return [
    smallest(
      text,
      lineStart(text, rangeOf(first).start),
      lineEnd(text, rangeOf(last).end),
      kept.map((line) => line.text).join(''),
    ),
  ];
}

function areNeighbours(a: SgNode | undefined, b: SgNode | undefined): boolean {
  return a !== undefined && b !== undefined && b.range().start.line - a.range().end.line === 1;
}

/** What really changes, line by line. */
function smallest(text: string, start: number, end: number, after: string): Change {
  let [from, to, tail] = [start, end, after.length];
  let head = 0;
  while (from < to && head < tail && text[from] === after[head]) [from, head] = [from + 1, head + 1];
  while (to > from && tail > head && text[to - 1] === after[tail - 1]) [to, tail] = [to - 1, tail - 1];
  return { start: from, end: to, text: after.slice(head, tail) };
}

const lineStart = (text: string, at: number) => text.lastIndexOf('\n', at - 1) + 1;

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end + 1;
}

/** Where a node of Go or Python stands in the text. */
export function rangeOf(node: SgNode): { readonly start: number; readonly end: number } {
  const { start, end } = node.range();
  return { start: start.index, end: end.index };
}
