/** Organisations, teams and people, as far as an App asks about them. */
import { isGranted, maySee } from '../auth.ts';
import { type Answer, No, noContent, notFound, ok, paged, refusal } from '../http.ts';
import { type Ask, param, query, type Route, repositoryOf } from '../router.ts';
import { installationShape, organisationShape, teamShape, userShape } from '../shapes/accounts.ts';
import { repositoryShape } from '../shapes/repositories.ts';
import { type Account, accountOf, type Role, roleOf, type Team } from '../state.ts';

const org = '/orgs/{org}';
const team = `${org}/teams/{team_slug}`;

export const organisations: readonly Route[] = [
  { on: `GET ${org}`, answer: readOrganisation },
  { on: `GET ${org}/members`, answer: (ask) => withMembers(ask, listMembers) },
  { on: `GET ${org}/members/{username}`, answer: (ask) => withMembers(ask, isMember) },
  { on: `GET ${org}/memberships/{username}`, answer: (ask) => withMembers(ask, membership) },
  { on: `GET ${org}/repos`, answer: listRepositories },
  { on: `GET ${org}/teams`, answer: (ask) => withMembers(ask, listTeams) },
  { on: `GET ${team}`, answer: (ask) => withMembers(ask, readTeam) },
  { on: `GET ${team}/members`, answer: (ask) => withMembers(ask, teamMembers) },
  { on: `GET ${team}/memberships/{username}`, answer: (ask) => withMembers(ask, teamMembership) },
  { on: `GET ${team}/repos`, answer: (ask) => withMembers(ask, teamRepositories) },
  { on: `GET ${org}/installations`, answer: (ask) => withMembers(ask, listInstallations) },
  { on: 'GET /users/{username}', answer: readUser },
  {
    on: 'GET /repos/{owner}/{repo}/collaborators/{username}/permission',
    needs: 'metadata:read',
    answer: permission,
  },
];

function organisationOf(ask: Ask): Account {
  const found = accountOf(ask.state, param(ask, 'org'));
  if (found?.kind !== 'Organization') throw new No(notFound);
  return found;
}

function withMembers(ask: Ask, answer: (ask: Ask, organisation: Account) => Answer): Answer {
  const { caller } = ask;
  const organisation = organisationOf(ask);
  const allowed =
    caller.kind === 'person'
      ? organisation.members.has(caller.account.login)
      : caller.kind === 'installation' &&
        caller.token.installation.account === organisation &&
        isGranted(caller.token.permissions, 'members:read');
  return allowed
    ? answer(ask, organisation)
    : refusal(403, 'Resource not accessible by integration', {
        'x-accepted-github-permissions': 'members=read',
      });
}

function readOrganisation(ask: Ask): Answer {
  const { state } = ask;
  const organisation = organisationOf(ask);
  const mine = [...state.repositories.values()].filter(({ owner }) => owner === organisation);
  return ok({
    ...organisationShape(state, organisation),
    name: organisation.name,
    has_organization_projects: true,
    has_repository_projects: true,
    public_repos: mine.filter((each) => !each.private).length,
    public_gists: 0,
    followers: 0,
    following: 0,
    html_url: `${state.url}/${organisation.login}`,
    type: 'Organization',
    created_at: '2020-01-01T00:00:00Z',
    updated_at: '2020-01-01T00:00:00Z',
    archived_at: null,
  });
}

const memberAccounts = (ask: Ask, logins: Iterable<string>) =>
  [...logins].flatMap((login) => accountOf(ask.state, login) ?? []);

function listMembers(ask: Ask, organisation: Account): Answer {
  const role = query(ask, 'role') ?? 'all';
  const logins = [...organisation.members].filter(([, each]) => role === 'all' || role === each);
  const accounts = memberAccounts(
    ask,
    logins.map(([login]) => login),
  );
  return paged(ask.url, accounts, (each) => userShape(ask.state, each));
}

const isMember = (ask: Ask, organisation: Account) =>
  organisation.members.has(accountOf(ask.state, param(ask, 'username'))?.login ?? '')
    ? noContent
    : { status: 404 };

export function membershipShape(ask: Ask, organisation: Account, account: Account) {
  const { url } = organisationShape(ask.state, organisation);
  return {
    url: `${url}/memberships/${account.login}`,
    state: 'active',
    role: organisation.members.get(account.login) ?? 'member',
    organization_url: url,
    organization: organisationShape(ask.state, organisation),
    user: userShape(ask.state, account),
  };
}

