/** The Git Data API: blobs, trees, commits and refs, as they lie in the repository. */
import { actorOf, type Caller } from '../auth.ts';
import { isAncestor, readCommit, writeCommit } from '../git/commits.ts';
import { changeTree, entryAt, listTree, type Mode, readTree, type TreeChange } from '../git/trees.ts';
import { type Answer, created, invalid, No, noContent, notFound, ok, refusal } from '../http.ts';
import { moveRef } from '../moves/refs.ts';
import { type Ask, param, query, type Route, text, texts } from '../router.ts';
import { gitCommitShape, refShape, webFlow } from '../shapes/commits.ts';
import { repositoryUrl } from '../shapes/repositories.ts';
import type { RepositoryRecord, State } from '../state.ts';
import { filledRepository, resolve } from './refuse-empty.ts';
import { forbiddenWorkflows } from './workflows.ts';

const git = '/repos/{owner}/{repo}/git';

export const gitData: readonly Route[] = [
  { on: `GET ${git}/blobs/{file_sha}`, needs: 'contents:read', answer: readBlob },
  { on: `POST ${git}/blobs`, needs: 'contents:write', answer: writeBlob },
  { on: `GET ${git}/trees/{tree_sha}`, needs: 'contents:read', answer: readWholeTree },
  { on: `POST ${git}/trees`, needs: 'contents:write', answer: makeTree },
  { on: `GET ${git}/commits/{commit_sha}`, needs: 'contents:read', answer: readGitCommit },
  { on: `POST ${git}/commits`, needs: 'contents:write', answer: makeCommit },
  { on: `GET ${git}/ref/{ref}`, needs: 'contents:read', answer: readRef },
  { on: `GET ${git}/matching-refs/{ref}`, needs: 'contents:read', answer: matchingRefs },
  { on: `POST ${git}/refs`, needs: 'contents:write', answer: createRef },
  { on: `PATCH ${git}/refs/{ref}`, needs: 'contents:write', answer: updateRef },
  { on: `DELETE ${git}/refs/{ref}`, needs: 'contents:write', answer: deleteRef },
  { on: `GET ${git}/tags/{tag_sha}`, needs: 'contents:read', answer: readTag },
];

/** GitHub gives and takes blobs up to this size. */
const largestBlob = 100_000_000;

function readBlob(ask: Ask): Answer {
  const repository = filledRepository(ask);
  const sha = param(ask, 'file_sha');
  if (!/^[0-9a-f]{40}$/.test(sha))
    return refusal(422, 'The sha parameter must be exactly 40 characters and contain only [0-9a-f].');
  const object = repository.git.read(sha);
  if (object?.kind !== 'blob') return notFound;
  if (object.content.length > largestBlob)
    return invalid({ resource: 'Blob', field: 'data', code: 'too_large' });
  if (ask.headers.accept?.includes('.raw'))
    return {
      status: 200,
      body: object.content,
      headers: { 'content-type': 'application/vnd.github.raw; charset=utf-8' },
    };
  return ok({
    sha,
    node_id: `B_${sha}`,
    size: object.content.length,
    url: `${repositoryUrl(ask.state, repository)}/git/blobs/${sha}`,
    content: linesOf(object.content),
    encoding: 'base64',
  });
}

/** GitHub breaks base64 after 60 characters. */
export const linesOf = (content: Buffer) => content.toString('base64').replace(/.{60}/g, '$&\n');

