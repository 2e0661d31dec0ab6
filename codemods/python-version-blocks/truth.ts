/** What a test of the version says, now that Python 3 is all there is. */
import type { SgNode } from '@ast-grep/napi';
import type { SourceFile } from '../../src/change/codemod.ts';
import { type PythonChange, type PythonImport, pythonUses, rangeOf } from '../../src/change/syntax.ts';

export interface Truths {
  /** `undefined` where it depends on something else. */
  of(test: SgNode): Truth | undefined;
  /** The imports of `sys` and `six` that are asked. */
  readonly imports: ReadonlySet<PythonImport>;
}

interface Truth {
  readonly is: boolean;
  /** It holds only from the version that is moved to. */
  readonly needsTarget: boolean;
}

export function truthsOf(file: SourceFile, minor: number): Truths {
  const constants = new Map<number, boolean>();
  const imports = new Set<PythonImport>();
  for (const [name, is] of [
    ['PY2', false],
    ['PY3', true],
  ] as const)
    for (const { node, from } of pythonUses(file, 'six', name)) {
      constants.set(node.id(), is);
      imports.add(from);
    }
  const versions = new Set<number>();
  for (const { node, from } of pythonUses(file, 'sys', 'version_info')) {
    versions.add(node.id());
    imports.add(from);
  }

  function of(test: SgNode): Truth | undefined {
    const constant = constants.get(test.id());
    if (constant !== undefined) return { is: constant, needsTarget: false };
    switch (test.kind()) {
      case 'parenthesized_expression':
        return test.child(1) ? of(test.child(1) ?? test) : undefined;
      case 'not_operator': {
        const inner = test.child(1);
        const truth = inner ? of(inner) : undefined;
        return truth && { ...truth, is: !truth.is };
      }
      case 'boolean_operator':
        return ofBoth(test);
      case 'comparison_operator':
        return compared(test, versions, minor);
      default:
        return undefined;
    }
  }

  /** What stands on the left is asked first; it may be left out only where asking does nothing. */
  function ofBoth(test: SgNode): Truth | undefined {
    const [left, operator, right] = test.children();
    if (!left || !right) return undefined;
    const decides = operator?.text() === 'or';
    const [a, b] = [of(left), of(right)];
    if (a) {
      if (a.is === decides) return a;
      return b && { is: b.is, needsTarget: a.needsTarget || b.needsTarget };
    }
    return b?.is === decides && doesNothing(left) ? b : undefined;
  }

  return { of, imports };
}

const doesNothing = (node: SgNode) =>
  node.findAll({
    rule: { any: [{ kind: 'call' }, { kind: 'await' }, { kind: 'named_expression' }, { kind: 'yield' }] },
  }).length === 0;

function compared(test: SgNode, versions: ReadonlySet<number>, minor: number): Truth | undefined {
  const [left, operator, right, ...more] = test.children();
  if (!left || !operator || !right || more.length > 0) return undefined;
  const op = operator.text();
  if (isMajor(left, versions)) {
    const is = /^\d+$/.test(right.text()) ? holds(3 - Number(right.text()), op, true) : undefined;
    return is === undefined ? undefined : { is, needsTarget: false };
  }
  const length = lengthOf(left, versions);
  const tuple = /^\(\s*(\d+)\s*,\s*(?:(\d+)\s*,?\s*(?:(\d+)\s*,?\s*)?)?\)$/.exec(right.text());
  if (length === undefined || !tuple) return undefined;
  const asked = tuple.slice(1).flatMap((part) => (part === undefined ? [] : [Number(part)]));
  const oldest = holds(order([3, 0, 0], length, asked), op, false);
  if (oldest !== undefined) return { is: oldest, needsTarget: false };
  const target = holds(order([3, minor, 0], length, asked), op, false);
  return target === undefined ? undefined : { is: target, needsTarget: true };
}

/**
 * Whether a comparison holds for a version and all that follow it, by how that version compares. `isExact`: for none follows, as with the 3
 * in front.
 */
function holds(order: number, operator: string, isExact: boolean): boolean | undefined {
  switch (operator) {
    case '>=':
      return order >= 0 ? true : undefined;
    case '>':
      return order > 0 ? true : undefined;
    case '<':
      return order >= 0 ? false : undefined;
    case '<=':
      return order > 0 ? false : undefined;
    case '==':
      return order > 0 ? false : isExact && order === 0 ? true : undefined;
    case '!=':
      return order > 0 ? true : isExact && order === 0 ? false : undefined;
    default:
      return undefined;
  }
}

/** As tuples compare: where one ends, the longer is greater. `length` is how much is taken of the version's five parts. */
function order(version: readonly number[], length: number, asked: readonly number[]): number {
  const parts = Math.min(length, asked.length);
  for (let at = 0; at < parts; at++) {
    const difference = (version[at] ?? 0) - (asked[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return length - asked.length;
}

/** `sys.version_info[0]`, `sys.version_info.major` */
function isMajor(node: SgNode, versions: ReadonlySet<number>): boolean {
  const object = node.child(0);
  if (!object || !versions.has(object.id())) return false;
  return (
    (node.kind() === 'attribute' && node.child(2)?.text() === 'major') ||
    (node.kind() === 'subscript' && node.child(2)?.text() === '0' && node.children().length === 4)
  );
}

/** `sys.version_info`, `sys.version_info[:2]` */
function lengthOf(node: SgNode, versions: ReadonlySet<number>): number | undefined {
  if (versions.has(node.id())) return 5;
  const object = node.child(0);
  if (node.kind() !== 'subscript' || !object || !versions.has(object.id())) return undefined;
  const [, length] = /^\[:([123])\]$/.exec(node.text().slice(object.text().length)) ?? [];
  return length === undefined ? undefined : Number(length);
}

/** What is known goes out of a test that depends on more: `six.PY3 and tide` → `tide`. */
export function withoutKnown(
  test: SgNode,
  truths: Truths,
): readonly (PythonChange & { needsTarget: boolean })[] {
  const [left, operator, right] = test.children();
  switch (test.kind()) {
    case 'parenthesized_expression':
    case 'not_operator': {
      const inner = test.child(1);
      return inner ? withoutKnown(inner, truths) : [];
    }
    case 'boolean_operator': {
      if (!left || !right) return [];
      const neutral = operator?.text() === 'and';
      const [a, b] = [truths.of(left), truths.of(right)];
      if (a?.is === neutral)
        return [
          { start: rangeOf(left).start, end: rangeOf(right).start, text: '', needsTarget: a.needsTarget },
          ...withoutKnown(right, truths),
        ];
      if (b?.is === neutral)
        return [
          { start: rangeOf(left).end, end: rangeOf(right).end, text: '', needsTarget: b.needsTarget },
          ...withoutKnown(left, truths),
        ];
      return [...withoutKnown(left, truths), ...withoutKnown(right, truths)];
    }
    default:
      return [];
  }
}
