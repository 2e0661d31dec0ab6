import type { LockAnswer, LockRequest, Workspace } from '../../ports.ts';
import type { Gateway } from '../gateway/gateway.ts';

export interface WorkspaceOptions {
  /** Through which every package manager resolves. */
  readonly gateway: Gateway;
  /** Where the programs of package managers are kept once they were downloaded. */
  readonly toolFolder: string;
}

/** Routes a request to the program that writes the lockfile. Each is loaded when it is first needed. */
export function createWorkspace(options: WorkspaceOptions): Workspace {
  const npm = lazily(async () => (await import('./npm/index.ts')).createNpmWorkspace(options));
  const programs = lazily(async () => (await import('./programs/index.ts')).createProgramWorkspace(options));
  return {
    async lock(request: LockRequest): Promise<LockAnswer> {
      const workspace = request.lockfile.tool === 'npm' ? npm : programs;
      return (await workspace.get()).lock(request);
    },
    async close() {
      await Promise.all([npm, programs].map((each) => each.close()));
    },
  };
}

interface Lazy {
  get(): Promise<Workspace>;
  close(): Promise<void>;
}

function lazily(create: () => Promise<Workspace>): Lazy {
  let made: Promise<Workspace> | undefined;
  return {
    get() {
      made ??= create();
      return made;
    },
    async close() {
      await (await made)?.close();
    },
  };
}
