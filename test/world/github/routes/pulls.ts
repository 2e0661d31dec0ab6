/** Pull requests. */
import { actorOf } from '../auth.ts';
import { commitOf, commitsBetween, isAncestor, mergeBase, writeCommit } from '../git/commits.ts';
import { mergeTrees } from '../git/merge.ts';
import { differencesOf } from '../git/patch.ts';
import { type Answer, created, No, noContent, notFound, ok, paged, refusal, tooLong } from '../http.ts';
import { closeIssue, editIssue, isPull, reopenIssue } from '../moves/issues.ts';
import { headOf, tryMerge } from '../moves/mergeability.ts';
import { isAnswer, mergePull, openPull } from '../moves/pulls.ts';
import { moveRef } from '../moves/refs.ts';
import { type Ask, numberParam, query, type Route, repositoryOf, text } from '../router.ts';
import { commitShape, fileShape, webFlow } from '../shapes/commits.ts';
import { type PullIssue, pullShape, wholePullShape } from '../shapes/pulls.ts';
import type { MergeMethod } from '../state.ts';

const pull = '/repos/{owner}/{repo}/pulls';

export const pulls: readonly Route[] = [
  { on: `GET ${pull}`, needs: 'pull_requests:read', answer: listPulls },
  { on: `POST ${pull}`, needs: 'pull_requests:write', creates: true, answer: createPull },
  { on: `GET ${pull}/{pull_number}`, needs: 'pull_requests:read', answer: readPull },
  { on: `PATCH ${pull}/{pull_number}`, needs: 'pull_requests:write', answer: updatePull },
  { on: `GET ${pull}/{pull_number}/commits`, needs: 'pull_requests:read', answer: pullCommits },
  { on: `GET ${pull}/{pull_number}/files`, needs: 'pull_requests:read', answer: pullFiles },
  {
    on: `GET ${pull}/{pull_number}/merge`,
    needs: 'pull_requests:read',
    answer: (ask) => (pullOf(ask).pull.mergedAt ? noContent : notFound),
  },
  { on: `PUT ${pull}/{pull_number}/merge`, needs: 'contents:write', answer: merge },
  { on: `PUT ${pull}/{pull_number}/update-branch`, needs: 'pull_requests:write', answer: updateBranch },
];

export function pullOf(ask: Ask): PullIssue {
  const issue = repositoryOf(ask).issues.get(numberParam(ask, 'pull_number'));
  if (!issue || !isPull(issue)) throw new No(notFound);
  return issue;
}

function listPulls(ask: Ask): Answer {
  const repository = repositoryOf(ask);
  const [state = 'open', head, base] = [query(ask, 'state'), query(ask, 'head'), query(ask, 'base')];
  const sort = query(ask, 'sort') ?? 'created';
  const direction = query(ask, 'direction') ?? (sort === 'created' ? 'desc' : 'asc');
  const at = (issue: PullIssue) => (sort === 'updated' ? issue.updatedAt : issue.createdAt).getTime();
  const found = [...repository.issues.values()]
    .filter(isPull)
    .filter((issue) => state === 'all' || issue.state === state)
    // Without an owner GitHub ignores the head.
    .filter(
      ({ pull }) => !head?.includes(':') || head === `${pull.headRepository.owner.login}:${pull.headBranch}`,
    )
    .filter(({ pull }) => !base || pull.baseBranch === base)
    .sort((a, b) => at(a) - at(b) || a.number - b.number);
  if (direction === 'desc') found.reverse();
  return paged(ask.url, found, (issue) => pullShape(ask.state, repository, issue));
}

function createPull(ask: Ask): Answer {
  const long = tooLong('PullRequest', text(ask, 'body'));
  if (long) return long;
  const repository = repositoryOf(ask);
  const opened = openPull(ask.state, repository, actorOf(ask.state, ask.caller), {
    title: text(ask, 'title') ?? '',
    body: text(ask, 'body') ?? null,
    head: text(ask, 'head') ?? '',
    base: text(ask, 'base') ?? '',
    draft: ask.body.draft === true,
  });
  return isAnswer(opened) ? opened : created(wholePullShape(ask.state, repository, opened));
}

