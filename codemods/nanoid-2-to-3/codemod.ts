import type { Node } from '@babel/types';
import type { Codemod, SourceFile } from '../../src/change/codemod.ts';
import {
  changed,
  isStep,
  literalSaying,
  type ModuleReference,
  namedInstead,
  noted,
  type Part,
  replaced,
  resultOf,
  spot,
  type Use,
} from '../../src/change/syntax.ts';

const guide = 'https://github.com/ai/nanoid/blob/main/CHANGELOG.md#300';

/** Modules whose whole was the function: that is an export of the module itself now. */
const wholes = ['nanoid', 'nanoid/non-secure', 'nanoid/async'];
const generators: ReadonlyMap<string, string> = new Map([
  ['nanoid/generate', 'nanoid'],
  ['nanoid/non-secure/generate', 'nanoid/non-secure'],
]);
const gone: ReadonlyMap<string, string> = new Map([
  ['nanoid/format', 'nanoid/format is gone in nanoid 3; use customRandom'],
  [
    'nanoid/async/generate',
    "nanoid/async/generate is gone in nanoid 3; use customAlphabet of 'nanoid/async'",
  ],
  [
    'nanoid/async/format',
    'nanoid/async/format is gone in nanoid 3; use customAlphabet, or write it with crypto',
  ],
]);

export const codemod: Codemod = {
  id: 'nanoid-2-to-3',
  title: 'Migrate to the named exports of nanoid 3',
  revision: 1,
  level: 'required',
  trigger: { kind: 'dependency', ecosystem: 'npm', name: 'nanoid', crosses: '3.0.0' },
  languages: ['javascript', 'typescript'],
  hints: [["'nanoid"], ['"nanoid']],
  rules: [
    { id: 'named', doc: "import nanoid from 'nanoid' → import { nanoid } from 'nanoid'" },
    { id: 'generate', doc: "generate(alphabet, n) of 'nanoid/generate' → customAlphabet(alphabet, n)()" },
    { id: 'url', doc: "'nanoid/url' → urlAlphabet of 'nanoid'" },
    { id: 'removed', doc: 'nanoid/format and the asynchronous generators are told' },
  ],
  transform(file, context) {
    const byReference = Map.groupBy(file.bindings().uses('nanoid', 'nanoid/'), ({ from }) => from);
    const parts = file
      .bindings()
      .moduleReferences('nanoid', 'nanoid/')
      .flatMap((reference) => ofReference(file, reference, byReference.get(reference) ?? []));
    return resultOf(
      file,
      parts.filter(({ edits, notes }) => [...edits, ...notes].every(({ rule }) => context.enabled(rule))),
    );
  },
};

function ofReference(file: SourceFile, reference: ModuleReference, uses: readonly Use[]): readonly Part[] {
  const module = reference.source.value;
  const message = gone.get(module);
  if (message) return [noted('removed', reference.node, message, guide)];
  if (wholes.includes(module)) return whole(file, reference, uses);
  if (module === 'nanoid/url') return [elsewhere(file, reference, 'urlAlphabet', 'url')];
  const to = generators.get(module);
  return to ? [generator(file, reference, uses, to)] : [];
}

function whole(file: SourceFile, reference: ModuleReference, uses: readonly Use[]): readonly Part[] {
  if (reference.kind === 'mock')
    return [
      noted(
        'named',
        reference.node,
        'nanoid is an export by name now; the mock has to give { nanoid: … }',
        guide,
      ),
    ];
  const isUsed = uses.some(({ node, path }) => path.length === 0 && isEnd(file, node));
  if (!isUsed) return [];
  const named = namedInstead(file, reference, 'nanoid');
  return named
    ? [changed(named.map((change) => replaced('named', change, change.text)))]
    : [noted('named', reference.node, "nanoid is the export nanoid of 'nanoid' now; take it by name", guide)];
}

/** Called or handed on, and not a step to a member or another name. */
function isEnd(file: SourceFile, node: Node): boolean {
  const parent = file.tree().parent(node);
  if (!parent || parent.type === 'ExpressionStatement') return false;
  if (parent.type === 'MemberExpression' && parent.object === node) return false;
  return !isStep(node, parent, file) && parent.type !== 'VariableDeclarator';
}

/** Another module, and a name there. */
function elsewhere(file: SourceFile, reference: ModuleReference, name: string, rule: string): Part {
  const named = reference.kind === 'mock' ? undefined : namedInstead(file, reference, name);
  if (!named || reference.kind === 'import-equals')
    return noted(rule, reference.node, `${reference.source.value} is gone; use ${name} of 'nanoid'`, guide);
  return changed([
    replaced(rule, reference.source, literalSaying(file, reference.source, 'nanoid')),
    ...named.map((change) => replaced(rule, change, change.text)),
  ]);
}

/** `generate(alphabet, n)` made one id; `customAlphabet(alphabet, n)` makes what makes them. */
function generator(file: SourceFile, reference: ModuleReference, uses: readonly Use[], to: string): Part {
  const rule = 'generate';
  const told = noted(
    rule,
    reference.node,
    `${reference.source.value} is gone; use customAlphabet of '${to}'`,
    guide,
  );
  const id = nameOf(file, reference);
  const calls = uses.map(({ node }) => ({ node, parent: file.tree().parent(node) }));
  const able = calls.flatMap(({ node, parent }) =>
    parent?.type === 'CallExpression' && parent.callee === node && parent.arguments.length === 2
      ? [{ node, call: parent }]
      : [],
  );
  const ends = uses.filter(({ node }) => node.type === 'Identifier');
  const isFree = able.every(({ node }) => file.bindings().lookUp('customAlphabet', node) === undefined);
  if (!id || able.length === 0 || able.length !== ends.length || !isFree) return told;
  return changed([
    replaced(rule, id, '{ customAlphabet }'),
    replaced(rule, reference.source, literalSaying(file, reference.source, to)),
    ...able.flatMap(({ node, call }) => [
      replaced(rule, node, 'customAlphabet'),
      replaced(rule, { start: spot(call).end, end: spot(call).end }, '()'),
    ]),
  ]);
}

/** The one name the module comes by. */
function nameOf(file: SourceFile, reference: ModuleReference): Node | undefined {
  if (reference.kind === 'import') {
    const [only, another] = reference.node.specifiers;
    return another || only?.type !== 'ImportDefaultSpecifier' ? undefined : only;
  }
  const parent = reference.kind === 'require' ? file.tree().parent(reference.node) : undefined;
  return parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier' && !parent.id.typeAnnotation
    ? parent.id
    : undefined;
}
