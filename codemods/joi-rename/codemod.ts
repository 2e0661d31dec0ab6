import type { CallExpression, Node } from '@babel/types';
import type { Codemod, SourceFile } from '../../src/change/codemod.ts';
import {
  changed,
  noted,
  type Part,
  renamedSource,
  replaced,
  resultOf,
  spot,
  textOf,
  type Use,
} from '../../src/change/syntax.ts';

const guide = 'https://github.com/hapijs/joi/issues/2037';
const modules = ['joi', '@hapi/joi'];

export const codemod: Codemod = {
  id: 'joi-rename',
  title: 'Validate by the schema, as joi does since 16',
  revision: 1,
  level: 'required',
  trigger: [
    { kind: 'replacement', ecosystem: 'npm', name: '@hapi/joi', by: 'joi' },
    { kind: 'dependency', ecosystem: 'npm', name: 'joi', crosses: '16.0.0' },
    { kind: 'dependency', ecosystem: 'npm', name: '@hapi/joi', crosses: '16.0.0' },
  ],
  languages: ['javascript', 'typescript'],
  hints: [["'@hapi/joi"], ['"@hapi/joi'], ['joi', 'validate'], ['joi', 'describe']],
  rules: [
    { id: 'import', doc: "'@hapi/joi' → 'joi'" },
    { id: 'validate', doc: 'Joi.validate(v, s[, o]) → s.validate(v[, o])' },
    { id: 'error', doc: 'comparisons of its error with null are told: there is none now' },
    { id: 'describe', doc: 'Joi.describe(s) is told' },
  ],
  transform(file, context) {
    const uses = file.bindings().uses(...modules);
    const calls = uses.flatMap((use) => {
      const call = file.tree().parent(use.node);
      if (call?.type !== 'CallExpression' || call.callee !== use.node) return [];
      switch (use.path.join('.')) {
        case 'validate':
          return validated(file, use, call, uses);
        case 'describe':
          return [noted('describe', call, 'Joi.describe is gone; call describe() of the schema', guide)];
        default:
          return [];
      }
    });
    const parts = [...renamedSource(file, '@hapi/joi', 'joi', 'import'), ...calls];
    return resultOf(
      file,
      parts.filter(({ edits, notes }) => [...edits, ...notes].every(({ rule }) => context.enabled(rule))),
    );
  },
};

function validated(file: SourceFile, use: Use, call: CallExpression, uses: readonly Use[]): readonly Part[] {
  const [value, schema, options, more] = call.arguments;
  const told = (message: string) => [noted('validate', call, message, guide)];
  const member = use.node.type === 'MemberExpression' ? use.node : undefined;
  const isClear = call.arguments.every(({ type }) => type !== 'SpreadElement');
  if (!value || !schema || !member || !isClear)
    return told('Joi.validate is gone; call validate of the schema');
  const third = options && (file.bindings().standsFor(options) ?? options);
  const isCallback = third && /Function/.test(third.type);
  if (more || isCallback || (third && third.type !== 'ObjectExpression'))
    return told('Joi.validate is gone; call validate of the schema, which takes no callback');
  const isWaited = isPromise(file, call);
  const owner = isSchema(file, schema, uses)
    ? textOf(file, schema)
    : `${textOf(file, member.object)}.compile(${textOf(file, schema)})`;
  const args = [value, ...(options ? [options] : [])].map((one) => textOf(file, one)).join(', ');
  const text = `${owner}.${isWaited ? 'validateAsync' : 'validate'}(${args})`;
  if (hasComment(file, call)) return told('Joi.validate is gone; call validate of the schema');
  return [changed([replaced('validate', call, text)]), ...(isWaited ? [] : nullErrors(file, call))];
}

function hasComment(file: SourceFile, call: Node): boolean {
  const { start, end } = spot(call);
  return (file.babel().comments ?? []).some((one) => (one.start ?? 0) > start && (one.end ?? 0) < end);
}

/** What was awaited gave the value itself, or threw. */
function isPromise(file: SourceFile, call: Node): boolean {
  const parent = file.tree().parent(call);
  const isThen =
    parent?.type === 'MemberExpression' &&
    parent.object === call &&
    parent.property.type === 'Identifier' &&
    ['then', 'catch'].includes(parent.property.name);
  return parent?.type === 'AwaitExpression' || isThen;
}

/** An expression that begins with Joi, or a name of one. Anything else may be a plain object of schemas, which compile takes. */
function isSchema(file: SourceFile, node: Node, uses: readonly Use[]): boolean {
  const given = node.type === 'Identifier' ? file.bindings().standsFor(node) : node;
  if (given?.type !== 'CallExpression' || given.callee.type !== 'MemberExpression') return false;
  let at: Node = given;
  while (at.type === 'CallExpression' || at.type === 'MemberExpression')
    at = at.type === 'CallExpression' ? at.callee : at.object;
  return uses.some((use) => use.node === at && use.path.length === 0);
}

/** Without an error there was null, and there is nothing. */
function nullErrors(file: SourceFile, call: Node): readonly Part[] {
  return file
    .bindings()
    .follow([{ node: call, path: [] }])
    .filter(({ path }) => path.join('.') === 'error')
    .flatMap(({ node }) => {
      const parent = file.tree().parent(node);
      const compares = parent?.type === 'BinaryExpression' && /^[!=]==$/.test(parent.operator);
      const withNull = compares && [parent.left, parent.right].some(({ type }) => type === 'NullLiteral');
      return withNull
        ? [noted('error', parent, 'without an error joi gives undefined now, and no null', guide)]
        : [];
    });
}
