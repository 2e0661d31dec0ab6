/** six.moves: a name or a module that Python 3 has somewhere else. */
import type { SgNode } from '@ast-grep/napi';
import type { SourceFile } from '../../src/change/codemod.ts';
import {
  above,
  indentOf,
  isHandedOn,
  moduleOf,
  type PythonChange,
  type PythonImport,
  pythonImports,
  pythonItemsOf,
  pythonReads,
  rangeOf,
  withoutImportItems,
} from '../../src/change/syntax.ts';
import { asName } from './members.ts';
import { movedModules, movedNames, own, urllibModules } from './names.ts';
import { canImportBesideSix, type Place, placesOf, type Rewrite, rewritten } from './places.ts';

/** `six.moves.range`, `six.moves.urllib.parse.quote` */
export function moved(file: SourceFile, { member, node }: Place): Rewrite | undefined {
  const name = member.slice('moves.'.length);
  const to = own(movedNames, name);
  if (to !== undefined) return asName(file, node, to);
  if (name === 'urllib') {
    const part = node.parent()?.kind() === 'attribute' ? node.parent()?.child(2)?.text() : undefined;
    const isKnown = part !== undefined && urllibModules.has(part) && canImportBesideSix(file, 'urllib');
    return isKnown ? rewritten([{ ...rangeOf(node), text: 'urllib' }], `urllib.${part}`) : undefined;
  }
  const module = own(movedModules, name);
  if (module === undefined || !canImportBesideSix(file, module)) return undefined;
  return rewritten([{ ...rangeOf(node), text: module }], module);
}

export interface MovedImport {
  readonly statement: SgNode;
  /** `undefined`: a person has to. */
  readonly changes: readonly PythonChange[] | undefined;
  /** Nothing takes its place. */
  readonly goes: boolean;
  /** Statements that come in. */
  readonly written: readonly string[];
}

export function movedImports(file: SourceFile): readonly MovedImport[] {
  const ours = pythonImports(file).filter(
    ({ module, statement }) => /^six\.moves(?:\.|$)/.test(module) && !above(statement, 'try_statement'),
  );
  return [...Map.groupBy(ours, ({ statement }) => statement.id()).values()].flatMap((items) => {
    const statement = items[0]?.statement;
    if (!statement) return [];
    if (items.every(({ name, isAliased }) => name === undefined && !isAliased)) return [];
    return [{ statement, ...statementChanges(file, statement, items) }];
  });
}

function statementChanges(
  file: SourceFile,
  statement: SgNode,
  items: readonly PythonImport[],
): Omit<MovedImport, 'statement'> {
  const stays = { changes: undefined, goes: false, written: [] };
  const [first] = items;
  const node = moduleOf(statement);
  if (first?.module !== 'six.moves' || first.name === undefined) {
    const renamed = items.map((one) => successor(one.module));
    if (renamed.includes(undefined)) return stays;
    const places = first?.name === undefined ? items.map(({ item }) => item.child(0)) : [node];
    const changes = places.flatMap((place, at) =>
      place ? [{ ...rangeOf(place), text: renamed[at] ?? '' }] : [],
    );
    return { changes, goes: false, written: [] };
  }
  const answers = items.map((one) => ({ one, lines: linesFor(file, one) }));
  const gone = answers.filter(({ lines }) => lines !== undefined).map(({ one }) => one);
  if (gone.length === 0 || statement.text().includes('#')) return stays;
  const indent = indentOf(file, statement);
  const written = [...new Set(answers.flatMap(({ lines }) => lines ?? []))].sort(bySection);
  const reads = gone.flatMap((one) => renamedReads(file, one));
  const isWhole = gone.length === pythonItemsOf(statement).length;
  if (isWhole && written.length === 0) return { changes: reads, goes: true, written };
  if (isWhole) {
    const text = written.join(`\n${indent}`);
    return { changes: [{ ...rangeOf(statement), text }, ...reads], goes: false, written };
  }
  const { end } = rangeOf(statement);
  const text = written.map((line) => `\n${indent}${line}`).join('');
  const added = text === '' ? [] : [{ start: end, end, text }];
  return {
    changes: [...(withoutImportItems(statement, gone) ?? []), ...added, ...reads],
    goes: false,
    written,
  };
}

/** `six.moves.urllib.parse` is `urllib.parse`, `six.moves.http_client` is `http.client`. */
function successor(module: string): string | undefined {
  const path = module.slice('six.moves.'.length);
  if (path === 'urllib' || urllibModules.has(path.replace(/^urllib\./, ''))) return path;
  return own(movedModules, path);
}

/** What takes the place of one name: no line for a builtin, and `undefined` where it has to stay. */
function linesFor(file: SourceFile, one: PythonImport): readonly string[] | undefined {
  const { name = '', local } = one;
  const to = own(movedNames, name);
  if (to !== undefined) {
    if (!to.includes('.')) return isBuiltinHere(file, one, to) ? [] : undefined;
    const [module, member = ''] = [to.slice(0, to.lastIndexOf('.')), to.split('.').at(-1)];
    return [`from ${module} import ${member === local ? member : `${member} as ${local}`}`];
  }
  if (name === 'urllib') return urllibLines(file, one);
  const module = own(movedModules, name);
  if (module === undefined) return undefined;
  return [module === local ? `import ${module}` : `import ${module} as ${local}`];
}

/** Its name is free for the builtin, it is read here, and nobody else takes it from here. */
function isBuiltinHere(file: SourceFile, { local }: PythonImport, to: string): boolean {
  const isOurs = (one: PythonImport) => one.module === 'six.moves' && own(movedNames, one.name ?? '') === to;
  return (
    (pythonImports(file).some((one) => isOurs(one) && pythonReads(file, one.local)?.length) ||
      placesOf(file).some(({ member }) => own(movedNames, member.replace(/^moves\./, '')) === to)) &&
    pythonReads(file, to) !== undefined &&
    pythonImports(file).every((one) => (one.local !== local && one.local !== to) || isOurs(one)) &&
    !isHandedOn(file, local)
  );
}

function renamedReads(file: SourceFile, { name = '', local }: PythonImport): readonly PythonChange[] {
  const to = own(movedNames, name);
  if (to === undefined || to.includes('.') || to === local) return [];
  return (pythonReads(file, local) ?? []).map((node) => ({ ...rangeOf(node), text: to }));
}

function urllibLines(file: SourceFile, { local, isAliased }: PythonImport): readonly string[] | undefined {
  const reads = pythonReads(file, local) ?? [];
  const parts = reads.map((node) =>
    node.parent()?.kind() === 'attribute' ? node.parent()?.child(2)?.text() : undefined,
  );
  const isKnown = parts.length > 0 && parts.every((part) => part !== undefined && urllibModules.has(part));
  const isOnly = pythonImports(file).every(
    (one) => one.local.split('.')[0] !== local || one.module.startsWith('six.moves'),
  );
  return isKnown && isOnly && !isAliased && local === 'urllib'
    ? [...new Set(parts)].map((part) => `import urllib.${part}`)
    : undefined;
}

/** `import x` before `from x import y`. */
const bySection = (a: string, b: string): number =>
  Number(a.startsWith('from')) - Number(b.startsWith('from')) || (a < b ? -1 : 1);
