import type { CallExpression, Node } from '@babel/types';
import type { Codemod, Context, SourceFile } from '../../src/change/codemod.ts';
import {
  changed,
  literalSaying,
  literalText,
  type Part,
  replaced,
  resultOf,
} from '../../src/change/syntax.ts';
import { scripts } from './scripts.ts';

/** Aliases that 30.0 took away: https://jestjs.io/docs/upgrading-to-jest30 */
const matchers: Readonly<Record<string, string>> = {
  toBeCalled: 'toHaveBeenCalled',
  toBeCalledTimes: 'toHaveBeenCalledTimes',
  toBeCalledWith: 'toHaveBeenCalledWith',
  lastCalledWith: 'toHaveBeenLastCalledWith',
  nthCalledWith: 'toHaveBeenNthCalledWith',
  toReturn: 'toHaveReturned',
  toReturnTimes: 'toHaveReturnedTimes',
  toReturnWith: 'toHaveReturnedWith',
  lastReturnedWith: 'toHaveLastReturnedWith',
  nthReturnedWith: 'toHaveNthReturnedWith',
  toThrowError: 'toThrow',
};
const generated = 'genMockFromModule';
const script = 'test-path-pattern';

export const codemod: Codemod = {
  id: 'jest-29-to-30',
  title: 'Migrate to Jest 30',
  revision: 1,
  level: 'required',
  trigger: { kind: 'dependency', ecosystem: 'npm', name: 'jest', crosses: '30.0.0' },
  languages: ['javascript', 'typescript', 'json'],
  files: /\.[cm]?[jt]sx?$|(?:^|\/)package\.json$/,
  hints: [...Object.keys(matchers).map((name) => ['expect', name]), [generated], ['--testPathPattern']],
  rules: [
    ...Object.entries(matchers).map(([from, to]) => ({ id: from, doc: `expect(x).${from}() → ${to}()` })),
    { id: generated, doc: 'jest.genMockFromModule() → jest.createMockFromModule()' },
    { id: script, doc: '--testPathPattern in the scripts of package.json → --testPathPatterns' },
  ],
  transform(file, context) {
    if (file.path.endsWith('.json'))
      return resultOf(file, context.enabled(script) ? scripts(file, script) : []);
    return resultOf(file, [...matchersIn(file, context), ...mocksIn(file, context)]);
  },
};

function matchersIn(file: SourceFile, context: Context): readonly Part[] {
  return file
    .tree()
    .of('MemberExpression')
    .flatMap((member) => {
      const from = nameOf(member);
      const to =
        from !== undefined && Object.hasOwn(matchers, from) && context.enabled(from)
          ? matchers[from]
          : undefined;
      if (from === undefined || to === undefined || !isExpectation(member.object, file)) return [];
      const { property } = member;
      return [changed([replaced(from, property, member.computed ? literalSaying(file, property, to) : to)])];
    });
}

/** `expect(x)`, with `.not`, `.resolves` and `.rejects` behind it. */
function isExpectation(node: Node, file: SourceFile): boolean {
  let at = node;
  while (at.type === 'MemberExpression' && ['not', 'resolves', 'rejects'].includes(nameOf(at) ?? ''))
    at = at.object;
  return at.type === 'CallExpression' && isExpect(at, file);
}

/** Jest's own: the global, or the one of `@jest/globals`. Those of other test frameworks have matchers of their own. */
function isExpect({ callee }: CallExpression, file: SourceFile): boolean {
  if (isFromJest(callee, 'expect', file)) return true;
  return callee.type === 'Identifier' && callee.name === 'expect' && !file.bindings().bindingOf(callee);
}

function isFromJest(node: Node, name: string, file: SourceFile): boolean {
  return file
    .bindings()
    .uses('@jest/globals')
    .some((use) => use.node === node && use.path.length === 1 && use.path[0] === name);
}

function nameOf(node: Node): string | undefined {
  if (node.type !== 'MemberExpression') return undefined;
  if (node.computed) return literalText(node.property);
  return node.property.type === 'Identifier' ? node.property.name : undefined;
}

function mocksIn(file: SourceFile, context: Context): readonly Part[] {
  if (!context.enabled(generated)) return [];
  return file
    .tree()
    .of('MemberExpression')
    .flatMap((member) => {
      if (nameOf(member) !== generated || !isJest(member.object, file)) return [];
      const { property } = member;
      const to = 'createMockFromModule';
      return [
        changed([replaced(generated, property, member.computed ? literalSaying(file, property, to) : to)]),
      ];
    });
}

function isJest(node: Node, file: SourceFile): boolean {
  if (isFromJest(node, 'jest', file)) return true;
  return node.type === 'Identifier' && node.name === 'jest' && !file.bindings().bindingOf(node);
}
