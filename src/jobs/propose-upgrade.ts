import type { Changeset, OpenPlace } from '../domain/change.ts';
import type { Outcome } from '../domain/job.ts';
import type { BranchState, PullRequest } from '../domain/pull-request.ts';
import type { Annotation } from '../domain/rollout.ts';
import type { Upgrade } from '../domain/update.ts';
import { accountableOwner, codeOwnersPaths } from '../policy/code-owners.ts';
import { type Dress, Refused } from '../ports.ts';
import { commitMessage } from '../publish/commit-message.ts';
import { proposalOf } from '../publish/publish.ts';
import { pullRequestText } from '../publish/pull-request.ts';
import type { CommitStyle } from '../publish/titles.ts';
import { because } from '../publish/words.ts';
import { codemodsElsewhere } from './app-codemods.ts';
import {
  type AppWorld,
  catalogueOf,
  type PlannedSubject,
  planOn,
  type Subject,
  styleOf,
  subjectOf,
} from './app-world.ts';
import { loadNotes } from './load-notes.ts';
import { makeChangeset } from './make-changeset.ts';
import { pullRequestFacts } from './pull-request-facts.ts';
import { withEdits } from './read-repository.ts';
import { forgetRefusal, rememberRefusal } from './refusals.ts';
import { supplyFacts } from './supply-facts.ts';

/** Is this upgrade proposed as it should be? Makes or renews its branch and its pull request, unless a person has a hand in it. */
export async function proposeUpgrade(
  id: number,
  upgradeId: string,
  world: AppWorld,
  again = false,
): Promise<Outcome> {
  const subject = await subjectOf(world, id);
  const { repository, forge } = subject;
  const head = await forge.head(repository.defaultBranch);
  if (head === undefined) return { kind: 'nothing', because: 'there is no commit yet' };
  const planned = await planOn(world, subject, head);
  const upgrade = planned.plan.upgrades.find((one) => one.id === upgradeId);
  if (!upgrade) return { kind: 'nothing', because: 'the plan does not ask for it any more' };

  const pulls = await forge.pulls({ branchPrefix: planned.policy.branchPrefix, closed: false });
  const pull = pulls.find(({ marker }) => marker?.upgrade === upgradeId);
  const branch = pull && (await forge.branch(upgrade.branch, repository.defaultBranch));
  const stays = again ? undefined : await whyItStays(upgrade, pull, branch, subject);
  const known = pull && (await world.store.proposals(id)).find((one) => one.pull === pull.number);
  if (stays && (stays.foreign || known?.dressed)) return { kind: 'nothing', because: stays.because };

  const { changeset, held } = await makeChangeset(upgrade, {
    repository: planned.read,
    checkout: planned.checkout,
    workspace: world.workspace,
    policy: planned.policy,
    catalogue: await catalogueOf(world),
    elsewhere: codemodsElsewhere(subject, world),
    now: world.now(),
    milliseconds: world.milliseconds,
    registries: world.registries,
    notes: loadNotes(world.settingText),
  });
  const refuse = async (why: string): Promise<Outcome> => {
    await rememberRefusal(subject, planned, upgrade, why, world);
    return { kind: 'refused', because: why };
  };
  if (!changeset) {
    const [first] = held;
    return refuse(first ? `${first.update.dependency.name}: ${because(first.because)}` : 'nothing changes');
  }
  const standing = { branch, pull, parent: stays ? undefined : head, dressed: known?.dressed ?? false };
  try {
    const outcome = await publish(changeset, upgrade, planned, subject, standing, world);
    await forgetRefusal(subject, upgrade, world);
    return outcome;
  } catch (error) {
    if (error instanceof Refused) return refuse(error.message);
    throw error;
  }
}

/** What is there already of an upgrade that is to be proposed. */
interface Standing {
  readonly pull: PullRequest | undefined;
  /** Looked at where there is a pull request; else writing it tells whether it is there. */
  readonly branch: BranchState | undefined;
  /** Where the branch is written anew; without one it stays. */
  readonly parent: string | undefined;
  readonly dressed: boolean;
}

/**
 * Never a storm: an open pull request that says what is wanted and can be merged is left as it is. Whoever was stopped right after
 * opening it finishes then what follows, and does not touch the branch.
 */
async function whyItStays(
  upgrade: Upgrade,
  pull: PullRequest | undefined,
  branch: BranchState | undefined,
  { forge, repository }: Subject,
): Promise<{ readonly because: string; readonly foreign: boolean } | undefined> {
  const foreign = whoseElse(branch, upgrade);
  if (foreign) return { because: foreign, foreign: true };
  const { proposal, withdrawn } = pull?.marker ?? {};
  // Who opens again what we had closed gets a text that says so no more.
  if (!pull || !branch || withdrawn || proposal !== proposalOf(upgrade)) return undefined;
  if (pull.base !== repository.defaultBranch) return undefined;
  const { mergeable } = await forge.pull(pull.number);
  return mergeable === 'conflict'
    ? undefined
    : { because: `#${pull.number} says it already`, foreign: false };
}

function whoseElse(branch: BranchState | undefined, upgrade: Upgrade): string | undefined {
  const stranger = branch?.commits.find(({ author }) => !author.isUs);
  if (!stranger) return undefined;
  return `${stranger.author.login} committed to ${upgrade.branch}; it is theirs now, unless somebody says recreate`;
}

