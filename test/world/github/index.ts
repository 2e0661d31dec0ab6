/**
 * A GitHub for tests. It speaks HTTP on 127.0.0.1, keeps real bare git repositories, and holds every request it gets and every answer and
 * webhook it gives against GitHub's own description; what does not fit is in `violations`, which a test asserts to be empty.
 *
 *     const clock = openClock('2026-11-01T09:00:00Z');
 *     const github = await openGitHub({ clock });
 *     github.organisation('acme', { members: { ada: 'admin', grace: 'member' } });
 *     const web = github.repository('acme/web', { files: { 'package.json': '{}' } });
 *     const installation = github.installs('acme');
 *     github.webhooks.sendTo('http://127.0.0.1:3000/api/github/webhooks');
 *     // the App: apiUrl, app.id, app.privateKey, app.webhookSecret
 *     github.person('ada').pushes(web, { files: { 'package.json': '{"name":"web"}' } });
 *     await github.webhooks.settled();
 *     web.pulls(); web.checks('main'); web.read('main', 'package.json');
 *     github.fault({ on: 'POST /repos/{owner}/{repo}/git/refs', nth: 2 }, { kind: 'drop-after' });
 *     github.requests.count('GET /repos/{owner}/{repo}/git/trees/{tree_sha}');
 *     github.assertClean();                 // in an afterEach: throws when GitHub's description was broken
 *     await github.close();
 *
 * The rooms: `git/` objects and refs of a bare repository, in process; `state.ts` what GitHub knows; `moves/` what happens and what follows
 * from it, for people and requests alike; `shapes/` how it is shown; `routes/` what is asked; `server.ts` the way of a request;
 * `webhooks.ts`, `faults.ts`, `limits.ts`, `openapi.ts` as they say.
 *
 * What is like GitHub and easily forgotten: `mergeable` is `null` for who asks first; a branch that is reset to its base or deleted closes its
 * pull request; a closed one whose branch moved cannot be opened again; commits without an author are signed; a 304 costs nothing; new
 * content is limited to 80 a minute *by the world's clock*; the App's own pushes come back as webhooks. What is not: no diff or patch media
 * types, no search, no pagination by cursor, GraphQL only where `graphql.ts` says so.
 */
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AdvisoryDraft, advisoryFrom } from './advisories.ts';
import { type AppSetup, keysOfApp, registerApp } from './app.ts';
import { tokenOfPerson } from './auth.ts';
import { createRepository, forkRepository, type RepositorySetup } from './creation.ts';
import {
  type Fault,
  type FaultKind,
  type FaultPlan,
  type LoggedRequest,
  type Matcher,
  matches,
  openFaults,
} from './faults.ts';
import { createStore } from './git/objects.ts';
import { type Installation, type InstallSetup, installApp } from './installations.ts';
import { type Limits, openMeter, realLimits } from './limits.ts';
import { adminOf } from './owners.ts';
import { type PersonMoves, personMoves } from './people.ts';
import { type Repository, repositoryHandle } from './repository.ts';
import { routerOf } from './router.ts';
import { routes } from './routes/index.ts';
import { serve, type Violation } from './server.ts';
import { addAccount, idOf, type State } from './state.ts';
import { openWebhooks, type Webhooks } from './webhooks.ts';

export { days, hours, minutes, openClock, seconds, type TestClock } from './clock.ts';
export type { RepositorySetup } from './creation.ts';
export type { Fault, FaultKind, FaultPlan, LoggedRequest, Matcher } from './faults.ts';
export type { Installation, InstallSetup } from './installations.ts';
export type { Files, PersonMoves, Subject } from './people.ts';
export type { CheckView, CommentView, IssueView, PullView, Repository } from './repository.ts';
export type { Violation } from './server.ts';
export { type Delivery, signatureOf, type Webhooks } from './webhooks.ts';

export interface GitHubOptions {
  /** Everything dated is dated by it: never the machine's own. */
  readonly clock: () => Date;
  /** As `app.yml` describes it, where it is not said. */
  readonly app?: AppSetup;
  /** GitHub's own when they are missing. */
  readonly limits?: Partial<Limits>;
  /** Off for a bench: neither requests nor answers nor webhooks are held against the description. */
  readonly checked?: boolean;
  /** Off for a bench: neither deliveries nor what was sent and answered is kept, so that memory stays flat. */
  readonly remembers?: boolean;
  /**
   * Whether the App's signed word has to be of the world's time. `own` (when it is missing): the App's process lives by the machine's clock,
   * so only what it says of itself has to fit together.
   */
  readonly jwtTime?: 'own' | 'world';
}

export interface App {
  readonly id: number;
  readonly slug: string;
  /** `springtide[bot]`. */
  readonly login: string;
  readonly clientId: string;
  /** PEM, PKCS#1 as GitHub gives it. */
  readonly privateKey: string;
  readonly webhookSecret: string;
}

export interface Requests {
  /** In the order they came. */
  readonly all: readonly LoggedRequest[];
  matching(matcher: Matcher): LoggedRequest[];
  count(matcher?: Matcher): number;
  /** What comes from now on: `const since = requests.mark(); …; since.count(…)`. */
  mark(): Requests;
}

