import type { Node } from '@babel/types';
import type { Edit, SourceFile } from '../../src/change/codemod.ts';
import {
  changed,
  literalSaying,
  literalText,
  type ModuleReference,
  type NodeOf,
  noted,
  type Part,
  replaced,
  spot,
  textOf,
  withoutItems,
  withoutStatements,
} from '../../src/change/syntax.ts';
import { guide, moved, rules, to } from './rules.ts';

/** It flushes updates with react-dom, and so lives where that is known to be there. */
const provider = 'RouterProvider';
const home = 'react-router/dom';

export function imports(file: SourceFile): readonly Part[] {
  const references = file.bindings().moduleReferences(...moved);
  return [
    ...references.flatMap((reference) => [
      ...at(file, reference),
      ...(reference.kind === 'mock' ? mocked(file, reference) : []),
    ]),
    ...inTypes(file),
    ...left(file, references),
  ];
}

function at(file: SourceFile, reference: ModuleReference): readonly Part[] {
  const { source } = reference;
  const plain = changed([renamed(file, source, to, rules.import)]);
  switch (reference.kind) {
    case 'import':
      return [imported(file, reference.node), ...followed(file, reference)];
    case 'export-from':
      return [exported(file, reference.node)];
    case 'mock':
      return isMockedTwice(file, reference) ? [] : [plain];
    case 'require':
    case 'dynamic-import':
    case 'import-equals': {
      const whole = required(file, reference);
      return whole ? [whole] : [plain, ...followed(file, reference)];
    }
  }
}

/** `import { RouterProvider, Link } from …` becomes two imports, or joins the one of react-router that is there. */
function imported(file: SourceFile, node: NodeOf<'ImportDeclaration'>): Part {
  const { source, specifiers } = node;
  const going = specifiers.filter((one) => one.type === 'ImportSpecifier' && isProvider(one.imported));
  if (going.length === 0) return changed(joining(file, node) ?? [renamed(file, source, to, rules.import)]);
  return changed(
    going.length === specifiers.length
      ? [renamed(file, source, home, rules.provider)]
      : split(file, node, going, 'import'),
  );
}

function renamed(file: SourceFile, source: NodeOf<'StringLiteral'>, module: string, rule: string): Edit {
  return replaced(rule, source, literalSaying(file, source, module));
}

function split(
  file: SourceFile,
  node: NodeOf<'ImportDeclaration'> | NodeOf<'ExportNamedDeclaration'>,
  going: readonly Node[],
  word: 'import' | 'export',
): readonly Edit[] {
  const { source, specifiers } = node;
  if (!source) return [];
  const kind = 'importKind' in node ? node.importKind : (node as NodeOf<'ExportNamedDeclaration'>).exportKind;
  const names = going.map((one) => textOf(file, one)).join(', ');
  const from = literalSaying(file, source, home);
  const line = `${word} ${kind === 'type' ? 'type ' : ''}{ ${names} } from ${from}`;
  return [
    renamed(file, source, to, rules.provider),
    ...withoutItems(specifiers, going).map((edit) => replaced(rules.provider, edit, edit.text)),
    behind(file, node, line),
  ];
}

/** A line of its own, ending as the statement before it does. */
function behind(file: SourceFile, statement: Node, line: string): Edit {
  const { start, end } = spot(statement);
  const indent = /[ \t]*$/.exec(file.text.slice(0, start))?.[0] ?? '';
  const semicolon = file.text[end - 1] === ';' ? ';' : '';
  return replaced(rules.provider, { start: end, end }, `\n${indent}${line}${semicolon}`);
}

