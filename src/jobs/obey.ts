import type { Outcome } from '../domain/job.ts';
import type { PullRequest } from '../domain/pull-request.ts';
import type { PersonalDecision } from '../domain/repository.ts';
import { type Command, commandIn, tickedIn, unticked } from '../publish/commands.ts';
import { until } from '../publish/publish.ts';
import { canSplit, withdrawnBody } from '../publish/pull-request.ts';
import { because, moveOf } from '../publish/words.ts';
import { type AppWorld, type Subject, subjectOf } from './app-world.ts';
import { proposeUpgrade } from './propose-upgrade.ts';
import { revert } from './watch-merge.ts';

type Answer = { readonly says: string; readonly reaction: '+1' | '-1' | 'confused' };

/**
 * What did a person ask for in a comment? 👀 says that it was read, and is how a second run knows that it need not act again: who is
 * stopped between the two reactions acts once more, and everything a command does can be done twice.
 */
export async function obeyComment(
  id: number,
  issue: number,
  comment: number,
  world: AppWorld,
): Promise<Outcome> {
  const subject = await subjectOf(world, id);
  const { forge } = subject;
  const found = (await forge.comments(issue)).find((one) => one.id === comment);
  if (!found || found.author.isUs) return { kind: 'nothing', because: 'the comment is gone, or ours' };
  const command = commandIn(found.body, world.name);
  if (!command) return { kind: 'nothing', because: 'no command is in it' };
  if (found.ourReactions.some((reaction) => reaction !== 'eyes'))
    return { kind: 'nothing', because: 'it was answered already' };
  await forge.react(comment, 'eyes');
  const answer = (await forge.mayWrite(found.author.login))
    ? await obey(command, issue, found.author.login, subject, world)
    : ({
        says: `@${found.author.login}, only people who may write to this repository can ask for that.`,
        reaction: '-1',
      } as const);
  if (answer.says !== '') await forge.comment(issue, answer.says);
  await forge.react(comment, answer.reaction);
  await world.store.audit({
    at: world.now().toISOString(),
    repository: id,
    actor: found.author.login,
    action: command.kind,
    detail: `#${issue}`,
  });
  return { kind: 'done', what: `${command.kind} for ${found.author.login}` };
}

/** Boxes in the body of a pull request of ours, or of the dashboard. GitHub lets only writers tick them. */
export async function obeyCheckbox(id: number, number: number, world: AppWorld): Promise<Outcome> {
  const subject = await subjectOf(world, id);
  const { forge, repository } = subject;
  const issue = await forge.issue(number);
  const ticked = tickedIn(issue.body);
  if (ticked.length === 0) return { kind: 'nothing', because: 'no box is ticked' };
  await forge.editIssue(number, { body: unticked(issue.body) });
  for (const box of ticked) {
    const [what = '', upgrade] = [
      box.split(':')[0],
      box.includes(':') ? box.slice(box.indexOf(':') + 1) : undefined,
    ];
    if (upgrade !== undefined) {
      if (what === 'open') await world.store.removeDecisions(id, upgrade);
      await proposeUpgrade(id, upgrade, world, what === 'open');
    } else if (what === 'rebase' || what === 'recreate') {
      const pull = await forge.pull(number);
      if (pull.marker) await proposeUpgrade(id, pull.marker.upgrade, world, true);
    }
  }
  return { kind: 'done', what: `${ticked.join(', ')} in ${repository.owner}/${repository.name}#${number}` };
}

async function obey(
  command: Command,
  issue: number,
  by: string,
  subject: Subject,
  world: AppWorld,
): Promise<Answer> {
  const { forge, repository } = subject;
  const pull = await forge.pull(issue);
  const upgrade = pull.marker?.upgrade;
  if (upgrade === undefined) return { says: 'This pull request is not one of mine.', reaction: 'confused' };
  const now = world.now().toISOString();
  const decide = (decision: Pick<PersonalDecision, 'kind'> & Partial<PersonalDecision>) =>
    world.store.saveDecision(repository.id, { subject: upgrade, by, at: now, ...decision });
  const done: Answer = { says: '', reaction: '+1' };
  switch (command.kind) {
    case 'rebase':
    case 'recreate':
      return again(subject, pull, upgrade, command.kind, world);
    case 'explain':
      return { says: await explain(upgrade, repository.id, world), reaction: '+1' };
    case 'hold':
      await decide({ kind: 'hold', ...(command.reason ? { reason: command.reason } : {}) });
      await watch(subject, issue, world);
      return done;
    case 'snooze': {
      const end = until(command.span, now);
      if (end === undefined)
        return {
          says: `I do not understand “${command.span}”; write it as 30d, 2w or 12h.`,
          reaction: 'confused',
        };
      await decide({ kind: 'snooze', until: end });
      await forge.editPull(issue, { state: 'closed', body: withdrawnBody(pull) });
      return { says: `Closed until ${end.slice(0, 10)}.`, reaction: '+1' };
    }
    case 'ignore': {
      const target = /-(\d[\w.]*)\.x$/.exec(upgrade)?.[1];
      const about = command.what === 'everything' || target === undefined ? {} : { target };
      await decide({ kind: 'ignore', ...about, ...(command.reason ? { reason: command.reason } : {}) });
      await forge.editPull(issue, { state: 'closed', body: withdrawnBody(pull) });
      return {
        says: `I will not propose ${target && 'target' in about ? `version ${target}` : 'this'} again. \`@${world.name} unignore\` takes that back.`,
        reaction: '+1',
      };
    }
    case 'unignore':
      await world.store.removeDecisions(repository.id, upgrade);
      for (const name of await namesIn(upgrade, repository.id, world))
        await world.store.removeDecisions(repository.id, name);
      await watch(subject, issue, world);
      await scan(subject, world);
      return done;
    case 'merge':
      return mergeNow(subject, pull);
    case 'revert':
      return takeBack(subject, pull, by, world);
    case 'split':
      return split(upgrade, by, subject, world);
    case 'unknown':
      return {
        says: `I do not know “${command.written}”. I know: rebase, recreate, split, explain, snooze, ignore, unignore, hold, merge, revert.`,
        reaction: 'confused',
      };
  }
}

