import type { CallExpression, Identifier, Node } from '@babel/types';
import type { Codemod, Context, Edit, Note, Result, SourceFile } from '../../src/change/codemod.ts';
import { literalSaying, type ModuleReference, spot, textOf } from '../../src/change/syntax.ts';

const versions = ['v1', 'v3', 'v4', 'v5'] as const;
const deep = versions.flatMap((version) => [`uuid/${version}`, `uuid/${version}.js`]);
/** Private files that 7.0 moved; nothing public stands for them. */
const inner = ['rng', 'rng-browser', 'bytesToUuid', 'sha1', 'md5', 'v35'].flatMap((name) => [
  `uuid/lib/${name}`,
  `uuid/lib/${name}.js`,
]);

const guide = 'https://github.com/uuidjs/uuid/blob/v7.0.0/README.md#upgrading-from-v3x';

export const codemod: Codemod = {
  id: 'uuid-deep-imports',
  title: 'Import the versions of uuid by name',
  revision: 1,
  level: 'required',
  trigger: { kind: 'dependency', ecosystem: 'npm', name: 'uuid', crosses: '7.0.0' },
  languages: ['javascript', 'typescript'],
  hints: [...versions.map((version) => [`uuid/${version}`]), ["'uuid'"], ['"uuid"'], ['uuid/lib/']],
  rules: [
    { id: 'deep-import', doc: "require('uuid/v4') → const { v4 } = require('uuid')" },
    { id: 'bare-call', doc: 'uuid() on the module itself → uuid.v4()' },
  ],
  transform,
};

type Part = { readonly edits: readonly Edit[]; readonly notes: readonly Note[] };
const nothing: Part = { edits: [], notes: [] };

function transform(file: SourceFile, context: Context): Result {
  const bindings = file.bindings();
  const parts = [
    ...(context.enabled('deep-import')
      ? bindings.moduleReferences(...deep).map((reference) => deepImport(reference, file))
      : []),
    ...(context.enabled('deep-import') ? [{ edits: [], notes: innerFiles(file) }] : []),
    ...(context.enabled('bare-call') ? [bareCalls(file)] : []),
  ];
  return {
    kind: 'result',
    edits: parts.flatMap(({ edits }) => edits),
    notes: parts.flatMap(({ notes }) => notes),
  };
}

function edit(rule: string, start: number, end: number, text: string): Edit {
  return { start, end, text, rule, sure: true };
}

function noted(rule: string, at: Node, message: string): Part {
  return { edits: [], notes: [{ start: spot(at).start, rule, message, guide }] };
}

/** `uuid/v4.js` → `v4` */
function versionOf(reference: ModuleReference): string {
  return reference.source.value.slice('uuid/'.length, 'uuid/v4'.length);
}

function deepImport(reference: ModuleReference, file: SourceFile): Part {
  const version = versionOf(reference);
  const to = (start: number, end: number, text: string): Edit => edit('deep-import', start, end, text);
  const source = to(
    spot(reference.source).start,
    spot(reference.source).end,
    literalSaying(file, reference.source, 'uuid'),
  );
  const byHand = (what: string): Part =>
    noted(
      'deep-import',
      reference.node,
      `${what} '${reference.source.value}' is gone in uuid 7; use ${version} of 'uuid'`,
    );

  switch (reference.kind) {
    case 'import': {
      const { node } = reference;
      const [only, another] = node.specifiers;
      if (!only || another) return byHand('the import of');
      const local = only.local.name;
      if (only.type === 'ImportSpecifier' && textOf(file, only.imported) !== 'default')
        return byHand('the import of');
      const { start } = spot(only);
      const whole =
        only.type === 'ImportSpecifier' ? withinBraces(file, only) : { start, end: spot(only).end };
      return {
        edits: [to(whole.start, whole.end, `{ ${named(version, local, ' as ')} }`), source],
        notes: [],
      };
    }
    case 'import-equals': {
      const { node } = reference;
      const isExported = file.text.startsWith('export', spot(node).start);
      if (isExported) return byHand('the import of');
      const text = `import { ${named(version, node.id.name, ' as ')} } from ${source.text}`;
      return { edits: [to(spot(node).start, endWithout(file, node), text)], notes: [] };
    }
    case 'require': {
      const { node } = reference;
      const declarator = file.tree().parent(node);
      if (
        declarator?.type === 'VariableDeclarator' &&
        declarator.init === node &&
        declarator.id.type === 'Identifier'
      ) {
        const { id } = declarator;
        return {
          edits: [to(spot(id).start, nameEnd(id), `{ ${named(version, id.name, ': ')} }`), source],
          notes: [],
        };
      }
      return inline(node, version, source, file);
    }
    case 'dynamic-import':
      return dynamic(reference.node, version, source, file, byHand);
    case 'export-from': {
      const specifiers = 'specifiers' in reference.node ? reference.node.specifiers : [];
      const [only, another] = specifiers;
      const isDefault = only?.type === 'ExportSpecifier' && textOf(file, only.local) === 'default';
      if (!only || another || !isDefault) return byHand('the export from');
      const exported = textOf(file, only.exported);
      return {
        edits: [to(spot(only).start, spot(only).end, named(version, exported, ' as ')), source],
        notes: [],
      };
    }
    case 'mock':
      return byHand('the mock of');
  }
}

