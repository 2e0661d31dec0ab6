/** A name a change needs from a module: found where it is imported already, else brought in as the file itself would write it. */
import type { Identifier, Node } from '@babel/types';
import type { Edit, SourceFile } from './codemod.ts';
import { habitsOf } from './habits.ts';
import { replaced } from './part.ts';
import { spot } from './tree.ts';

export interface Wished {
  /** The first is written where none is imported yet. */
  readonly modules: readonly string[];
  /** An export, or `default` for the module itself. */
  readonly export: string;
  readonly local: string;
  /** The name's old owner, which goes: `act` of one module becomes `act` of another. */
  readonly instead?: Identifier;
}

export interface Imported {
  readonly local: string;
  readonly edits: readonly Edit[];
}

/** `undefined` when the name means something else somewhere it is needed. */
export function importing(
  file: SourceFile,
  { modules, export: name, local, instead }: Wished,
  places: readonly Node[],
  rule: string,
): Imported | undefined {
  const known = importedAs(file, modules, name);
  if (known !== undefined && places.every((at) => file.bindings().lookUp(known, at) !== undefined))
    return { local: known, edits: [] };
  const isTaken = (at: Node) => {
    const owner = file.bindings().lookUp(local, at);
    return owner !== undefined && (instead === undefined || !owner.declared.includes(instead));
  };
  if (places.some(isTaken)) return undefined;
  const [module = ''] = modules;
  return {
    local,
    edits: [joining(file, modules, name, local, rule) ?? insertion(file, module, name, local, rule)],
  };
}

/** The name at the top of the file that means the export. */
function importedAs(file: SourceFile, modules: readonly string[], name: string): string | undefined {
  const wanted = name === 'default' ? [] : [name];
  for (const { node, path } of file.bindings().uses(...modules)) {
    if (node.type !== 'Identifier' || path.join('.') !== wanted.join('.')) continue;
    const [declared] = file.bindings().bindingOf(node)?.declared ?? [];
    if (declared && isAtTop(file, declared)) return node.name;
  }
  return undefined;
}

/** An import of the module that takes values by name already, or itself, takes one more. */
function joining(
  file: SourceFile,
  modules: readonly string[],
  name: string,
  local: string,
  rule: string,
): Edit | undefined {
  if (name === 'default') return undefined;
  const own = file
    .tree()
    .of('ImportDeclaration')
    .filter(({ source, importKind }) => modules.includes(source.value) && importKind !== 'type');
  for (const { specifiers } of own) {
    const last = specifiers.at(-1);
    if (!last || last.type === 'ImportNamespaceSpecifier') continue;
    const { end } = spot(last);
    const text = name === local ? name : `${name} as ${local}`;
    const isNamed = last.type === 'ImportSpecifier';
    return replaced(rule, { start: end, end }, isNamed ? `, ${text}` : `, { ${text} }`);
  }
  return undefined;
}

function isAtTop(file: SourceFile, node: Node): boolean {
  return ![...file.tree().ancestors(node)].some(({ type }) => /Function|^Class|^Block/.test(type));
}

function insertion(file: SourceFile, module: string, name: string, local: string, rule: string): Edit {
  const { quote, semicolon } = habitsOf(file);
  const from = `${quote}${module}${quote}`;
  const { body, directives } = file.babel().program;
  const imports = body.filter(({ type }) => type === 'ImportDeclaration');
  const isModule =
    imports.length > 0 || body.some(({ type }) => type.startsWith('Export')) || /\.m[jt]s$/.test(file.path);
  const text = isModule
    ? `import ${name === 'default' ? local : named(name, local, ' as ')} from ${from}${semicolon}`
    : `const ${name === 'default' ? local : named(name, local, ': ')} = require(${from})${semicolon}`;
  const last =
    (isModule ? imports : body.filter((statement) => isRequired(statement))).at(-1) ?? directives.at(-1);
  if (last) return replaced(rule, { start: spot(last).end, end: spot(last).end }, `\n${text}`);
  const start = body[0] ? firstLineOf(file, body[0]) : 0;
  return replaced(rule, { start, end: start }, `${text}\n`);
}

/** Comments at the head of a file stay at its head; one that belongs to the first statement stays with it. */
function firstLineOf({ text }: SourceFile, statement: Node): number {
  return text.lastIndexOf('\n', spot(statement).start - 1) + 1;
}

const named = (name: string, local: string, separator: string) =>
  name === local ? `{ ${name} }` : `{ ${name}${separator}${local} }`;

function isRequired(statement: Node): boolean {
  return (
    statement.type === 'VariableDeclaration' &&
    statement.declarations.some(
      ({ init }) =>
        init?.type === 'CallExpression' &&
        init.callee.type === 'Identifier' &&
        init.callee.name === 'require',
    )
  );
}
