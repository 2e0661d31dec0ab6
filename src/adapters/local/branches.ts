/**
 * Upgrades as local branches, by git plumbing: the working tree and the index are not touched.
 *
 * All commits are built by one `git fast-import` under refs of our own, and the branches appear in one transaction at the
 * end: a process that is stopped at any moment leaves every branch as it was. What can race is a person who commits to one
 * of our branches meanwhile: the transaction names the commit each branch was seen at, so git refuses and nothing is lost.
 */
import type { FileEdit } from '../../domain/change.ts';
import { askGit, git, gitText } from './git.ts';

/** A branch to be: its commits in order, the first on top of the base. */
export interface BranchDraft {
  readonly branch: string;
  /** The value of the `Upgrade-Id` trailer that marks a commit as ours. */
  readonly upgradeId: string;
  readonly commits: readonly { readonly message: string; readonly edits: readonly FileEdit[] }[];
}

export type BranchOutcome =
  | { readonly kind: 'created' | 'refreshed' | 'unchanged'; readonly branch: string; readonly commit: string }
  | { readonly kind: 'left'; readonly branch: string; readonly because: string };

export interface BranchOptions {
  readonly base: string;
  readonly now: Date;
  /** Files whose byte-order mark was taken off when they were read. */
  readonly marked: ReadonlySet<string>;
}

export async function writeBranches(
  root: string,
  drafts: readonly BranchDraft[],
  options: BranchOptions,
): Promise<BranchOutcome[]> {
  const modes = await modesAt(root, options.base, drafts);
  const existing = new Map(
    await Promise.all(
      drafts.map(async (draft) => [draft, await existingBranch(root, draft, options.base)] as const),
    ),
  );
  const writable = drafts.filter((draft) => existing.get(draft)?.kind !== 'left');
  const space = `refs/springtide/${process.pid}-${options.now.getTime()}`;
  const refOf = (draft: BranchDraft) => `${space}/${drafts.indexOf(draft)}`;

  try {
    if (writable.length > 0) {
      const identity = await identityOf(root, options.now);
      const stream = writable.flatMap((draft) => importOf(draft, refOf(draft), identity, modes, options));
      await git(root, ['fast-import', '--quiet', '--done', '--date-format=raw'], {
        input: Buffer.concat([...stream, Buffer.from('done\n')]),
      });
    }
    const outcomes: BranchOutcome[] = [];
    const moves: string[] = [];
    for (const draft of drafts) {
      const before = existing.get(draft);
      if (before?.kind === 'left') {
        outcomes.push(before);
        continue;
      }
      const commit = await gitText(root, ['rev-parse', refOf(draft)]);
      if (before?.kind === 'ours' && (await isSame(root, before.commit, commit))) {
        outcomes.push({ kind: 'unchanged', branch: draft.branch, commit: before.commit });
        continue;
      }
      const seen = before?.kind === 'ours' ? before.commit : '0'.repeat(commit.length);
      moves.push(`update refs/heads/${draft.branch}\0${commit}\0${seen}\0`);
      outcomes.push({
        kind: before?.kind === 'ours' ? 'refreshed' : 'created',
        branch: draft.branch,
        commit,
      });
    }
    if (moves.length > 0)
      await git(root, ['update-ref', '--stdin', '-z'], { input: `start\0${moves.join('')}commit\0` });
    return outcomes;
  } finally {
    const ours = await gitText(root, ['for-each-ref', '--format=delete %(refname)', space]);
    if (ours) await git(root, ['update-ref', '--stdin'], { input: `${ours}\n` });
  }
}

type Existing =
  | { kind: 'none' }
  | { kind: 'ours'; commit: string }
  | { kind: 'left'; branch: string; because: string };

