/** Imports that made Python 2 behave as Python 3 does. */
import type { SourceFile } from '../../src/change/codemod.ts';
import {
  changePythonImports,
  isHandedOn,
  isUnreadWithout,
  meansBuiltin,
  nodes,
  type PythonChange,
  type PythonImport,
  pythonImports,
  pythonItemsOf,
  pythonReads,
  pythonUses,
  rangeOf,
  withoutImportItems,
  withoutPythonStatements,
} from '../../src/change/syntax.ts';

/** https://docs.python.org/3/library/__future__.html: the version that has the feature always. */
const finished: Readonly<Record<string, number>> = {
  nested_scopes: 0,
  generators: 0,
  division: 0,
  absolute_import: 0,
  with_statement: 0,
  print_function: 0,
  unicode_literals: 0,
  generator_stop: 7,
};

export function future(file: SourceFile, target = '3.0'): readonly PythonChange[] {
  const minor = Number(target.split('.')[1] ?? 0);
  const statements = nodes(file, 'future_import_statement');
  const going = statements.map((statement) => ({
    statement,
    items: pythonItemsOf(statement).filter((item) => {
      const since = Object.hasOwn(finished, item.text()) ? finished[item.text()] : undefined;
      return since !== undefined && since <= minor && pythonReads(file, item.text())?.length === 0;
    }),
  }));
  const isWhole = ({ statement, items }: (typeof going)[number]) =>
    items.length === pythonItemsOf(statement).length;
  return [
    ...going.flatMap((one) =>
      one.items.length === 0 || isWhole(one)
        ? []
        : (withoutImportItems(
            one.statement,
            one.items.map((item) => ({ item })),
          ) ?? []),
    ),
    ...withoutPythonStatements(
      file,
      going.filter(isWhole).map(({ statement }) => statement),
    ),
  ];
}

/** What the package future has under `builtins` and Python 3 has without an import. */
const builtins = new Set([
  'ascii',
  'bytes',
  'chr',
  'dict',
  'filter',
  'hex',
  'input',
  'int',
  'list',
  'map',
  'max',
  'min',
  'next',
  'object',
  'oct',
  'open',
  'pow',
  'range',
  'round',
  'str',
  'super',
  'zip',
]);

export const fromBuiltins = (file: SourceFile): readonly PythonChange[] =>
  withoutNames(file, ({ module, name = '' }) => module === 'builtins' && builtins.has(name));

/** The names mean the same without the import. Somebody else may import them from here unless they are used here. */
function withoutNames(file: SourceFile, isMeant: (one: PythonImport) => boolean): readonly PythonChange[] {
  const going = pythonImports(file).filter(
    (one) =>
      one.name !== undefined &&
      isMeant(one) &&
      !one.isAliased &&
      meansBuiltin(file, one.local) &&
      (pythonReads(file, one.local) ?? []).length > 0 &&
      !isHandedOn(file, one.local),
  );
  const byStatement = [...Map.groupBy(going, ({ statement }) => statement.id()).values()];
  const whole = byStatement.filter(
    ([first, ...more]) => first && pythonItemsOf(first.statement).length === more.length + 1,
  );
  return [
    ...byStatement
      .filter((items) => !whole.includes(items))
      .flatMap((items) => (items[0] && withoutImportItems(items[0].statement, items)) ?? []),
    ...withoutPythonStatements(
      file,
      whole.flatMap(([first]) => (first ? [first.statement] : [])),
    ),
  ];
}

/** https://docs.python.org/3/library/io.html#io.open: an alias of the builtin. */
export function ioOpen(file: SourceFile): readonly PythonChange[] {
  if (!meansBuiltin(file, 'open')) return [];
  const uses = pythonUses(file, 'io', 'open').filter(
    ({ node, from }) =>
      from.name === undefined && node.parent()?.kind() !== 'assignment' && !isHandedOn(file, from.local),
  );
  const gone = new Set(uses.flatMap(({ node }) => node.child(0)?.id() ?? []));
  const imports = new Set(uses.map(({ from }) => from));
  const unread = new Set([...imports].filter((from) => isUnreadWithout(file, from, gone)));
  return [
    ...uses.map(({ node }) => ({ ...rangeOf(node), text: 'open' })),
    ...changePythonImports(file, [...unread], []),
    ...withoutNames(file, ({ module, name }) => module === 'io' && name === 'open'),
  ];
}