/** Names move into an import of react-router that the file has already. */
function joining(file: SourceFile, node: NodeOf<'ImportDeclaration'>): readonly Edit[] | undefined {
  const isPlain = ({ specifiers, importKind }: NodeOf<'ImportDeclaration'>) =>
    specifiers.length > 0 &&
    importKind !== 'type' &&
    specifiers.every(({ type }) => type === 'ImportSpecifier');
  const host = file
    .tree()
    .of('ImportDeclaration')
    .find((one) => one.source.value === to && isPlain(one));
  const last = host?.specifiers.at(-1);
  const isOnly =
    file
      .tree()
      .of('ImportDeclaration')
      .filter((one) => moved.includes(one.source.value) && isPlain(one)).length === 1;
  if (!last || !isOnly || !isPlain(node) || /\/[/*]/.test(textOf(file, node))) return undefined;
  const { start, end } = spot(last);
  const gap = /\n[ \t]*$/.exec(file.text.slice(0, start))?.[0] ?? ' ';
  const names = node.specifiers.map((one) => `,${gap}${textOf(file, one)}`).join('');
  return [
    replaced(rules.import, { start: end, end }, names),
    ...withoutStatements([node], file).map((edit) => replaced(rules.import, edit, edit.text)),
  ];
}

function exported(
  file: SourceFile,
  node: NodeOf<'ExportNamedDeclaration'> | NodeOf<'ExportAllDeclaration'>,
): Part {
  const { source } = node;
  if (!source) return changed([]);
  if (node.type === 'ExportAllDeclaration') {
    if (node.exportKind === 'type' || source.value !== moved[0])
      return changed([renamed(file, source, to, rules.import)]);
    // A name exported by itself comes before the one of a star.
    const line = `export { ${provider} } from ${literalSaying(file, source, home)}`;
    return changed([renamed(file, source, to, rules.provider), behind(file, node, line)]);
  }
  const going = node.specifiers.filter((one) => one.type === 'ExportSpecifier' && isProvider(one.local));
  if (going.length === 0) return changed([renamed(file, source, to, rules.import)]);
  return changed(
    going.length === node.specifiers.length
      ? [renamed(file, source, home, rules.provider)]
      : split(file, node, going, 'export'),
  );
}

/** `const { RouterProvider, Link } = require(…)` */
function required(file: SourceFile, { kind, node, source }: ModuleReference): Part | undefined {
  const declarator = file.tree().parent(node);
  if (kind !== 'require' || declarator?.type !== 'VariableDeclarator') return undefined;
  const declaration = file.tree().parent(declarator);
  if (declarator.id.type !== 'ObjectPattern' || declaration?.type !== 'VariableDeclaration') return undefined;
  const { properties } = declarator.id;
  const going = properties.filter((one) => one.type === 'ObjectProperty' && isProvider(one.key));
  if (going.length === 0) return undefined;
  if (going.length === properties.length) return changed([renamed(file, source, home, rules.provider)]);
  if (declaration.declarations.length > 1 || properties.some(({ type }) => type === 'RestElement'))
    return undefined;
  const names = going.map((one) => textOf(file, one)).join(', ');
  const line = `${declaration.kind} { ${names} } = require(${literalSaying(file, source, home)})`;
  return changed([
    renamed(file, source, to, rules.provider),
    ...withoutItems(properties, going).map((edit) => replaced(rules.provider, edit, edit.text)),
    behind(file, declaration, line),
  ]);
}

const flushes = `${provider} of 'react-router' does not flush updates that ask for it; take it from '${home}'`;

/** Where it comes as a member, it comes from the module that was named there. */
function followed(file: SourceFile, reference: ModuleReference): readonly Part[] {
  const use = file
    .bindings()
    .uses(reference.source.value)
    .find(
      ({ from, path, node }) =>
        from === reference &&
        path.join('.') === provider &&
        (reference.kind !== 'import' || !/Identifier$/.test(node.type)),
    );
  return use ? [noted(rules.provider, use.node, flushes, guide)] : [];
}

function mocked(file: SourceFile, reference: ModuleReference): readonly Part[] {
  if (isMockedTwice(file, reference))
    return [
      noted(
        rules.import,
        reference.node,
        "this file mocks 'react-router' too, which all comes from now; make one mock of both",
        guide,
      ),
    ];
  const names = [...file.tree().within(reference.node)].some(
    (node) => node.type === 'Identifier' && node.name === provider,
  );
  return names
    ? [noted(rules.provider, reference.node, `${provider} comes from '${home}' now; mock it there`, guide)]
    : [];
}

const factories = ['mock', 'doMock'];

function isMockedTwice(file: SourceFile, { node }: ModuleReference): boolean {
  return (
    isMaking(node) &&
    file
      .bindings()
      .moduleReferences(to)
      .some((one) => one.kind === 'mock' && isMaking(one.node))
  );
}

const isMaking = (node: Node): boolean =>
  node.type === 'CallExpression' &&
  node.callee.type === 'MemberExpression' &&
  node.callee.property.type === 'Identifier' &&
  factories.includes(node.callee.property.name);

/** `typeof import('react-router-dom')` */
function inTypes(file: SourceFile): readonly Part[] {
  return file
    .tree()
    .of('TSImportType')
    .filter(({ source }) => moved.includes(source.value))
    .map(({ source, qualifier }) => {
      const isHome = qualifier?.type === 'Identifier' && isProvider(qualifier);
      return changed([renamed(file, source, isHome ? home : to, rules.import)]);
    });
}

/** Bundler settings, augmented modules, files inside the package: as long as they stand there, so does the dependency. */
function left(file: SourceFile, references: readonly ModuleReference[]): readonly Part[] {
  const known = new Set<Node>([
    ...references.map(({ source }) => source),
    ...file
      .tree()
      .of('TSImportType')
      .map(({ source }) => source),
  ]);
  return file
    .tree()
    .of('StringLiteral')
    .filter((one) => !known.has(one) && /^react-router-dom(?:\/|$)/.test(literalText(one) ?? ''))
    .map((one) =>
      noted(
        rules.import,
        one,
        `'${one.value}' is named here too; see whether '${to}' takes its place`,
        guide,
      ),
    );
}

const isProvider = (node: Node): boolean =>
  (node.type === 'Identifier' && node.name === provider) ||
  (node.type === 'StringLiteral' && node.value === provider);