/** A branch a person committed to, or stands on, is left alone. */
async function existingBranch(
  root: string,
  { branch, upgradeId }: BranchDraft,
  base: string,
): Promise<Existing> {
  const commit = await askGit(root, ['rev-parse', '--verify', '--quiet', `refs/heads/${branch}`]);
  if (!commit) {
    const inTheWay = await blockingRef(root, branch);
    return inTheWay
      ? { kind: 'left', branch, because: `the branch ${inTheWay} stands in its way` }
      : { kind: 'none' };
  }
  const worktrees = await gitText(root, ['worktree', 'list', '--porcelain']);
  if (worktrees.split('\n').includes(`branch refs/heads/${branch}`)) {
    return { kind: 'left', branch, because: 'it is checked out' };
  }
  const foreign = await gitText(root, [
    'log',
    '--format=%H%x00%(trailers:key=Upgrade-Id,valueonly,separator=%x2c)',
    `${commit}`,
    '--not',
    base,
    '--exclude=springtide/*',
    `--exclude=${branch}`,
    '--branches',
    `--exclude=*/${branch}`,
    '--remotes',
  ]);
  const stranger = foreign.split('\n').find((line) => line && line.split('\0')[1] !== upgradeId);
  if (stranger)
    return { kind: 'left', branch, because: `it has a commit that is not ours (${stranger.slice(0, 8)})` };
  return { kind: 'ours', commit };
}

/** `springtide` as a branch forbids `springtide/x`, and the other way round. */
async function blockingRef(root: string, branch: string): Promise<string | undefined> {
  const parts = branch.split('/');
  for (let length = 1; length < parts.length; length++) {
    const parent = parts.slice(0, length).join('/');
    if (await askGit(root, ['rev-parse', '--verify', '--quiet', `refs/heads/${parent}`])) return parent;
  }
  const child = await gitText(root, [
    'for-each-ref',
    '--count=1',
    '--format=%(refname:short)',
    `refs/heads/${branch}/`,
  ]);
  return child || undefined;
}

/** Same parent commit below the same contents and messages: running twice changes nothing. */
async function isSame(root: string, a: string, b: string): Promise<boolean> {
  const [treesOfA, treesOfB] = await Promise.all(
    [a, b].map((tip) => gitText(root, ['log', '-20', '--format=%T %B', tip])),
  );
  return treesOfA === treesOfB;
}

async function modesAt(
  root: string,
  base: string,
  drafts: readonly BranchDraft[],
): Promise<Map<string, string>> {
  const paths = new Set(
    drafts.flatMap((draft) => draft.commits.flatMap((commit) => commit.edits.map((edit) => edit.path))),
  );
  if (paths.size === 0) return new Map();
  const listed = await git(root, [
    '--literal-pathspecs',
    'ls-tree',
    '-r',
    '-z',
    '--full-tree',
    base,
    '--',
    ...paths,
  ]);
  return new Map(
    listed
      .toString('utf8')
      .split('\0')
      .filter((record) => record.includes('\t'))
      .map((record) => [record.slice(record.indexOf('\t') + 1), record.slice(0, 6)]),
  );
}

/** The user's own name, as for any commit of theirs. */
async function identityOf(root: string, now: Date): Promise<{ author: string; committer: string }> {
  const seconds = Math.floor(now.getTime() / 1000);
  const named = async (which: string) => {
    const identity = await askGit(root, ['var', which]);
    const name = identity?.replace(/ \d+ [+-]\d{4}$/, '') ?? 'Springtide <springtide@localhost>';
    return `${name} ${seconds} +0000`;
  };
  return { author: await named('GIT_AUTHOR_IDENT'), committer: await named('GIT_COMMITTER_IDENT') };
}

function importOf(
  draft: BranchDraft,
  ref: string,
  identity: { author: string; committer: string },
  modes: ReadonlyMap<string, string>,
  { base, marked }: BranchOptions,
): Buffer[] {
  return draft.commits.flatMap((commit, index) => {
    const head = [`commit ${ref}`, `author ${identity.author}`, `committer ${identity.committer}`].join('\n');
    const message = Buffer.from(commit.message);
    const changes = commit.edits.flatMap((edit): Buffer[] => {
      if (edit.after === undefined) return [Buffer.from(`D ${quoted(edit.path)}\n`)];
      const content = Buffer.from(marked.has(edit.path) ? `\ufeff${edit.after}` : edit.after);
      const mode = modes.get(edit.path) ?? '100644';
      return [
        Buffer.from(`M ${mode} inline ${quoted(edit.path)}\ndata ${content.length}\n`),
        content,
        Buffer.from('\n'),
      ];
    });
    const from = index === 0 ? `from ${base}\n` : '';
    return [
      Buffer.from(`${head}\ndata ${message.length}\n`),
      message,
      Buffer.from(`\n${from}`),
      ...changes,
      Buffer.from('\n'),
    ];
  });
}

const quoted = (path: string) => `"${path.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
