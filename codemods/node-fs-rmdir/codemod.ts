import type { CallExpression, Node } from '@babel/types';
import type { Codemod, Context, SourceFile } from '../../src/change/codemod.ts';
import type { Use } from '../../src/change/syntax.ts';
import {
  builtin,
  changed,
  moveUses,
  noted,
  type Part,
  replaced,
  resultOf,
  spot,
} from '../../src/change/syntax.ts';

const guide = 'https://nodejs.org/api/deprecations.html#dep0147-fsrmdirpath--recursive-true-';

/** Where each name lives, and what takes its place. */
const ways = [
  { rule: 'rmdir', path: ['rmdir'], modules: builtin('fs'), to: 'rm' },
  { rule: 'rmdirSync', path: ['rmdirSync'], modules: builtin('fs'), to: 'rmSync' },
  { rule: 'promises', path: ['promises', 'rmdir'], modules: builtin('fs'), to: 'rm' },
  { rule: 'promises', path: ['rmdir'], modules: builtin('fs/promises'), to: 'rm' },
];

export const codemod: Codemod = {
  id: 'node-fs-rmdir',
  title: 'Remove folders with everything in them by fs.rm',
  revision: 1,
  level: 'required',
  trigger: { kind: 'runtime', name: 'node', crosses: '25.0.0' },
  languages: ['javascript', 'typescript'],
  hints: [['rmdir', 'recursive']],
  rules: [
    {
      id: 'rmdir',
      doc: 'fs.rmdir(p, { recursive: true }, cb) → fs.rm(p, { recursive: true, force: true }, cb)',
    },
    {
      id: 'rmdirSync',
      doc: 'fs.rmdirSync(p, { recursive: true }) → fs.rmSync(p, { recursive: true, force: true })',
    },
    {
      id: 'promises',
      doc: 'promises.rmdir(p, { recursive: true }) → promises.rm(p, { recursive: true, force: true })',
    },
  ],
  transform: (file, context) =>
    resultOf(
      file,
      ways.flatMap((way) => parts(way, file, context)),
    ),
};

function parts(
  { rule, path, modules, to }: (typeof ways)[number],
  file: SourceFile,
  context: Context,
): readonly Part[] {
  if (!context.enabled(rule)) return [];
  const uses = file
    .bindings()
    .uses(...modules)
    .filter((use) => use.path.join('.') === path.join('.'));
  const recursive = uses.flatMap((use) => {
    const call = file.tree().parent(use.node);
    const options =
      call?.type === 'CallExpression' && call.callee === use.node ? recursiveOptions(call, file) : undefined;
    return options ? [{ use, options }] : [];
  });
  const literal = recursive.filter(({ options }) => options.kind === 'literal');
  const { edits, blocked } = moveUses(
    file,
    literal.map(({ use }) => use),
    to,
    rule,
  );
  const stuck = new Set(blocked.map(({ node }) => node));
  const options = literal.flatMap(({ use, options: { node } }) =>
    stuck.has(use.node) ? [] : [replaced(rule, node, '{ recursive: true, force: true }')],
  );
  const left = [
    ...blocked,
    ...recursive.filter(({ options: one }) => one.kind === 'elsewhere').map(({ use }) => use),
  ];
  return [
    changed([...edits, ...options]),
    ...left.map(({ node }: Pick<Use, 'node'>) =>
      noted(
        rule,
        node,
        `with { recursive: true } this throws in Node.js 25; use ${to} with { recursive: true, force: true }`,
        guide,
      ),
    ),
  ];
}

/** The options of a call that removes everything: written here with nothing else in them, or somewhere else. */
function recursiveOptions(
  call: CallExpression,
  file: SourceFile,
): { readonly kind: 'literal' | 'elsewhere'; readonly node: Node } | undefined {
  const [, options] = call.arguments;
  if (!options) return undefined;
  if (options.type === 'ObjectExpression') {
    if (!isRecursive(options)) return undefined;
    const plain =
      options.properties.length === 1 &&
      !file.text.slice(spot(options).start, spot(options).end).includes('/*');
    return { kind: plain ? 'literal' : 'elsewhere', node: options };
  }
  const given = file.bindings().standsFor(options);
  return given && isRecursive(given) ? { kind: 'elsewhere', node: options } : undefined;
}

function isRecursive(node: Node): boolean {
  return (
    node.type === 'ObjectExpression' &&
    node.properties.some(
      (property) =>
        property.type === 'ObjectProperty' &&
        !property.computed &&
        ((property.key.type === 'Identifier' && property.key.name === 'recursive') ||
          (property.key.type === 'StringLiteral' && property.key.value === 'recursive')) &&
        property.value.type === 'BooleanLiteral' &&
        property.value.value,
    )
  );
}
