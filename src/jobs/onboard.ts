import type { PastPull } from '../domain/pull-request.ts';
import { onboardingBody, onboardingFile } from '../publish/onboarding.ts';
import type { PlannedSubject, Subject } from './app-world.ts';

const path = '.github/springtide.yml';

/** Asks a repository that says nothing yet: merging the pull request means go, closing it means no. Answers with what it waits for. */
export async function onboard(
  { forge, repository }: Subject,
  { policy, plan, read }: PlannedSubject,
  pulls: readonly PastPull[],
  head: string,
): Promise<string> {
  const branch = `${policy.branchPrefix}onboarding`;
  const asked = pulls.find((pull) => pull.branch === branch);
  if (asked?.state === 'open') return `onboarding waits for #${asked.number}`;
  if (asked?.state === 'closed') return `onboarding was closed in #${asked.number}`;
  const others = read.paths.filter((one) =>
    /(?:^|\/)(?:renovate\.json5?|\.renovaterc(?:\.json5?)?|dependabot\.ya?ml)$/.test(one),
  );
  const message = 'Add the configuration of Springtide\n';
  const existing = await forge.head(branch);
  const written = await forge.writeBranch({
    name: branch,
    parent: head,
    commits: [{ message, edits: [{ path, before: undefined, after: onboardingFile }] }],
    expected: existing,
  });
  if (written.kind === 'moved') return 'the onboarding branch moved while it was written';
  const pull = await forge.openPull({
    title: 'Configure Springtide',
    body: onboardingBody(plan, others),
    branch,
    base: repository.defaultBranch,
  });
  return `onboarding waits for #${pull.number}`;
}
