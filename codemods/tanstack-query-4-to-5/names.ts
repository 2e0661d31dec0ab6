/** Exports with another name, and those that are gone. Found by comparing the types of 4.44 and 5. */
import type { SourceFile } from '../../src/change/codemod.ts';
import { changed, moveUses, noted, type Part, propertyName } from '../../src/change/syntax.ts';
import { guide, modules, rules } from './rules.ts';

const renames: Readonly<Record<string, string>> = {
  Hydrate: 'HydrationBoundary',
  HydrateProps: 'HydrationBoundaryProps',
  hashQueryKey: 'hashKey',
};
const gone: Readonly<Record<string, string>> = {
  useHydrate: 'use HydrationBoundary',
  defaultContext: 'hand a QueryClient over as the second argument',
  parseQueryArgs: 'hooks and clients take one object',
  parseFilterArgs: 'hooks and clients take one object',
  parseMutationArgs: 'hooks and clients take one object',
  parseMutationFilterArgs: 'hooks and clients take one object',
  isError: 'compare with instanceof Error',
  Logger: 'there is no logger any more',
  UseErrorBoundary: 'take ThrowOnError',
  ContextOptions: 'hand a QueryClient over as the second argument',
  RefetchPageFilters: 'limit the pages with maxPages',
};

export function names(file: SourceFile): readonly Part[] {
  const uses = file.bindings().uses(...modules);
  const renamed = Object.entries(renames).flatMap(([from, to]) => {
    const own = uses.filter(({ path }) => path.join('.') === from);
    const { edits, blocked } = moveUses(file, own, to, rules.renamed);
    return [
      changed(edits),
      ...blocked.map(({ node }) =>
        noted(rules.renamed, node, `${from} is ${to} in 5; rename it here`, guide),
      ),
    ];
  });
  const told = [...Map.groupBy(uses, ({ path }) => path.join('.'))].flatMap(([name, [first]]) =>
    first && Object.hasOwn(gone, name)
      ? [noted(rules.removed, first.node, `${name} is gone in 5; ${gone[name]}`, guide)]
      : [],
  );
  return [...renamed, ...told, ...ofClients(file)];
}

/** `new QueryClient({ logger })`, `<QueryClientProvider contextSharing>` */
function ofClients(file: SourceFile): readonly Part[] {
  return file
    .bindings()
    .uses(...modules)
    .flatMap(({ node, path }) => {
      const parent = file.tree().parent(node);
      const name = path.join('.');
      if (parent?.type === 'NewExpression' && parent.callee === node && name === 'QueryClient') {
        const [given] = parent.arguments;
        const logger =
          given?.type === 'ObjectExpression'
            ? given.properties.find((one) => propertyName(one) === 'logger')
            : undefined;
        return logger ? [noted(rules.removed, logger, 'logger is gone in 5; take it out', guide)] : [];
      }
      if (parent?.type !== 'JSXOpeningElement' || parent.name !== node || name !== 'QueryClientProvider')
        return [];
      const sharing = parent.attributes.find(
        (one) => one.type === 'JSXAttribute' && one.name.name === 'contextSharing',
      );
      return sharing
        ? [noted(rules.removed, sharing, 'contextSharing is gone in 5; take it out', guide)]
        : [];
    });
}
