import type { Node } from '@babel/types';
import type { Edit, SourceFile } from '../../src/change/codemod.ts';
import { habitsOf, replaced, spot } from '../../src/change/syntax.ts';

/** Brings a type in, into an import of the module's types where there is one; `undefined` where that would make the file a module. */
export function typeImport(
  file: SourceFile,
  module: string,
  name: string,
  places: readonly Node[],
  rule: string,
): readonly Edit[] | undefined {
  const { program } = file.babel();
  const imports = program.body.filter((one) => one.type === 'ImportDeclaration');
  if (program.sourceType !== 'module' || places.some((at) => file.bindings().lookUp(name, at)))
    return undefined;
  const own = imports.filter(({ source }) => source.value === module);
  for (const { specifiers, importKind } of own.toSorted((a) => (a.importKind === 'type' ? -1 : 1))) {
    const last = specifiers.at(-1);
    if (last?.type !== 'ImportSpecifier') continue;
    const { end } = spot(last);
    return [replaced(rule, { start: end, end }, `, ${importKind === 'type' ? '' : 'type '}${name}`)];
  }
  const { quote, semicolon } = habitsOf(file);
  const text = `import type { ${name} } from ${quote}${module}${quote}${semicolon}`;
  const before = own.at(-1) ?? imports.at(-1);
  if (before) return [replaced(rule, { start: spot(before).end, end: spot(before).end }, `\n${text}`)];
  const [first] = program.body;
  const start = first ? file.text.lastIndexOf('\n', spot(first).start - 1) + 1 : 0;
  return [replaced(rule, { start, end: start }, `${text}\n`)];
}
