/** Import statements of Python that lose names nothing reads any more, and gain modules. */
import type { SgNode } from '@ast-grep/napi';
import type { SourceFile } from './codemod.ts';
import { rangeOf } from './go-imports.ts';
import { withoutPythonStatements } from './python-lines.ts';
import {
  above,
  type Change,
  indentOf,
  itemsOf,
  nodes,
  type PythonImport,
  pythonImports,
  pythonReads,
  withoutImportItems,
} from './python-names.ts';

/** Modules that are there so that others import names from them. */
const handsOn = /(?:^|\/)(?:__init__|_?\w*compat\w*|_?six|_?py3k?)\.pyi?$|(?:^|\/)compat\//;

/** Whether nothing in this file reads what an import brings once these places are gone. */
export function isReadOnlyIn(file: SourceFile, from: PythonImport, gone: ReadonlySet<number>): boolean {
  const [first = ''] = from.local.split('.');
  const reads = pythonReads(file, first) ?? [];
  return reads.length > 0 && reads.every((node) => gone.has(node.id()));
}

/** Nor, as far as it tells, in another. */
export const isUnreadWithout = (file: SourceFile, from: PythonImport, gone: ReadonlySet<number>): boolean =>
  isReadOnlyIn(file, from, gone) && !isHandedOn(file, from.local.split('.')[0] ?? '');

/** Whether others may take a name from this file: its own name says so, or it names it in a string. */
export const isHandedOn = (file: SourceFile, name: string): boolean =>
  handsOn.test(file.path) || isSaid(file, name);

/** In `__all__`, in an annotation that is a string, in a `# type:` comment. */
function isSaid(file: SourceFile, name: string): boolean {
  const asWhole = new RegExp(`^(?:[\\w.]+\\.)?${name}(?:\\.[\\w.]+)?$`);
  const asType = new RegExp(`(?<![\\w])${name}(?![\\w])`);
  return (
    nodes(file, 'string_content').some((node) => {
      const text = node.text();
      return (
        asWhole.test(text) ||
        (!text.includes('\n') && new RegExp(`(?<!\\w)${name}\\[`).test(text)) ||
        (asType.test(text) && above(node, 'type') !== undefined)
      );
    }) || nodes(file, 'comment').some((node) => /^#\s*type:/.test(node.text()) && asType.test(node.text()))
  );
}

/** Whether `import module` can be written here: its first name means nothing else, but for imports that mean the same. */
export function canImport(
  file: SourceFile,
  module: string,
  isSame: (one: PythonImport) => boolean = () => false,
): boolean {
  const [first = ''] = module.split('.');
  return (
    pythonReads(file, first) !== undefined &&
    pythonImports(file).every(
      (one) =>
        one.local.split('.')[0] !== first ||
        (one.name === undefined && one.module.split('.')[0] === first) ||
        isSame(one),
    )
  );
}

/**
 * Items of imports go, and modules come in beside the first of them. A statement of which nothing is left gives its place to them. A
 * statement stays as it is where a comment stands among its names, or where its block would be empty. `also` go as a whole.
 */
export function changePythonImports(
  file: SourceFile,
  gone: readonly PythonImport[],
  added: readonly string[],
  beside: PythonImport | undefined = gone[0],
  also: readonly SgNode[] = [],
): readonly Change[] {
  const isThere = (module: string) =>
    pythonImports(file).some((one) => one.module === module && one.name === undefined && !one.isAliased);
  const lines = [...new Set(added)].filter((module) => !isThere(module)).sort();
  const written = lines.map((module) => `import ${module}`);
  const changes: Change[] = [];
  const whole = [...also];
  let isWritten = written.length === 0;
  for (const [, items] of Map.groupBy(gone, ({ statement }) => statement.id())) {
    const statement = items[0]?.statement;
    if (!statement) continue;
    const isWhole = itemsOf(statement).length === items.length;
    if (isWhole && !isWritten && statement.id() === beside?.statement.id()) {
      const text = written.join(`\n${indentOf(file, statement)}`);
      changes.push({ ...rangeOf(statement), text });
      isWritten = true;
    } else if (isWhole) whole.push(statement);
    else changes.push(...(withoutImportItems(statement, items) ?? []));
  }
  if (!isWritten && beside) {
    const { start } = rangeOf(beside.statement);
    const indent = indentOf(file, beside.statement);
    changes.push({ start, end: start, text: written.map((line) => `${line}\n${indent}`).join('') });
  }
  return [...changes, ...withoutPythonStatements(file, whole)];
}

/** Whether a name is the builtin everywhere in the file, also where it is imported from `builtins`, `io`, or what means the same. */
export const meansBuiltin = (
  file: SourceFile,
  name: string,
  isSame: (one: PythonImport) => boolean = () => false,
): boolean =>
  pythonReads(file, name) !== undefined &&
  pythonImports(file).every(
    (one) =>
      one.local !== name ||
      (one.name === name && (one.module === 'builtins' || `${one.module}.${name}` === 'io.open')) ||
      isSame(one),
  );
