/** A repository in the hands of a story: what is in it, and what its owners do with it. */
import { commitOf, historyOf } from './git/commits.ts';
import { entryAt, listTree } from './git/trees.ts';
import { latestRuns } from './moves/check-state.ts';
import { addRun, addStatus, changeRun } from './moves/checks.ts';
import { isPull } from './moves/issues.ts';
import { type OwnerMoves, ownerMoves } from './owners.ts';
import type { Subject } from './people.ts';
import {
  addAccount,
  type CheckApp,
  type CheckRunRecord,
  fullName,
  type IssueRecord,
  idOf,
  type RepositoryRecord,
  type State,
} from './state.ts';

export interface CommentView {
  readonly id: number;
  readonly by: string;
  readonly body: string;
  /** `springtide[bot] eyes`. */
  readonly reactions: readonly string[];
}

export interface IssueView extends Subject {
  readonly title: string;
  readonly body: string;
  readonly state: 'open' | 'closed';
  readonly by: string;
  readonly labels: readonly string[];
  readonly assignees: readonly string[];
  readonly comments: readonly CommentView[];
}

export interface PullView extends Omit<IssueView, 'state'> {
  readonly state: 'open' | 'closed' | 'merged';
  readonly draft: boolean;
  readonly branch: string;
  readonly base: string;
  readonly head: string;
  readonly mergedBy?: string;
  readonly mergeCommit?: string;
  readonly autoMerge: boolean;
  readonly queued: boolean;
  readonly reviewers: readonly string[];
}

export interface CheckView {
  readonly id: number;
  readonly suite: number;
  readonly name: string;
  readonly app: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly title: string | null;
  readonly summary: string | null;
  readonly annotations: readonly { readonly path: string; readonly line: number; readonly message: string }[];
}

export interface CommitView {
  readonly sha: string;
  readonly message: string;
  readonly author: string;
  readonly verified: boolean;
  readonly parents: readonly string[];
}

/** A check of somebody else: `github-actions` unless it is said. */
export interface CheckReport {
  readonly head: string;
  readonly app?: string;
  /** Missing while it runs. */
  readonly conclusion?:
    | 'success'
    | 'failure'
    | 'neutral'
    | 'skipped'
    | 'cancelled'
    | 'timed_out'
    | 'action_required';
  readonly summary?: string;
}

export interface Repository extends OwnerMoves {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly fullName: string;
  readonly defaultBranch: string;
  /** The bare repository on disk; `git` may look at it at any time. */
  readonly folder: string;
  /** `git <args>` in the bare repository; what it printed. Throws when it fails. */
  git(...args: readonly string[]): string;
  /** The commit of a branch, the default one when it is missing. */
  head(branch?: string): string | undefined;
  branches(): string[];
  /** The text of a file on a branch or at a commit. */
  read(at: string, path: string): string | undefined;
  paths(at: string): string[];
  /** The newest first. */
  commits(at: string): CommitView[];
  issue(number: number): IssueView;
  issues(): IssueView[];
  pull(number: number): PullView;
  pulls(): PullView[];
  /** The newest check run of each name on a commit, or on the head of a branch. */
  checks(at: string): CheckView[];
  /** How somebody else's check stands; the same name on the same head again changes it. Its id. */
  reports(name: string, report: CheckReport): number;
  /** A commit status of somebody else. */
  status(
    context: string,
    report: {
      readonly head: string;
      readonly state: 'pending' | 'success' | 'failure' | 'error';
      readonly by?: string;
    },
  ): void;
}

