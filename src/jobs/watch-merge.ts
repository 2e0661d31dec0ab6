import type { Outcome } from '../domain/job.ts';
import type { PullRequest } from '../domain/pull-request.ts';
import type { CheckSignal } from '../domain/rollout.ts';
import { addDays, daysBetween } from '../domain/time.ts';
import type { PastUpdate, Proposal } from '../ports.ts';
import { brokeSentence } from '../publish/check-words.ts';
import { marker } from '../publish/pull-request.ts';
import { rolloutState } from '../rollout/state.ts';
import type { AppWorld, Subject } from './app-world.ts';

/** Longer than this nobody's checks take; then it stays open whether it was healthy. */
const daysToWatch = 3;

/** What became of a merged change: healthy is remembered for the fleet; broken is quarantined, and its revert is proposed. */
export async function watchMerge(
  subject: Subject,
  pull: PullRequest,
  proposal: Proposal | undefined,
  world: AppWorld,
): Promise<Outcome> {
  const { forge } = subject;
  const commit = pull.mergeCommit;
  if (commit === undefined) return { kind: 'nothing', because: `#${pull.number} left no commit` };
  const parent = await forge.parent(commit);
  const before: readonly CheckSignal[] = parent === undefined ? [] : await forge.checks(parent);
  const state = rolloutState({ pull, before, after: await forge.checks(commit) });
  const now = world.now();
  switch (state.kind) {
    case 'healthy':
      await remember(subject, proposal, 'healthy', world);
      return { kind: 'done', what: `#${pull.number} is healthy` };
    case 'broke': {
      await remember(subject, proposal, 'broke', world);
      const because = brokeSentence(state.failed);
      for (const { name, to } of proposal?.updates ?? [])
        await world.store.quarantine({
          name,
          version: to,
          // Every repository is told, also one that everybody may read.
          reason: `${because}, in ${nameFor(subject)}`,
          at: now.toISOString(),
        });
      return parent === undefined
        ? { kind: 'done', what: because }
        : revert(subject, pull, commit, parent, because, world);
    }
    case 'merged':
      if (daysBetween(state.at, now) >= daysToWatch)
        return { kind: 'nothing', because: `nothing was heard of #${pull.number} for ${daysToWatch} days` };
      return {
        kind: 'later',
        at: addDays(now, 1 / 24).toISOString(),
        because: 'the default branch has not answered yet',
      };
    case 'proposed':
    case 'closed':
      return { kind: 'nothing', because: `#${pull.number} was not merged` };
  }
}

const nameFor = ({ repository: { owner, name, private: isPrivate } }: Subject) =>
  isPrivate ? 'a private repository' : `${owner}/${name}`;

async function remember(
  { repository }: Subject,
  proposal: Proposal | undefined,
  result: PastUpdate['result'],
  { store, now }: AppWorld,
): Promise<void> {
  const at = now().toISOString();
  await store.recordUpdates(
    (proposal?.updates ?? []).map((update) => ({ ...update, repository: repository.id, result, at })),
  );
}

/** A pull request that takes the change back, opened and not merged: a person decides. */
export async function revert(
  { forge, repository }: Subject,
  pull: PullRequest,
  commit: string,
  parent: string,
  because: string,
  world: AppWorld,
): Promise<Outcome> {
  const branch = `springtide/revert-${pull.number}`;
  const head = await forge.head(repository.defaultBranch);
  if (head === undefined || (await forge.head(branch)) !== undefined)
    return { kind: 'nothing', because: `the revert of #${pull.number} is proposed already` };
  const { paths } = await forge.difference(parent, commit);
  const [was, is] = await Promise.all([forge.checkout(parent), forge.checkout(head)]);
  const before = new Map((await was.read(paths)).files.map(({ path, text }) => [path, text]));
  const after = new Map((await is.read(paths)).files.map(({ path, text }) => [path, text]));
  const edits = paths.map((path) => ({ path, before: after.get(path), after: before.get(path) }));
  const title = `Revert "${pull.title}"`;
  await forge.writeBranch({
    name: branch,
    parent: head,
    commits: [{ message: `${title}\n\nThis reverts commit ${commit}.\n`, edits }],
    expected: undefined,
  });
  const opened = await forge.openPull({
    title,
    body: `${marker(`revert/${pull.number}`)}\n\n**${because}.**\n\nThis takes #${pull.number} back.`,
    branch,
    base: repository.defaultBranch,
  });
  await forge.dress(opened.number, { labels: ['dependencies'], reviewers: [], assignees: [] });
  await world.store.audit({
    at: world.now().toISOString(),
    repository: repository.id,
    actor: 'springtide',
    action: 'revert',
    detail: `#${opened.number} of #${pull.number}: ${because}`,
  });
  return { kind: 'done', what: `proposed to revert #${pull.number}` };
}
