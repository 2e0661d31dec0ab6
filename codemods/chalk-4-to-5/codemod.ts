import type { Node } from '@babel/types';
import type { Codemod, Context, SourceFile } from '../../src/change/codemod.ts';
import {
  asValue,
  changed,
  type ModuleReference,
  type NodeOf,
  noted,
  type Part,
  replaced,
  resultOf,
  spot,
} from '../../src/change/syntax.ts';

const guide = 'https://github.com/chalk/chalk/releases/tag/v5.0.0';
/** What was a member of chalk is an export of its own. */
const exports: Readonly<Record<string, string>> = {
  Instance: 'Chalk',
  stderr: 'chalkStderr',
  supportsColor: 'supportsColor',
};
const gone = ['keyword', 'hsl', 'hsv', 'hwb', 'ansi'];

export const codemod: Codemod = {
  id: 'chalk-4-to-5',
  title: 'Migrate to chalk 5',
  revision: 1,
  level: 'required',
  trigger: { kind: 'dependency', ecosystem: 'npm', name: 'chalk', crosses: '5.0.0' },
  after: ['esm-only-require'],
  languages: ['javascript', 'typescript'],
  hints: [["'chalk'"], ['"chalk"']],
  rules: [
    { id: 'Instance', doc: 'new chalk.Instance(o) → new Chalk(o)' },
    { id: 'stderr', doc: 'chalk.stderr → chalkStderr' },
    { id: 'supportsColor', doc: 'chalk.supportsColor → supportsColor' },
    { id: 'removed', doc: 'chalk.keyword, hsl, hsv, hwb, ansi, tagged templates and chalk.enabled are told' },
  ],
  transform: (file, context) =>
    resultOf(file, [...moved(file, context), ...(context.enabled('removed') ? removed(file) : [])]),
};

/** Uses of chalk itself and what is taken from it. The default export of a namespace is chalk too. */
function usesOf(file: SourceFile) {
  return file
    .bindings()
    .uses('chalk')
    .map(({ node, path, from }) => ({
      node,
      from,
      path: path[0] === 'default' ? path.slice(1) : path,
      isDefault: path[0] === 'default' || from.kind === 'import',
    }));
}

function moved(file: SourceFile, context: Context): readonly Part[] {
  const uses = usesOf(file).flatMap(({ node, path: [name = '', ...more], from }) =>
    more.length === 0 &&
    node.type === 'MemberExpression' &&
    Object.hasOwn(exports, name) &&
    context.enabled(name)
      ? [{ node, name, from }]
      : [],
  );
  return [...Map.groupBy(uses, ({ from }) => from)].flatMap(([from, own]) => {
    const names = [...new Set(own.map(({ name }) => exports[name] ?? ''))];
    const taken = own.find(({ node, name }) => isTaken(file, exports[name] ?? '', node, from));
    const nodes = own.map(({ node }) => node);
    const added = taken ? undefined : withNames(file, from, names, nodes);
    if (!added)
      return own.map(({ node, name }) =>
        noted(
          name,
          node,
          `chalk.${name} is the export ${exports[name]} of chalk 5; import it by hand`,
          guide,
        ),
      );
    const edits = own.map(({ node, name }) => {
      const { node: at, text } = asValue(file, node, exports[name] ?? '');
      return replaced(name, at, text);
    });
    const [first] = own;
    const imported = added.edits.map((edit) => replaced(first?.name ?? '', edit, edit.text));
    return [changed([...edits, ...imported], ...(added.inPlace ? [] : nodes))];
  });
}

function isTaken(file: SourceFile, name: string, at: Node, from: ModuleReference): boolean {
  const known = file.bindings().lookUp(name, at);
  const [declared] = known?.declared ?? [];
  const element = declared && file.tree().parent(declared);
  const list = element && file.tree().parent(element);
  return (
    known !== undefined &&
    list !== from.node &&
    file.tree().parent(from.node) !== (list && file.tree().parent(list))
  );
}

