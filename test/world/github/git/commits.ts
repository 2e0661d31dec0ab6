/** Commits: read, written, and walked. */
import type { Git } from './objects.ts';

export interface Signature {
  readonly name: string;
  readonly email: string;
  readonly date: Date;
}

export interface Commit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
}

const known = new Map<string, Commit>();

export function readCommit(git: Git, sha: string): Commit | undefined {
  const before = known.get(sha);
  if (before && git.has(sha)) return before;
  const object = git.read(sha);
  if (object?.kind !== 'commit') return undefined;
  const commit = parseCommit(sha, object.content.toString('utf8'));
  if (known.size > 50_000) known.clear();
  known.set(sha, commit);
  return commit;
}

/** A commit that has to be there: its sha came out of this repository. */
export function commitOf(git: Git, sha: string): Commit {
  const commit = readCommit(git, sha);
  if (!commit) throw new Error(`there is no commit ${sha} in ${git.folder}`);
  return commit;
}

function parseCommit(sha: string, text: string): Commit {
  const end = text.indexOf('\n\n');
  const lines = text.slice(0, end).split('\n');
  const all = (name: string) =>
    lines.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
  return {
    sha,
    tree: all('tree')[0] ?? '',
    parents: all('parent'),
    author: parseSignature(all('author')[0] ?? ''),
    committer: parseSignature(all('committer')[0] ?? ''),
    message: text.slice(end + 2),
  };
}

function parseSignature(text: string): Signature {
  const parts = /^(.*?) ?<(.*)> (\d+) [+-]\d{4}$/.exec(text);
  return {
    name: parts?.[1] ?? '',
    email: parts?.[2] ?? '',
    date: new Date(Number(parts?.[3] ?? 0) * 1000),
  };
}

export function writeCommit(git: Git, draft: Omit<Commit, 'sha'>): string {
  return git.write('commit', Buffer.from(commitText(draft)));
}

export function commitText({ tree, parents, author, committer, message }: Omit<Commit, 'sha'>): string {
  const sign = ({ name, email, date }: Signature) =>
    `${name.replace(/[<>\n]/g, '')} <${email.replace(/[<>\n]/g, '')}> ${Math.floor(date.getTime() / 1000)} +0000`;
  return [
    `tree ${tree}`,
    ...parents.map((parent) => `parent ${parent}`),
    `author ${sign(author)}`,
    `committer ${sign(committer)}`,
    '',
    message,
  ].join('\n');
}

/** A commit and everything before it. */
export function ancestorsOf(git: Git, sha: string): Set<string> {
  const seen = new Set<string>();
  const waiting = [sha];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    waiting.push(...(readCommit(git, next)?.parents ?? []));
  }
  return seen;
}

export function isAncestor(git: Git, old: string, young: string): boolean {
  return old === young || ancestorsOf(git, young).has(old);
}

/** Commits that `head` has and `base` has not, the newest first. */
export function commitsBetween(git: Git, base: string, head: string): Commit[] {
  const seen = ancestorsOf(git, base);
  return walk(git, head, (sha) => seen.has(sha));
}

/** The history of a commit, the newest first, children before their parents. */
export function historyOf(git: Git, head: string): Commit[] {
  return walk(git, head, () => false);
}

function walk(git: Git, head: string, stop: (sha: string) => boolean): Commit[] {
  const seen = new Set<string>();
  const oldestFirst: Commit[] = [];
  // Depth first, a commit after its parents: reversed, children come before parents whatever their dates say.
  const stack: { sha: string; entered: boolean }[] = [{ sha: head, entered: false }];
  for (let top = stack.pop(); top; top = stack.pop()) {
    if (top.entered) {
      oldestFirst.push(commitOf(git, top.sha));
      continue;
    }
    if (seen.has(top.sha) || stop(top.sha)) continue;
    seen.add(top.sha);
    stack.push({ sha: top.sha, entered: true });
    for (const parent of [...commitOf(git, top.sha).parents].reverse())
      stack.push({ sha: parent, entered: false });
  }
  return oldestFirst.reverse();
}

/** Where two lines of history part; nothing when they share none. */
export function mergeBase(git: Git, a: string, b: string): string | undefined {
  const ofA = ancestorsOf(git, a);
  return historyOf(git, b).find((commit) => ofA.has(commit.sha))?.sha;
}
