import type { Codemod, SourceFile } from '../../src/change/codemod.ts';
import {
  builtin,
  changed,
  membersOfGlobal,
  noted,
  type Part,
  replaced,
  resultOf,
} from '../../src/change/syntax.ts';

const rule = 'main-module';
const guide = 'https://nodejs.org/api/deprecations.html#dep0138-processmainmodule';

export const codemod: Codemod = {
  id: 'node-process-main-module',
  title: 'Use require.main instead of process.mainModule',
  revision: 1,
  level: 'deprecated',
  trigger: { kind: 'runtime', name: 'node', crosses: '22.0.0' },
  languages: ['javascript', 'typescript'],
  hints: [['mainModule']],
  rules: [{ id: rule, doc: 'process.mainModule → require.main, in CommonJS' }],
  transform: (file, context) => resultOf(file, context.enabled(rule) ? parts(file) : []),
};

function parts(file: SourceFile): readonly Part[] {
  const imported = file
    .bindings()
    .uses(...builtin('process'))
    .filter(({ path }) => path.join('.') === 'mainModule');
  const members = membersOfGlobal(file, 'process', 'mainModule');
  return [...imported.map(({ node }) => node), ...members].map((node) => {
    const parent = file.tree().parent(node);
    const isWritten = parent?.type === 'AssignmentExpression' && parent.left === node;
    if (isModule(file))
      return noted(
        rule,
        node,
        'an ES module has no require.main; compare import.meta.filename with process.argv[1], or use import.meta.main from Node.js 24.2',
        guide,
      );
    if (isWritten || file.bindings().lookUp('require', node))
      return noted(
        rule,
        node,
        'process.mainModule was left alone here; replace it by hand with require.main',
        guide,
      );
    return changed([replaced(rule, node, 'require.main')], node);
  });
}

function isModule({ path, babel }: SourceFile): boolean {
  if (/\.m[jt]s$/.test(path)) return true;
  if (/\.[jt]sx?$/.test(path))
    return babel().program.body.some(({ type }) => type === 'ImportDeclaration' || type.startsWith('Export'));
  return false;
}