interface Added {
  readonly edits: readonly { readonly start: number; readonly end: number; readonly text: string }[];
  /** The names stand where chalk itself stood, which nothing uses any more. */
  readonly inPlace: boolean;
}

/** Room for names in the import or the pattern that brings chalk; nothing where it brings it in another way. */
function withNames(
  file: SourceFile,
  from: ModuleReference,
  names: readonly string[],
  gone: readonly Node[],
): Added | undefined {
  if (from.kind === 'import') return inImport(file, from.node, names, gone);
  const declarator = file.tree().parent(from.node);
  if (
    from.kind !== 'require' ||
    declarator?.type !== 'VariableDeclarator' ||
    declarator.id.type !== 'ObjectPattern'
  )
    return undefined;
  const { properties } = declarator.id;
  const missing = names.filter(
    (name) =>
      !properties.some(
        (one) => one.type === 'ObjectProperty' && one.key.type === 'Identifier' && one.key.name === name,
      ),
  );
  const last = properties.at(-1);
  if (!last || last.type === 'RestElement') return undefined;
  if (missing.length === 0) return { edits: [], inPlace: false };
  const whole = properties.find(
    (one) => one.type === 'ObjectProperty' && isLeft(file, one.value, gone) && !one.computed,
  );
  return whole
    ? { edits: [{ ...spot(whole), text: missing.join(', ') }], inPlace: true }
    : { edits: [behind(last, `, ${missing.join(', ')}`)], inPlace: false };
}

function inImport(
  file: SourceFile,
  { specifiers }: NodeOf<'ImportDeclaration'>,
  names: readonly string[],
  gone: readonly Node[],
): Added | undefined {
  const named = specifiers.filter((one) => one.type === 'ImportSpecifier');
  const missing = names.filter((name) => !named.some(({ local }) => local.name === name)).join(', ');
  const [first] = specifiers;
  const last = specifiers.at(-1);
  if (!first || !last || last.type === 'ImportNamespaceSpecifier') return undefined;
  if (missing === '') return { edits: [], inPlace: false };
  if (first.type === 'ImportDefaultSpecifier' && isLeft(file, first.local, gone)) {
    const { start, end } = spot(first);
    if (named.length === 0) return { edits: [{ start, end, text: `{ ${missing} }` }], inPlace: true };
    const before = { start, end: file.text.indexOf('{', end), text: '' };
    return { edits: [before, behind(last, `, ${missing}`)], inPlace: true };
  }
  const text = named.length > 0 ? `, ${missing}` : `, { ${missing} }`;
  return { edits: [behind(last, text)], inPlace: false };
}

/** Whether all that uses a name goes. */
function isLeft(file: SourceFile, name: Node, gone: readonly Node[]): boolean {
  const binding = name.type === 'Identifier' && file.bindings().bindingOf(name);
  if (!binding || binding.writes.length > 0) return false;
  const inside = new Set(gone.flatMap((node) => [...file.tree().within(node)]));
  return binding.reads.every((read) => inside.has(read));
}

function behind(node: Node, text: string): Added['edits'][number] {
  const { end } = spot(node);
  return { start: end, end, text };
}

function removed(file: SourceFile): readonly Part[] {
  return usesOf(file).flatMap(({ node, path }) => {
    const parent = file.tree().parent(node);
    if (
      parent?.type === 'TaggedTemplateExpression' &&
      parent.tag === node &&
      /\{\S+ /.test(file.text.slice(spot(parent.quasi).start, spot(parent.quasi).end))
    )
      return [
        noted('removed', parent, 'templates such as {red x} went to the package chalk-template', guide),
      ];
    const name = path.at(-1);
    if (node.type !== 'MemberExpression' || name === undefined) return [];
    if (gone.includes(name))
      return [noted('removed', node, `chalk.${name} is gone in chalk 5; use hex, rgb or ansi256`, guide)];
    return name === 'enabled' && path.length === 1
      ? [noted('removed', node, 'chalk.enabled is gone in chalk 5; set chalk.level to 0', guide)]
      : [];
  });
}
