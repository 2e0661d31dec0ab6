import type { CallExpression, Node } from '@babel/types';
import type { Codemod, SourceFile } from '../../src/change/codemod.ts';
import {
  changed,
  noted,
  type Part,
  type Place,
  replaced,
  resultOf,
  spot,
  textOf,
} from '../../src/change/syntax.ts';

const guide = 'https://sinonjs.org/guides/migrating-to';

export const codemod: Codemod = {
  id: 'sinon-sandbox',
  title: 'Migrate sandboxes and stubs of sinon',
  revision: 1,
  level: 'required',
  trigger: [
    { kind: 'dependency', ecosystem: 'npm', name: 'sinon', crosses: '3.0.0' },
    { kind: 'dependency', ecosystem: 'npm', name: 'sinon', crosses: '5.0.0' },
  ],
  languages: ['javascript', 'typescript'],
  hints: [
    ['sinon', 'sandbox'],
    ['sinon', 'stub'],
    ['sinon', 'useFakeTimers'],
  ],
  rules: [
    { id: 'sandbox', doc: 'sinon.sandbox.create(o) → sinon.createSandbox(o)' },
    { id: 'stub', doc: "sinon.stub(o, 'm', fn) → sinon.stub(o, 'm').callsFake(fn)" },
    { id: 'timers', doc: 'fake timers by names are told' },
  ],
  transform(file, context) {
    const uses = file.bindings().uses('sinon');
    const sandboxes = sandboxesOf(file, uses);
    const members = [...uses, ...file.bindings().follow(sandboxes)];
    const parts = [
      ...uses.filter(({ path }) => path.join('.') === 'sandbox.create').map(({ node }) => sandbox(node)),
      ...calls(file, members, 'stub').flatMap((call) => stub(file, call)),
      ...calls(file, members, 'useFakeTimers').flatMap(timers),
    ];
    return resultOf(
      file,
      parts.filter(({ edits, notes }) => [...edits, ...notes].every(({ rule }) => context.enabled(rule))),
    );
  },
};

/** What `sinon.createSandbox()` and its older form give. */
function sandboxesOf(file: SourceFile, uses: readonly Place[]): readonly Place[] {
  return uses.flatMap(({ node, path }) => {
    const call = file.tree().parent(node);
    const makes = ['sandbox.create', 'createSandbox'].includes(path.join('.'));
    return makes && call?.type === 'CallExpression' && call.callee === node ? [{ node: call, path: [] }] : [];
  });
}

function calls(file: SourceFile, members: readonly Place[], name: string): readonly CallExpression[] {
  return members.flatMap(({ node, path }) => {
    const call = file.tree().parent(node);
    return path.join('.') === name && call?.type === 'CallExpression' && call.callee === node ? [call] : [];
  });
}

function sandbox(create: Node): Part {
  const member = create.type === 'MemberExpression' ? create.object : undefined;
  if (member?.type !== 'MemberExpression')
    return noted('sandbox', create, 'sinon.sandbox.create is gone; use createSandbox of sinon', guide);
  return changed([
    replaced('sandbox', { start: spot(member.object).end, end: spot(create).end }, '.createSandbox'),
  ]);
}

function stub(file: SourceFile, call: CallExpression): readonly Part[] {
  const [, method, fake, more] = call.arguments;
  if (!method || !fake || more || call.arguments.some(({ type }) => type === 'SpreadElement')) return [];
  const given = file.bindings().standsFor(fake) ?? fake;
  const isFunction = /Function/.test(given.type);
  if (!isFunction)
    return [
      noted(
        'stub',
        call,
        'stub takes no third argument any more; use callsFake for a function, value for anything else',
        guide,
      ),
    ];
  return [
    changed([
      replaced(
        'stub',
        { start: spot(method).end, end: spot(call).end },
        `).callsFake(${textOf(file, fake)})`,
      ),
    ]),
  ];
}

function timers(call: CallExpression): readonly Part[] {
  const names = call.arguments.some(({ type }, at) => at > 0 || type === 'StringLiteral');
  return names
    ? [noted('timers', call, 'useFakeTimers takes { now, toFake: […] } instead of names', guide)]
    : [];
}
