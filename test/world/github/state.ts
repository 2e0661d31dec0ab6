/**
 * What this GitHub knows: plain records, changed by the moves and shown by the shapes. Nothing is worked out here, and nothing that git
 * knows is kept twice (heads, trees, commits).
 */
import type { Git, ObjectStore } from './git/objects.ts';
import type {
  CheckApp,
  CheckRunRecord,
  CheckSuiteRecord,
  IssueRecord,
  Label,
  MergeMethod,
  ReleaseRecord,
  StatusRecord,
} from './records.ts';
import type { AdvisoryRecord, AlertRecord } from './shapes/security.ts';

export type * from './records.ts';

export type Role = 'read' | 'triage' | 'write' | 'maintain' | 'admin';

export interface Account {
  readonly id: number;
  login: string;
  readonly kind: 'User' | 'Organization' | 'Bot';
  name: string;
  readonly email: string;
  /** Of an organisation. */
  readonly members: Map<string, 'admin' | 'member'>;
  readonly teams: Map<string, Team>;
}

export interface Team {
  readonly id: number;
  readonly slug: string;
  readonly members: Set<string>;
  /** Ids of what the team was given. */
  readonly repositories: Set<number>;
}

export interface AppRecord {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly clientId: string;
  readonly webhookSecret: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly events: readonly string[];
  readonly owner: Account;
  readonly bot: Account;
}

export interface InstallationRecord {
  readonly id: number;
  readonly account: Account;
  permissions: Readonly<Record<string, string>>;
  events: readonly string[];
  /** Ids, or every repository of the account. */
  repositories: Set<number> | 'all';
  suspendedAt: Date | undefined;
  suspendedBy: Account | undefined;
  readonly createdAt: Date;
  updatedAt: Date;
}

export interface Token {
  readonly text: string;
  readonly installation: InstallationRecord;
  readonly permissions: Readonly<Record<string, string>>;
  readonly repositories: ReadonlySet<number> | 'all';
  readonly expiresAt: Date;
  revoked: boolean;
}

/** What protection and rulesets together ask of a branch. */
export interface Protection {
  readonly branch: string;
  readonly from: 'protection' | 'ruleset';
  readonly checks: readonly string[];
  /** The branch has to be up to date. */
  readonly strict: boolean;
  readonly approvals: number;
  readonly codeOwners: boolean;
  readonly linearHistory: boolean;
  readonly mergeQueue: MergeMethod | undefined;
}

export interface RepositorySettings {
  allowMerge: boolean;
  allowSquash: boolean;
  allowRebase: boolean;
  allowAutoMerge: boolean;
  deleteBranchOnMerge: boolean;
}

export interface RepositoryRecord {
  readonly id: number;
  owner: Account;
  name: string;
  description: string | null;
  private: boolean;
  archived: boolean;
  readonly parent: RepositoryRecord | undefined;
  defaultBranch: string;
  topics: readonly string[];
  readonly git: Git;
  readonly settings: RepositorySettings;
  readonly collaborators: Map<string, Role>;
  readonly labels: Map<string, Label>;
  readonly issues: Map<number, IssueRecord>;
  nextNumber: number;
  readonly suites: CheckSuiteRecord[];
  readonly runs: CheckRunRecord[];
  readonly statuses: StatusRecord[];
  readonly releases: ReleaseRecord[];
  protections: Protection[];
  /** Commits that GitHub made and signed. */
  readonly signed: Set<string>;
  readonly alerts: AlertRecord[];
  /** `undefined` until they are turned on. */
  alertsEnabled: boolean;
  readonly createdAt: Date;
  updatedAt: Date;
  pushedAt: Date;
  /** Lists of trees longer than this are cut, as GitHub does at 100,000. */
  treeLimit: number;
}

export interface State {
  readonly clock: () => Date;
  readonly folder: string;
  readonly store: ObjectStore;
  /** `http://127.0.0.1:1234`. Known once the server listens. */
  url: string;
  readonly accounts: Map<string, Account>;
  readonly repositories: Map<number, RepositoryRecord>;
  /** `acme/old-name` → id. */
  readonly formerNames: Map<string, number>;
  app: AppRecord;
  readonly publicKey: () => string;
  readonly checkApps: Map<string, CheckApp>;
  readonly installations: Map<number, InstallationRecord>;
  readonly tokens: Map<string, Token>;
  readonly advisories: AdvisoryRecord[];
  nextId: number;
  /** Tells the world that something happened; the webhooks listen. */
  announce: (event: Happening) => void;
}

/** Something that happened, before it is a webhook. */
export interface Happening {
  readonly event: string;
  readonly action?: string;
  readonly repository?: RepositoryRecord;
  /** Without a repository: whose installation. */
  readonly account?: Account;
  readonly sender: Account;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Only to this App, when it is about something of its own. */
  readonly onlyOwn?: boolean;
}

export const idOf = (state: State): number => {
  state.nextId += 1;
  return state.nextId;
};

export const fullName = (repository: RepositoryRecord) => `${repository.owner.login}/${repository.name}`;

export function findRepository(state: State, owner: string, name: string): RepositoryRecord | undefined {
  const wanted = `${owner}/${name}`.toLowerCase();
  return namesOf(state).get(wanted);
}

const names = new WeakMap<State, Map<string, RepositoryRecord>>();

/** Kept beside, and made again after a rename: with thousands of repositories a search a request would be felt. */
function namesOf(state: State): Map<string, RepositoryRecord> {
  const known = names.get(state);
  if (known) return known;
  const made = new Map(
    [...state.repositories.values()].map((repository) => [fullName(repository).toLowerCase(), repository]),
  );
  names.set(state, made);
  return made;
}

/** To be called when there is a new repository. */
export const rememberName = (state: State, repository: RepositoryRecord) =>
  names.get(state)?.set(fullName(repository).toLowerCase(), repository);

/** To be called when a repository goes or gets another name. */
export const forgetNames = (state: State) => names.delete(state);

export function accountOf(state: State, login: string): Account | undefined {
  return state.accounts.get(login.toLowerCase());
}

export function addAccount(
  state: State,
  login: string,
  kind: Account['kind'],
  name = login.charAt(0).toUpperCase() + login.slice(1),
): Account {
  const known = accountOf(state, login);
  if (known) return known;
  const id = idOf(state);
  const account: Account = {
    id,
    login,
    kind,
    name,
    email: kind === 'User' ? `${login}@example.org` : `${id}+${login}@users.noreply.github.com`,
    members: new Map(),
    teams: new Map(),
  };
  state.accounts.set(login.toLowerCase(), account);
  return account;
}

/** What somebody may do in a repository. */
export function roleOf(repository: RepositoryRecord, account: Account): Role | 'none' {
  const { owner } = repository;
  if (owner === account || owner.members.get(account.login) === 'admin') return 'admin';
  const given = repository.collaborators.get(account.login);
  if (given) return given;
  return owner.members.has(account.login) || !repository.private ? 'read' : 'none';
}
