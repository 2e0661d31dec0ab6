/** Releases, and what a repository is written in. */
import { commitOf } from '../git/commits.ts';
import { listTree } from '../git/trees.ts';
import { type Answer, notFound, ok, paged, time } from '../http.ts';
import { headOf } from '../moves/mergeability.ts';
import { type Ask, param, type Route, repositoryOf } from '../router.ts';
import { nodeId, userShape } from '../shapes/accounts.ts';
import { htmlUrl, repositoryUrl } from '../shapes/repositories.ts';
import type { ReleaseRecord, RepositoryRecord, State } from '../state.ts';

const repo = '/repos/{owner}/{repo}';

export const releases: readonly Route[] = [
  { on: `GET ${repo}/releases`, needs: 'contents:read', answer: list },
  { on: `GET ${repo}/releases/latest`, needs: 'contents:read', answer: latest },
  { on: `GET ${repo}/releases/tags/{tag}`, needs: 'contents:read', answer: byTag },
  { on: `GET ${repo}/languages`, needs: 'metadata:read', answer: languages },
];

const newestFirst = (ask: Ask) => [...repositoryOf(ask).releases].reverse();

function list(ask: Ask): Answer {
  return paged(ask.url, newestFirst(ask), (each) => releaseShape(ask.state, repositoryOf(ask), each));
}

function one(ask: Ask, found: ReleaseRecord | undefined): Answer {
  return found ? ok(releaseShape(ask.state, repositoryOf(ask), found)) : notFound;
}

function latest(ask: Ask): Answer {
  const found = newestFirst(ask).find(({ prerelease }) => !prerelease);
  return one(ask, found);
}

function byTag(ask: Ask): Answer {
  const found = newestFirst(ask).find(({ tag }) => tag === param(ask, 'tag'));
  return one(ask, found);
}

function releaseShape(state: State, repository: RepositoryRecord, release: ReleaseRecord) {
  const { id, tag, name, body, prerelease, by, at } = release;
  const url = `${repositoryUrl(state, repository)}/releases/${id}`;
  return {
    url,
    html_url: `${htmlUrl(state, repository)}/releases/tag/${tag}`,
    assets_url: `${url}/assets`,
    upload_url: `${url}/assets{?name,label}`,
    tarball_url: `${repositoryUrl(state, repository)}/tarball/${tag}`,
    zipball_url: `${repositoryUrl(state, repository)}/zipball/${tag}`,
    id,
    node_id: nodeId('RE', id),
    tag_name: tag,
    target_commitish: repository.defaultBranch,
    name,
    body,
    draft: false,
    prerelease,
    created_at: time(at),
    published_at: time(at),
    author: userShape(state, by),
    assets: [],
  };
}

const languageOf: Readonly<Record<string, string>> = {
  ts: 'TypeScript',
  js: 'JavaScript',
  py: 'Python',
  go: 'Go',
  rb: 'Ruby',
  java: 'Java',
  kt: 'Kotlin',
  rs: 'Rust',
  sh: 'Shell',
};

function languages(ask: Ask): Answer {
  const { git, defaultBranch } = repositoryOf(ask);
  const head = headOf(repositoryOf(ask), defaultBranch);
  const bytes: Record<string, number> = {};
  for (const { path, sha } of head ? listTree(git, commitOf(git, head).tree) : []) {
    const language = languageOf[path.split('.').at(-1) ?? ''];
    if (language !== undefined)
      bytes[language] = (bytes[language] ?? 0) + (git.read(sha)?.content.length ?? 0);
  }
  return ok(bytes);
}