async function publish(
  changeset: Changeset,
  upgrade: Upgrade,
  planned: PlannedSubject,
  subject: Subject,
  standing: Standing,
  world: AppWorld,
): Promise<Outcome> {
  const { repository, forge } = subject;
  const { pull, dressed } = standing;
  const { policy } = planned;
  const style = await styleOf(policy, subject);
  const { known } = planned.planned;
  const facts = await pullRequestFacts(changeset, known, world.registries, style, world.now());
  const after = withEdits(
    planned.read,
    changeset.steps.flatMap(({ edits }) => edits),
  );
  const supply = await supplyFacts(planned.read, after, { ...world, now: world.now().toISOString() });
  const text = pullRequestText(changeset, { ...facts, supply, proposal: proposalOf(upgrade) });
  const refused = await write(changeset, upgrade, style, subject, standing, world);
  if (refused) return refused;
  const base = repository.defaultBranch;
  const opened = pull ?? (await forge.openPull({ ...text, branch: upgrade.branch, base }));
  if (pull && (pull.title !== text.title || pull.body !== text.body || pull.base !== base))
    await forge.editPull(pull.number, { ...text, base });
  // Its label says that it was dressed, where the store does not know: what a person took off stays off.
  if (!dressed && !opened.labels.includes(label))
    await forge.dress(opened.number, await dressOf(changeset, planned));
  const at = { installation: repository.installation, repository: repository.id };
  await world.queue.add({ kind: 'watch-rollout', ...at, pull: opened.number });
  // The dashboard says of it that it is next; now it is open.
  if (!pull) await world.queue.add({ kind: 'scan-repository', ...at });
  await world.store.saveProposal({
    repository: repository.id,
    upgrade: upgrade.id,
    pull: opened.number,
    branch: upgrade.branch,
    state: 'open',
    openedAt: opened.createdAt,
    proposal: proposalOf(upgrade),
    security: upgrade.reason.kind === 'security',
    dressed: true,
    ...placesOf(changeset),
    impact: changeset.impact,
    updates: upgrade.updates.map(({ dependency, from, to }) => ({
      ecosystem: dependency.ecosystem,
      name: dependency.name,
      from,
      to: to.version,
    })),
  });
  await world.store.audit({
    at: world.now().toISOString(),
    repository: repository.id,
    actor: 'springtide',
    action: pull ? 'refresh' : 'open',
    detail: `#${opened.number} ${text.title}`,
  });
  return { kind: 'done', what: `${pull ? 'renewed' : 'opened'} #${opened.number}` };
}

/** Puts the branch where it should be; answers with why it could not. */
async function write(
  { upgrade: made, steps }: Changeset,
  upgrade: Upgrade,
  style: CommitStyle,
  { repository, forge }: Subject,
  { pull, branch, parent }: Standing,
  world: AppWorld,
): Promise<Outcome | undefined> {
  if (parent === undefined) return undefined;
  const commits = steps.map((step) => ({ message: commitMessage(made, step, style), edits: step.edits }));
  const put = (expected: string | undefined) =>
    forge.writeBranch({ name: upgrade.branch, parent, commits, expected });
  let written = await put(branch?.head);
  if (written.kind === 'moved' && !pull) {
    // It is there without a pull request: we were stopped in between, or somebody else made it.
    const there = await forge.branch(upgrade.branch, repository.defaultBranch);
    const foreign = whoseElse(there, upgrade);
    if (foreign) return { kind: 'nothing', because: foreign };
    written = await put(there?.head);
  }
  if (written.kind === 'written') return undefined;
  const at = world.now().toISOString();
  return { kind: 'later', at, because: `${upgrade.branch} moved while it was written` };
}

const label = 'dependencies';

/** What the rules ask for, of everything that travels in it; without a reviewer there, the one who owns most of what changes. */
async function dressOf({ upgrade, steps }: Changeset, { policy, checkout }: PlannedSubject): Promise<Dress> {
  const rules = upgrade.updates.map(({ dependency, type }) => policy.policyFor(dependency, type));
  const all = (key: keyof Dress) => [...new Set(rules.flatMap((one) => one[key]))];
  const labels = [label, ...(upgrade.reason.kind === 'security' ? ['security'] : []), ...all('labels')];
  const reviewers = all('reviewers');
  if (reviewers.length === 0) {
    const { files } = await checkout.read(codeOwnersPaths);
    const file = codeOwnersPaths.flatMap((path) => files.find((one) => one.path === path) ?? [])[0];
    const changed = [...new Set(steps.flatMap(({ edits }) => edits.map(({ path }) => path)))];
    const owner = file && accountableOwner(file.text, changed);
    if (owner) reviewers.push(owner);
  }
  return { labels: [...new Set(labels)], reviewers, assignees: all('assignees') };
}

/** The lines that need a person: of code that no codemod could change, and of sites that still name the old; and those to know of. */
function placesOf({
  open,
  differs,
  leftBehind,
}: Changeset): Record<'open' | 'differs' | 'leftBehind', Annotation[]> {
  const annotation = ({ path, place, message }: OpenPlace) => ({ path, place, message });
  return {
    open: open.map(annotation),
    differs: differs.map(annotation),
    leftBehind: leftBehind.map(({ path, written, kind }) => ({
      path,
      place: { line: 1, column: 1 },
      message: `still says ${written} (${kind})`,
    })),
  };
}
