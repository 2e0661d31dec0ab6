/** A branch that changes workflows is only taken from who may change workflows. */
import { isGranted } from '../auth.ts';
import { commitOf, mergeBase, readCommit } from '../git/commits.ts';
import { compareTrees } from '../git/trees.ts';
import { type Answer, refusal } from '../http.ts';
import { headOf } from '../moves/mergeability.ts';
import type { Ask } from '../router.ts';
import type { RepositoryRecord } from '../state.ts';

export function forbiddenWorkflows(ask: Ask, repository: RepositoryRecord, to: string): Answer | undefined {
  const { git, defaultBranch } = repository;
  const { caller } = ask;
  if (caller.kind !== 'installation' || isGranted(caller.token.permissions, 'workflows:write'))
    return undefined;
  const base = headOf(repository, defaultBranch);
  const fork = base && readCommit(git, to) ? mergeBase(git, base, to) : undefined;
  const changes = fork ? compareTrees(git, commitOf(git, fork).tree, commitOf(git, to).tree) : [];
  return changes.some(({ path }) => path.startsWith('.github/workflows/'))
    ? refusal(403, 'Resource not accessible by integration', {
        'x-accepted-github-permissions': 'contents=write,workflows=write',
      })
    : undefined;
}
