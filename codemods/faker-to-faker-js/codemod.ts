import type { Node } from '@babel/types';
import type { Codemod, Context, SourceFile } from '../../src/change/codemod.ts';
import {
  changed,
  literalSaying,
  type ModuleReference,
  namedInstead,
  noted,
  type Part,
  propertyName,
  replaced,
  resultOf,
  spot,
  type Use,
} from '../../src/change/syntax.ts';
import { gone, moves, withOptions } from './names.ts';

const guide = 'https://v8.fakerjs.dev/guide/upgrading';
const successor = '@faker-js/faker';

export const codemod: Codemod = {
  id: 'faker-to-faker-js',
  title: 'Migrate from faker to @faker-js/faker',
  revision: 1,
  level: 'required',
  trigger: { kind: 'replacement', ecosystem: 'npm', name: 'faker', by: successor },
  languages: ['javascript', 'typescript'],
  hints: [["'faker"], ['"faker']],
  rules: [
    { id: 'import', doc: "const faker = require('faker') → const { faker } = require('@faker-js/faker')" },
    { id: 'locale', doc: "'faker/locale/de' → fakerDE of '@faker-js/faker'" },
    { id: 'moved', doc: 'faker.name.findName() → faker.person.fullName() and their like' },
    { id: 'options', doc: 'arguments that stand in an object now are told' },
    { id: 'removed', doc: 'functions without a successor and faker.locale are told' },
  ],
  transform(file, context) {
    const byReference = Map.groupBy(file.bindings().uses('faker', 'faker/'), ({ from }) => from);
    const parts = file
      .bindings()
      .moduleReferences('faker', 'faker/')
      .flatMap((reference) => ofReference(file, reference, byReference.get(reference) ?? [], context));
    return resultOf(
      file,
      parts.filter(({ edits, notes }) => [...edits, ...notes].every(({ rule }) => context.enabled(rule))),
    );
  },
};

function ofReference(
  file: SourceFile,
  reference: ModuleReference,
  uses: readonly Use[],
  context: Context,
): readonly Part[] {
  const { source } = reference;
  const [, locale] = /^faker\/(?:dist\/)?locale\/(\w+)$/.exec(source.value) ?? [];
  const rule = locale ? 'locale' : 'import';
  const told = (message: string) => [noted(rule, reference.node, message, guide)];
  if (reference.kind === 'mock') return told(`faker is ${successor} now; mock that`);
  if (source.value !== 'faker' && !locale)
    return told(`${source.value} lies inside a package that ${successor} takes the place of`);
  const name = locale && locale !== 'en' ? `faker${locale.toUpperCase()}` : 'faker';
  const named = namedInstead(file, reference, name);
  if (!named || reference.kind === 'import-equals' || takesMembers(file, reference))
    return told(`take ${name} from ${successor} by hand`);
  return [
    changed([
      replaced(rule, source, literalSaying(file, source, successor)),
      ...named.map((change) => replaced(rule, change, change.text)),
    ]),
    ...uses.flatMap((use) => ofUse(file, use, context)),
  ];
}

/** `const { name } = require('faker')`: what is taken are members of the one export there is now. */
function takesMembers(file: SourceFile, reference: ModuleReference): boolean {
  if (reference.kind === 'import')
    return reference.node.specifiers.some(
      (one) => one.type === 'ImportSpecifier' && !('name' in one.imported && one.imported.name === 'default'),
    );
  const parent = file.tree().parent(reference.node);
  return parent?.type === 'VariableDeclarator' && parent.id.type !== 'Identifier';
}

function ofUse(file: SourceFile, { node, path }: Use, context: Context): readonly Part[] {
  const name = path.join('.');
  const parent = file.tree().parent(node);
  if (name === 'locale' && parent?.type === 'AssignmentExpression' && parent.left === node)
    return [
      noted('removed', parent, 'faker.locale is gone; take the faker of a language by name: fakerDE', guide),
    ];
  const call = parent?.type === 'CallExpression' && parent.callee === node ? parent : undefined;
  if (gone.has(name) && node.type === 'MemberExpression')
    return [noted('removed', node, `faker.${name} is gone`, guide)];
  if (withOptions.has(name) && call) return isPlainCall(call.arguments) ? [] : [optionsNote(call, name)];
  const move = Object.hasOwn(moves, name) ? moves[name] : undefined;
  if (!move || node.type !== 'MemberExpression' || node.object.type !== 'MemberExpression') return [];
  // Version 8 has the older name still.
  if (name === 'internet.userName' && /^8\b/.test(context.target ?? ''))
    return call && call.arguments.length > 0 ? [optionsNote(call, name)] : [];
  if (!call || (move.args === 'none' && call.arguments.length > 0))
    return [optionsNote(call ?? node, name, move.to)];
  if (call.arguments.some(hasPrecision)) return [optionsNote(call, name, move.to)];
  return [
    changed([replaced('moved', { start: spot(node.object.property).start, end: spot(node).end }, move.to)]),
  ];
}

const isPlainCall = (args: readonly Node[]) =>
  args.length === 0 || (args.length === 1 && args[0]?.type === 'ObjectExpression');

/** `precision` is multipleOf. */
const hasPrecision = (argument: Node) =>
  argument.type === 'ObjectExpression' &&
  argument.properties.some((one) => propertyName(one) === 'precision');

const optionsNote = (at: Node, name: string, to = name) =>
  noted(
    'options',
    at,
    `faker.${name} is ${to === name ? 'called with an object now' : `faker.${to}, which takes an object`}; write its arguments so by hand`,
    guide,
  );
