/** A repository comes into being. */
import { join } from 'node:path';
import { createGit } from './git/objects.ts';
import { adminOf } from './owners.ts';
import { commitFiles, type Files } from './people.ts';
import {
  accountOf,
  addAccount,
  findRepository,
  forgetNames,
  idOf,
  type RepositoryRecord,
  type RepositorySettings,
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
  if (findRepository(state, login, short)) throw new Error(`${name} is there already`);
  const owner = accountOf(state, login) ?? addAccount(state, login, 'Organization');
  const { defaultBranch = 'main', files } = setup;
  const id = idOf(state);
  const now = state.clock();
  const record: RepositoryRecord = {
    id,
    owner,
    name: short,
    description: setup.description ?? null,
    private: setup.private ?? false,
    archived: setup.archived ?? false,
    fork: false,
    defaultBranch,
    topics: setup.topics ?? [],
    git: createGit(join(state.folder, `${id}.git`), defaultBranch),
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
    protections: [],
    signed: new Set(),
    alerts: [],
    alertsEnabled: false,
    createdAt: now,
    updatedAt: now,
    pushedAt: now,
    treeLimit: 100_000,
  };
  state.repositories.set(id, record);
  forgetNames(state);
  if (files) {
    const sha = commitFiles(state, record, adminOf(state, owner), files, 'Begin', undefined);
    record.git.setRef(`refs/heads/${defaultBranch}`, sha);
  }
  return record;
}
