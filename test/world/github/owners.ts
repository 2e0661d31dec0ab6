/** What the owners of a repository do with it: names, settings, rules, its end. */
import { type AdvisoryDraft, advisoryFrom } from './advisories.ts';
import { organisationShape, userShape } from './shapes/accounts.ts';
import type { Account, Protection, RepositoryRecord, RepositorySettings, Role, State } from './state.ts';
import { addAccount, forgetNames, fullName } from './state.ts';

export interface Rules {
  readonly checks?: readonly string[];
  readonly strict?: boolean;
  readonly approvals?: number;
  readonly codeOwners?: boolean;
  readonly linearHistory?: boolean;
  readonly mergeQueue?: 'merge' | 'squash' | 'rebase';
  /** Where they are written: branch protection when it is missing. */
  readonly from?: 'protection' | 'ruleset';
}

export interface OwnerMoves {
  rename(name: string): void;
  archive(): void;
  unarchive(): void;
  /** Installations of the former owner lose it. */
  transfer(owner: string): void;
  delete(): void;
  /** The branch has to be there. */
  changeDefaultBranch(branch: string): void;
  set(settings: Partial<RepositorySettings>): void;
  setTopics(...topics: readonly string[]): void;
  /** Replaces what was asked of the branch in the same place. */
  protect(branch: string, rules: Rules): void;
  unprotect(branch: string): void;
  collaborator(login: string, role: Role): void;
  /** Gives the repository to a team of its organisation. */
  team(slug: string): void;
  /** Turns Dependabot's alerts on, and lists these. */
  alerts(...alerts: readonly { readonly advisory: AdvisoryDraft; readonly manifest?: string }[]): void;
  /** Lists of trees longer than this are cut. */
  cutTreesAt(entries: number): void;
}

export function ownerMoves(state: State, record: RepositoryRecord): OwnerMoves {
  const tell = (
    action: string,
    payload: Readonly<Record<string, unknown>> = {},
    by = ownerOf(state, record),
  ) => {
    record.updatedAt = state.clock();
    state.announce({ event: 'repository', action, repository: record, sender: by, payload });
  };
  const formerly = () => {
    state.formerNames.set(fullName(record).toLowerCase(), record.id);
    forgetNames(state);
  };
  return {
    rename(name) {
      const from = record.name;
      formerly();
      record.name = name;
      tell('renamed', { changes: { repository: { name: { from } } } });
    },
    archive() {
      record.archived = true;
      tell('archived');
    },
    unarchive() {
      record.archived = false;
      tell('unarchived');
    },
    transfer(login) {
      const from = record.owner;
      formerly();
      record.owner = addAccount(state, login, 'Organization');
      for (const installation of state.installations.values())
        if (installation.account === from && installation.repositories !== 'all')
          installation.repositories.delete(record.id);
      tell('transferred', { changes: { owner: { from: ownerShape(state, from) } } });
    },
    delete() {
      tell('deleted');
      state.repositories.delete(record.id);
      forgetNames(state);
    },
    changeDefaultBranch(branch) {
      const from = record.defaultBranch;
      if (!record.git.ref(`refs/heads/${branch}`))
        throw new Error(`there is no branch ${branch} in ${record.name}`);
      record.defaultBranch = branch;
      record.git.setHead(branch);
      tell('edited', { changes: { default_branch: { from } } });
    },
    set: (settings) => void Object.assign(record.settings, settings),
    setTopics(...topics) {
      record.topics = topics;
      tell('edited', { changes: { topics: { from: [] } } });
    },
    protect(branch, rules) {
      const from = rules.from ?? 'protection';
      const rest = record.protections.filter((each) => each.branch !== branch || each.from !== from);
      record.protections = [...rest, protection(branch, from, rules)];
    },
    unprotect(branch) {
      record.protections = record.protections.filter((each) => each.branch !== branch);
    },
    collaborator(login, role) {
      record.collaborators.set(addAccount(state, login, 'User').login, role);
    },
    alerts(...alerts) {
      record.alertsEnabled = true;
      for (const { advisory, manifest = 'package-lock.json' } of alerts)
        record.alerts.push({
          number: record.alerts.length + 1,
          advisory: advisoryFrom(state, advisory),
          manifest,
          scope: 'runtime',
          state: 'open',
          createdAt: state.clock(),
          fixedAt: undefined,
        });
    },
    team(slug) {
      const team = record.owner.teams.get(slug);
      if (!team) throw new Error(`there is no team ${slug} in ${record.owner.login}`);
      team.repositories.add(record.id);
    },
    cutTreesAt(entries) {
      record.treeLimit = entries;
    },
  };
}

function protection(branch: string, from: Protection['from'], rules: Rules): Protection {
  return {
    branch,
    from,
    checks: rules.checks ?? [],
    strict: rules.strict ?? false,
    approvals: rules.approvals ?? 0,
    codeOwners: rules.codeOwners ?? false,
    linearHistory: rules.linearHistory ?? false,
    mergeQueue: rules.mergeQueue,
  };
}

/** Somebody has to have done it: an admin of the organisation, or the owner. */
export function ownerOf(state: State, { owner }: RepositoryRecord): Account {
  return adminOf(state, owner);
}

export function adminOf(state: State, account: Account): Account {
  if (account.kind !== 'Organization') return account;
  const admin = [...account.members].find(([, role]) => role === 'admin')?.[0];
  return addAccount(state, admin ?? `${account.login}-admin`, 'User');
}

function ownerShape(state: State, from: Account) {
  return from.kind === 'Organization'
    ? { organization: organisationShape(state, from) }
    : { user: userShape(state, from) };
}