async function again(
  subject: Subject,
  pull: PullRequest,
  upgrade: string,
  kind: 'rebase' | 'recreate',
  world: AppWorld,
): Promise<Answer> {
  const { forge, repository } = subject;
  const branch = await forge.branch(pull.branch, repository.defaultBranch);
  const stranger = branch?.commits.find(({ author }) => !author.isUs);
  if (kind === 'rebase' && stranger)
    return {
      says: `${stranger.author.login} committed to this branch, and I do not throw that away. \`@${world.name} recreate\` would.`,
      reaction: '-1',
    };
  const outcome = await proposeUpgrade(repository.id, upgrade, world, true);
  return outcome.kind === 'done'
    ? { says: '', reaction: '+1' }
    : { says: `Nothing was done: ${'because' in outcome ? outcome.because : ''}.`, reaction: 'confused' };
}

/** Each package of a group travels by itself from now on; the scan that follows closes this one and opens the others. */
async function split(upgrade: string, by: string, subject: Subject, world: AppWorld): Promise<Answer> {
  const { store } = world;
  const { id } = subject.repository;
  const found = (await store.plan(id))?.plan.upgrades.find((one) => one.id === upgrade);
  if (!found) return { says: 'The plan does not ask for this any more.', reaction: 'confused' };
  if (!canSplit(found)) {
    const [first] = found.updates;
    const why = found.together
      ? `These are ${found.together}; one without the others may not work.`
      : `Only ${first?.dependency.name ?? 'one package'} travels in it.`;
    return { says: `There is nothing to split. ${why}`, reaction: 'confused' };
  }
  const names = await namesIn(upgrade, id, world);
  const at = world.now().toISOString();
  for (const name of [upgrade, ...names])
    await store.saveDecision(id, { subject: name, kind: 'split', by, at });
  await scan(subject, world);
  return {
    says: `${names.length} packages will travel by themselves, as the limits allow, and this one is closed. \`@${world.name} unignore\` on one of them puts it back into its group.`,
    reaction: '+1',
  };
}

async function namesIn(upgrade: string, repository: number, { store }: AppWorld): Promise<string[]> {
  const found = (await store.plan(repository))?.plan.upgrades.find(({ id }) => id === upgrade);
  return [...new Set(found?.updates.map(({ dependency }) => dependency.name))];
}

async function scan({ repository }: Subject, { queue }: AppWorld): Promise<void> {
  const { installation, id } = repository;
  await queue.add({ kind: 'scan-repository', installation, repository: id });
}

async function mergeNow({ forge, repository }: Subject, pull: PullRequest): Promise<Answer> {
  const [method = 'merge'] = repository.mergeMethods;
  const merged = await forge.merge(pull, method, { title: pull.title, byGitHub: false });
  switch (merged.kind) {
    case 'refused':
      return { says: `GitHub did not merge it: ${merged.because}`, reaction: '-1' };
    case 'scheduled':
      return { says: 'It is in the merge queue now.', reaction: '+1' };
    case 'merged':
      return { says: '', reaction: '+1' };
  }
}

async function takeBack(subject: Subject, pull: PullRequest, by: string, world: AppWorld): Promise<Answer> {
  const commit = pull.mergeCommit;
  const parent = commit === undefined ? undefined : await subject.forge.parent(commit);
  if (commit === undefined || parent === undefined)
    return { says: 'Only what was merged can be reverted.', reaction: 'confused' };
  const outcome = await revert(subject, pull, commit, parent, `${by} asked for it`, world);
  return {
    says: outcome.kind === 'done' ? '' : `${'because' in outcome ? outcome.because : ''}.`,
    reaction: '+1',
  };
}

async function watch({ repository }: Subject, pull: number, { queue }: AppWorld): Promise<void> {
  await queue.add({
    kind: 'watch-rollout',
    installation: repository.installation,
    repository: repository.id,
    pull,
  });
}

/** What the plan says about this upgrade, and what was passed over. */
async function explain(id: string, repository: number, { store }: AppWorld): Promise<string> {
  const plan = (await store.plan(repository))?.plan;
  const upgrade = plan?.upgrades.find((one) => one.id === id);
  if (!upgrade) return 'The plan does not ask for this any more.';
  const lines = upgrade.updates.flatMap((update) => [
    `- ${moveOf(update)} in \`${update.dependency.manifest}\``,
    ...update.passedOver.map(({ version, because: why }) => `  - not ${version}: ${because(why)}`),
  ]);
  return lines.slice(0, 100).join('\n');
}
