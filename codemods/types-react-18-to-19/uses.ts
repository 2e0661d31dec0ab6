import type { SourceFile } from '../../src/change/codemod.ts';
import type { Place } from '../../src/change/syntax.ts';

export const guide = 'https://react.dev/blog/2024/04/25/react-19-upgrade-guide#typescript-changes';

/** What leads back to React: imported, or the name `React` that its types declare for files that import nothing of that name. */
export function reactUses(file: SourceFile): readonly Place[] {
  const bindings = file.bindings();
  const global = file
    .tree()
    .of('Identifier')
    .filter((node) => node.name === 'React' && bindings.bindingOf(node) === undefined)
    .filter((node) => {
      const parent = file.tree().parent(node);
      return parent?.type === 'TSQualifiedName' && parent.left === node;
    });
  return [...bindings.uses('react'), ...bindings.follow(global.map((node) => ({ node, path: [] })))];
}

export const named = (uses: readonly Place[], name: string): readonly Place[] =>
  uses.filter(({ path }) => path.length === 1 && path[0] === name);