export interface GitHub {
  /** `http://127.0.0.1:1234`. */
  readonly url: string;
  /** `…/api/v3`, as on GitHub Enterprise Server. */
  readonly apiUrl: string;
  readonly app: App;
  readonly clock: () => Date;
  organisation(
    login: string,
    setup?: {
      readonly members?: Readonly<Record<string, 'admin' | 'member'>>;
      readonly teams?: Readonly<Record<string, readonly string[]>>;
    },
  ): void;
  person(login: string): PersonMoves;
  /** `acme/web`; the owner is an organisation unless a person of that name is there. */
  repository(fullName: string, setup?: RepositorySetup): Repository;
  /** A fork of a repository on somebody's account, where pull requests come from as `login:branch`. */
  fork(repository: Repository, login: string): Repository;
  /** Installs the App on an account: every repository and every permission of the App, unless it is said. */
  installs(account: string, setup?: InstallSetup): Installation;
  readonly requests: Requests;
  readonly webhooks: Webhooks;
  fault(plan: FaultPlan, fault: FaultKind): Fault;
  readonly limits: Limits;
  /** Every question it answers: `GET /repos/{owner}/{repo}`. */
  readonly operations: readonly string[];
  /** Publishes a global security advisory. */
  advisory(draft: AdvisoryDraft): void;
  readonly violations: readonly Violation[];
  /** Throws with all of them when the description was broken, and forgets them. */
  assertClean(): void;
  close(): Promise<void>;
}

export async function openGitHub(options: GitHubOptions): Promise<GitHub> {
  const { clock, checked = true, remembers = true, jwtTime = 'own' } = options;
  const state = emptyState(clock, mkdtempSync(join(tmpdir(), 'springtide-github-')));
  const app = registerApp(state, options.app ?? {});
  const violations: Violation[] = [];
  const log: LoggedRequest[] = [];
  const meter = openMeter({ ...realLimits, ...options.limits });
  const faults = openFaults();
  const webhooks = openWebhooks(state, violations, checked, remembers);
  const all = routes({
    meter,
    webhooks,
    privateKey: () => keysOfApp().privateKey,
    violate: (where, what) => void violations.push({ where, what }),
  });
  const serving = {
    state,
    router: routerOf(all),
    meter,
    faults,
    log,
    violations,
    checked,
    remembers,
    jwtTime,
  };
  const server = createServer((request, response) => {
    serve(serving, request, response).catch((error: unknown) => {
      violations.push({ where: `${request.method} ${request.url}`, what: [String((error as Error).stack)] });
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'application/json' });
      response.end('{"message":"Server Error"}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: state.url,
    apiUrl: `${state.url}/api/v3`,
    app: {
      id: app.id,
      slug: app.slug,
      login: app.bot.login,
      clientId: app.clientId,
      webhookSecret: app.webhookSecret,
      get privateKey() {
        return keysOfApp().privateKey;
      },
    },
    clock,
    organisation(login, { members = {}, teams = {} } = {}) {
      const account = addAccount(state, login, 'Organization');
      for (const [member, role] of Object.entries(members))
        account.members.set(addAccount(state, member, 'User').login, role);
      for (const [slug, logins] of Object.entries(teams))
        account.teams.set(slug, { id: idOf(state), slug, members: new Set(logins), repositories: new Set() });
    },
    person(login) {
      const account = addAccount(state, login, 'User');
      return personMoves(state, account, tokenOfPerson(account));
    },
    repository: (fullName, setup = {}) => repositoryHandle(state, createRepository(state, fullName, setup)),
    fork: (parent, login) => repositoryHandle(state, forkRepository(state, parent.id, login)),
    installs: (login, setup = {}) => {
      const account = addAccount(state, login, 'Organization');
      return installApp(state, account, adminOf(state, account), setup);
    },
    requests: requestsIn(log, 0),
    webhooks,
    fault: faults.plan,
    limits: meter.limits,
    operations: all.map(({ on }) => on),
    advisory: (draft) => void state.advisories.push(advisoryFrom(state, draft)),
    violations,
    assertClean() {
      const found = violations.splice(0);
      if (found.length > 0)
        throw new Error(
          `GitHub’s description was broken:\n${found.map(({ where, what }) => `${where}\n  ${what.join('\n  ')}`).join('\n')}`,
        );
    },
    async close() {
      faults.releaseAll();
      await webhooks.settled();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      await rm(state.folder, { recursive: true, force: true });
    },
  };
}

function emptyState(clock: () => Date, folder: string): State {
  const nobody = {
    id: 0,
    login: '',
    kind: 'Bot',
    name: '',
    email: '',
    members: new Map(),
    teams: new Map(),
  } as const;
  return {
    clock,
    folder,
    store: createStore(join(folder, 'objects')),
    url: '',
    accounts: new Map(),
    repositories: new Map(),
    formerNames: new Map(),
    app: {
      id: 0,
      slug: '',
      name: '',
      clientId: '',
      webhookSecret: '',
      permissions: {},
      events: [],
      owner: nobody,
      bot: nobody,
    },
    publicKey: () => keysOfApp().publicKey,
    checkApps: new Map(),
    installations: new Map(),
    tokens: new Map(),
    advisories: [],
    nextId: 1000,
    announce: () => {},
  };
}

function requestsIn(log: readonly LoggedRequest[], from: number): Requests {
  const all = () => log.slice(from);
  return {
    get all() {
      return all();
    },
    matching: (matcher) => all().filter((request) => matches(matcher, request)),
    count: (matcher) =>
      (matcher === undefined ? all() : all().filter((request) => matches(matcher, request))).length,
    mark: () => requestsIn(log, log.length),
  };
}