function membership(ask: Ask, organisation: Account): Answer {
  const account = accountOf(ask.state, param(ask, 'username'));
  return account && organisation.members.has(account.login)
    ? ok(membershipShape(ask, organisation, account))
    : notFound;
}

function listRepositories(ask: Ask): Answer {
  const organisation = organisationOf(ask);
  const mine = [...ask.state.repositories.values()].filter(
    (each) => each.owner === organisation && maySee(ask.caller, each),
  );
  return paged(ask.url, mine, (each) => repositoryShape(ask.state, each));
}

function teamOf(ask: Ask, organisation: Account): Team {
  const found = organisation.teams.get(param(ask, 'team_slug'));
  if (!found) throw new No(notFound);
  return found;
}

const listTeams = (ask: Ask, organisation: Account) =>
  paged(ask.url, [...organisation.teams.values()], (each) => ({
    ...teamShape(ask.state, organisation, each),
    parent: null,
  }));

function readTeam(ask: Ask, organisation: Account): Answer {
  const { state } = ask;
  const found = teamOf(ask, organisation);
  const at = '2020-01-01T00:00:00Z';
  return ok({
    ...teamShape(state, organisation, found),
    parent: null,
    members_count: found.members.size,
    repos_count: 0,
    created_at: at,
    updated_at: at,
    organization: {
      ...organisationShape(state, organisation),
      name: organisation.name,
      has_organization_projects: true,
      has_repository_projects: true,
      public_repos: 0,
      public_gists: 0,
      followers: 0,
      following: 0,
      html_url: `${state.url}/${organisation.login}`,
      type: 'Organization',
      created_at: at,
      updated_at: at,
      archived_at: null,
    },
  });
}

const teamMembers = (ask: Ask, organisation: Account) =>
  paged(ask.url, memberAccounts(ask, teamOf(ask, organisation).members), (each) =>
    userShape(ask.state, each),
  );

function teamMembership(ask: Ask, organisation: Account): Answer {
  const login = param(ask, 'username');
  const { members } = teamOf(ask, organisation);
  const { url } = teamShape(ask.state, organisation, teamOf(ask, organisation));
  return members.has(login)
    ? ok({ url: `${url}/memberships/${login}`, role: 'member', state: 'active' })
    : notFound;
}

export function publicUser(ask: Ask, account: Account) {
  const at = '2020-01-01T00:00:00Z';
  return {
    ...userShape(ask.state, account),
    name: account.name,
    company: null,
    blog: '',
    location: null,
    email: account.email,
    hireable: null,
    bio: null,
    twitter_username: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: at,
    updated_at: at,
  };
}

function readUser(ask: Ask): Answer {
  const account = accountOf(ask.state, param(ask, 'username'));
  return account ? ok(publicUser(ask, account)) : notFound;
}

/** Five roles, told in the four words that the permission knows. */
const permissionOf: Record<Role | 'none', string> = {
  none: 'none',
  read: 'read',
  triage: 'read',
  write: 'write',
  maintain: 'write',
  admin: 'admin',
};

function permission(ask: Ask): Answer {
  const repository = repositoryOf(ask);
  const account = accountOf(ask.state, param(ask, 'username'));
  if (!account) return notFound;
  const role = roleOf(repository, account);
  const has = (...roles: readonly string[]) => roles.includes(role);
  return ok({
    permission: permissionOf[role],
    role_name: role,
    user: {
      ...userShape(ask.state, account),
      role_name: role,
      permissions: {
        admin: has('admin'),
        maintain: has('admin', 'maintain'),
        push: has('admin', 'maintain', 'write'),
        triage: has('admin', 'maintain', 'write', 'triage'),
        pull: role !== 'none',
      },
    },
  });
}

/** Repositories a team was given, as far as the caller may see them. */
function teamRepositories(ask: Ask, organisation: Account): Answer {
  const { repositories } = teamOf(ask, organisation);
  const found = [...ask.state.repositories.values()].filter(
    (each) => repositories.has(each.id) && maySee(ask.caller, each),
  );
  return paged(ask.url, found, (each) => repositoryShape(ask.state, each));
}

function listInstallations(ask: Ask, organisation: Account): Answer {
  const found = [...ask.state.installations.values()].filter(({ account }) => account === organisation);
  return paged(
    ask.url,
    found,
    (each) => installationShape(ask.state, each),
    (installations, total_count) => ({ total_count, installations }),
  );
}