/** `{ v4 }` where the names agree, `{ v4: uuid }` or `{ v4 as uuid }` where not. */
function named(version: string, local: string, separator: string): string {
  return local === version ? version : `${version}${separator}${local}`;
}

/** Without its type annotation. */
function nameEnd(id: Identifier): number {
  return spot(id).start + id.name.length;
}

function withinBraces(file: SourceFile, specifier: Node): { start: number; end: number } {
  const start = file.text.lastIndexOf('{', spot(specifier).start);
  return { start, end: file.text.indexOf('}', spot(specifier).end) + 1 };
}

function endWithout(file: SourceFile, node: Node): number {
  const { end } = spot(node);
  return file.text[end - 1] === ';' ? end - 1 : end;
}

/** `require('uuid/v4')(…)`, or the function handed on; `require('uuid/v4').default` is what compiled modules ask for. */
function inline(node: CallExpression, version: string, source: Edit, file: SourceFile): Part {
  const parent = file.tree().parent(node);
  const isDefault =
    parent?.type === 'MemberExpression' &&
    parent.object === node &&
    !parent.computed &&
    textOf(file, parent.property) === 'default';
  const { end } = spot(node);
  const member = isDefault
    ? edit('deep-import', end, spot(parent).end, `.${version}`)
    : edit('deep-import', end, end, `.${version}`);
  return { edits: [source, member], notes: [] };
}

/** `(await import('uuid/v4')).default` and `const { default: x } = await import('uuid/v4')` */
function dynamic(
  node: Node,
  version: string,
  source: Edit,
  file: SourceFile,
  byHand: (what: string) => Part,
): Part {
  const tree = file.tree();
  const waited = tree.parent(node);
  const parent = waited?.type === 'AwaitExpression' ? tree.parent(waited) : undefined;
  const key = defaultKey(parent, file);
  if (!key) return byHand('the import of');
  const { start, end } = spot(key);
  return { edits: [source, edit('deep-import', start, end, version)], notes: [] };
}

/** Where `default` is written, when nothing else is taken from the module. */
function defaultKey(parent: Node | undefined, file: SourceFile): Node | undefined {
  if (parent?.type === 'MemberExpression' && !parent.computed)
    return textOf(file, parent.property) === 'default' ? parent.property : undefined;
  if (parent?.type !== 'VariableDeclarator' || parent.id.type !== 'ObjectPattern') return undefined;
  const [only, another] = parent.id.properties;
  const isDefault = only?.type === 'ObjectProperty' && textOf(file, only.key) === 'default';
  return isDefault && !another ? only.key : undefined;
}

function innerFiles(file: SourceFile): readonly Note[] {
  return file
    .bindings()
    .moduleReferences(...inner)
    .map(({ node, source }) => ({
      start: spot(node).start,
      rule: 'deep-import',
      message: `'${source.value}' is private and gone in uuid 7; use what 'uuid' exports`,
      guide,
    }));
}

/** Up to 3.x the module was v4 itself, with v1 and v4 as members. */
function bareCalls(file: SourceFile): Part {
  const bindings = file.bindings();
  const tree = file.tree();
  const rule = 'bare-call';
  const uses = bindings.uses('uuid').filter(({ path }) => path.length === 0);
  const calls = uses.filter(({ node }) => {
    const parent = tree.parent(node);
    return parent?.type === 'CallExpression' && parent.callee === node;
  });
  const mocked = bindings.moduleReferences('uuid').find(({ kind }) => kind === 'mock');
  if (mocked && calls.length > 0)
    return noted(
      rule,
      mocked.node,
      "uuid() is gone in uuid 7, and this file mocks 'uuid'; call uuid.v4() and mock v4",
    );

  const imports = bindings.moduleReferences('uuid').map((reference) => namespaceInstead(reference, file));
  const handedOn = uses
    .filter(({ node }) => isHandedOn(node, tree.parent(node)))
    .flatMap(
      ({ node }) => noted(rule, node, 'the module uuid is no function in uuid 7; hand on uuid.v4').notes,
    );
  return {
    edits: [
      ...calls.map(({ node }) => edit(rule, spot(node).end, spot(node).end, '.v4')),
      ...imports.flatMap(({ edits }) => edits),
    ],
    notes: [...imports.flatMap(({ notes }) => notes), ...handedOn],
  };
}

/** `import uuid from 'uuid'` → `import * as uuid from 'uuid'`: there is no default export any more. */
function namespaceInstead(reference: ModuleReference, file: SourceFile): Part {
  if (reference.kind !== 'import') return nothing;
  const [first, another] = reference.node.specifiers;
  if (first?.type !== 'ImportDefaultSpecifier') return nothing;
  if (another)
    return noted('bare-call', first, "'uuid' has no default export in uuid 7; import what is used by name");
  const { start, end } = spot(first);
  return { edits: [edit('bare-call', start, end, `* as ${textOf(file, first)}`)], notes: [] };
}

function isHandedOn(node: Node, parent: Node | undefined): boolean {
  if (parent?.type !== 'CallExpression') return false;
  return parent.arguments.some((argument) => argument === node);
}
