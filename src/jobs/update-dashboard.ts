import { createHash } from 'node:crypto';
import type { PullRequest } from '../domain/pull-request.ts';
import { dashboard, dashboardMarker, dashboardTitle } from '../publish/dashboard.ts';
import { missingPermissions } from '../publish/permissions.ts';
import type { PublishSteps } from '../publish/publish.ts';
import type { AppWorld, PlannedSubject, Subject } from './app-world.ts';

/** One issue a repository, edited only when its text changes. */
export async function updateDashboard(
  { forge, repository }: Subject,
  { plan, problems }: PlannedSubject,
  steps: PublishSteps,
  pulls: readonly PullRequest[],
  { store, permissions }: AppWorld,
): Promise<void> {
  const installation = (await store.installations()).find(({ id }) => id === repository.installation);
  const record = await store.repository(repository.id);
  const organisation = await store.organisation(repository.installation);
  const isOrganisation = organisation?.repository === `${repository.owner}/${repository.name}`;
  const body = dashboard({
    plan,
    steps,
    pulls,
    // What is wrong for all is said once, where it can be corrected.
    problems: isOrganisation ? [...organisation.problems, ...problems] : problems,
    missing: installation ? missingPermissions(permissions, installation) : [],
    ...(record?.trouble ? { trouble: record.trouble } : {}),
  });
  const says = createHash('sha256').update(body).digest('hex');
  if (record?.dashboard !== undefined && record.dashboardSays === says) return;
  const known =
    record?.dashboard === undefined
      ? await forge.issueMarked(dashboardMarker)
      : await forge.issue(record.dashboard);
  if (!known) {
    const { number } = await forge.openIssue({ title: dashboardTitle, body, labels: [] });
    await store.noteRepository(repository.id, { dashboard: number, dashboardSays: says });
    return;
  }
  // A closed one was closed by a person, who does not want to see it.
  if (known.state === 'open' && known.body !== body) await forge.editIssue(known.number, { body });
  await store.noteRepository(repository.id, { dashboard: known.number, dashboardSays: says });
}
