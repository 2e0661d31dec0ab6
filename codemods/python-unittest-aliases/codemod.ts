import type { SgNode } from '@ast-grep/napi';
import type { Codemod, SourceFile } from '../../src/change/codemod.ts';
import { above, nodes, rangeOf } from '../../src/change/syntax.ts';

/** https://docs.python.org/3/whatsnew/3.12.html#unittest */
const aliases: Readonly<Record<string, string>> = {
  assert_: 'assertTrue',
  failUnless: 'assertTrue',
  failIf: 'assertFalse',
  failUnlessEqual: 'assertEqual',
  failIfEqual: 'assertNotEqual',
  failUnlessRaises: 'assertRaises',
  failUnlessAlmostEqual: 'assertAlmostEqual',
  failIfAlmostEqual: 'assertNotAlmostEqual',
  assertEquals: 'assertEqual',
  assertNotEquals: 'assertNotEqual',
  assertAlmostEquals: 'assertAlmostEqual',
  assertNotAlmostEquals: 'assertNotAlmostEqual',
  assertRegexpMatches: 'assertRegex',
  assertNotRegexpMatches: 'assertNotRegex',
  assertRaisesRegexp: 'assertRaisesRegex',
};

export const codemod: Codemod = {
  id: 'python-unittest-aliases',
  title: 'Call assertions of unittest by their names',
  revision: 1,
  level: 'required',
  trigger: { kind: 'runtime', name: 'python', crosses: '3.12' },
  languages: ['python'],
  hints: Object.keys(aliases).map((name) => [name]),
  rules: Object.entries(aliases).map(([from, to]) => ({ id: from, doc: `self.${from}() → self.${to}()` })),
  transform(file, context) {
    const edits = Object.entries(aliases)
      .filter(([from]) => context.enabled(from))
      .flatMap(([from, to]) =>
        nodes(file, 'identifier', from)
          .filter((name) => isAssertion(file, name))
          .map((name) => ({ ...rangeOf(name), text: to, rule: from, sure: true })),
      );
    return { kind: 'result', edits, notes: [] };
  },
};

/** `self.assertEquals` in a method of a test case that has no method of that name itself. */
function isAssertion(file: SourceFile, name: SgNode): boolean {
  const attribute = name.parent();
  if (attribute?.kind() !== 'attribute' || attribute.child(2)?.id() !== name.id()) return false;
  const method = above(name, 'function_definition');
  const self = method
    ?.field('parameters')
    ?.children()
    .find((one) => one.kind() === 'identifier')
    ?.text();
  const class_ = above(name, 'class_definition');
  if (!class_ || self === undefined || attribute.child(0)?.text() !== self) return false;
  const owns =
    class_.findAll({
      rule: { kind: 'function_definition', has: { field: 'name', regex: `^${name.text()}$` } },
    }).length > 0;
  return !owns && isTestCase(file, class_, 0);
}

function isTestCase(file: SourceFile, class_: SgNode, depth: number): boolean {
  const bases = class_.field('superclasses')?.children() ?? [];
  return bases.some((base) => {
    const text = base.text();
    if (/(?:^|\.)(?:\w*TestCase|IsolatedAsyncioTestCase)$/.test(text)) return true;
    const own =
      depth < 5
        ? nodes(file, 'class_definition').find((one) => one.field('name')?.text() === text)
        : undefined;
    return own !== undefined && isTestCase(file, own, depth + 1);
  });
}
