/** What an App asks about itself, its installations and its tokens. */
import { covers, giveToken, isGranted } from '../auth.ts';
import { created, invalid, No, noContent, notFound, ok, paged, refusal, time } from '../http.ts';
import { type Ask, numberParam, param, type Route, repositoryOf } from '../router.ts';
import { appShape, installationShape } from '../shapes/accounts.ts';
import { listedRepositoryShape, repositoryShape } from '../shapes/repositories.ts';
import { accountOf, type InstallationRecord, type RepositoryRecord } from '../state.ts';

export const apps = (privateKey: () => string): readonly Route[] => [
  {
    on: 'GET /app',
    who: 'app',
    answer: ({ state }) =>
      ok({ ...appShape(state, state.app), installations_count: state.installations.size }),
  },
  {
    on: 'GET /app/installations',
    who: 'app',
    answer: ({ state, url }) =>
      paged(url, [...state.installations.values()], (each) => installationShape(state, each)),
  },
  {
    on: 'GET /app/installations/{installation_id}',
    who: 'app',
    answer: (ask) => ok(installationShape(ask.state, installationOf(ask))),
  },
  { on: 'POST /app/installations/{installation_id}/access_tokens', who: 'app', answer: giveAccess },
  { on: 'GET /repos/{owner}/{repo}/installation', who: 'app', answer: ofRepository },
  { on: 'GET /orgs/{org}/installation', who: 'app', answer: (ask) => ofAccount(ask, param(ask, 'org')) },
  {
    on: 'GET /users/{username}/installation',
    who: 'app',
    answer: (ask) => ofAccount(ask, param(ask, 'username')),
  },
  { on: 'GET /installation/repositories', who: 'installation', answer: listRepositories },
  { on: 'DELETE /installation/token', who: 'installation', answer: revoke },
  { on: 'POST /app-manifests/{code}/conversions', answer: (ask) => convertManifest(ask, privateKey) },
];

/** Whoever made the App on its page comes back with a code, and gets everything once. */
function convertManifest({ state }: Ask, privateKey: () => string) {
  const { app } = state;
  const { slug, clientId: client_id, webhookSecret: webhook_secret } = app;
  const secrets = { client_id, client_secret: `client secret of ${slug}`, webhook_secret, pem: privateKey() };
  return created({ ...appShape(state, app), ...secrets });
}

function installationOf(ask: Ask): InstallationRecord {
  const found = ask.state.installations.get(numberParam(ask, 'installation_id'));
  if (!found) throw new No(notFound);
  return found;
}

function giveAccess(ask: Ask) {
  const { state } = ask;
  const installation = installationOf(ask);
  if (installation.suspendedAt) return refusal(403, 'This installation has been suspended');
  const wanted = (ask.body.permissions ?? {}) as Record<string, string>;
  const denied = Object.entries(wanted).filter(
    ([name, level]) => !isGranted(installation.permissions, `${name}:${level}`),
  );
  if (denied.length > 0)
    return refusal(422, 'The permissions requested are not granted to this installation.');
  const chosen = chosenRepositories(ask, installation);
  if (chosen === 'unknown')
    return refusal(
      422,
      'There is at least one repository that does not exist or is not accessible to the parent installation.',
    );
  const permissions =
    Object.keys(wanted).length > 0 ? { metadata: 'read', ...wanted } : installation.permissions;
  const ids = chosen ? new Set(chosen.map(({ id }) => id)) : installation.repositories;
  const token = giveToken(state, installation, permissions, ids);
  return created({
    token: token.text,
    expires_at: time(token.expiresAt),
    permissions,
    repository_selection: ids === 'all' ? 'all' : 'selected',
    ...(chosen ? { repositories: chosen.map((each) => repositoryShape(state, each)) } : {}),
  });
}

function chosenRepositories(ask: Ask, installation: InstallationRecord) {
  const { repositories: names, repository_ids: ids } = ask.body as {
    repositories?: string[];
    repository_ids?: number[];
  };
  if (!names && !ids) return undefined;
  const mine = repositoriesOf(ask, installation.repositories, installation);
  const found = [
    ...(names ?? []).map((name) => mine.find((each) => each.name.toLowerCase() === name.toLowerCase())),
    ...(ids ?? []).map((id) => mine.find((each) => each.id === id)),
  ];
  const known = found.filter((each) => each !== undefined);
  return known.length === found.length ? known : 'unknown';
}

function repositoriesOf(
  { state }: Ask,
  which: ReadonlySet<number> | 'all',
  { account }: InstallationRecord,
): RepositoryRecord[] {
  return [...state.repositories.values()].filter((each) => covers(which, each, account));
}

function ofRepository(ask: Ask) {
  const repository = repositoryOf(ask);
  const found = [...ask.state.installations.values()].find((each) =>
    covers(each.repositories, repository, each.account),
  );
  return found ? ok(installationShape(ask.state, found)) : notFound;
}

function ofAccount({ state }: Ask, login: string) {
  const account = accountOf(state, login);
  const found = [...state.installations.values()].find((each) => each.account === account);
  return found ? ok(installationShape(state, found)) : notFound;
}

function listRepositories(ask: Ask) {
  const { caller, state, url } = ask;
  if (caller.kind !== 'installation') return notFound;
  const { token } = caller;
  const push = isGranted(token.permissions, 'contents:write');
  return paged(
    url,
    repositoriesOf(ask, token.repositories, token.installation),
    (each) => listedRepositoryShape(state, each, { admin: false, push, pull: push }),
    (repositories, total_count) => ({
      total_count,
      repository_selection: token.repositories === 'all' ? 'all' : 'selected',
      repositories,
    }),
  );
}

function revoke({ caller }: Ask) {
  if (caller.kind !== 'installation') return invalid();
  caller.token.revoked = true;
  return noContent;
}
