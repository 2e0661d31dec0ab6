import { No, refusal } from '../http.ts';
import { type Ask, repositoryOf } from '../router.ts';
import type { RepositoryRecord } from '../state.ts';

/** A repository without a commit answers nothing about git. */
export function filledRepository(ask: Ask): RepositoryRecord {
  const repository = repositoryOf(ask);
  if (repository.git.refs('refs/heads/').length === 0) throw new No(refusal(409, 'Git Repository is empty.'));
  return repository;
}

/** What a name means: a branch, a tag, a ref or a commit. */
export function resolve({ git }: RepositoryRecord, name: string): string | undefined {
  const bare = name.replace(/^refs\//, '');
  const found =
    git.ref(`refs/heads/${name}`) ??
    git.ref(`refs/tags/${name}`) ??
    git.ref(`refs/${bare}`) ??
    (git.has(name) ? name : undefined);
  if (found === undefined) return undefined;
  const object = git.read(found);
  return object?.kind === 'tag' ? /^object ([0-9a-f]{40})/.exec(object.content.toString())?.[1] : found;
}
