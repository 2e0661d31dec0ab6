import type { Node, StringLiteral } from '@babel/types';
import type { Codemod, SourceFile } from '../../src/change/codemod.ts';
import {
  changed,
  literalSaying,
  literalText,
  type Part,
  replaced,
  resultOf,
  spot,
  textOf,
} from '../../src/change/syntax.ts';

const rule = 'error-code';
const from = 'ERR_INVALID_CALLBACK';
const to = 'ERR_INVALID_ARG_TYPE';

export const codemod: Codemod = {
  id: 'node-err-invalid-callback',
  title: 'Look for ERR_INVALID_ARG_TYPE instead of ERR_INVALID_CALLBACK',
  revision: 1,
  level: 'required',
  trigger: { kind: 'runtime', name: 'node', crosses: '18.0.0' },
  languages: ['javascript', 'typescript'],
  hints: [[from]],
  rules: [{ id: rule, doc: `error.code === '${from}' → '${to}', in switch, includes and assert.throws too` }],
  transform: (file, context) => resultOf(file, context.enabled(rule) ? parts(file) : []),
};

function parts(file: SourceFile): readonly Part[] {
  return file
    .tree()
    .of('StringLiteral')
    .filter(({ value }) => value === from)
    .flatMap((literal) => partOf(literal, file));
}

function partOf(literal: StringLiteral, file: SourceFile): readonly Part[] {
  const tree = file.tree();
  const parent = tree.parent(literal);
  const said = [changed([replaced(rule, literal, literalSaying(file, literal, to))])];
  switch (parent?.type) {
    case 'BinaryExpression':
      return ['===', '!==', '==', '!='].includes(parent.operator)
        ? (doubled(parent, literal, file) ?? said)
        : [];
    case 'SwitchCase':
      return parent.test === literal ? (caseOf(parent, file) ?? said) : [];
    case 'ArrayExpression': {
      const call = tree.parent(tree.parent(parent) ?? parent);
      const member = tree.parent(parent);
      const isIncludes =
        member?.type === 'MemberExpression' &&
        member.property.type === 'Identifier' &&
        ['includes', 'indexOf'].includes(member.property.name) &&
        call?.type === 'CallExpression';
      if (!isIncludes) return [];
      const others = parent.elements.filter((one) => one !== null && one !== literal);
      return others.some((one) => one && literalText(one) === to)
        ? [changed([withoutElement(parent.elements, literal)])]
        : said;
    }
    case 'ObjectProperty':
      return parent.value === literal && isCode(parent.key) ? said : [];
    default:
      return [];
  }
}

const isCode = (key: Node) =>
  (key.type === 'Identifier' && key.name === 'code') ||
  (key.type === 'StringLiteral' && key.value === 'code');

/** `a === X || a === Y` where both are now the same: one of them goes. */
function doubled(comparison: Node, literal: Node, file: SourceFile): readonly Part[] | undefined {
  const parent = file.tree().parent(comparison);
  if (parent?.type !== 'LogicalExpression' || comparison.type !== 'BinaryExpression') return undefined;
  const other = parent.left === comparison ? parent.right : parent.left;
  const side = (one: Node) => (one.type === 'BinaryExpression' ? [one.left, one.right] : []);
  const isSame =
    other.type === 'BinaryExpression' &&
    other.operator === comparison.operator &&
    side(other).some((one) => literalText(one) === to) &&
    textOf(file, other).replaceAll(to, from).replaceAll('"', "'") ===
      textOf(file, comparison).replaceAll('"', "'");
  if (!isSame || literal === undefined) return undefined;
  return [changed([replaced(rule, parent, textOf(file, other))])];
}

/** `case X: case Y:` */
function caseOf(one: Node, file: SourceFile): readonly Part[] | undefined {
  const all = file.tree().parent(one);
  if (one.type !== 'SwitchCase' || all?.type !== 'SwitchStatement') return undefined;
  const other = all.cases.find(({ test }) => test && literalText(test) === to);
  if (!other) return undefined;
  const at = all.cases.indexOf(one);
  const isNext = one.consequent.length === 0 && all.cases[at + 1] === other;
  const isBefore = other.consequent.length === 0 && all.cases[at - 1] === other;
  if (isNext) return [changed([replaced(rule, { start: spot(one).start, end: spot(other).start }, '')])];
  if (isBefore)
    return [
      changed([
        replaced(rule, { start: spot(other).start, end: spot(one).end }, textOf(file, one).replace(from, to)),
      ]),
    ];
  return undefined;
}

function withoutElement(elements: readonly (Node | null)[], gone: Node) {
  const at = elements.indexOf(gone);
  const next = elements[at + 1];
  const previous = elements[at - 1];
  const start = next || !previous ? spot(gone).start : spot(previous).end;
  const end = next ? spot(next).start : spot(gone).end;
  return replaced(rule, { start, end }, '');
}
