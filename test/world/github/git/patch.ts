/** The difference of two trees in GitHub's words: one entry a file, with its patch. */
import { structuredPatch } from 'diff';
import type { Git } from './objects.ts';
import { compareTrees, type TreeEntry } from './trees.ts';

export interface FileDifference {
  readonly path: string;
  readonly previousPath?: string;
  readonly status: 'added' | 'removed' | 'modified' | 'renamed';
  readonly sha: string;
  readonly additions: number;
  readonly deletions: number;
  /** Missing for what is not text, and for a file that only moved. */
  readonly patch?: string;
}

export function differencesOf(git: Git, before: string | undefined, after: string): FileDifference[] {
  const changes = compareTrees(git, before, after);
  const removed = new Map(
    changes.flatMap(({ path, before, after }) => (before && !after ? [[before.sha, path] as const] : [])),
  );
  const moved = new Map(
    changes.flatMap(({ path, before, after }) => {
      const from = after && !before ? removed.get(after.sha) : undefined;
      return from === undefined ? [] : [[path, from] as const];
    }),
  );
  const gone = new Set(moved.values());
  return changes
    .filter(({ path, after }) => after !== undefined || !gone.has(path))
    .map((change) => differenceOf(git, change.path, change.before, change.after, moved.get(change.path)));
}

function differenceOf(
  git: Git,
  path: string,
  before: TreeEntry | undefined,
  after: TreeEntry | undefined,
  previousPath: string | undefined,
): FileDifference {
  const sha = after?.sha ?? before?.sha ?? '';
  if (previousPath !== undefined)
    return { path, previousPath, status: 'renamed', sha, additions: 0, deletions: 0 };
  const status = before === undefined ? 'added' : after === undefined ? 'removed' : 'modified';
  const [old, now] = [textOf(git, before), textOf(git, after)];
  if (old === undefined || now === undefined) return { path, status, sha, additions: 0, deletions: 0 };
  const { hunks } = structuredPatch(path, path, old, now, '', '', { context: 3 });
  const lines = hunks.flatMap((hunk) => hunk.lines);
  const count = (sign: string) => lines.filter((line) => line.startsWith(sign)).length;
  const text = hunks.map(
    ({ oldStart, oldLines, newStart, newLines, lines }) =>
      `@@ -${rangeOf(oldStart, oldLines)} +${rangeOf(newStart, newLines)} @@\n${lines.join('\n')}`,
  );
  const patch = text.length > 0 ? { patch: text.join('\n') } : {};
  return { path, status, sha, additions: count('+'), deletions: count('-'), ...patch };
}

/** As git writes it: a single line without its count, and nothing as standing before the first. */
const rangeOf = (start: number, lines: number) =>
  lines === 1 ? `${start}` : `${lines === 0 ? start - 1 : start},${lines}`;

function textOf(git: Git, entry: TreeEntry | undefined): string | undefined {
  if (!entry) return '';
  if (entry.mode === '160000') return `Subproject commit ${entry.sha}\n`;
  const content = git.read(entry.sha)?.content ?? Buffer.alloc(0);
  return content.includes(0) ? undefined : content.toString('utf8');
}
