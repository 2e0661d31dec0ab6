import { covers, maySee } from '../auth.ts';
import type { Ask } from '../router.ts';
import type { RepositoryRecord } from '../state.ts';

/** Whether GraphQL knows a repository for this caller. */
export function mayReach({ caller }: Ask, repository: RepositoryRecord): boolean {
  return caller.kind === 'installation'
    ? covers(caller.token.repositories, repository, caller.token.installation.account)
    : maySee(caller, repository);
}
