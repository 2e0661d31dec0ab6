import type { Problem } from '../../domain/problem.ts';
import type { TextFile } from '../../domain/text.ts';
import type { Checkout, TreeEntry } from '../../ports.ts';
import { decode, mostBytes, tooLarge } from './decode.ts';
import { git, gitText } from './git.ts';

interface GitEntry extends TreeEntry {
  readonly mode: string;
}

/** The files of one commit, read from git's objects: the working tree and the index play no part. */
export async function commitTree(root: string, revision: string): Promise<Checkout> {
  const commit = await gitText(root, ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`]);
  let listed: Promise<Map<string, GitEntry>> | undefined;
  const entries = () => {
    listed ??= list(root, commit);
    return listed;
  };
  return {
    name: `${revision} (${commit.slice(0, 8)})`,
    commit,
    list: async () => [...(await entries()).values()],
    read: async (paths) => read(root, commit, paths, await entries()),
  };
}

async function list(root: string, commit: string): Promise<Map<string, GitEntry>> {
  const out = await git(root, ['ls-tree', '-r', '-z', '--long', '--full-tree', commit]);
  const entries = new Map<string, GitEntry>();
  for (const record of out.toString('utf8').split('\0')) {
    const tab = record.indexOf('\t');
    if (tab === -1) continue;
    const [mode = '', , , size = '-'] = record.slice(0, tab).split(/ +/);
    const path = record.slice(tab + 1);
    const kind = mode === '120000' ? 'link' : mode === '160000' ? 'submodule' : 'file';
    entries.set(path, { path, kind, mode, ...(size === '-' ? {} : { size: Number(size) }) });
  }
  return entries;
}

async function read(
  root: string,
  commit: string,
  paths: readonly string[],
  entries: ReadonlyMap<string, GitEntry>,
): Promise<{ files: TextFile[]; problems: Problem[] }> {
  const files: TextFile[] = [];
  const problems: Problem[] = [];
  const wanted: GitEntry[] = [];
  for (const path of paths) {
    const entry = entries.get(path);
    if (entry?.kind !== 'file' || path.includes('\n')) continue;
    const refused = (entry.size ?? 0) > mostBytes ? tooLarge(path, entry.size ?? 0) : undefined;
    if (refused?.kind === 'problem') problems.push(refused.problem);
    else wanted.push(entry);
  }
  if (wanted.length === 0) return { files, problems };
  const out = await git(root, ['cat-file', '--batch'], {
    input: wanted.map((entry) => `${commit}:${entry.path}\n`).join(''),
  });
  let at = 0;
  for (const entry of wanted) {
    const end = out.indexOf(10, at);
    const size = Number(out.subarray(at, end).toString('utf8').split(' ').at(-1));
    if (!Number.isInteger(size)) {
      // A shallow or partial clone may lack the object; git says `<name> missing`.
      problems.push({
        path: entry.path,
        what: 'git does not have its content',
        remedy: 'fetch the whole commit',
      });
      at = end + 1;
      continue;
    }
    const decoded = decode(entry.path, out.subarray(end + 1, end + 1 + size), entry.mode === '100755');
    if (decoded.kind === 'text') files.push(decoded.file);
    else problems.push(decoded.problem);
    at = end + 1 + size + 1;
  }
  return { files, problems };
}
