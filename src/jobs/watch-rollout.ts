import type { Outcome } from '../domain/job.ts';
import type { PullRequest } from '../domain/pull-request.ts';
import type { Judgement, RolloutFacts } from '../domain/rollout.ts';
import { addDays } from '../domain/time.ts';
import type { ResolvedPolicy } from '../policy/resolve.ts';
import { localDay } from '../policy/schedule.ts';
import { checkName, type Proposal, Refused } from '../ports.ts';
import { checkSummary, checkTitle } from '../publish/check-words.ts';
import { gates } from '../rollout/gates/index.ts';
import { judge, nextLook } from '../rollout/verdict.ts';
import { type AppWorld, aroundOf, nothingToSay, type Subject, subjectOf } from './app-world.ts';
import { loadPolicy } from './load-policy.ts';
import { readRepository } from './read-repository.ts';
import { supplyFacts } from './supply-facts.ts';
import { watchMerge } from './watch-merge.ts';

/** Is merging this pull request of ours safe now, and if it was merged, did it turn out well? */
export async function watchRollout(id: number, number: number, world: AppWorld): Promise<Outcome> {
  const subject = await subjectOf(world, id);
  const proposal = (await world.store.proposals(id)).find((one) => one.pull === number);
  const pull = await subject.forge.pull(number).catch((error: unknown) => {
    // GitHub may not show at once what it just made.
    if (error instanceof Refused && proposal?.state === 'open')
      throw new Error(`#${number}, which is ours, is not to be seen yet`, { cause: error });
    throw error;
  });
  if (!pull.author.isUs || !pull.marker) return { kind: 'nothing', because: `#${number} is not ours` };
  if (proposal && proposal.state !== pull.state) {
    const { withdrawn: _, ...rest } = proposal;
    const withdrawn = pull.marker.withdrawn ? { withdrawn: true as const } : {};
    await world.store.saveProposal({ ...rest, state: pull.state, ...withdrawn });
  }
  switch (pull.state) {
    case 'closed':
      return { kind: 'nothing', because: `#${number} is closed` };
    case 'merged':
      return watchMerge(subject, pull, proposal, world);
    case 'open':
      return pull.marker.upgrade === 'onboarding'
        ? nothingToSay(subject, pull.head, 'Merging this is a yes, closing it a no')
        : judgeOpen(subject, pull, proposal, world);
  }
}

async function judgeOpen(
  subject: Subject,
  pull: PullRequest,
  proposal: Proposal | undefined,
  world: AppWorld,
): Promise<Outcome> {
  const { forge } = subject;
  const { facts, policy } = await gather(subject, pull, proposal, world);
  const judgement = judge(gates, facts);
  const { verdict, annotations } = judgement;
  await forge.report({
    head: pull.head,
    state: verdict.kind === 'pass' ? 'passed' : verdict.kind === 'wait' ? 'running' : 'action-required',
    title: checkTitle(verdict),
    summary: checkSummary(judgement),
    annotations,
  });
  const isAutomerged = verdict.kind === 'pass' && isAutomatic(policy, proposal);
  if (isAutomerged) return mergeNow(subject, pull, judgement, world);
  // Who was to merge it by itself was told so by an earlier verdict.
  if (pull.autoMerge) await forge.holdMerge(pull);
  const at = nextLook(judgement) ?? (verdict.kind === 'wait' ? sixHoursFrom(world.now()) : undefined);
  if (at) return { kind: 'later', at, because: checkTitle(verdict) };
  return { kind: 'done', what: checkTitle(verdict) };
}

