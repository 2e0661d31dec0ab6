/** The files of one commit, without cloning: the tree in one request, contents by their hash through a cache that the whole fleet shares. */
import { createHash } from 'node:crypto';
import type { Problem } from '../../domain/problem.ts';
import type { TextFile } from '../../domain/text.ts';
import { type Checkout, Refused, type TreeEntry } from '../../ports.ts';
import { decode, mostBytes, tooLarge } from '../local/decode.ts';
import type { Connection } from './connection.ts';
import { fromTarball } from './tarball.ts';

export interface BlobCache {
  has(sha: string): Promise<boolean>;
  read(sha: string): Promise<Buffer | undefined>;
  write(sha: string, bytes: Buffer): Promise<void>;
}

interface Entry extends TreeEntry {
  readonly sha: string;
  readonly mode: string;
}

export interface GitHubCheckout extends Checkout {
  readonly commit: string;
  /** The hash of the whole tree, which commits are made on. */
  tree(): Promise<string>;
  /** `100755` for what is executable. */
  modeOf(path: string): Promise<string | undefined>;
}

/** One listing a repository is kept: of what it was at lately. */
export interface Slot {
  readonly repository: number;
  /** Whether this one takes the place of the one that is kept. */
  readonly keep: boolean;
}

/** More missing contents than this come in one tarball, unless the whole is much more than what is missing. */
const mostSingle = 40;
const muchMore = 100;

/** A repository of a million files is listed in some dozens; what needs more is made to use up the hourly limit. */
const mostQuestions = 500;

/** Requests for contents at the same time. */
const atOnce = 10;

export function checkoutOf(
  connection: Connection,
  at: { readonly owner: string; readonly repo: string },
  commit: string,
  cache: BlobCache,
  slot?: Slot,
): GitHubCheckout {
  const subject = `${at.owner}/${at.repo}`;
  let listed: Promise<Listing> | undefined;
  const listing = () => {
    listed ??= keptOr(() => list(connection, at, commit), commit, cache, slot);
    return listed;
  };
  const bytesOf = async ({ sha }: Entry): Promise<Buffer> => {
    const kept = await cache.read(sha);
    if (kept) return kept;
    const { data } = await connection.ask(subject, 'read', (octokit) =>
      octokit.git.getBlob({ ...at, file_sha: sha }),
    );
    const bytes = Buffer.from(data.content, data.encoding === 'base64' ? 'base64' : 'utf8');
    await cache.write(sha, bytes);
    return bytes;
  };
  /** Fills the cache with what many single questions would be needed for. */
  const fetchMissing = async (wanted: readonly Entry[], entries: ReadonlyMap<string, Entry>) => {
    if (wanted.length <= mostSingle) return;
    const missing = new Map<string, string>();
    for (const { path, sha, size = 0 } of wanted)
      if (size <= mostBytes && !(await cache.has(sha))) missing.set(path, sha);
    if (missing.size <= mostSingle || entries.size > missing.size * muchMore) return;
    await fromTarball(connection, at, commit, missing, cache.write);
  };
  return {
    name: `${subject} at ${commit.slice(0, 8)}`,
    commit,
    tree: async () => (await listing()).tree,
    modeOf: async (path) => (await listing()).entries.get(path)?.mode,
    list: async () => [...(await listing()).entries.values()],
    async read(paths) {
      const { entries } = await listing();
      const files: TextFile[] = [];
      const problems: Problem[] = [];
      const wanted = paths.flatMap((path) => {
        const entry = entries.get(path);
        return entry?.kind === 'file' ? [entry] : [];
      });
      await fetchMissing(wanted, entries);
      for (let from = 0; from < wanted.length; from += atOnce) {
        await Promise.all(
          wanted.slice(from, from + atOnce).map(async (entry) => {
            const { path, size = 0, mode } = entry;
            const decoded =
              size > mostBytes ? tooLarge(path, size) : decode(path, await bytesOf(entry), mode === '100755');
            if (decoded.kind === 'text') files.push(decoded.file);
            else problems.push(decoded.problem);
          }),
        );
      }
      return { files, problems };
    },
  };
}

interface Listing {
  readonly tree: string;
  readonly entries: Map<string, Entry>;
}

/** The same commit lists the same, whenever it is asked. */
async function keptOr(
  ask: () => Promise<Listing>,
  commit: string,
  cache: BlobCache,
  slot: Slot | undefined,
): Promise<Listing> {
  if (!slot) return ask();
  const key = createHash('sha1').update(`listing of ${slot.repository}`).digest('hex');
  const bytes = await cache.read(key);
  const kept =
    bytes && (JSON.parse(bytes.toString('utf8')) as { commit: string; tree: string; entries: Entry[] });
  if (kept?.commit === commit)
    return { tree: kept.tree, entries: new Map(kept.entries.map((entry) => [entry.path, entry])) };
  const found = await ask();
  if (slot.keep) {
    const text = JSON.stringify({ commit, tree: found.tree, entries: [...found.entries.values()] });
    await cache.write(key, Buffer.from(text));
  }
  return found;
}

async function list(
  connection: Connection,
  at: { readonly owner: string; readonly repo: string },
  commit: string,
): Promise<Listing> {
  const ask = (sha: string, whole: boolean) =>
    connection.ask(`${at.owner}/${at.repo}`, 'read', async (octokit) => {
      const { data } = await octokit.git.getTree({
        ...at,
        tree_sha: sha,
        ...(whole ? { recursive: 'true' } : {}),
      });
      return data;
    });
  const root = await ask(commit, true);
  const entries = new Map<string, Entry>();
  if (!root.truncated) {
    for (const item of root.tree) add(entries, '', item);
    return { tree: root.sha, entries };
  }
  // GitHub cuts a list at 100,000 entries: then each folder is asked by itself, and one that is cut again by its own folders.
  const waiting = [{ path: '', sha: commit, cut: true }];
  let questions = 1;
  for (let folder = waiting.pop(); folder; folder = waiting.pop()) {
    const { path, cut } = folder;
    const { tree, truncated } = await ask(folder.sha, !cut);
    questions += 1;
    if (questions + waiting.length > mostQuestions || (cut && truncated))
      throw new Refused(`${at.owner}/${at.repo} has too many files in too many folders to be read`);
    if (truncated) waiting.push({ ...folder, cut: true });
    else
      for (const item of tree) {
        if (item.type !== 'tree') add(entries, path, item);
        else if (cut) waiting.push({ path: `${path}${item.path}/`, sha: item.sha, cut: false });
      }
  }
  return { tree: root.sha, entries };
}

interface Item {
  readonly path: string;
  readonly mode: string;
  readonly type: string;
  readonly sha: string;
  readonly size?: number;
}

function add(entries: Map<string, Entry>, folder: string, { path, mode, type, sha, size }: Item): void {
  if (type === 'tree') return;
  const kind = mode === '120000' ? 'link' : type === 'commit' ? 'submodule' : 'file';
  const whole = `${folder}${path}`;
  entries.set(whole, { path: whole, kind, mode, sha, ...(size === undefined ? {} : { size }) });
}
