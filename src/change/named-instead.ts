/**
 * What was a module as a whole is one of its exports: `const glob = require('glob')` → `const { glob } = require('glob')`. The local name
 * stays, so nothing else in the file has to change.
 */
import type { Node } from '@babel/types';
import type { ModuleReference } from './bindings.ts';
import type { Edit, SourceFile } from './codemod.ts';
import { spot } from './tree.ts';

type Change = Pick<Edit, 'start' | 'end' | 'text'>;

/** `undefined` where the module comes in a way that cannot be written so: as a mock, re-exported, with a type of its own. */
export function namedInstead(
  file: SourceFile,
  reference: ModuleReference,
  name: string,
): readonly Change[] | undefined {
  switch (reference.kind) {
    case 'import':
      return inImport(file, reference.node.specifiers, name);
    case 'import-equals': {
      const { node } = reference;
      if (file.text.startsWith('export', spot(node).start)) return undefined;
      const { start, end } = spot(node);
      const { start: from, end: to } = spot(reference.source);
      const semicolon = file.text[end - 1] === ';' ? ';' : '';
      const source = file.text.slice(from, to);
      return [
        { start, end, text: `import { ${named(name, node.id.name, ' as ')} } from ${source}${semicolon}` },
      ];
    }
    case 'require': {
      const { node } = reference;
      const parent = file.tree().parent(node);
      if (parent?.type !== 'VariableDeclarator' || parent.init !== node) return inline(node, parent, name);
      const { id } = parent;
      if (id.type !== 'Identifier') return [];
      if (id.typeAnnotation) return undefined;
      return [{ ...spot(id), text: `{ ${named(name, id.name, ': ')} }` }];
    }
    case 'dynamic-import':
    case 'export-from':
    case 'mock':
      return undefined;
  }
}

function inImport(
  file: SourceFile,
  specifiers: readonly Node[],
  name: string,
): readonly Change[] | undefined {
  const [first, second] = specifiers;
  switch (first?.type) {
    case 'ImportDefaultSpecifier': {
      const own = named(name, first.local.name, ' as ');
      if (!second) return [{ ...spot(first), text: `{ ${own} }` }];
      if (second.type !== 'ImportSpecifier') return undefined;
      const brace = file.text.indexOf('{', spot(first).end) + 1;
      return [{ start: spot(first).start, end: brace, text: `{ ${own},` }];
    }
    case 'ImportNamespaceSpecifier':
      return [{ ...spot(first), text: `{ ${named(name, first.local.name, ' as ')} }` }];
    default:
      // Taken by name already, `default as x` among it.
      return specifiers.flatMap((one) => {
        const isDefault = one.type === 'ImportSpecifier' && nameOf(one.imported) === 'default';
        return isDefault ? [{ ...spot(one), text: named(name, one.local.name, ' as ') }] : [];
      });
  }
}

/** `require('glob')(…)`: the member is taken at once. A statement for its effects alone stays. */
function inline(node: Node, parent: Node | undefined, name: string): readonly Change[] {
  if (parent?.type === 'ExpressionStatement') return [];
  const { end } = spot(node);
  return [{ start: end, end, text: `.${name}` }];
}

const nameOf = (node: Node) => (node.type === 'StringLiteral' ? node.value : (node as { name: string }).name);

const named = (name: string, local: string, separator: string) =>
  name === local ? name : `${name}${separator}${local}`;
