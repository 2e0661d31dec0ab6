import type { Outcome } from '../domain/job.ts';
import { sentence } from '../domain/problem.ts';
import { missingPermissions } from '../publish/permissions.ts';
import type { AppWorld } from './app-world.ts';
import { readOrganisation } from './read-organisation.ts';

/** Which repositories may the App see now? Each new one is scanned, and what it may no longer see is forgotten. */
export async function syncInstallation(installation: number, world: AppWorld): Promise<Outcome> {
  const { forge, store, queue } = world;
  const found = (await forge.installations()).find(({ id }) => id === installation);
  const known = await store.repositories(installation);
  if (!found) {
    for (const { id } of known) await store.removeRepository(id);
    await store.removeInstallation(installation);
    return { kind: 'done', what: `the App was removed; ${known.length} repositories forgotten` };
  }
  await store.saveInstallation(found);
  if (found.suspended)
    return { kind: 'refused', because: `the installation on ${found.account} is suspended` };

  const repositories = await forge.repositories(installation);
  const organisation = await readOrganisation(found, repositories, world);
  const ids = new Set(repositories.map(({ id }) => id));
  for (const { id } of known) if (!ids.has(id)) await store.removeRepository(id);
  for (const repository of repositories) {
    await store.saveRepository(repository);
    if (!repository.archived)
      await queue.add({ kind: 'scan-repository', installation, repository: repository.id });
  }
  const missing = missingPermissions(world.permissions, found);
  const broken = (organisation?.problems ?? []).map(
    (problem) => `${organisation?.repository}/${sentence(problem)}`,
  );
  return {
    kind: 'done',
    what: [`${repositories.length} repositories of ${found.account}`, ...missing, ...broken].join('; '),
  };
}
