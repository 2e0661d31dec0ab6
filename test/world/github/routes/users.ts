/** What a person asks about herself: the dashboard's sign-in needs it. */
import { covers, maySee } from '../auth.ts';
import { type Answer, No, notFound, ok, paged } from '../http.ts';
import { type Ask, numberParam, param, type Route } from '../router.ts';
import { installationShape, organisationShape } from '../shapes/accounts.ts';
import { listedRepositoryShape } from '../shapes/repositories.ts';
import { type Account, accountOf } from '../state.ts';
import { membershipShape, publicUser } from './organisations.ts';
import { rightsOf } from './repositories.ts';

export const users: readonly Route[] = [
  { on: 'GET /user', who: 'person', answer: (ask) => ok(publicUser(ask, me(ask))) },
  { on: 'GET /user/orgs', who: 'person', answer: myOrganisations },
  { on: 'GET /user/memberships/orgs', who: 'person', answer: myMemberships },
  { on: 'GET /user/memberships/orgs/{org}', who: 'person', answer: myMembership },
  { on: 'GET /user/installations', who: 'person', answer: myInstallations },
  {
    on: 'GET /user/installations/{installation_id}/repositories',
    who: 'person',
    answer: myRepositories,
  },
];

function me(ask: Ask): Account {
  if (ask.caller.kind !== 'person') throw new No(notFound);
  return ask.caller.account;
}

const organisationsOf = (ask: Ask) =>
  [...ask.state.accounts.values()].filter(({ members }) => members.has(me(ask).login));

function myOrganisations(ask: Ask): Answer {
  return paged(ask.url, organisationsOf(ask), (each) => organisationShape(ask.state, each));
}

function myMemberships(ask: Ask): Answer {
  return paged(ask.url, organisationsOf(ask), (each) => membershipShape(ask, each, me(ask)));
}

function myInstallations(ask: Ask): Answer {
  const accounts = new Set([me(ask), ...organisationsOf(ask)]);
  const mine = [...ask.state.installations.values()].filter(({ account }) => accounts.has(account));
  return paged(
    ask.url,
    mine,
    (each) => installationShape(ask.state, each),
    (installations, total_count) => ({ total_count, installations }),
  );
}

function myMembership(ask: Ask): Answer {
  const organisation = accountOf(ask.state, param(ask, 'org'));
  return organisation?.members.has(me(ask).login)
    ? ok(membershipShape(ask, organisation, me(ask)))
    : notFound;
}

function myRepositories(ask: Ask): Answer {
  const installation = ask.state.installations.get(numberParam(ask, 'installation_id'));
  if (!installation) return notFound;
  const found = [...ask.state.repositories.values()].filter(
    (each) => covers(installation.repositories, each, installation.account) && maySee(ask.caller, each),
  );
  return paged(
    ask.url,
    found,
    (each) => listedRepositoryShape(ask.state, each, rightsOf(ask, each)),
    (repositories, total_count) => ({ total_count, repositories }),
  );
}
