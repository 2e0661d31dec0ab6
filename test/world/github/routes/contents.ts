/** Files by their path, and a whole repository as a tarball. */
import { actorOf } from '../auth.ts';
import { commitOf, writeCommit } from '../git/commits.ts';
import { changeTree, entryAt, readTree, type TreeEntry } from '../git/trees.ts';
import { type Answer, created, No, notFound, ok, refusal } from '../http.ts';
import { moveRef } from '../moves/refs.ts';
import { type Ask, param, query, type Route, repositoryOf, text } from '../router.ts';
import { gitCommitShape, webFlow } from '../shapes/commits.ts';
import { htmlUrl, repositoryUrl } from '../shapes/repositories.ts';
import { fullName, type RepositoryRecord, type State } from '../state.ts';
import { actorName, linesOf, signatureIn } from './git-data.ts';
import { filledRepository, resolve } from './refuse-empty.ts';
import { forbiddenWorkflows } from './workflows.ts';

const repo = '/repos/{owner}/{repo}';
const codeload = '/codeload/{owner}/{repo}/legacy.tar.gz/{ref}';

export const contents: readonly Route[] = [
  { on: `GET ${repo}/contents/{path}`, needs: 'contents:read', answer: read },
  { on: `PUT ${repo}/contents/{path}`, needs: 'contents:write', creates: true, answer: write },
  { on: `GET ${repo}/readme`, needs: 'contents:read', answer: readme },
  { on: `GET ${repo}/tarball/{ref}`, needs: 'contents:read', answer: toTarball },
  {
    on: `GET ${codeload}`,
    free: true,
    undescribed: 'where the tarball’s redirect leads; on GitHub it is another server',
    answer: tarball,
  },
];

function treeAt(ask: Ask, repository: RepositoryRecord): { readonly ref: string; readonly tree: string } {
  if (repository.git.refs('refs/heads/').length === 0)
    throw new No(refusal(404, 'This repository is empty.'));
  const ref = query(ask, 'ref') ?? repository.defaultBranch;
  const sha = resolve(repository, ref);
  if (!sha) throw new No(refusal(404, `No commit found for the ref ${ref}`));
  return { ref, tree: commitOf(repository.git, sha).tree };
}

function read(ask: Ask): Answer {
  const repository = repositoryOf(ask);
  const { ref, tree } = treeAt(ask, repository);
  const entry = entryAt(repository.git, tree, param(ask, 'path'));
  if (!entry) return notFound;
  const accept = ask.headers.accept ?? '';
  if (entry.mode === '040000') {
    const inside = (readTree(repository.git, entry.sha) ?? []).slice(0, 1000);
    const entries = inside.map((each) => {
      const path = [entry.path, each.path].filter(Boolean).join('/');
      return entryShape(ask.state, repository, { ...each, path }, ref);
    });
    if (!accept.includes('.object')) return ok(entries);
    return ok({ ...entryShape(ask.state, repository, entry, ref), entries });
  }
  return file(ask, repository, tree, entry, ref);
}

/** Larger than this, only the raw form has the content. */
const largestInline = 1_000_000;

function file(ask: Ask, repository: RepositoryRecord, tree: string, entry: TreeEntry, ref: string): Answer {
  const { git } = repository;
  if (entry.mode === '160000') return ok(entryShape(ask.state, repository, entry, ref));
  const content = git.read(entry.sha)?.content ?? Buffer.alloc(0);
  if (entry.mode === '120000') {
    const target = content.toString('utf8');
    const folder = entry.path.split('/').slice(0, -1).join('/');
    const led = entryAt(git, tree, joined(folder, target));
    // A link to a file of the same repository is answered as that file.
    if (led && led.mode !== '040000' && led.mode !== '160000') return file(ask, repository, tree, led, ref);
    return ok({ ...entryShape(ask.state, repository, entry, ref), type: 'symlink', target });
  }
  if (ask.headers.accept?.includes('.raw'))
    return {
      status: 200,
      body: content,
      headers: { 'content-type': 'application/vnd.github.raw; charset=utf-8' },
    };
  const inline = content.length <= largestInline;
  return ok({
    ...entryShape(ask.state, repository, entry, ref),
    encoding: inline ? 'base64' : 'none',
    content: inline ? linesOf(content) : '',
  });
}

function joined(folder: string, target: string): string {
  const names = folder.split('/').filter(Boolean);
  for (const name of target.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '.' && name !== '') names.push(name);
  }
  return target.startsWith('/') ? '' : names.join('/');
}

const types = {
  '040000': 'dir',
  '160000': 'submodule',
  '120000': 'symlink',
  '100644': 'file',
  '100755': 'file',
} as const;

