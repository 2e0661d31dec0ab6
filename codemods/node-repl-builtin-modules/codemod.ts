import type { Node } from '@babel/types';
import type { Codemod, SourceFile } from '../../src/change/codemod.ts';
import {
  asValue,
  builtin,
  changed,
  endingUses,
  importing,
  noted,
  type Part,
  replaced,
  resultOf,
} from '../../src/change/syntax.ts';

const rule = 'builtin-modules';
const guide = 'https://nodejs.org/api/deprecations.html#dep0191-replbuiltinmodules';

export const codemod: Codemod = {
  id: 'node-repl-builtin-modules',
  title: 'Take builtinModules from node:module',
  revision: 1,
  level: 'deprecated',
  trigger: { kind: 'runtime', name: 'node', crosses: '24.0.0' },
  languages: ['javascript', 'typescript'],
  hints: [
    ['repl', 'builtinModules'],
    ['repl', '_builtinLibs'],
  ],
  rules: [{ id: rule, doc: 'repl.builtinModules, repl._builtinLibs → builtinModules of node:module' }],
  transform: (file, context) => resultOf(file, context.enabled(rule) ? parts(file) : []),
};

function parts(file: SourceFile): readonly Part[] {
  const uses = endingUses(file, builtin('repl'), ['builtinModules', '_builtinLibs']);
  if (uses.length === 0) return [];
  const nodes: readonly Node[] = uses.map(({ node }) => node);
  const free = nodes.filter((node) => !ownName(node, file));
  const wished = { modules: ['node:module', 'module'], export: 'builtinModules', local: 'builtinModules' };
  const modules = importing(file, wished, free, rule);
  if (!modules)
    return nodes.map((node) =>
      noted(rule, node, 'builtinModules means something else here; take it from node:module by hand', guide),
    );
  const edits = nodes.map((node) => {
    const { node: at, text } = asValue(file, node, modules.local);
    return replaced(rule, at, text);
  });
  return [changed([...edits, ...modules.edits], ...nodes)];
}

/** `const { builtinModules } = require('repl')`: the name goes with its declaration, and comes again from elsewhere. */
function ownName(node: Node, file: SourceFile): boolean {
  return (
    node.type === 'Identifier' &&
    node.name === 'builtinModules' &&
    file.bindings().bindingOf(node) !== undefined
  );
}
