import type { CallExpression, Node } from '@babel/types';
import type { DeclaredDependencies, ManifestContext, ManifestEdit } from '../../src/change/codemod.ts';
import { besideImport, spot, textOf, type Use } from '../../src/change/syntax.ts';
import { callOf, edit, type Found, found, type Look, noted } from './rules.ts';

/** What mime-types has too, with the same meaning but for unknown names: `lookup` answers `false` for those. */
const kept = new Set(['lookup', 'extension', 'types']);

/** `express.static.mime` → mime-types */
export function staticMime(look: Look): readonly Found[] {
  const { express, file } = look;
  const rule = 'static-mime';
  const uses = express.uses.filter(
    ({ path }) => path.length === 2 && path[0] === 'static' && path[1] === 'mime',
  );
  const [members, others] = [
    uses.filter((use) => isKept(use, look)),
    uses.filter((use) => !isKept(use, look)),
  ];
  const notes = others.map(({ node }) =>
    noted(rule, node, 'express.static.mime is gone in Express 5; use the package mime-types'),
  );
  const [first] = members;
  if (!first) return notes;
  const known = file
    .bindings()
    .moduleReferences('mime-types')
    .find(({ kind }) => kind === 'import' || kind === 'require');
  const local = known && localName(known.node, look);
  if (known && !local)
    return members.map(({ node }) =>
      noted(rule, node, 'express.static.mime is gone in Express 5; use mime-types, which this file has'),
    );
  const name = local ?? freeName(first.node, look);
  const added = local ? [] : [besideImport(file, first.from.node, { name, module: 'mime-types' })];
  return [
    ...notes,
    found(
      ...members.map(({ node }) => edit(rule, spot(node).start, spot(node).end, name, false)),
      ...added.map(({ start, end, text }) => edit(rule, start, end, text, false)),
    ),
  ];
}

function isKept({ node }: Use, { file }: Look): boolean {
  const parent = file.tree().parent(node);
  return (
    node.type === 'MemberExpression' &&
    parent?.type === 'MemberExpression' &&
    parent.object === node &&
    !parent.computed &&
    kept.has(textOf(file, parent.property))
  );
}

function localName(reference: Node, { file }: Look): string | undefined {
  const holder =
    reference.type === 'ImportDeclaration' ? reference.specifiers[0] : file.tree().parent(reference);
  if (holder?.type === 'ImportDefaultSpecifier' || holder?.type === 'ImportNamespaceSpecifier')
    return holder.local.name;
  return holder?.type === 'VariableDeclarator' && holder.id.type === 'Identifier'
    ? holder.id.name
    : undefined;
}

function freeName(at: Node, { file }: Look): string {
  const taken = new Set(
    file
      .tree()
      .of('Identifier')
      .map(({ name }) => name),
  );
  const isProperty = file.bindings().lookUp('mime', at) === undefined;
  return isProperty && !declares(taken, file.text) ? 'mime' : 'mimeTypes';
}

/** `mime` is a property already in `express.static.mime`; a name of that kind elsewhere may be a variable. */
function declares(taken: ReadonlySet<string>, text: string): boolean {
  return taken.has('mime') && /(?:^|[^.\w$])mime\b/.test(text.replace(/(['"`])mime\1/g, ''));
}

export function mimeTypesDependency(
  manifest: DeclaredDependencies,
  { applied }: ManifestContext,
): readonly ManifestEdit[] {
  if (!applied.has('static-mime') || manifest.dependencies.has('mime-types')) return [];
  return [{ kind: 'add', section: 'dependencies', name: 'mime-types', requirement: '^3.0.0' }];
}

/** The options of `send`: `hidden` → `dotfiles`, `from` → `root`. */
export function staticOptions(look: Look): readonly Found[] {
  const { express, file } = look;
  const statics = express.uses.filter(({ path }) => path.length === 1 && path[0] === 'static');
  const senders = express.responses.filter(
    ({ path }) => path.length === 1 && /^(?:send[fF]ile|download)$/.test(path[0] ?? ''),
  );
  return [...statics, ...senders]
    .flatMap(({ node }) => callOf(node, file) ?? [])
    .flatMap((call) => propertiesOf(call))
    .flatMap((property) => option(property, look));
}

function propertiesOf(call: CallExpression): readonly Node[] {
  return call.arguments.flatMap((one) => (one.type === 'ObjectExpression' ? one.properties : []));
}

function option(property: Node, { file }: Look): readonly Found[] {
  if (property.type !== 'ObjectProperty' || property.computed) return [];
  const rule = 'static-options';
  const name = property.key.type === 'StringLiteral' ? property.key.value : textOf(file, property.key);
  const { start, end } = spot(property);
  if (name === 'from') {
    const text = property.shorthand ? 'root: from' : 'root';
    return [found(edit(rule, start, property.shorthand ? end : spot(property.key).end, text))];
  }
  if (name !== 'hidden') return [];
  const { value } = property;
  const dotfiles =
    value.type === 'BooleanLiteral'
      ? `'${value.value ? 'allow' : 'ignore'}'`
      : value.type === 'Identifier'
        ? `${value.name} ? 'allow' : 'ignore'`
        : undefined;
  return [
    dotfiles
      ? found(edit(rule, start, end, `dotfiles: ${dotfiles}`))
      : noted(rule, property, "the option hidden is gone in Express 5; set dotfiles to 'allow' or 'ignore'"),
  ];
}

/** Said once a file. Never answered with `dotfiles: 'allow'`, which would serve `/.env` too. */
export function dotFolders({ express, file }: Look): readonly Found[] {
  const [call] = express.uses
    .filter(({ path }) => path.length === 1 && path[0] === 'static')
    .flatMap(({ node }) => callOf(node, file) ?? [])
    .filter(
      (one) =>
        !propertiesOf(one).some(
          (property) =>
            property.type === 'ObjectProperty' && /^['"]?(?:dotfiles|hidden)/.test(textOf(file, property)),
        ),
    );
  if (!call) return [];
  const message =
    'Express 5 no longer serves files in folders that begin with a dot, such as /.well-known; serve such a folder by a route of its own';
  return [noted('dot-folders', call, message)];
}
