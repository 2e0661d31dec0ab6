import type { PastPull } from '../domain/pull-request.ts';
import type { UpgradePlan } from '../domain/update.ts';
import { type Imported, importableNames } from '../policy/import/index.ts';
import { presetOf } from '../policy/presets.ts';
import type { Checkout } from '../ports.ts';
import { onboardingBody, onboardingFile } from '../publish/onboarding.ts';
import { type AppWorld, aroundOf, type PlannedSubject, type Subject } from './app-world.ts';
import { loadPolicy } from './load-policy.ts';
import { loadReplacements } from './load-replacements.ts';
import { planRepository } from './plan-repository.ts';

const path = '.github/springtide.yml';

/** Asks a repository that says nothing yet: merging the pull request means go, closing it means no. Answers with what it waits for. */
export async function onboard(
  subject: Subject,
  planned: PlannedSubject,
  pulls: readonly PastPull[],
  head: string,
  world: AppWorld,
): Promise<string> {
  const { forge, repository } = subject;
  const { policy, plan, read, checkout } = planned;
  const branch = `${policy.branchPrefix}onboarding`;
  const asked = pulls.find((pull) => pull.branch === branch);
  if (asked?.state === 'open') return `onboarding waits for #${asked.number}`;
  if (asked?.state === 'closed') return `onboarding was closed in #${asked.number}`;
  const others = importableNames.filter((one) => read.paths.includes(one));
  const imported = others[0] === undefined ? undefined : await importFrom(others[0], checkout, world);
  const then = imported && (await planWith(imported.yaml, subject, planned, world));
  const message = 'Add the configuration of Springtide\n';
  const existing = await forge.head(branch);
  const written = await forge.writeBranch({
    name: branch,
    parent: head,
    commits: [{ message, edits: [{ path, before: undefined, after: imported?.yaml ?? onboardingFile }] }],
    expected: existing,
  });
  if (written.kind === 'moved') return 'the onboarding branch moved while it was written';
  const pull = await forge.openPull({
    title: 'Configure Springtide',
    body: onboardingBody(then ?? plan, others, imported?.notCarried),
    branch,
    base: repository.defaultBranch,
  });
  return `onboarding waits for #${pull.number}`;
}

/** What another tool was told here, in our words; nothing where that cannot be read. */
async function importFrom(
  from: string,
  checkout: Checkout,
  { settingText }: AppWorld,
): Promise<Imported | undefined> {
  const { files } = await checkout.read([from]);
  const text = files[0]?.text;
  if (text === undefined) return undefined;
  const { importConfiguration } = await import('../policy/import/index.ts');
  const imported = importConfiguration(from, text, (name) => {
    const preset = presetOf(name);
    return preset.kind === 'built-in' && settingText(`presets/${preset.file}`) !== undefined;
  });
  return imported.yaml === '' ? undefined : imported;
}

/** What would come by the rules that were taken over. */
async function planWith(
  yaml: string,
  subject: Subject,
  { checkout, read, policy: { quarantine } }: PlannedSubject,
  world: AppWorld,
): Promise<UpgradePlan> {
  const file = { path, text: yaml, byteOrderMark: false, executable: false };
  const proposed: Checkout = { ...checkout, read: async () => ({ files: [file], problems: [] }) };
  const now = world.now();
  const loaded = await loadPolicy(proposed, world.settingText, now, await aroundOf(subject, world));
  const planned = await planRepository(read, {
    registries: world.registries,
    policy: { ...loaded.policy, quarantine },
    replacements: loadReplacements(world.settingText),
    now,
  });
  return planned.plan;
}
