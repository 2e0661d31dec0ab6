/** What people do on GitHub, by hand and with git. Nobody asks them for a permission: who may not, does not do it in a story. */
import { commitOf, writeCommit } from './git/commits.ts';
import { changeTree, type Mode, type TreeChange } from './git/trees.ts';
import type { Answer } from './http.ts';
import { tellRun, tellSuite } from './moves/checks.ts';
import {
  addComment,
  addIssue,
  addLabels,
  closeIssue,
  editComment,
  editIssue,
  isPull,
  removeLabel,
  reopenIssue,
  tellOpened,
} from './moves/issues.ts';
import { isAnswer, mergePull, openPull } from './moves/pulls.ts';
import { moveRef } from './moves/refs.ts';
import { addReview, markReady, type ReviewDraft } from './moves/reviews.ts';
import type { PullIssue } from './shapes/pulls.ts';
import {
  type Account,
  type IssueRecord,
  idOf,
  type MergeMethod,
  type RepositoryRecord,
  type State,
} from './state.ts';

/** A text, bytes, a link, another mode, or `null` for a file that goes. */
export type FileContent =
  | string
  | Buffer
  | { readonly executable: string }
  | { readonly link: string }
  | { readonly submodule: string }
  | null;
export type Files = Readonly<Record<string, FileContent>>;

export interface Push {
  /** The default branch when it is missing; made when it is not there, from the default branch. */
  readonly branch?: string;
  readonly files: Files;
  readonly message?: string;
  /** Where the commit goes: the head of the branch, or another commit, which makes it a forced push. */
  readonly onto?: string;
}

export interface PersonMoves {
  readonly login: string;
  /** For `authorization: token …`. */
  readonly token: string;
  /** One commit with these files changed, on a branch. Its sha. */
  pushes(repository: Named, push: Push): string;
  deletesBranch(repository: Named, branch: string): void;
  tags(repository: Named, name: string, commit?: string): void;
  /** Tags the default branch and writes what is new. */
  releases(
    repository: Named,
    tag: string,
    notes?: { readonly body?: string; readonly prerelease?: boolean },
  ): void;
  opensPull(
    repository: Named,
    draft: {
      readonly title: string;
      readonly head: string;
      readonly base?: string;
      readonly body?: string;
      readonly draft?: boolean;
    },
  ): Subject;
  opensIssue(repository: Named, draft: { readonly title: string; readonly body?: string }): Subject;
  comments(subject: Subject, body: string): { readonly id: number };
  editsComment(subject: Subject, id: number, body: string): void;
  edits(subject: Subject, change: { readonly title?: string; readonly body?: string }): void;
  /** Ticks the box whose line has this text, as a click does: the body is edited. */
  checksBox(subject: Subject, label: string): void;
  closes(subject: Subject): void;
  reopens(subject: Subject): void;
  labels(subject: Subject, ...names: readonly string[]): void;
  unlabels(subject: Subject, name: string): void;
  /** A verdict, and comments on lines. */
  reviews(
    pull: Subject,
    state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED',
    body?: string,
    comments?: ReviewDraft['comments'],
  ): void;
  marksReady(pull: Subject): void;
  /** The sha of the commit on the base branch. */
  merges(pull: Subject, method?: MergeMethod): string;
  /** The button beside a check run, or beside all checks. */
  rerequests(repository: Named, what: { readonly run: number } | { readonly suite: number }): void;
}

/** How a story names a repository: by its handle. */
export interface Named {
  readonly id: number;
}

/** An issue or a pull request. */
export interface Subject {
  readonly repository: Named;
  readonly number: number;
}

export function commitFiles(
  state: State,
  { git }: RepositoryRecord,
  by: Account,
  files: Files,
  message: string,
  parent: string | undefined,
): string {
  const base = parent ? commitOf(git, parent).tree : undefined;
  const changes = Object.entries(files).map(([path, content]): TreeChange => {
    if (content === null) return { path };
    if (typeof content === 'object' && 'submodule' in content)
      return { path, entry: { mode: '160000', sha: content.submodule } };
    const [mode, bytes] = bytesOf(content);
    return { path, entry: { mode, sha: git.write('blob', bytes) } };
  });
  const who = { name: by.name, email: by.email, date: state.clock() };
  const tree = changeTree(git, base, changes);
  return writeCommit(git, { tree, parents: parent ? [parent] : [], author: who, committer: who, message });
}

function bytesOf(content: Exclude<FileContent, null | { submodule: string }>): [Mode, Buffer] {
  if (typeof content === 'string') return ['100644', Buffer.from(content)];
  if (Buffer.isBuffer(content)) return ['100644', content];
  return 'link' in content
    ? ['120000', Buffer.from(content.link)]
    : ['100755', Buffer.from(content.executable)];
}