export function repositoryHandle(state: State, record: RepositoryRecord): Repository {
  const { git } = record;
  const commitAt = (at: string) => git.ref(`refs/heads/${at}`) ?? git.ref(`refs/tags/${at}`) ?? at;
  const issueOf = (number: number): IssueRecord => {
    const issue = record.issues.get(number);
    if (!issue) throw new Error(`there is no #${number} in ${fullName(record)}`);
    return issue;
  };
  const handle: Repository = {
    ...ownerMoves(state, record),
    id: record.id,
    get owner() {
      return record.owner.login;
    },
    get name() {
      return record.name;
    },
    get fullName() {
      return fullName(record);
    },
    get defaultBranch() {
      return record.defaultBranch;
    },
    folder: git.folder,
    git(...args) {
      const { status, out } = git.run(args);
      if (status !== 0) throw new Error(`git ${args.join(' ')} ended with ${status}`);
      return out.toString('utf8').trim();
    },
    head: (branch = record.defaultBranch) => git.ref(`refs/heads/${branch}`),
    branches: () => git.refs('refs/heads/').map(({ name }) => name.replace('refs/heads/', '')),
    read(at, path) {
      const entry = entryAt(git, commitOf(git, commitAt(at)).tree, path);
      return entry && git.read(entry.sha)?.content.toString('utf8');
    },
    paths: (at) =>
      listTree(git, commitOf(git, commitAt(at)).tree)
        .filter(({ mode }) => mode !== '040000')
        .map(({ path }) => path),
    commits: (at) =>
      historyOf(git, commitAt(at)).map(({ sha, message, author, parents }) => ({
        sha,
        message,
        author: author.name,
        parents,
        verified: record.signed.has(sha),
      })),
    issue: (number) => issueView(handle, issueOf(number)),
    issues: () =>
      [...record.issues.values()].filter((issue) => !issue.pull).map((issue) => issueView(handle, issue)),
    pull: (number) => pullView(handle, issueOf(number)),
    pulls: () => [...record.issues.values()].filter(isPull).map((issue) => pullView(handle, issue)),
    checks: (at) => latestRuns(record, commitAt(at)).map(checkView),
    reports: (name, report) => reportCheck(state, record, name, report),
    status(context, { head, state: how, by = 'ci' }) {
      addStatus(state, record, addAccount(state, by, 'User'), {
        sha: commitAt(head),
        context,
        state: how,
        description: null,
        targetUrl: null,
      });
    },
  };
  return handle;
}

function reportCheck(state: State, record: RepositoryRecord, name: string, report: CheckReport): number {
  const { head, app = 'github-actions', conclusion, summary } = report;
  const sha = record.git.ref(`refs/heads/${head}`) ?? head;
  const known = latestRuns(record, sha).find((run) => run.name === name && run.suite.app.slug === app);
  const change = {
    status: conclusion === undefined ? 'in_progress' : 'completed',
    conclusion,
    ...(summary === undefined ? {} : { output: { title: name, summary } }),
  };
  // A finished run stays as it is: a second report is a second run, as CI does it.
  if (known && known.status !== 'completed') {
    changeRun(state, record, known, change);
    return known.id;
  }
  return addRun(state, record, checkApp(state, app), sha, name, change).id;
}

function checkApp(state: State, slug: string): CheckApp {
  const known = state.checkApps.get(slug);
  if (known) return known;
  const app = {
    id: idOf(state),
    slug,
    name: slug,
    owner: addAccount(state, `${slug}-makers`, 'Organization'),
  };
  state.checkApps.set(slug, app);
  return app;
}

function issueView(repository: Repository, issue: IssueRecord): IssueView {
  return {
    repository,
    number: issue.number,
    title: issue.title,
    body: issue.body ?? '',
    state: issue.state,
    by: issue.by.login,
    labels: [...issue.labels],
    assignees: issue.assignees.map(({ login }) => login),
    comments: issue.comments.map(({ id, by, body, reactions }) => ({
      id,
      by: by.login,
      body,
      reactions: reactions.map((reaction) => `${reaction.by.login} ${reaction.content}`),
    })),
  };
}

function pullView(repository: Repository, issue: IssueRecord): PullView {
  const { pull } = issue;
  if (!pull) throw new Error(`#${issue.number} in ${repository.fullName} is not a pull request`);
  return {
    ...issueView(repository, issue),
    state: pull.mergedAt ? 'merged' : issue.state,
    draft: pull.draft,
    branch: pull.headBranch,
    base: pull.baseBranch,
    head: pull.head,
    ...(pull.mergedBy ? { mergedBy: pull.mergedBy.login } : {}),
    ...(pull.mergedAt && pull.mergeCommit ? { mergeCommit: pull.mergeCommit } : {}),
    autoMerge: pull.autoMerge !== undefined,
    queued: pull.queued !== undefined,
    reviewers: [
      ...pull.reviewers.map(({ login }) => login),
      ...pull.teamReviewers.map(({ slug }) => `${repository.owner}/${slug}`),
    ],
  };
}

function checkView(run: CheckRunRecord): CheckView {
  return {
    id: run.id,
    suite: run.suite.id,
    name: run.name,
    app: run.suite.app.slug,
    status: run.status,
    conclusion: run.conclusion,
    title: run.output.title,
    summary: run.output.summary,
    annotations: run.annotations.map(({ path, start_line, message }) => ({
      path,
      line: start_line,
      message,
    })),
  };
}