function readPull(ask: Ask): Answer {
  const repository = repositoryOf(ask);
  const issue = pullOf(ask);
  const answer = ok(wholePullShape(ask.state, repository, issue));
  // Who asks first starts the trial merge; who asks next hears of it.
  tryMerge(ask.state, repository, issue);
  return answer;
}

function updatePull(ask: Ask): Answer {
  const long = tooLong('PullRequest', text(ask, 'body'));
  if (long) return long;
  const { state } = ask;
  const repository = repositoryOf(ask);
  const issue = pullOf(ask);
  const by = actorOf(state, ask.caller);
  const [title, wanted, base] = [text(ask, 'title'), text(ask, 'state'), text(ask, 'base')];
  if (wanted === 'open') {
    const no = reopenIssue(state, repository, issue, by);
    if (no) return no;
  }
  if (base !== undefined && headOf(repository, base)) {
    issue.pull.baseBranch = base;
    issue.pull.mergeability = 'unasked';
  }
  editIssue(state, repository, issue, by, {
    ...(title === undefined ? {} : { title }),
    ...('body' in ask.body ? { body: text(ask, 'body') ?? null } : {}),
  });
  if (wanted === 'closed') closeIssue(state, repository, issue, by, null);
  return ok(wholePullShape(state, repository, issue));
}

function pullCommits(ask: Ask): Answer {
  const repository = repositoryOf(ask);
  const { pull } = pullOf(ask);
  const commits = commitsBetween(repository.git, pull.base, pull.head).reverse();
  return paged(ask.url, commits, ({ sha }) => commitShape(ask.state, repository, sha));
}

function pullFiles(ask: Ask): Answer {
  const repository = repositoryOf(ask);
  const { git } = repository;
  const { pull } = pullOf(ask);
  const fork = mergeBase(git, pull.base, pull.head);
  const files = differencesOf(git, fork && commitOf(git, fork).tree, commitOf(git, pull.head).tree);
  return paged(ask.url, files.slice(0, 3000), (file) => fileShape(ask.state, repository, pull.head, file));
}

function merge(ask: Ask): Answer {
  const merged = mergePull(ask.state, repositoryOf(ask), pullOf(ask), actorOf(ask.state, ask.caller), {
    method: (text(ask, 'merge_method') ?? 'merge') as MergeMethod,
    title: text(ask, 'commit_title'),
    message: text(ask, 'commit_message'),
    sha: text(ask, 'sha'),
  });
  if (isAnswer(merged)) return merged;
  return ok({ sha: merged.sha, merged: true, message: 'Pull Request successfully merged' });
}

/** Merges the base branch into the head. */
function updateBranch(ask: Ask): Answer {
  const { state } = ask;
  const repository = repositoryOf(ask);
  const { git } = repository;
  const { pull } = pullOf(ask);
  const base = headOf(repository, pull.baseBranch) ?? pull.base;
  const expected = text(ask, 'expected_head_sha');
  if (expected !== undefined && expected !== pull.head)
    return refusal(422, 'expected head sha didn’t match current head ref.');
  if (isAncestor(git, base, pull.head)) return refusal(422, 'There are no new commits on the base branch.');
  const merged = mergeTrees(git, pull.head, base);
  if (merged.kind === 'conflict') return refusal(422, 'merge conflict between base and head');
  const by = actorOf(state, ask.caller);
  const sha = writeCommit(git, {
    tree: merged.tree,
    parents: [pull.head, base],
    author: { name: by.name, email: by.email, date: state.clock() },
    committer: { ...webFlow, date: state.clock() },
    message: `Merge branch '${pull.baseBranch}' into ${pull.headBranch}`,
  });
  repository.signed.add(sha);
  moveRef(state, pull.headRepository, `refs/heads/${pull.headBranch}`, sha, by);
  return {
    status: 202,
    body: { message: 'Updating pull request branch.', url: pullShape(state, repository, pullOf(ask)).url },
  };
}
