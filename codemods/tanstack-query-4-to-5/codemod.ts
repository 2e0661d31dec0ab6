import type { Codemod } from '../../src/change/codemod.ts';
import { resultOf, sharing } from '../../src/change/syntax.ts';
import { names } from './names.ts';
import { options } from './options.ts';
import { overloads } from './overloads.ts';
import { results } from './results.ts';
import { rules } from './rules.ts';

export const codemod: Codemod = {
  id: 'tanstack-query-4-to-5',
  title: 'Migrate to TanStack Query 5',
  revision: 1,
  level: 'required',
  trigger: { kind: 'dependency', ecosystem: 'npm', name: '@tanstack/react-query', crosses: '5.0.0' },
  languages: ['javascript', 'typescript'],
  hints: [
    ['@tanstack/react-query'],
    ['@tanstack/query-core'],
    ['ueryClient.', 'Quer'],
    ['isLoading', 'mutate'],
  ],
  rules: [
    {
      id: rules.object,
      doc: 'useQuery(key, fn, options) → useQuery({ queryKey: key, queryFn: fn, …options })',
    },
    { id: rules.gcTime, doc: 'cacheTime → gcTime' },
    { id: rules.throwOnError, doc: 'useErrorBoundary → throwOnError' },
    { id: rules.keepPrevious, doc: 'keepPreviousData: true → placeholderData: keepPreviousData' },
    { id: rules.pending, doc: "isLoading → isPending, 'loading' → 'pending'" },
    { id: rules.renamed, doc: 'Hydrate → HydrationBoundary, hashQueryKey → hashKey' },
    { id: rules.pageParam, doc: '({ pageParam = 0 }) => … gets initialPageParam: 0 beside it' },
    { id: rules.removed, doc: 'callbacks of queries and other options that are gone are told' },
  ],
  transform(file, context) {
    const parts = [...overloads(file), ...options(file), ...results(file), ...names(file)];
    const kept = parts.filter(({ edits, notes }) =>
      [...edits, ...notes].every(({ rule }) => context.enabled(rule)),
    );
    return resultOf(file, sharing(kept));
  },
};
