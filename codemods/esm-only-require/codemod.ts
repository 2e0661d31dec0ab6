import type { CallExpression, Node } from '@babel/types';
import type { Codemod, SourceFile } from '../../src/change/codemod.ts';
import { changed, noted, type Part, replaced, resultOf, spot } from '../../src/change/syntax.ts';
import { packages } from './packages.ts';

const guide = 'https://nodejs.org/api/modules.html#loading-ecmascript-modules-using-require';

export const codemod: Codemod = {
  id: 'esm-only-require',
  title: 'Take the default export of packages that have ES modules alone',
  revision: 1,
  level: 'required',
  trigger: Object.entries(packages).map(([name, crosses]) => ({
    kind: 'dependency',
    ecosystem: 'npm',
    name,
    crosses,
  })),
  languages: ['javascript', 'typescript'],
  hints: Object.keys(packages).flatMap((name) => [
    ['require', `'${name}'`],
    ['require', `"${name}"`],
  ]),
  rules: Object.keys(packages).map((name) => ({
    id: name,
    doc: `const x = require('${name}') → const { default: x } = require('${name}')`,
    for: name,
  })),
  transform(file, context) {
    const names = Object.keys(packages).filter((name) => context.enabled(name));
    const references = names.length > 0 ? file.bindings().moduleReferences(...names) : [];
    return resultOf(
      file,
      references.flatMap(({ kind, node, source }) => {
        if (kind === 'require') return required(node, source.value, file);
        const isMock = kind === 'mock';
        return isMock
          ? [
              noted(
                source.value,
                node,
                `${source.value} has a default export now; the mock has to give { __esModule: true, default: … }`,
                guide,
              ),
            ]
          : [];
      }),
    );
  },
};

/** Only the default export moved: what is taken by name is where it was. */
function required(call: CallExpression, name: string, file: SourceFile): readonly Part[] {
  const tree = file.tree();
  const parent = tree.parent(call);
  switch (parent?.type) {
    case 'VariableDeclarator': {
      const { id } = parent;
      if (parent.init !== call || id.type !== 'Identifier') return [];
      return [
        changed([
          replaced(
            name,
            { start: spot(id).start, end: spot(id).start + id.name.length },
            `{ default: ${id.name} }`,
          ),
        ]),
      ];
    }
    case 'MemberExpression':
      return parent.object === call ? member(parent, call, name) : [behind(call, name)];
    case 'ExpressionStatement':
      return [];
    default:
      return parent ? [behind(call, name)] : [];
  }
}

/** `require('chalk').red(x)` is a member of the default export; `.default` is what it should be already. */
function member(node: Node, call: CallExpression, name: string): readonly Part[] {
  if (node.type !== 'MemberExpression') return [];
  const { property, computed } = node;
  const key =
    !computed && property.type === 'Identifier'
      ? property.name
      : property.type === 'StringLiteral'
        ? property.value
        : undefined;
  return key === 'default' ? [] : [behind(call, name)];
}

function behind(call: CallExpression, name: string): Part {
  const { end } = spot(call);
  return changed([replaced(name, { start: end - 1, end }, ').default')]);
}
