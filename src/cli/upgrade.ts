import { readFileSync } from 'node:fs';
import { type BranchDraft, type BranchOutcome, writeBranches } from '../adapters/local/branches.ts';
import { writeInPlace } from '../adapters/local/write-in-place.ts';
import type { CommandWorld } from '../cli.ts';
import type { Changeset, FileEdit } from '../domain/change.ts';
import type { Hold, Upgrade, UpgradePlan } from '../domain/update.ts';
import { makeChangeset } from '../jobs/make-changeset.ts';
import { planRepository } from '../jobs/plan-repository.ts';
import { pullRequestFacts } from '../jobs/pull-request-facts.ts';
import type { ReadRepository } from '../jobs/read-repository.ts';
import { commitMessage } from '../publish/commit-message.ts';
import { notRunLine, type PullRequestText, pullRequestText } from '../publish/pull-request.ts';
import { type CommitStyle, titleOf } from '../publish/titles.ts';
import { because } from '../publish/words.ts';
import { Failure, status, UsageError } from './arguments.ts';
import { readPlanDocument, upgradeDocument } from './json.ts';
import { type Paint, painter, plain, table } from './output.ts';
import { patchOf } from './patch.ts';
import { type Session, withSession } from './session.ts';
import { count, showProblems } from './show-plan.ts';

/** One upgrade after the attempt. */
export interface Made {
  readonly upgrade: Upgrade;
  readonly changeset?: Changeset;
  readonly held: readonly Hold[];
  readonly text?: PullRequestText;
  readonly outcome?: BranchOutcome;
}

export async function upgrade(
  dir: string | undefined,
  names: readonly string[],
  options: Record<string, unknown>,
  world: CommandWorld,
): Promise<number> {
  if (options.inPlace && options.patch)
    throw new UsageError('--in-place and --patch exclude each other; choose one');
  return withSession(dir, options, world, async (session) => {
    const branches = !options.inPlace && !options.patch;
    const checkout = branches ? await session.opened.committed() : session.opened.workingTree;
    const repository = await session.read(checkout);
    const planned = await planRepository(repository, session.planWorld(repository));
    const plan = typeof options.plan === 'string' ? readPlan(options.plan, repository) : planned.plan;
    const chosen = choose(plan, names);
    const style = await session.commitStyle();

    const made: Made[] = [];
    for (const [index, one] of chosen.entries()) {
      if (world.signal.aborted) throw new Failure('stopped; nothing was written');
      world.output.progress(`${index + 1}/${chosen.length} ${titleOf(one, style)}`);
      // Written one on top of the other, upgrades would undo each other; in place each starts from what the last one left.
      const current = branches ? repository : await session.read(checkout);
      const { changeset, held } = await makeChangeset(one, await session.changesetWorld(checkout, current));
      const holds = held.map(
        ({ update, because: reason }): Hold => ({
          kind: 'hold',
          dependency: update.dependency,
          because: reason,
          newest: update.to.version,
          passedOver: update.passedOver,
        }),
      );
      // Release notes are worth a download only to somebody who reads them.
      const wanted = options.prText || options.json ? changeset : undefined;
      const text =
        wanted &&
        pullRequestText(
          wanted,
          await pullRequestFacts(wanted, planned.known, session.registries, style, session.now),
        );
      made.push({
        upgrade: one,
        held: holds,
        ...(changeset ? { changeset } : {}),
        ...(text ? { text } : {}),
      });
      if (changeset && options.inPlace) apply(session, changeset, current);
    }
    world.output.progress('');
    const finished = branches ? await writeAll(session, made, style, repository, world.signal) : made;
    report(finished, plan, session, style, options, world);
    showProblems(repository.inventory.problems, world.output);
    return finished.some(({ held }) => held.length > 0) || repository.inventory.problems.length > 0
      ? status.failed
      : status.done;
  });
}

/** All, or those that a name chooses: a package, a subject, a branch. */
function choose(plan: UpgradePlan, names: readonly string[]): readonly Upgrade[] {
  if (names.length === 0) return plan.upgrades;
  const matches = (upgrade: Upgrade, name: string) =>
    [
      upgrade.subject,
      upgrade.branch,
      upgrade.id,
      ...upgrade.updates.map(({ dependency }) => dependency.name),
    ].includes(name);
  for (const name of names) {
    if (!plan.upgrades.some((upgrade) => matches(upgrade, name))) {
      throw new UsageError(`nothing in the plan is called ${name}; springtide why ${name} tells the reason`);
    }
  }
  return plan.upgrades.filter((upgrade) => names.some((name) => matches(upgrade, name)));
}

/** The plan is applied to what it was made for: a site that moved or changed is refused when it is spliced. */
function readPlan(file: string, { inventory }: ReadRepository): UpgradePlan {
  try {
    return readPlanDocument(readFileSync(file, 'utf8'), inventory);
  } catch (error) {
    throw new UsageError(
      `${file} is not a plan that springtide plan --json printed: ${(error as Error).message}`,
    );
  }
}

