/** A repository comes into being. */
import { join } from 'node:path';
import { createGit } from './git/objects.ts';
import { adminOf } from './owners.ts';
import { commitFiles, type Files } from './people.ts';
import {
  type Account,
  accountOf,
  addAccount,
  findRepository,
  idOf,
  type RepositoryRecord,
  type RepositorySettings,
  rememberName,
  type State,
} from './state.ts';

export interface RepositorySetup {
  /** The first commit; an empty repository when it is missing. */
  readonly files?: Files;
  readonly private?: boolean;
  readonly defaultBranch?: string;
  readonly description?: string;
  readonly topics?: readonly string[];
  readonly archived?: boolean;
  readonly settings?: Partial<RepositorySettings>;
}

export function createRepository(state: State, name: string, setup: RepositorySetup): RepositoryRecord {
  const [login = '', short = ''] = name.split('/');
  const owner = accountOf(state, login) ?? addAccount(state, login, 'Organization');
  const record = newRepository(state, owner, short, setup, undefined);
  const { files } = setup;
  if (files) {
    const sha = commitFiles(state, record, adminOf(state, owner), files, 'Begin', undefined);
    record.git.setRef(`refs/heads/${record.defaultBranch}`, sha);
  }
  return record;
}

export function forkRepository(state: State, parentId: number, login: string): RepositoryRecord {
  const parent = state.repositories.get(parentId);
  if (!parent) throw new Error('what is to be forked is not there');
  const owner = addAccount(state, login, 'User');
  const { defaultBranch } = parent;
  const record = newRepository(state, owner, parent.name, { defaultBranch, private: parent.private }, parent);
  for (const { name, sha } of parent.git.refs('refs/heads/')) record.git.setRef(name, sha);
  return record;
}

function newRepository(
  state: State,
  owner: Account,
  name: string,
  setup: RepositorySetup,
  parent: RepositoryRecord | undefined,
): RepositoryRecord {
  if (findRepository(state, owner.login, name)) throw new Error(`${owner.login}/${name} is there already`);
  const { defaultBranch = 'main' } = setup;
  const id = idOf(state);
  const now = state.clock();
  const record: RepositoryRecord = {
    id,
    owner,
    name,
    description: setup.description ?? null,
    private: setup.private ?? false,
    archived: setup.archived ?? false,
    parent,
    defaultBranch,
    topics: setup.topics ?? [],
    git: createGit(join(state.folder, `${id}.git`), defaultBranch, state.store, parent?.git.objects),
    settings: {
      allowMerge: true,
      allowSquash: true,
      allowRebase: true,
      allowAutoMerge: false,
      deleteBranchOnMerge: false,
      ...setup.settings,
    },
    collaborators: new Map(),
    labels: new Map(),
    issues: new Map(),
    nextNumber: 1,
    suites: [],
    runs: [],
    statuses: [],
    releases: [],
    protections: [],
    signed: parent?.signed ?? new Set(),
    alerts: [],
    alertsEnabled: false,
    createdAt: now,
    updatedAt: now,
    pushedAt: now,
    treeLimit: 100_000,
  };
  state.repositories.set(id, record);
  rememberName(state, record);
  return record;
}
