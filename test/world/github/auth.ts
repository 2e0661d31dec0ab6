/** Who asks: the App by its signed word, an installation by a token it was given, a person, or nobody. And whether they may. */
import { createVerify } from 'node:crypto';
import { type Answer, refusal } from './http.ts';
import {
  type Account,
  accountOf,
  type InstallationRecord,
  idOf,
  type RepositoryRecord,
  roleOf,
  type State,
  type Token,
} from './state.ts';

export type Caller =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'app' }
  | { readonly kind: 'installation'; readonly token: Token; readonly account: Account }
  | { readonly kind: 'person'; readonly account: Account };

const badCredentials = refusal(401, 'Bad credentials');

/** A caller, or why not. */
export function callerOf(
  state: State,
  authorization: string | undefined,
  jwtTime: 'own' | 'world',
): { readonly caller: Caller } | { readonly answer: Answer } {
  if (authorization === undefined) return { caller: { kind: 'nobody' } };
  const word = /^(?:bearer|token) (.+)$/i.exec(authorization)?.[1]?.trim() ?? '';
  if (word.split('.').length === 3) return appOf(state, word, jwtTime);
  const person = word.startsWith(ofPersons) ? accountOf(state, word.slice(ofPersons.length)) : undefined;
  if (person) return { caller: { kind: 'person', account: person } };
  const token = state.tokens.get(word);
  if (!token || token.revoked || token.expiresAt <= state.clock()) return { answer: badCredentials };
  if (!state.installations.has(token.installation.id)) return { answer: badCredentials };
  if (token.installation.suspendedAt) return { answer: refusal(403, 'This installation has been suspended') };
  return { caller: { kind: 'installation', token, account: state.app.bot } };
}

const ofPersons = 'ghp_';
export const tokenOfPerson = (account: Account) => `${ofPersons}${account.login}`;

interface Claims {
  readonly iss?: string | number;
  readonly iat?: number;
  readonly exp?: number;
}

function appOf(state: State, jwt: string, jwtTime: 'own' | 'world'): { caller: Caller } | { answer: Answer } {
  const no = (message: string) => ({ answer: refusal(401, message) });
  const [header = '', claims = '', signature = ''] = jwt.split('.');
  const signed = createVerify('RSA-SHA256').update(`${header}.${claims}`);
  const parts = [header, claims].map((part) => parse(part));
  if ((parts[0] as { alg?: string } | undefined)?.alg !== 'RS256' || !parts[1])
    return no('A JSON web token could not be decoded');
  if (!signed.verify(state.publicKey(), signature, 'base64url'))
    return no('A JSON web token could not be decoded');
  const { iss, iat = Number.NaN, exp = Number.NaN } = parts[1] as Claims;
  if (![String(state.app.id), state.app.clientId].includes(String(iss))) return no('Integration not found');
  if (!(exp - iat <= 660 && exp > iat)) return no("'Expiration time' claim ('exp') is too far in the future");
  const now = state.clock().getTime() / 1000;
  if (jwtTime === 'world' && exp <= now)
    return no(
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  if (jwtTime === 'world' && iat > now)
    return no(
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    );
  return { caller: { kind: 'app' } };
}

function parse(part: string): object | undefined {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

const ranks = ['read', 'write', 'admin'];
const rank = (level: string | undefined) => ranks.indexOf(level ?? '');

/** Whether one of the permissions is there, as high as it is asked for. */
export function isGranted(
  permissions: Readonly<Record<string, string>>,
  needs: string | readonly string[] | undefined,
): boolean {
  if (needs === undefined) return true;
  return [needs].flat().some((need) => {
    const [name = '', level] = need.split(':');
    const has = name === 'metadata' ? (permissions.metadata ?? 'read') : permissions[name];
    return rank(has) >= rank(level);
  });
}

export function covers(
  repositories: ReadonlySet<number> | 'all',
  repository: RepositoryRecord,
  owner: Account,
) {
  return repository.owner === owner && (repositories === 'all' || repositories.has(repository.id));
}

/** Whether the caller may see that a repository is there. */
export function maySee(caller: Caller, repository: RepositoryRecord): boolean {
  if (!repository.private) return true;
  switch (caller.kind) {
    case 'nobody':
    case 'app':
      return false;
    case 'person':
      return roleOf(repository, caller.account) !== 'none';
    case 'installation':
      return covers(caller.token.repositories, repository, caller.token.installation.account);
  }
}

/** Why a caller may not do this in a repository; nothing when it may. */
export function refusedIn(
  caller: Caller,
  repository: RepositoryRecord,
  needs: string | readonly string[] | undefined,
  writes: boolean,
): Answer | undefined {
  switch (caller.kind) {
    case 'nobody':
      return writes ? refusal(401, 'Requires authentication') : undefined;
    case 'app':
      return needs === undefined ? undefined : refusal(401, 'Requires authentication');
    case 'person':
      return writes && !['write', 'maintain', 'admin'].includes(roleOf(repository, caller.account))
        ? refusal(403, 'Must have write access to the repository.')
        : undefined;
    case 'installation': {
      const { token } = caller;
      const inside = covers(token.repositories, repository, token.installation.account);
      const granted = isGranted(token.permissions, needs);
      if (inside ? granted : !writes) return undefined;
      const accepted = [needs ?? []].flat().map((need) => need.replace(':', '='));
      return refusal(403, 'Resource not accessible by integration', {
        'x-accepted-github-permissions': accepted.join('; '),
      });
    }
  }
}

/** The account that everything done by this caller is signed with. */
export function actorOf(state: State, caller: Caller): Account {
  return caller.kind === 'person' || caller.kind === 'installation' ? caller.account : state.app.bot;
}

const hour = 3_600_000;

export function giveToken(
  state: State,
  installation: InstallationRecord,
  permissions: Readonly<Record<string, string>>,
  repositories: ReadonlySet<number> | 'all',
): Token {
  const token: Token = {
    text: `ghs_${String(idOf(state)).padStart(36, 'x')}`,
    installation,
    permissions,
    repositories,
    expiresAt: new Date(state.clock().getTime() + hour),
    revoked: false,
  };
  state.tokens.set(token.text, token);
  return token;
}
