/** Whether a pull request can be merged: by git, and by the rules of its base branch. */
import { isAncestor, writeCommit } from '../git/commits.ts';
import { mergeTrees } from '../git/merge.ts';
import { webFlow } from '../shapes/commits.ts';
import type { IssueRecord, Protection, PullRecord, RepositoryRecord, State } from '../state.ts';
import { namesOn, stateOfCheck } from './check-state.ts';

interface PullIssue extends IssueRecord {
  readonly pull: PullRecord;
}

export const headOf = (repository: RepositoryRecord, branch: string) =>
  repository.git.ref(`refs/heads/${branch}`);

/**
 * GitHub tries the merge in the background: whoever asks first is told `null`. Here the first question is what starts it, and the
 * next one hears the answer.
 */
export function tryMerge(state: State, repository: RepositoryRecord, issue: PullIssue): void {
  const { pull } = issue;
  const base = headOf(repository, pull.baseBranch);
  if (!base || pull.mergeability !== 'unasked' || issue.state === 'closed') return;
  const { git } = repository;
  const merged = mergeTrees(git, base, pull.head);
  pull.mergeability = merged.kind === 'clean' ? 'yes' : 'conflict';
  if (merged.kind !== 'clean') return;
  const who = { ...webFlow, date: state.clock() };
  const message = `Merge ${pull.head} into ${base}`;
  const draft = { tree: merged.tree, parents: [base, pull.head], author: who, committer: who, message };
  pull.mergeCommit = writeCommit(git, draft);
  git.setRef(`refs/pull/${issue.number}/merge`, pull.mergeCommit);
}

/** Protection and rulesets of a branch together. */
export function rulesOf(repository: RepositoryRecord, branch: string): Protection | undefined {
  const all = repository.protections.filter((each) => each.branch === branch);
  if (all.length === 0) return undefined;
  return {
    branch,
    from: 'protection',
    checks: [...new Set(all.flatMap((each) => each.checks))],
    strict: all.some((each) => each.strict),
    approvals: Math.max(...all.map((each) => each.approvals)),
    codeOwners: all.some((each) => each.codeOwners),
    linearHistory: all.some((each) => each.linearHistory),
    mergeQueue: all.map((each) => each.mergeQueue).find(Boolean),
  };
}

/** Why the rules of the base branch do not let it in; empty when they do. */
export function blockedBecause(repository: RepositoryRecord, pull: PullRecord): string[] {
  const rules = rulesOf(repository, pull.baseBranch);
  if (!rules) return [];
  const open = rules.checks.filter((name) => stateOfCheck(repository, pull.head, name) !== 'passed');
  const [only] = open;
  const because: string[] = [];
  if (only !== undefined && open.length === 1)
    because.push(
      stateOfCheck(repository, pull.head, only) === 'failed'
        ? `Required status check "${only}" is failing.`
        : `Required status check "${only}" is expected.`,
    );
  if (open.length > 1)
    because.push(`${open.length} of ${rules.checks.length} required status checks are expected.`);
  const approvals = approvalsOf(pull);
  if (approvals.changesRequested) because.push('Changes have been requested.');
  if (approvals.count < rules.approvals)
    because.push(`At least ${rules.approvals} approving review is required by reviewers with write access.`);
  if (rules.strict && isBehind(repository, pull)) because.push('Head branch is out of date');
  return because;
}

function approvalsOf(pull: PullRecord) {
  const latest = new Map(
    pull.reviews
      .filter((review) => review.state !== 'COMMENTED')
      .map((review) => [review.by.login, review.state] as const),
  );
  const states = [...latest.values()];
  return {
    count: states.filter((state) => state === 'APPROVED').length,
    changesRequested: states.includes('CHANGES_REQUESTED'),
  };
}

function isBehind({ git }: RepositoryRecord, pull: PullRecord): boolean {
  const base = git.ref(`refs/heads/${pull.baseBranch}`);
  return base !== undefined && !isAncestor(git, base, pull.head);
}

/** GitHub's `mergeable_state`. */
export function mergeState(repository: RepositoryRecord, { pull, state }: PullIssue): string {
  if (state === 'closed' || pull.mergeability === 'unasked') return 'unknown';
  if (pull.mergeability === 'conflict') return 'dirty';
  if (pull.draft) return 'draft';
  const rules = rulesOf(repository, pull.baseBranch);
  const blocked = blockedBecause(repository, pull);
  if (rules?.strict && isBehind(repository, pull) && blocked.length === 1) return 'behind';
  if (blocked.length > 0) return 'blocked';
  const unsure = namesOn(repository, pull.head).some(
    (name) => stateOfCheck(repository, pull.head, name) !== 'passed',
  );
  return unsure ? 'unstable' : 'clean';
}