function writeBlob(ask: Ask): Answer {
  const repository = filledRepository(ask);
  const encoding = text(ask, 'encoding') ?? 'utf-8';
  const content = text(ask, 'content') ?? '';
  if (encoding !== 'utf-8' && encoding !== 'base64')
    return invalid({ resource: 'Blob', field: 'encoding', code: 'invalid' });
  if (encoding === 'base64' && !/^[A-Za-z0-9+/\s]*=*\s*$/.test(content))
    return refusal(422, 'content is not valid Base64');
  const sha = repository.git.write('blob', Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8'));
  return created({ sha, url: `${repositoryUrl(ask.state, repository)}/git/blobs/${sha}` });
}

function readWholeTree(ask: Ask): Answer {
  const repository = filledRepository(ask);
  const name = param(ask, 'tree_sha');
  const found = resolve(repository, name);
  const tree = found === undefined ? undefined : (readCommit(repository.git, found)?.tree ?? found);
  if (tree === undefined || !readTree(repository.git, tree)) return notFound;
  const entries = query(ask, 'recursive')
    ? listTree(repository.git, tree)
    : (readTree(repository.git, tree) ?? []);
  return ok(
    treeShape(
      ask.state,
      repository,
      tree,
      entries.slice(0, repository.treeLimit),
      entries.length > repository.treeLimit,
    ),
  );
}

const typeOf = (mode: Mode) => (mode === '040000' ? 'tree' : mode === '160000' ? 'commit' : 'blob');

function treeShape(
  state: State,
  repository: RepositoryRecord,
  sha: string,
  entries: readonly { path: string; mode: Mode; sha: string }[],
  truncated: boolean,
) {
  const url = `${repositoryUrl(state, repository)}/git`;
  return {
    sha,
    url: `${url}/trees/${sha}`,
    tree: entries.map((entry) => {
      const type = typeOf(entry.mode);
      const size = type === 'blob' ? { size: sizeOf(repository, entry.sha) } : {};
      const link = type === 'commit' ? {} : { url: `${url}/${type}s/${entry.sha}` };
      return { path: entry.path, mode: entry.mode, type, sha: entry.sha, ...size, ...link };
    }),
    truncated,
  };
}

const sizes = new Map<string, number>();

function sizeOf({ git }: RepositoryRecord, sha: string): number {
  const known = sizes.get(sha);
  if (known !== undefined) return known;
  const size = git.read(sha)?.content.length ?? 0;
  if (sizes.size > 200_000) sizes.clear();
  sizes.set(sha, size);
  return size;
}

interface WantedEntry {
  readonly path?: string;
  readonly mode?: Mode;
  readonly type?: string;
  readonly sha?: string | null;
  readonly content?: string;
}

function makeTree(ask: Ask): Answer {
  const repository = filledRepository(ask);
  const base = text(ask, 'base_tree');
  const baseTree = base === undefined ? undefined : (readCommit(repository.git, base)?.tree ?? base);
  if (baseTree !== undefined && !readTree(repository.git, baseTree))
    return refusal(404, 'base_tree is not a valid tree oid');
  const changes = (ask.body.tree as WantedEntry[]).map((entry) => treeChange(repository, baseTree, entry));
  const sha = changeTree(repository.git, baseTree, changes);
  return created(treeShape(ask.state, repository, sha, readTree(repository.git, sha) ?? [], false));
}

function treeChange({ git }: RepositoryRecord, base: string | undefined, entry: WantedEntry): TreeChange {
  const no = (message: string) => new No(refusal(422, message));
  const { path = '', mode = '100644', sha, content } = entry;
  if (path === '' || path.split('/').some((name) => ['', '.', '..', '.git'].includes(name.toLowerCase())))
    throw no('tree.path contains a malformed path component');
  if (sha === null) {
    if (base === undefined || !entryAt(git, base, path)) throw no('GitRPC::BadObjectState');
    return { path };
  }
  if (content !== undefined) return { path, entry: { mode, sha: git.write('blob', Buffer.from(content)) } };
  const known = sha === undefined ? undefined : git.read(sha)?.kind;
  if (sha === undefined) throw no('Must supply either tree.sha or tree.content');
  if (typeOf(mode) !== 'commit' && known !== typeOf(mode))
    throw no(`tree.sha ${sha} is not a valid ${typeOf(mode)}`);
  return { path, entry: { mode, sha } };
}

function readGitCommit(ask: Ask): Answer {
  const repository = filledRepository(ask);
  const sha = param(ask, 'commit_sha');
  return readCommit(repository.git, sha) ? ok(gitCommitShape(ask.state, repository, sha)) : notFound;
}

/** Without an author GitHub writes the App's name and signs; with one it does not. */
function makeCommit(ask: Ask): Answer {
  const { state } = ask;
  const repository = filledRepository(ask);
  const tree = text(ask, 'tree') ?? '';
  const parents = texts(ask, 'parents');
  if (!readTree(repository.git, tree)) return refusal(422, 'Tree SHA does not exist');
  if (parents.some((parent) => !readCommit(repository.git, parent)))
    return refusal(422, 'Parent SHA does not exist or is not a commit object');
  const given = signatureIn(ask, 'author');
  const author = given ?? { ...actorName(state, ask.caller), date: state.clock() };
  const signs =
    !ask.body.author && !ask.body.committer && !ask.body.signature && ask.caller.kind === 'installation';
  const committer = signs ? { ...webFlow, date: state.clock() } : (signatureIn(ask, 'committer') ?? author);
  const sha = writeCommit(repository.git, {
    tree,
    parents,
    author,
    committer,
    message: text(ask, 'message') ?? '',
  });
  if (signs) repository.signed.add(sha);
  return created(gitCommitShape(state, repository, sha));
}

export function actorName(state: State, caller: Caller) {
  const { name, email, kind, login } = actorOf(state, caller);
  return { name: kind === 'Bot' ? login : name, email };
}

export function signatureIn(ask: Ask, field: 'author' | 'committer') {
  const given = ask.body[field] as { name?: string; email?: string; date?: string } | undefined;
  if (!given) return undefined;
  const { name = '', email = '', date } = given;
  return { name, email, date: date === undefined ? ask.state.clock() : new Date(date) };
}

function readRef(ask: Ask): Answer {
  const repository = filledRepository(ask);
  const name = `refs/${param(ask, 'ref')}`;
  const sha = repository.git.ref(name);
  return sha ? ok(refShape(ask.state, repository, name, sha)) : notFound;
}

function matchingRefs(ask: Ask): Answer {
  const repository = filledRepository(ask);
  const prefix = `refs/${param(ask, 'ref')}`;
  const found = repository.git.refs('refs/').filter(({ name }) => name.startsWith(prefix));
  return ok(found.map(({ name, sha }) => refShape(ask.state, repository, name, sha)));
}

/** What git itself would refuse as a name. */
const wrongName = /\.\.|[\s~^:?*[\\]|\/\/|@\{|\.lock(\/|$)|\/$|\.$|^\/|\/\./;

function createRef(ask: Ask): Answer {
  const repository = filledRepository(ask);
  const name = text(ask, 'ref') ?? '';
  const sha = text(ask, 'sha') ?? '';
  if (!/^refs\/[^/]+\/.+/.test(name) || wrongName.test(name))
    return refusal(422, `Reference name is not valid: ${name}`);
  const { git } = repository;
  if (git.ref(name)) return refusal(422, 'Reference already exists');
  if (!git.read(sha)) return refusal(422, 'Object does not exist');
  const taken = git
    .refs('refs/')
    .some((ref) => ref.name.startsWith(`${name}/`) || name.startsWith(`${ref.name}/`));
  if (taken) return refusal(422, 'Reference update failed');
  const forbidden = forbiddenWorkflows(ask, repository, sha);
  if (forbidden) return forbidden;
  moveRef(ask.state, repository, name, sha, actorOf(ask.state, ask.caller));
  return created(refShape(ask.state, repository, name, sha));
}

function updateRef(ask: Ask): Answer {
  const repository = filledRepository(ask);
  const { git } = repository;
  const name = `refs/${param(ask, 'ref')}`;
  const sha = text(ask, 'sha') ?? '';
  const before = git.ref(name);
  if (!before) return refusal(422, 'Reference does not exist');
  if (!readCommit(git, sha)) return refusal(422, 'Object does not exist');
  if (ask.body.force !== true && !isAncestor(git, before, sha))
    return refusal(422, 'Update is not a fast forward');
  const no = protectedAgainst(repository, name, ask.body.force === true && !isAncestor(git, before, sha));
  if (no) return no;
  const forbidden = forbiddenWorkflows(ask, repository, sha);
  if (forbidden) return forbidden;
  moveRef(ask.state, repository, name, sha, actorOf(ask.state, ask.caller));
  return ok(refShape(ask.state, repository, name, sha));
}

function deleteRef(ask: Ask): Answer {
  const repository = filledRepository(ask);
  const name = `refs/${param(ask, 'ref')}`;
  if (!repository.git.ref(name)) return refusal(422, 'Reference does not exist');
  if (name === `refs/heads/${repository.defaultBranch}`)
    return refusal(422, 'Cannot delete the default branch');
  const no = protectedAgainst(repository, name, true);
  if (no) return no;
  moveRef(ask.state, repository, name, undefined, actorOf(ask.state, ask.caller));
  return noContent;
}

/** A protected branch moves by pull requests. */
function protectedAgainst(repository: RepositoryRecord, name: string, forced: boolean): Answer | undefined {
  const branch = name.replace('refs/heads/', '');
  if (!repository.protections.some((each) => each.branch === branch)) return undefined;
  return refusal(
    422,
    forced ? 'Cannot force-push to this branch' : 'Changes must be made through a pull request.',
  );
}

function readTag(ask: Ask): Answer {
  const repository = filledRepository(ask);
  const sha = param(ask, 'tag_sha');
  const object = repository.git.read(sha);
  if (object?.kind !== 'tag') return notFound;
  const [head = '', ...message] = object.content.toString('utf8').split('\n\n');
  const field = (name: string) => new RegExp(`^${name} (.*)$`, 'm').exec(head)?.[1] ?? '';
  const target = field('object');
  const url = repositoryUrl(ask.state, repository);
  const tagger = /^(.*?) ?<(.*)> (\d+)/.exec(field('tagger'));
  return ok({
    node_id: `TA_${sha}`,
    sha,
    tag: field('tag'),
    url: `${url}/git/tags/${sha}`,
    message: message.join('\n\n'),
    tagger: {
      name: tagger?.[1] ?? '',
      email: tagger?.[2] ?? '',
      date: new Date(Number(tagger?.[3] ?? 0) * 1000).toISOString(),
    },
    object: { sha: target, type: field('type'), url: `${url}/git/${field('type')}s/${target}` },
    verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
  });
}
