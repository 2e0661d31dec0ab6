import type { Codemod, Edit } from '../../src/change/codemod.ts';
import { resultOf, sharing } from '../../src/change/syntax.ts';
import { names } from './names.ts';
import { options } from './options.ts';
import { layoutOf, overloads } from './overloads.ts';
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
    const result = resultOf(file, sharing(kept));
    if (result.kind !== 'result' || !context.enabled(rules.object)) return result;
    const layout = layoutOf(file).filter((one) => !result.edits.some((edit) => overlap(one, edit)));
    return { ...result, edits: [...result.edits, ...layout] };
  },
};

const overlap = (a: Edit, b: Edit): boolean => a.start < b.end && b.start < a.end;
