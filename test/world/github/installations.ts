/** The App on an account: installed, narrowed, suspended, removed. */
import { covers } from './auth.ts';
import type { Named } from './people.ts';
import { installationShape, nodeId } from './shapes/accounts.ts';
import {
  type Account,
  fullName,
  type InstallationRecord,
  idOf,
  type RepositoryRecord,
  type State,
} from './state.ts';

export interface InstallSetup {
  /** All of the account when it is missing. */
  readonly repositories?: readonly Named[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly events?: readonly string[];
}

export interface Installation {
  readonly id: number;
  suspend(): void;
  unsuspend(): void;
  /** Uninstalls the App: its tokens are worth nothing. */
  remove(): void;
  add(...repositories: readonly Named[]): void;
  drop(...repositories: readonly Named[]): void;
  /** An admin accepts other permissions. */
  accept(permissions: Readonly<Record<string, string>>, events?: readonly string[]): void;
  /** Every token given until now is refused from now on, as if its hour were over. */
  expireTokens(): void;
}

export function installApp(state: State, account: Account, by: Account, setup: InstallSetup): Installation {
  const now = state.clock();
  const record: InstallationRecord = {
    id: idOf(state),
    account,
    permissions: setup.permissions ?? state.app.permissions,
    events: setup.events ?? state.app.events,
    repositories: setup.repositories ? new Set(setup.repositories.map(({ id }) => id)) : 'all',
    suspendedAt: undefined,
    suspendedBy: undefined,
    createdAt: now,
    updatedAt: now,
  };
  state.installations.set(record.id, record);
  const mine = () =>
    [...state.repositories.values()]
      .filter((each) => covers(record.repositories, each, account))
      .map(shortShape);
  const tell = (event: string, action: string, more: Readonly<Record<string, unknown>> = {}) => {
    record.updatedAt = state.clock();
    const payload = { installation: installationShape(state, record), ...more };
    state.announce({ event, action, account, sender: by, payload });
  };
  const tellRepositories = (action: 'added' | 'removed', some: readonly Named[]) => {
    const named = some.flatMap(({ id }) => {
      const found = state.repositories.get(id);
      return found ? [shortShape(found)] : [];
    });
    tell('installation_repositories', action, {
      repository_selection: record.repositories === 'all' ? 'all' : 'selected',
      repositories_added: action === 'added' ? named : [],
      repositories_removed: action === 'removed' ? named : [],
      requester: null,
    });
  };
  tell('installation', 'created', { repositories: mine(), requester: null });
  return {
    id: record.id,
    suspend() {
      record.suspendedAt = state.clock();
      record.suspendedBy = by;
      tell('installation', 'suspend');
    },
    unsuspend() {
      record.suspendedAt = undefined;
      record.suspendedBy = undefined;
      tell('installation', 'unsuspend');
    },
    remove() {
      tell('installation', 'deleted', { repositories: mine(), requester: null });
      state.installations.delete(record.id);
    },
    add(...some) {
      if (record.repositories !== 'all') for (const { id } of some) record.repositories.add(id);
      tellRepositories('added', some);
    },
    drop(...some) {
      if (record.repositories === 'all') record.repositories = new Set(state.repositories.keys());
      for (const { id } of some) record.repositories.delete(id);
      tellRepositories('removed', some);
    },
    accept(permissions, events = record.events) {
      record.permissions = permissions;
      record.events = events;
      tell('installation', 'new_permissions_accepted', { requester: null });
    },
    expireTokens() {
      for (const token of state.tokens.values()) if (token.installation === record) token.revoked = true;
    },
  };
}

function shortShape(repository: RepositoryRecord) {
  return {
    id: repository.id,
    node_id: nodeId('R', repository.id),
    name: repository.name,
    full_name: fullName(repository),
    private: repository.private,
  };
}
