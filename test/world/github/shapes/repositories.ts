/** Repositories as GitHub shows them: whole, in lists and in webhooks. */
import { time } from '../http.ts';
import { fullName, type RepositoryRecord, type State } from '../state.ts';
import { apiUrl, nodeId, userShape } from './accounts.ts';

export const repositoryUrl = (state: State, repository: RepositoryRecord) =>
  `${apiUrl(state)}/repos/${fullName(repository)}`;
export const htmlUrl = (state: State, repository: RepositoryRecord) => `${state.url}/${fullName(repository)}`;

/** What every form has. */
function addresses(state: State, repository: RepositoryRecord) {
  const url = repositoryUrl(state, repository);
  const html = htmlUrl(state, repository);
  return {
    html_url: html,
    url,
    archive_url: `${url}/{archive_format}{/ref}`,
    assignees_url: `${url}/assignees{/user}`,
    blobs_url: `${url}/git/blobs{/sha}`,
    branches_url: `${url}/branches{/branch}`,
    collaborators_url: `${url}/collaborators{/collaborator}`,
    comments_url: `${url}/comments{/number}`,
    commits_url: `${url}/commits{/sha}`,
    compare_url: `${url}/compare/{base}...{head}`,
    contents_url: `${url}/contents/{+path}`,
    contributors_url: `${url}/contributors`,
    deployments_url: `${url}/deployments`,
    downloads_url: `${url}/downloads`,
    events_url: `${url}/events`,
    forks_url: `${url}/forks`,
    git_commits_url: `${url}/git/commits{/sha}`,
    git_refs_url: `${url}/git/refs{/sha}`,
    git_tags_url: `${url}/git/tags{/sha}`,
    hooks_url: `${url}/hooks`,
    issue_comment_url: `${url}/issues/comments{/number}`,
    issue_events_url: `${url}/issues/events{/number}`,
    issues_url: `${url}/issues{/number}`,
    keys_url: `${url}/keys{/key_id}`,
    labels_url: `${url}/labels{/name}`,
    languages_url: `${url}/languages`,
    merges_url: `${url}/merges`,
    milestones_url: `${url}/milestones{/number}`,
    notifications_url: `${url}/notifications{?since,all,participating}`,
    pulls_url: `${url}/pulls{/number}`,
    releases_url: `${url}/releases{/id}`,
    stargazers_url: `${url}/stargazers`,
    statuses_url: `${url}/statuses/{sha}`,
    subscribers_url: `${url}/subscribers`,
    subscription_url: `${url}/subscription`,
    tags_url: `${url}/tags`,
    teams_url: `${url}/teams`,
    trees_url: `${url}/git/trees{/sha}`,
  };
}

function facts(repository: RepositoryRecord) {
  const open = [...repository.issues.values()].filter((issue) => issue.state === 'open').length;
  return {
    id: repository.id,
    node_id: nodeId('R', repository.id),
    name: repository.name,
    full_name: fullName(repository),
    private: repository.private,
    description: repository.description,
    fork: repository.parent !== undefined,
    homepage: null,
    language: null,
    forks_count: 0,
    stargazers_count: 0,
    watchers_count: 0,
    size: 1,
    default_branch: repository.defaultBranch,
    open_issues_count: open,
    is_template: false,
    topics: repository.topics,
    has_issues: true,
    has_projects: true,
    has_wiki: false,
    has_pages: false,
    has_downloads: true,
    has_discussions: false,
    archived: repository.archived,
    disabled: false,
    visibility: repository.private ? 'private' : 'public',
    pushed_at: time(repository.pushedAt),
    created_at: time(repository.createdAt),
    updated_at: time(repository.updatedAt),
    license: null,
    forks: 0,
    open_issues: open,
    watchers: 0,
    allow_forking: true,
    web_commit_signoff_required: false,
  };
}

function clones(state: State, repository: RepositoryRecord) {
  const html = htmlUrl(state, repository);
  return {
    git_url: `git://github.test/${fullName(repository)}.git`,
    ssh_url: `git@github.test:${fullName(repository)}.git`,
    clone_url: `${html}.git`,
    svn_url: html,
    mirror_url: null,
  };
}

/** In lists, in pull requests and in webhooks. */
export function repositoryShape(state: State, repository: RepositoryRecord) {
  return {
    ...facts(repository),
    ...addresses(state, repository),
    ...clones(state, repository),
    owner: userShape(state, repository.owner),
  };
}

export interface Rights {
  readonly admin: boolean;
  readonly push: boolean;
  readonly pull: boolean;
}

export function listedRepositoryShape(state: State, repository: RepositoryRecord, rights: Rights) {
  return { ...repositoryShape(state, repository), permissions: rights };
}

/** What one is shown that asks for it alone. */
export function fullRepositoryShape(state: State, repository: RepositoryRecord, rights: Rights) {
  const { settings } = repository;
  const organisation = repository.owner.kind === 'Organization';
  return {
    ...listedRepositoryShape(state, repository, rights),
    temp_clone_token: null,
    allow_rebase_merge: settings.allowRebase,
    allow_squash_merge: settings.allowSquash,
    allow_merge_commit: settings.allowMerge,
    allow_auto_merge: settings.allowAutoMerge,
    delete_branch_on_merge: settings.deleteBranchOnMerge,
    allow_update_branch: false,
    squash_merge_commit_title: 'COMMIT_OR_PR_TITLE',
    squash_merge_commit_message: 'COMMIT_MESSAGES',
    merge_commit_title: 'MERGE_MESSAGE',
    merge_commit_message: 'PR_TITLE',
    network_count: 0,
    subscribers_count: 0,
    ...(organisation ? { organization: userShape(state, repository.owner) } : {}),
  };
}