async function gather(
  subject: Subject,
  pull: PullRequest,
  proposal: Proposal | undefined,
  world: AppWorld,
): Promise<{ facts: RolloutFacts; policy: ResolvedPolicy }> {
  const { forge, repository } = subject;
  const now = world.now();
  const base = (await forge.branch(pull.branch, pull.base))?.forkPoint ?? pull.head;
  const [before, after] = await Promise.all([forge.checkout(base), forge.checkout(pull.head)]);
  const { policy } = await loadPolicy(before, world.settingText, now, await aroundOf(subject, world));
  const read = (checkout: typeof before) => readRepository(checkout, policy.ignoresPath);
  const [was, is] = await Promise.all([read(before), read(after)]);
  const decisions = await world.store.decisions(repository.id);
  const hold = decisions.find(({ kind, subject }) => kind === 'hold' && subject === pull.marker?.upgrade);
  const [first] = is.inventory.dependencies;
  const age = policy.policyFor(first ?? anyPackage, 'patch').minimumReleaseAgeDays;
  return {
    policy,
    facts: {
      pull,
      now: now.toISOString(),
      today: localDay(now, policy.timezone),
      security: proposal?.security ?? false,
      checks: await forge.checks(pull.head),
      requiredChecks: (await forge.requiredChecks(pull.base))?.filter((name) => name !== checkName),
      supply: await supplyFacts(was, is, { ...world, now: now.toISOString() }),
      open: proposal?.open ?? [],
      leftBehind: proposal?.leftBehind ?? [],
      differs: proposal?.differs ?? [],
      impact: proposal?.impact ?? [],
      minimumReleaseAgeDays: age,
      freeze: policy.freeze,
      ...(hold ? { held: { by: `@${hold.by}`, ...(hold.reason ? { reason: hold.reason } : {}) } } : {}),
    },
  };
}

const anyPackage = {
  ecosystem: 'npm',
  name: '',
  manifest: 'package.json',
  type: 'dependencies',
  requirement: '*',
};

/** Automerge has to be on for everything that travels in it. */
function isAutomatic(policy: ResolvedPolicy, proposal: Proposal | undefined): boolean {
  const updates = proposal?.updates ?? [];
  return (
    updates.length > 0 &&
    updates.every(({ ecosystem, name, from, to }) => {
      const subject = { ...anyPackage, ecosystem, name, requirement: from };
      return policy.policyFor(subject, stepOf(from, to)).automerge;
    })
  );
}

function stepOf(from: string, to: string): 'major' | 'minor' | 'patch' {
  const parts = (version: string) => version.replace(/^\D*/, '').split('.');
  const [a, b] = [parts(from), parts(to)];
  return a[0] !== b[0] ? 'major' : a[1] !== b[1] ? 'minor' : 'patch';
}

/** A webhook wakes it earlier; one that was lost is only a delay. */
const sixHoursFrom = (now: Date) => addDays(now, 1 / 4).toISOString();

async function audit(
  { repository }: Subject,
  action: string,
  detail: string,
  { store, now }: AppWorld,
): Promise<void> {
  const at = now().toISOString();
  await store.audit({ at, repository: repository.id, actor: 'springtide', action, detail });
}

async function mergeNow(
  subject: Subject,
  pull: PullRequest,
  judgement: Judgement,
  world: AppWorld,
): Promise<Outcome> {
  const { forge, repository } = subject;
  const [method = 'merge'] = repository.mergeMethods;
  const merged = await forge.merge(pull, method, {
    title: pull.title,
    byGitHub: repository.allowsAutoMerge,
  });
  if (merged.kind === 'refused')
    return {
      kind: 'later',
      at: sixHoursFrom(world.now()),
      because: `GitHub did not merge #${pull.number}: ${merged.because}`,
    };
  if (merged.kind === 'scheduled') {
    const what = `GitHub merges #${pull.number} once its own conditions are met`;
    if (!pull.autoMerge) await audit(subject, 'schedule-merge', what, world);
    return { kind: 'done', what };
  }
  await audit(subject, 'merge', `#${pull.number} ${checkTitle(judgement.verdict)}`, world);
  // The default branch answers in its own time; a webhook wakes this earlier.
  return {
    kind: 'later',
    at: addDays(world.now(), 1 / 96).toISOString(),
    because: `#${pull.number} was merged`,
  };
}