function apply(session: Session, changeset: Changeset, { marked }: ReadRepository): void {
  const written = writeInPlace(session.opened.root, finalEdits(changeset), marked);
  if (written.kind === 'refused')
    throw new Failure(`nothing was written for ${changeset.upgrade.subject}: ${written.because}`);
}

/** Several steps may touch one file: what it was first and what it is last. */
export function finalEdits({ steps }: Changeset): FileEdit[] {
  const edits = new Map<string, FileEdit>();
  for (const edit of steps.flatMap((step) => step.edits)) {
    const first = edits.get(edit.path);
    edits.set(edit.path, first ? { ...edit, before: first.before } : edit);
  }
  return [...edits.values()];
}

async function writeAll(
  session: Session,
  made: readonly Made[],
  style: CommitStyle,
  repository: ReadRepository,
  signal: AbortSignal,
): Promise<Made[]> {
  if (signal.aborted) throw new Failure('stopped; nothing was written');
  const drafts = new Map<Made, BranchDraft>();
  for (const one of made) {
    if (!one.changeset) continue;
    const { upgrade: whole, steps } = one.changeset;
    const commits = steps.map((step) => ({ message: commitMessage(whole, step, style), edits: step.edits }));
    drafts.set(one, { branch: whole.branch, upgradeId: whole.id, commits });
  }
  const base = session.opened.head;
  if (drafts.size === 0 || !base) return [...made];
  const options = { base, now: session.now, marked: repository.marked };
  const outcomes = await writeBranches(session.opened.root, [...drafts.values()], options);
  const byBranch = new Map(outcomes.map((outcome) => [outcome.branch, outcome]));
  return made.map((one) => {
    const outcome = byBranch.get(one.upgrade.branch);
    return outcome ? { ...one, outcome } : one;
  });
}

function report(
  made: readonly Made[],
  plan: UpgradePlan,
  session: Session,
  style: CommitStyle,
  options: Record<string, unknown>,
  { output }: CommandWorld,
): void {
  if (options.json) {
    output.out(JSON.stringify(upgradeDocument(made, plan, session), undefined, 2));
    return;
  }
  if (options.patch) {
    const patches = made.map(({ changeset }) => (changeset ? patchOf(finalEdits(changeset)) : ''));
    output.out(patches.join('').trimEnd());
    return;
  }
  const paint = painter(output);
  for (const one of made) {
    if (one.changeset) output.out(madeLines(one, style, paint, options.inPlace === true));
    // What is held for one reason is one line.
    for (const [reason, holds] of Map.groupBy(one.held, (hold) => because(hold.because))) {
      const names = new Set(holds.map(({ dependency, newest }) => `${dependency.name} ${newest}`));
      output.out(`${paint('yellow', 'held')} ${plain(`${[...names].join(', ')}: ${reason}`)}`);
    }
    if (options.prText && one.text)
      output.out(`\n${paint('bold', one.text.title)}\n\n${plain(one.text.body)}`);
  }
  const done = made.filter(({ changeset }) => changeset).length;
  output.out(
    `${made.length === 0 ? 'Nothing to upgrade' : `${count(done, 'upgrade')} made`}, ${count(made.length - done, 'upgrade')} held`,
  );
}

function madeLines(
  { upgrade: one, changeset, outcome }: Made,
  style: CommitStyle,
  paint: Paint,
  inPlace: boolean,
): string {
  const title = titleOf(one, style);
  const where = inPlace
    ? 'written'
    : outcome?.kind === 'left'
      ? `left alone: ${outcome.because}`
      : (outcome?.kind ?? '');
  const head = `${paint(outcome?.kind === 'left' ? 'yellow' : 'green', where)} ${paint('bold', plain(title))} ${paint('dim', inPlace ? '' : one.branch)}`;
  const steps = (changeset?.steps ?? []).map((step) => [
    step.kind === 'bump' ? 'bump' : `${step.codemod.id}${step.sure ? '' : ' (review)'}`,
    paint(
      'dim',
      step.edits
        .map((edit) => edit.path)
        .slice(0, 6)
        .join(' ') + (step.edits.length > 6 ? ` and ${step.edits.length - 6} more` : ''),
    ),
  ]);
  const open = (changeset?.open ?? []).map(({ path, place, message }) => [
    paint('yellow', 'look'),
    plain(`${path}:${place.line} ${message}`),
  ]);
  const differs = (changeset?.differs ?? []).map(({ path, place, message }) => [
    paint('dim', 'know'),
    plain(`${path}:${place.line} ${message}`),
  ]);
  const behind = (changeset?.leftBehind ?? []).map(({ path, written, kind }) => [
    paint('yellow', 'left'),
    plain(`${path} still says ${written} (${kind})`),
  ]);
  const notRun = (changeset?.notRun ?? []).map((one) => [paint('yellow', 'look'), plain(notRunLine(one))]);
  return `${head}\n${table([...steps, ...open, ...differs, ...behind, ...notRun], '  ')}`;
}
