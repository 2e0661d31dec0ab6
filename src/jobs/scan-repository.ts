import type { Outcome } from '../domain/job.ts';
import type { PastPull, PullRequest } from '../domain/pull-request.ts';
import type { Upgrade } from '../domain/update.ts';
import { isWithinSchedule } from '../policy/schedule.ts';
import { type PublishSteps, proposalOf, publishSteps } from '../publish/publish.ts';
import { withdrawnBody } from '../publish/pull-request.ts';
import { type AppWorld, knownSubject, type PlannedSubject, planOn, type Subject } from './app-world.ts';
import { onboard } from './onboard.ts';
import { standingRefusals } from './refusals.ts';
import { updateDashboard } from './update-dashboard.ts';

/** What does this repository use, what should it move to, and which pull requests does that ask for? */
export async function scanRepository(id: number, world: AppWorld): Promise<Outcome> {
  const subject = await knownSubject(world, id);
  const { repository, forge } = subject;
  const at = world.now().toISOString();
  const head = await forge.head(repository.defaultBranch);
  if (head === undefined)
    return refuse(world, id, `${repository.owner}/${repository.name} has no commit yet`);

  const planned = await planOn(world, subject, head);
  if (planned.goodPolicy) await world.store.noteRepository(id, { configuration: planned.goodPolicy });
  else if (planned.policyPath === undefined) await world.store.noteRepository(id, { configuration: null });
  await world.store.saveInventory(id, planned.read.inventory, at);
  await world.store.savePlan(id, planned.plan, at);
  const { pulls, past } = await pullsOf(subject, planned, world);
  if (!planned.policy.enabled) return refuse(world, id, 'its configuration says enabled: false');
  if (world.onboarding && planned.policy.onboarding && planned.policyPath === undefined) {
    const asked = await onboard(subject, planned, [...pulls, ...past], head, world);
    await world.store.noteRepository(id, { scanned: { head, at, policy: '' }, idle: asked });
    return { kind: 'nothing', because: asked };
  }

  const refused = await standingRefusals(subject, planned, world);
  const steps = await stepsOf(subject, planned, pulls, past, refused, world);
  const stale = (await staleAmong(subject, steps, head, world)).filter(({ id }) => !refused.has(id));
  for (const upgrade of [...steps.open, ...stale]) await propose(world, subject, upgrade);
  for (const pull of steps.close) await close(subject, pull, world);
  await updateDashboard(subject, planned, steps, pulls, world);
  await world.store.noteRepository(id, {
    scanned: { head, at, policy: planned.policyPath ?? '' },
    idle: null,
    trouble: null,
  });
  return {
    kind: 'done',
    what: `${steps.open.length} to open, ${steps.refresh.length} open, ${steps.close.length} to close`,
  };
}

async function refuse(world: AppWorld, id: number, because: string): Promise<Outcome> {
  await world.store.noteRepository(id, { idle: because });
  return { kind: 'refused', because };
}

async function stepsOf(
  { repository }: Subject,
  { plan, policy }: PlannedSubject,
  pulls: readonly PullRequest[],
  past: readonly PastPull[],
  refused: ReadonlyMap<string, string>,
  world: AppWorld,
): Promise<PublishSteps> {
  return publishSteps({
    upgrades: plan.upgrades,
    pulls,
    past,
    decisions: await world.store.decisions(repository.id),
    refused,
    prConcurrentLimit: policy.prConcurrentLimit,
    prHourlyLimit: policy.prHourlyLimit,
    isScheduled: ({ updates: [first] }) =>
      first === undefined ||
      isWithinSchedule(policy.policyFor(first.dependency, first.type).schedule, policy.timezone, world.now()),
    now: world.now().toISOString(),
  });
}

