import type { Edit } from '../../src/change/codemod.ts';
import { replaced } from '../../src/change/syntax.ts';

export const rules = {
  object: 'object-form',
  gcTime: 'gc-time',
  throwOnError: 'throw-on-error',
  keepPrevious: 'keep-previous-data',
  pending: 'is-pending',
  renamed: 'renamed-exports',
  pageParam: 'initial-page-param',
  removed: 'removed',
} as const;

export const modules = ['@tanstack/react-query', '@tanstack/query-core'];
export const guide = 'https://tanstack.com/query/v5/docs/framework/react/guides/migrating-to-v5';

export const inserted = (rule: string, at: number, text: string, sure = true): Edit => ({
  ...replaced(rule, { start: at, end: at }, text),
  sure,
});
