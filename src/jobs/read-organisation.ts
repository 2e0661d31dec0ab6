import type { Installation, Repository } from '../domain/repository.ts';
import { isGroupPath, organisationPaths, organisationRepositories } from '../policy/paths.ts';
import { type OrganisationRecord, Refused, type RepositoryForge } from '../ports.ts';
import type { AppWorld } from './app-world.ts';

/**
 * What does the organisation say for all its repositories? It is read once for all of them, and kept: a scan of one asks nothing
 * more. What is broken leaves in force what was said before.
 */
export async function readOrganisation(
  { id, account }: Installation,
  repositories: readonly Repository[],
  world: AppWorld,
): Promise<OrganisationRecord | undefined> {
  const before = await world.store.organisation(id);
  for (const name of organisationRepositories) {
    const found = await lookAt(id, account, name, repositories, world);
    if (!found) continue;
    const { forge, head } = found;
    const repository = `${account}/${name}`;
    const same = before?.repository === repository ? before : undefined;
    if (same?.head === head) return same;
    const { files, problems } = await filesOf(forge, head);
    if (files.length === 0 && problems.length === 0) continue;
    const { keepLastGood } = await import('../policy/organisation.ts');
    const kept = keepLastGood(files, same?.files ?? []);
    const record = { repository, head, files: kept.files, problems: [...problems, ...kept.problems] };
    await world.store.saveOrganisation(id, record);
    return record;
  }
  if (before) await world.store.saveOrganisation(id, undefined);
  return undefined;
}

/** A public one can be read though the App is not installed on it. */
async function lookAt(
  installation: number,
  account: string,
  name: string,
  repositories: readonly Repository[],
  world: AppWorld,
): Promise<{ forge: RepositoryForge; head: string } | undefined> {
  const known = repositories.find((one) => one.name === name && one.owner === account);
  const forge = world.forge.repository(known ?? { installation, id: 0, owner: account, name });
  try {
    const head = known ? await forge.head(known.defaultBranch) : await forge.commit();
    return head === undefined ? undefined : { forge, head };
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

/** Texts of an organisation at one commit, as far as they can be read. */
export async function filesOf(forge: RepositoryForge, commit: string) {
  const checkout = await forge.checkout(commit);
  const paths = (await checkout.list()).map(({ path }) => path);
  const { files, problems } = await checkout.read(
    paths.filter((path) => organisationPaths.includes(path) || isGroupPath(path)),
  );
  return { files: files.map(({ path, text }) => ({ path, text })), problems };
}