function entryShape(state: State, repository: RepositoryRecord, entry: TreeEntry, ref: string) {
  const type = types[entry.mode];
  const path = entry.path.split('/').map(encodeURIComponent).join('/');
  const self = `${repositoryUrl(state, repository)}/contents/${path}?ref=${ref}`;
  const kind = type === 'dir' ? 'tree' : 'blob';
  const git = type === 'submodule' ? null : `${repositoryUrl(state, repository)}/git/${kind}s/${entry.sha}`;
  const html = `${htmlUrl(state, repository)}/${kind}/${ref}/${path}`;
  return {
    name: entry.path.split('/').at(-1) ?? '',
    path: entry.path,
    sha: entry.sha,
    size: type === 'dir' || type === 'submodule' ? 0 : (repository.git.read(entry.sha)?.content.length ?? 0),
    url: self,
    html_url: html,
    git_url: git,
    download_url: type === 'file' ? `${htmlUrl(state, repository)}/raw/${ref}/${path}` : null,
    type,
    _links: { self, git, html },
    ...(type === 'submodule' ? { submodule_git_url: null } : {}),
  };
}

function readme(ask: Ask): Answer {
  const repository = repositoryOf(ask);
  const { ref, tree } = treeAt(ask, repository);
  const found = (readTree(repository.git, tree) ?? []).find(({ path }) => /^readme(\.|$)/i.test(path));
  return found ? file(ask, repository, tree, found, ref) : notFound;
}

function write(ask: Ask): Answer {
  const { state } = ask;
  const repository = repositoryOf(ask);
  const { git } = repository;
  const path = param(ask, 'path');
  const branch = text(ask, 'branch') ?? repository.defaultBranch;
  const head = git.ref(`refs/heads/${branch}`);
  const empty = git.refs('refs/heads/').length === 0;
  if (!head && !empty) return refusal(404, `Branch ${branch} not found`);
  const before = head && entryAt(git, commitOf(git, head).tree, path);
  const expected = text(ask, 'sha');
  if (before && expected === undefined) return refusal(422, 'Invalid request.\n\n"sha" wasn\'t supplied.');
  if (expected !== undefined && expected !== (before ? before.sha : undefined))
    return refusal(409, `${path} does not match ${expected}`);
  const blob = git.write('blob', Buffer.from(text(ask, 'content') ?? '', 'base64'));
  const tree = changeTree(git, head && commitOf(git, head).tree, [
    { path, entry: { mode: '100644', sha: blob } },
  ]);
  const author = signatureIn(ask, 'author') ?? { ...actorName(state, ask.caller), date: state.clock() };
  const signs = !ask.body.author && !ask.body.committer && ask.caller.kind === 'installation';
  const committer = signs ? { ...webFlow, date: state.clock() } : (signatureIn(ask, 'committer') ?? author);
  const message = text(ask, 'message') ?? '';
  const sha = writeCommit(git, { tree, parents: head ? [head] : [], author, committer, message });
  if (signs) repository.signed.add(sha);
  const forbidden = forbiddenWorkflows(ask, repository, sha);
  if (forbidden) return forbidden;
  moveRef(state, repository, `refs/heads/${branch}`, sha, actorOf(state, ask.caller));
  const body = {
    content: entryShape(state, repository, { path, mode: '100644', sha: blob }, branch),
    commit: gitCommitShape(state, repository, sha),
  };
  return before ? ok(body) : created(body);
}

/** The address carries what lets one in, as on GitHub; it is good for a few minutes there and for the story here. */
function toTarball(ask: Ask): Answer {
  const repository = filledRepository(ask);
  const ref = param(ask, 'ref') || repository.defaultBranch;
  const sha = resolve(repository, ref);
  if (!sha) return notFound;
  const location = `${ask.state.url}/codeload/${fullName(repository)}/legacy.tar.gz/${sha}?token=${passOf(repository)}`;
  return { status: 302, headers: { location } };
}

const passOf = ({ id }: RepositoryRecord) => `pass-${id}`;

function tarball(ask: Ask): Answer {
  const name = `${param(ask, 'owner')}/${param(ask, 'repo')}`;
  const repository = [...ask.state.repositories.values()].find((each) => fullName(each) === name);
  if (!repository || (repository.private && query(ask, 'token') !== passOf(repository))) return notFound;
  const sha = param(ask, 'ref');
  const prefix = `${name.replace('/', '-')}-${sha.slice(0, 7)}`;
  const { status, out } = repository.git.run([
    'archive',
    '--format=tar.gz',
    '-1',
    `--prefix=${prefix}/`,
    sha,
  ]);
  if (status !== 0) return notFound;
  return {
    status: 200,
    body: out,
    headers: {
      'content-type': 'application/x-gzip',
      'content-disposition': `attachment; filename=${prefix}.tar.gz`,
    },
  };
}
