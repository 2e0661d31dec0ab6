/**
 * Classes that extend those of other files. One whose base class would get the new name alone would miss it: its `super` call finds
 * nothing, and React calls the old and the new. Which file a specifier means is not looked up, so that an alias or a barrel hides
 * nothing: the class's name has to agree, of a default import the file's.
 */
import type { Class, File, ImportDeclaration, Node } from '@babel/types';
import type { SourceFile, Survey } from '../../src/change/codemod.ts';
import { parsedModule } from '../../src/change/syntax.ts';

/** Without `UNSAFE_` before it. */
const mentions = (text: string, name: string): boolean => new RegExp(`(?<![\\w$])${name}\\b`).test(text);

/** Answers `class Base componentWillMount` or `file base componentWillMount` for each class that extends what was imported. */
export const surveyOf = (names: readonly string[]): Survey => ({
  files: /\.[cm]?[jt]sx?$/,
  of(path, text) {
    const parsed = names.some((name) => mentions(text, name)) ? parsedModule(text, path) : undefined;
    if (!parsed) return [];
    const imports = parsed.program.body.filter((node) => node.type === 'ImportDeclaration');
    return classesOf(parsed).flatMap((one) => {
      const base = one.superClass && importedAs(one.superClass, imports);
      if (!base) return [];
      const own = text.slice(one.body.start ?? 0, one.body.end ?? 0);
      return names.filter((name) => mentions(own, name)).map((name) => `${base} ${name}`);
    });
  },
});

function classesOf({ program }: File): readonly Class[] {
  const declared = program.body.flatMap((node): Node[] => {
    const isExport = node.type === 'ExportNamedDeclaration' || node.type === 'ExportDefaultDeclaration';
    return isExport ? (node.declaration ? [node.declaration] : []) : [node];
  });
  return declared.flatMap((node): readonly Class[] => {
    if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') return [node];
    if (node.type !== 'VariableDeclaration') return [];
    return node.declarations.flatMap(({ init }) => (init?.type === 'ClassExpression' ? [init] : []));
  });
}

function importedAs(superClass: Node, imports: readonly ImportDeclaration[]): string | undefined {
  const isMember = superClass.type === 'MemberExpression' && superClass.object.type === 'Identifier';
  const name = isMember ? (superClass.object as { name: string }).name : undefined;
  const local = superClass.type === 'Identifier' ? superClass.name : name;
  for (const { source, specifiers } of imports) {
    const specifier = specifiers.find((one) => one.local.name === local);
    if (!specifier || source.value === 'react') continue;
    if (specifier.type === 'ImportDefaultSpecifier') return `file ${fileName(source.value)}`;
    if (specifier.type === 'ImportSpecifier')
      return `class ${specifier.imported.type === 'Identifier' ? specifier.imported.name : specifier.imported.value}`;
    if (superClass.type === 'MemberExpression' && superClass.property.type === 'Identifier')
      return `class ${superClass.property.name}`;
  }
  return undefined;
}

/** `./base/index.js` and `./base` are both `base`. */
const fileName = (path: string): string =>
  path
    .replace(/\.[cm]?[jt]sx?$/, '')
    .replace(/\/index$/, '')
    .split('/')
    .at(-1) ?? '';

/** The first file elsewhere with a class that extends this one and has the method too. */
export function extendedIn(
  file: SourceFile,
  class_: Class,
  name: string,
  surveyed: ReadonlyMap<string, readonly string[]>,
): string | undefined {
  const wanted = new Set(
    [...namesOf(file, class_).map((one) => `class ${one}`), `file ${fileName(file.path)}`].map(
      (base) => `${base} ${name}`,
    ),
  );
  return [...surveyed].find(([path, said]) => path !== file.path && said.some((one) => wanted.has(one)))?.[0];
}

/** Its own name, and those it is exported by. */
function namesOf(file: SourceFile, { id }: Class): readonly string[] {
  if (!id) return [];
  const others = file
    .tree()
    .of('ExportSpecifier')
    .filter(({ local }) => local.type === 'Identifier' && local.name === id.name)
    .flatMap(({ exported }) => (exported.type === 'Identifier' ? [exported.name] : []));
  return [id.name, ...others];
}
