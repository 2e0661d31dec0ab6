import { homedir } from 'node:os';
import { loadCodemods } from '../adapters/codemods.ts';
import { settingText } from '../adapters/settings.ts';
import { removeFolders } from '../adapters/workspace/folders.ts';
import type { Codemod } from '../change/codemod.ts';
import type { CommandWorld } from '../cli.ts';
import type { Inventory } from '../domain/manifest.ts';
import type { Policy } from '../domain/policy.ts';
import type { Problem } from '../domain/problem.ts';
import type { ElsewhereWorld } from '../jobs/codemods-elsewhere.ts';
import { loadNotes } from '../jobs/load-notes.ts';
import { loadPolicy } from '../jobs/load-policy.ts';
import { loadReplacements, withRenames } from '../jobs/load-replacements.ts';
import type { ChangesetWorld } from '../jobs/make-changeset.ts';
import type { PlanWorld } from '../jobs/plan-repository.ts';
import { type ReadRepository, readRepository } from '../jobs/read-repository.ts';
import type { Checkout, Registries } from '../ports.ts';
import { type CommitStyle, isSemanticHistory } from '../publish/titles.ts';
import { withinFolder } from '../scan/inventory.ts';
import { Failure, UsageError } from './arguments.ts';
import { type OpenedRepository, openRepository, shortName } from './open-repository.ts';
import { openWorld, type World } from './world.ts';

/** One command at work on one repository: what it opened, by which policy, at which moment. */
export interface Session {
  readonly opened: OpenedRepository;
  /** For people. */
  readonly name: string;
  readonly policy: Policy;
  readonly now: Date;
  readonly registries: Registries;
  read(checkout: Checkout): Promise<ReadRepository>;
  catalogue(): Promise<readonly Codemod[]>;
  planWorld(repository: ReadRepository): PlanWorld;
  changesetWorld(checkout: Checkout, repository: ReadRepository): Promise<ChangesetWorld>;
  commitStyle(): Promise<CommitStyle>;
  /** One sentence a known vulnerability of what is locked. */
  vulnerabilities(inventory: Inventory): Promise<string[]>;
}

/** Opens a session, works in it, and closes what it opened, whatever happens. */
export async function withSession(
  dir: string | undefined,
  options: Record<string, unknown>,
  command: CommandWorld,
  work: (session: Session) => Promise<number>,
): Promise<number> {
  const now = moment(options.now);
  const opened = await openRepository(dir);
  const name = shortName(opened.root, homedir());
  command.output.progress(`reading ${name}`);
  const { policy, problems } = await loadPolicy(opened.workingTree, settingText, now);
  const world = await openWorld({
    checkout: opened.workingTree,
    offline: options.offline === true,
    noCache: options.cache === false,
  });
  // Whoever is stopped in the middle leaves no temporary folder; branches appear only at the very end, all at once.
  const stop = () => {
    removeFolders();
    void world.close();
  };
  command.signal.addEventListener('abort', stop, { once: true });
  try {
    const allowed = Array.isArray(options.allowCodemodsFrom) ? options.allowCodemodsFrom.map(String) : [];
    const { registries } = world;
    const elsewhere = elsewhereOnTerminal(allowed, registries);
    return await work(sessionOf(opened, name, policy, problems, world, now, command, elsewhere));
  } catch (error) {
    if (command.signal.aborted) throw new Failure('stopped; nothing was written');
    throw error;
  } finally {
    command.signal.removeEventListener('abort', stop);
    await world.close();
  }
}

const wholeCatalogue = async () => withRenames(await loadCodemods(), settingText);

/** Without GitHub there is no repository of the organisation to read a folder of. */
function elsewhereOnTerminal(allowed: readonly string[], { modules }: Registries): ElsewhereWorld {
  return {
    allowed,
    howToAllow: 'allow it with --allow-codemods-from',
    organisation: async () => undefined,
    modules: async (source) =>
      source.kind === 'package'
        ? modules(source)
        : { kind: 'refused', because: 'a folder is read by the GitHub App alone' },
    run: async (files) => (await import('../adapters/workspace/codemods/index.ts')).openSandbox(files),
  };
}

function sessionOf(
  opened: OpenedRepository,
  name: string,
  policy: Policy,
  policyProblems: readonly Problem[],
  world: World,
  now: Date,
  { output, signal }: CommandWorld,
  elsewhere: ElsewhereWorld,
): Session {
  return {
    opened,
    name: opened.within ? `${name}/${opened.within}` : name,
    policy,
    now,
    registries: world.registries,
    async read(checkout) {
      const repository = await readRepository(checkout, policy.ignoresPath);
      const problems = [...policyProblems, ...world.problems, ...repository.inventory.problems];
      return { ...repository, inventory: withinFolder({ ...repository.inventory, problems }, opened.within) };
    },
    catalogue: wholeCatalogue,
    planWorld: (repository) => {
      output.progress(`asking about ${repository.inventory.dependencies.length} dependencies`);
      return { registries: world.registries, policy, replacements: loadReplacements(settingText), now };
    },
    async changesetWorld(checkout, repository) {
      if (signal.aborted) throw new Failure('stopped; nothing was written');
      const [catalogue, workspace] = await Promise.all([wholeCatalogue(), world.workspace()]);
      return {
        repository,
        checkout,
        workspace,
        policy,
        catalogue,
        elsewhere,
        now,
        milliseconds: () => performance.now(),
        registries: world.registries,
        notes: loadNotes(settingText),
      };
    },
    async commitStyle() {
      switch (policy.semanticCommits) {
        case 'enabled':
          return { semantic: true };
        case 'disabled':
          return { semantic: false };
        case 'auto':
          return { semantic: isSemanticHistory(await opened.subjects()) };
      }
    },
    async vulnerabilities(inventory) {
      const answer = await world.vulnerabilities(inventory);
      if (answer.kind === 'unknown')
        throw new Failure(`whether anything is vulnerable is unknown: ${answer.because}`);
      return answer.found;
    },
  };
}

function moment(written: unknown): Date {
  if (written === undefined) return new Date();
  const date = new Date(String(written));
  if (Number.isNaN(date.getTime()))
    throw new UsageError(`--now ${String(written)} is no date; write it as 2026-11-24`);
  return date;
}
