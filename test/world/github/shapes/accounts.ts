/** People, organisations, Apps and installations as GitHub shows them. */

import { time, timeOrNull } from '../http.ts';
import type { Account, CheckApp, InstallationRecord, State, Team } from '../state.ts';

export const apiUrl = (state: State) => `${state.url}/api/v3`;

export function userShape(state: State, account: Account) {
  const url = `${apiUrl(state)}/users/${encodeURIComponent(account.login)}`;
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId('U', account.id),
    avatar_url: `${state.url}/avatars/u/${account.id}`,
    gravatar_id: '',
    url,
    html_url: `${state.url}/${account.kind === 'Bot' ? `apps/${account.login.replace('[bot]', '')}` : account.login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: account.kind,
    user_view_type: 'public',
    site_admin: false,
  };
}

export function organisationShape(state: State, account: Account) {
  const url = `${apiUrl(state)}/orgs/${account.login}`;
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId('O', account.id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${state.url}/avatars/u/${account.id}`,
    description: account.name,
  };
}

export function teamShape(state: State, organisation: Account, team: Team) {
  const url = `${apiUrl(state)}/organizations/${organisation.id}/team/${team.id}`;
  return {
    id: team.id,
    node_id: nodeId('T', team.id),
    name: team.slug,
    slug: team.slug,
    description: null,
    privacy: 'closed',
    notification_setting: 'notifications_enabled',
    permission: 'pull',
    url,
    html_url: `${state.url}/orgs/${organisation.login}/teams/${team.slug}`,
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    type: 'organization',
    organization_id: organisation.id,
  };
}

/** An App as checks and GitHub itself name it: ours, or somebody else's. */
export function appShape(state: State, app: CheckApp) {
  const ours = app.id === state.app.id;
  const at = '2020-01-01T00:00:00Z';
  return {
    id: app.id,
    slug: app.slug,
    client_id: ours ? state.app.clientId : `Iv1.${app.id}`,
    node_id: nodeId('A', app.id),
    owner: userShape(state, app.owner),
    name: app.name,
    description: '',
    external_url: `${state.url}/apps/${app.slug}`,
    html_url: `${state.url}/apps/${app.slug}`,
    created_at: at,
    updated_at: at,
    permissions: ours ? state.app.permissions : { checks: 'write', metadata: 'read' },
    events: ours ? state.app.events : [],
  };
}

export function installationShape(state: State, installation: InstallationRecord) {
  const { id, account } = installation;
  const organisation = account.kind === 'Organization';
  return {
    id,
    account: userShape(state, account),
    repository_selection: installation.repositories === 'all' ? 'all' : 'selected',
    access_tokens_url: `${apiUrl(state)}/app/installations/${id}/access_tokens`,
    repositories_url: `${apiUrl(state)}/installation/repositories`,
    html_url: organisation
      ? `${state.url}/organizations/${account.login}/settings/installations/${id}`
      : `${state.url}/settings/installations/${id}`,
    app_id: state.app.id,
    client_id: state.app.clientId,
    app_slug: state.app.slug,
    target_id: account.id,
    target_type: account.kind,
    permissions: installation.permissions,
    events: installation.events,
    created_at: time(installation.createdAt),
    updated_at: time(installation.updatedAt),
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: installation.suspendedBy ? userShape(state, installation.suspendedBy) : null,
    suspended_at: timeOrNull(installation.suspendedAt),
  };
}

export const nodeId = (kind: string, id: number) => `${kind}_${id}`;
