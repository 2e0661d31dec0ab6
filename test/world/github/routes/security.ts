/** Global advisories, and Dependabot's alerts of a repository. */
import semver from 'semver';
import { type Answer, notFound, ok, refusal } from '../http.ts';
import { type Ask, param, query, type Route, repositoryOf } from '../router.ts';
import { type AdvisoryRecord, advisoryShape, alertShape } from '../shapes/security.ts';

export const security: readonly Route[] = [
  { on: 'GET /advisories', answer: listAdvisories },
  { on: 'GET /advisories/{ghsa_id}', answer: readAdvisory },
  {
    on: 'GET /repos/{owner}/{repo}/dependabot/alerts',
    needs: 'vulnerability_alerts:read',
    answer: listAlerts,
  },
];

function listAdvisories(ask: Ask): Answer {
  const { state } = ask;
  const affects = [...ask.url.searchParams.getAll('affects')].flatMap((each) => each.split(','));
  const wanted = (name: string, value: string | null | undefined) =>
    query(ask, name) === undefined || query(ask, name)?.toLowerCase() === value?.toLowerCase();
  const found = state.advisories
    .filter(
      (each) => wanted('ghsa_id', each.id) && wanted('cve_id', each.cve) && wanted('severity', each.severity),
    )
    .filter((each) => wanted('ecosystem', each.ecosystem))
    .filter((each) => affects.length === 0 || affects.some((one) => isAffected(each, one)));
  return afterCursor(ask, found, (each) => advisoryShape(state, each));
}

/** `left-pad`, or `left-pad@1.0.0`. */
function isAffected(advisory: AdvisoryRecord, asked: string): boolean {
  const [, name, version] = /^(@?[^@]+)(?:@(.+))?$/.exec(asked) ?? [];
  if (name !== advisory.package) return false;
  return version === undefined || semver.satisfies(version, advisory.range.replaceAll(',', ' '));
}

function readAdvisory(ask: Ask): Answer {
  const found = ask.state.advisories.find(({ id }) => id === param(ask, 'ghsa_id'));
  return found ? ok(advisoryShape(ask.state, found)) : notFound;
}

function listAlerts(ask: Ask): Answer {
  const repository = repositoryOf(ask);
  if (!repository.alertsEnabled) return refusal(403, 'Dependabot alerts are disabled for this repository.');
  const states = query(ask, 'state')?.split(',');
  const ecosystems = query(ask, 'ecosystem')?.split(',');
  const found = repository.alerts
    .filter((each) => !states || states.includes(each.state))
    .filter((each) => !ecosystems || ecosystems.includes(each.advisory.ecosystem));
  return afterCursor(ask, found, (each) => alertShape(ask.state, repository, each));
}

/** These two are paged by a cursor that only GitHub understands. */
function afterCursor<Item>(ask: Ask, all: readonly Item[], show: (item: Item) => unknown): Answer {
  const size = Math.min(100, Number(query(ask, 'per_page') ?? 30));
  const from = Number(Buffer.from(query(ask, 'after') ?? '', 'base64url').toString() || 0);
  const next = new URL(ask.url);
  next.searchParams.set('after', Buffer.from(String(from + size)).toString('base64url'));
  return {
    ...ok(all.slice(from, from + size).map(show)),
    headers: from + size < all.length ? { link: `<${next.href}>; rel="next"` } : {},
  };
}
