import type { Job, Outcome } from '../domain/job.ts';
import { type Assignment, Refused } from '../ports.ts';
import type { AppWorld } from './app-world.ts';
import { answerQueue, checkConfiguration } from './check-configuration.ts';
import { obeyCheckbox, obeyComment } from './obey.ts';
import { proposeUpgrade } from './propose-upgrade.ts';
import { scanRepository } from './scan-repository.ts';
import { syncInstallation } from './sync-installation.ts';
import { watchRollout } from './watch-rollout.ts';

/** Every job is a question asked again. What will not change by asking is an outcome; what stumbles is thrown, and the queue asks later. */
export async function perform({ job, signal }: Assignment, world: AppWorld): Promise<Outcome> {
  signal.throwIfAborted();
  try {
    if ('repository' in job) await meet(job, world);
    return await ask(job, world);
  } catch (error) {
    if (error instanceof Refused) return { kind: 'refused', because: error.message };
    throw error;
  }
}

/** A webhook may tell of a repository before the first look at its installation does. */
async function meet(
  { installation, repository: id }: Extract<Job, { repository: number }>,
  { forge, store }: AppWorld,
): Promise<void> {
  if (await store.repository(id)) return;
  const found = (await forge.repositories(installation)).find((one) => one.id === id);
  if (found) await store.saveRepository(found);
}

function ask(job: Job, world: AppWorld): Promise<Outcome> {
  switch (job.kind) {
    case 'sync-installation':
      return syncInstallation(job.installation, world);
    case 'scan-repository':
      return scanRepository(job.repository, world);
    case 'propose-upgrade':
      return proposeUpgrade(job.repository, job.upgrade, world);
    case 'watch-rollout':
      return watchRollout(job.repository, job.pull, world);
    case 'check-configuration':
      return checkConfiguration(job.repository, job.pull, world);
    case 'answer-queue':
      return answerQueue(job.repository, job.head, world);
    case 'obey-comment':
      return obeyComment(job.repository, job.issue, job.comment, world);
    case 'obey-checkbox':
      return obeyCheckbox(job.repository, job.issue, world);
  }
}

/** A job that failed for the last time is told where its repository's people look. */
export async function failed(job: Job, error: Error, { store, now }: AppWorld): Promise<void> {
  if (job.kind === 'sync-installation') return;
  await store.noteRepository(job.repository, {
    trouble: { job: job.kind, because: error.message.split('\n')[0] ?? '', at: now().toISOString() },
  });
}