/** Open pull requests that may say something else by now, or are not finished. */
async function staleAmong(
  { repository }: Subject,
  { refresh }: PublishSteps,
  head: string,
  { store }: AppWorld,
): Promise<Upgrade[]> {
  const record = await store.repository(repository.id);
  const hasMoved = record?.scanned?.head !== head;
  const known = new Map((await store.proposals(repository.id)).map((one) => [one.pull, one]));
  return refresh
    .filter(
      ({ upgrade, pull }) =>
        hasMoved ||
        pull.marker?.withdrawn ||
        pull.marker?.proposal !== proposalOf(upgrade) ||
        !known.get(pull.number)?.dressed,
    )
    .map(({ upgrade }) => upgrade);
}

async function propose({ queue }: AppWorld, { repository }: Subject, { id, reason }: Upgrade): Promise<void> {
  const { installation } = repository;
  await queue.add(
    { kind: 'propose-upgrade', installation, repository: repository.id, upgrade: id },
    { urgent: reason.kind === 'security' },
  );
}

async function close(
  { forge, repository }: Subject,
  pull: PullRequest,
  { store, now }: AppWorld,
): Promise<void> {
  const split = (await store.decisions(repository.id)).find(
    ({ kind, subject }) => kind === 'split' && subject === pull.marker?.upgrade,
  );
  await forge.comment(
    pull.number,
    split
      ? `Split, as ${split.by} asked: each package travels by itself now. Closing.`
      : 'Nothing in the plan asks for this any more: it was done otherwise, or is held now. Closing.',
  );
  await forge.editPull(pull.number, { state: 'closed', body: withdrawnBody(pull) });
  await forge.deleteBranch(pull.branch, pull.head);
  await store.audit({
    at: now().toISOString(),
    repository: repository.id,
    actor: 'springtide',
    action: 'close',
    detail: `#${pull.number}`,
  });
}

/**
 * Ours that are open, in one question; what is over is remembered. One that was open when we looked last and is not now is asked about
 * by itself, and a store that remembers nothing yet asks for all.
 */
async function pullsOf(
  { repository, forge }: Subject,
  { policy: { branchPrefix } }: PlannedSubject,
  world: AppWorld,
): Promise<{ pulls: readonly PullRequest[]; past: readonly PastPull[] }> {
  const { store } = world;
  const isKnown = (await store.repository(repository.id))?.scanned !== undefined;
  const listed = await forge.pulls({ branchPrefix, closed: !isKnown });
  const seen = new Set(listed.map(({ number }) => number));
  const known = (await store.proposals(repository.id)).filter(({ pull }) => !seen.has(pull));
  const over: PullRequest[] = [];
  for (const { state, pull } of known) if (state === 'open') over.push(await forge.pull(pull));
  const pulls = [...listed, ...over];
  await remember(world, repository.id, pulls);
  const past = known
    .filter(({ state }) => state !== 'open')
    .map(({ pull, state, branch, openedAt, upgrade, proposal, withdrawn }) => ({
      number: pull,
      state,
      branch,
      createdAt: openedAt,
      marker: { upgrade, ...(proposal ? { proposal } : {}), ...(withdrawn ? { withdrawn } : {}) },
    }));
  return { pulls, past };
}

/** What GitHub knows of our pull requests is brought up to date here: a lost store is filled again by a scan. */
async function remember({ store }: AppWorld, id: number, pulls: readonly PullRequest[]): Promise<void> {
  const known = new Map((await store.proposals(id)).map((proposal) => [proposal.pull, proposal]));
  for (const pull of pulls) {
    const before = known.get(pull.number);
    if (!pull.marker || (before?.state === pull.state && before.withdrawn === pull.marker.withdrawn))
      continue;
    const { withdrawn: _, ...rest } = before ?? {};
    await store.saveProposal({
      security: false,
      open: [],
      leftBehind: [],
      updates: [],
      ...rest,
      repository: id,
      upgrade: pull.marker.upgrade,
      pull: pull.number,
      branch: pull.branch,
      state: pull.state,
      openedAt: pull.createdAt,
      ...(pull.closedAt ? { closedAt: pull.closedAt } : {}),
      ...(pull.marker.proposal ? { proposal: pull.marker.proposal } : {}),
      ...(pull.marker.withdrawn ? { withdrawn: true } : {}),
    });
  }
}