export function personMoves(state: State, me: Account, token: string): PersonMoves {
  const at = (named: Named): RepositoryRecord => {
    const found = state.repositories.get(named.id);
    if (!found) throw new Error(`${me.login} looks for a repository that is not there any more`);
    return found;
  };
  const issueOf = (subject: Subject): [RepositoryRecord, IssueRecord] => {
    const repository = at(subject.repository);
    const issue = repository.issues.get(subject.number);
    if (!issue) throw new Error(`there is no #${subject.number} in ${repository.name}`);
    return [repository, issue];
  };
  const pullOf = (subject: Subject): [RepositoryRecord, PullIssue] => {
    const [repository, issue] = issueOf(subject);
    if (!isPull(issue)) throw new Error(`#${subject.number} in ${repository.name} is not a pull request`);
    return [repository, issue];
  };
  const must = (answer: Answer | undefined) => {
    if (answer) throw new Error(`GitHub says no to ${me.login}: ${JSON.stringify(answer.body)}`);
  };
  return {
    login: me.login,
    token,
    pushes(named, { branch, files, message = 'Change', onto }) {
      const repository = at(named);
      const { git, defaultBranch } = repository;
      const ref = `refs/heads/${branch ?? defaultBranch}`;
      const parent = onto ?? git.ref(ref) ?? git.ref(`refs/heads/${defaultBranch}`);
      const sha = commitFiles(state, repository, me, files, message, parent);
      moveRef(state, repository, ref, sha, me);
      return sha;
    },
    deletesBranch: (named, branch) => moveRef(state, at(named), `refs/heads/${branch}`, undefined, me),
    tags(named, name, commit) {
      const repository = at(named);
      const sha = commit ?? repository.git.ref(`refs/heads/${repository.defaultBranch}`);
      moveRef(state, repository, `refs/tags/${name}`, sha, me);
    },
    releases(named, tag, { body = '', prerelease = false } = {}) {
      const repository = at(named);
      const sha = repository.git.ref(`refs/heads/${repository.defaultBranch}`);
      moveRef(state, repository, `refs/tags/${tag}`, sha, me);
      repository.releases.push({
        id: idOf(state),
        tag,
        name: tag,
        body,
        prerelease,
        by: me,
        at: state.clock(),
      });
    },
    opensPull(named, { title, head, base, body, draft = false }) {
      const repository = at(named);
      const opened = openPull(state, repository, me, {
        title,
        head,
        base: base ?? repository.defaultBranch,
        body: body ?? null,
        draft,
      });
      if (isAnswer(opened)) throw new Error(`GitHub says no to ${me.login}: ${JSON.stringify(opened.body)}`);
      return { repository: named, number: opened.number };
    },
    opensIssue(named, { title, body }) {
      const repository = at(named);
      const issue = addIssue(state, repository, me, { title, body: body ?? null });
      tellOpened(state, repository, issue, me);
      return { repository: named, number: issue.number };
    },
    comments(subject, body) {
      const { id } = addComment(state, ...issueOf(subject), me, body);
      return { id };
    },
    editsComment(subject, id, body) {
      const [repository, issue] = issueOf(subject);
      const comment = issue.comments.find((each) => each.id === id);
      if (!comment) throw new Error(`there is no comment ${id}`);
      editComment(state, repository, comment, me, body);
    },
    edits: (subject, change) => editIssue(state, ...issueOf(subject), me, change),
    checksBox(subject, label) {
      const [repository, issue] = issueOf(subject);
      const lines = (issue.body ?? '').split('\n');
      const line = lines.findIndex((each) => /^\s*[-*] \[ \]/.test(each) && each.includes(label));
      if (line < 0) throw new Error(`#${subject.number} has no empty box “${label}”:\n${issue.body}`);
      lines[line] = (lines[line] ?? '').replace('[ ]', '[x]');
      editIssue(state, repository, issue, me, { body: lines.join('\n') });
    },
    closes: (subject) => closeIssue(state, ...issueOf(subject), me, null),
    reopens: (subject) => must(reopenIssue(state, ...issueOf(subject), me)),
    labels: (subject, ...names) => addLabels(state, ...issueOf(subject), me, names),
    unlabels: (subject, name) => must(removeLabel(state, ...issueOf(subject), me, name)),
    reviews(subject, verdict, body = '', comments) {
      const [repository, issue] = pullOf(subject);
      addReview(state, repository, issue, me, { state: verdict, body, ...(comments ? { comments } : {}) });
    },
    marksReady: (subject) => markReady(state, ...pullOf(subject), me),
    merges(subject, method = 'merge') {
      const [repository, issue] = pullOf(subject);
      const merged = mergePull(state, repository, issue, me, { method });
      if (isAnswer(merged)) throw new Error(`GitHub says no to ${me.login}: ${JSON.stringify(merged.body)}`);
      return merged.sha;
    },
    rerequests(named, what) {
      const repository = at(named);
      if ('run' in what) {
        const run = repository.runs.find((each) => each.id === what.run);
        if (run) tellRun(state, repository, run, 'rerequested', me);
      } else {
        const suite = repository.suites.find((each) => each.id === what.suite);
        if (suite) tellSuite(state, repository, suite, 'rerequested', me);
      }
    },
  };
}
