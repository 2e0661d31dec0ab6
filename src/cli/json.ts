/**
 * The documents that `--json` prints. One shape, versioned: fields may be added under the same number, never change their
 * meaning. docs/json.md describes them.
 */
import type { Inventory } from '../domain/manifest.ts';
import type { Policy } from '../domain/policy.ts';
import type { Problem } from '../domain/problem.ts';
import { sentence } from '../domain/problem.ts';
import type { Hold, Update, Upgrade, UpgradePlan } from '../domain/update.ts';
import type { Impact } from '../jobs/find-impact.ts';
import type { Noted } from '../jobs/find-notes.ts';
import { titleOf } from '../publish/titles.ts';
import { because } from '../publish/words.ts';
import type { Session } from './session.ts';
import { decisionsAbout } from './show-why.ts';
import type { Made } from './upgrade.ts';

const version = 1;

const problemEntry = (problem: Problem) => ({ ...problem, sentence: sentence(problem) });
const holdEntry = (hold: Hold) => ({ ...hold, sentence: because(hold.because) });

export function scanDocument(inventory: Inventory, name: string, found: readonly string[]) {
  const { dependencies, manifests, lockfiles, problems } = inventory;
  return {
    springtide: version,
    command: 'scan',
    repository: name,
    manifests,
    dependencies,
    lockfiles: lockfiles.map(({ packages, ...lockfile }) => ({ ...lockfile, packages: packages.length })),
    problems: problems.map(problemEntry),
    found,
  };
}

export function planDocument(
  plan: UpgradePlan,
  session: Session,
  problems: readonly Problem[],
  codemodsOf: (upgrade: Upgrade) => readonly string[],
) {
  return {
    springtide: version,
    command: 'plan',
    repository: session.name,
    at: session.now.toISOString(),
    upgrades: plan.upgrades.map((upgrade) => ({
      ...upgrade,
      title: titleOf(upgrade, { semantic: false }),
      codemods: codemodsOf(upgrade),
    })),
    holds: plan.holds.map(holdEntry),
    problems: problems.map(problemEntry),
  };
}

export function whyDocument(
  name: string,
  asked: Inventory['dependencies'],
  plan: UpgradePlan,
  policy: Policy,
  impact: Impact,
  noted: Noted,
) {
  return {
    springtide: version,
    command: 'why',
    package: name,
    dependencies: asked.map((dependency) => ({
      dependency,
      decisions: decisionsAbout(dependency, plan).map((decision) =>
        decision.kind === 'hold' ? holdEntry(decision) : decision,
      ),
      rules: policy.policyFor(dependency, 'major'),
    })),
    impact: impact.packages,
    uses: impact.open,
    notes: [...noted.open, ...noted.differs],
  };
}

export function upgradeDocument(made: readonly Made[], plan: UpgradePlan, session: Session) {
  return {
    springtide: version,
    command: 'upgrade',
    repository: session.name,
    at: session.now.toISOString(),
    upgrades: made.map(({ upgrade, changeset, held, text, outcome }) => ({
      id: upgrade.id,
      branch: upgrade.branch,
      outcome: outcome ?? { kind: changeset ? 'made' : 'held' },
      ...(text ? { title: text.title, body: text.body } : {}),
      updates: (changeset?.upgrade ?? upgrade).updates.map(({ dependency, from, to, type }) => ({
        name: dependency.name,
        manifest: dependency.manifest,
        from,
        to: to.version,
        type,
      })),
      steps: (changeset?.steps ?? []).map(({ edits, ...step }) => ({
        ...step,
        files: edits.map((edit) => edit.path),
      })),
      open: changeset?.open ?? [],
      differs: changeset?.differs ?? [],
      leftBehind: changeset?.leftBehind ?? [],
      notRun: changeset?.notRun ?? [],
      impact: changeset?.impact ?? [],
      holds: held.map(holdEntry),
    })),
    holds: plan.holds.map(holdEntry),
  };
}

/**
 * A plan that was printed, to be applied. Only what decides about edits is taken from it, and each update must still be about
 * a dependency that is here: a plan of another repository, or of another day's manifests, is refused.
 */
export function readPlanDocument(text: string, inventory: Inventory): UpgradePlan {
  const document = JSON.parse(text) as Partial<ReturnType<typeof planDocument>> | null;
  if (document?.springtide !== version || document.command !== 'plan' || !Array.isArray(document.upgrades)) {
    throw new Error(`it has no "springtide": ${version} and "command": "plan"`);
  }
  const known = new Map(inventory.dependencies.map((dependency) => [identity(dependency), dependency]));
  const upgrades = document.upgrades.map(
    ({ title: _title, codemods: _codemods, ...upgrade }): Upgrade => ({
      ...upgrade,
      updates: upgrade.updates.map((update: Update) => {
        const dependency = known.get(identity(update.dependency));
        if (!dependency || dependency.locked !== update.dependency.locked) {
          throw new Error(
            `${update.dependency.name} in ${update.dependency.manifest} is not what it was when the plan was made`,
          );
        }
        return { ...update, dependency };
      }),
    }),
  );
  return { upgrades, holds: [] };
}

const identity = ({ ecosystem, name, manifest, type, requirement }: Inventory['dependencies'][number]) =>
  JSON.stringify([ecosystem, name, manifest, type, requirement]);
