/** Codemods of others, for the App: packages from the registry, folders from the repository that speaks for the organisation. */
import { languageOf } from '../change/languages.ts';
import type { CodemodSource } from '../domain/policy.ts';
import { type ModulesAnswer, Refused, type RepositoryForge } from '../ports.ts';
import type { AppWorld, Subject } from './app-world.ts';
import type { ElsewhereWorld } from './codemods-elsewhere.ts';

const mostModules = 1000;
const mostCharacters = 5_000_000;

export function codemodsElsewhere(
  { repository: { installation } }: Subject,
  world: AppWorld,
): ElsewhereWorld {
  const organisation = async () => (await world.store.organisation(installation))?.repository;
  return {
    allowed: world.codemodsFrom,
    howToAllow: 'who runs this Springtide allows it with SPRINGTIDE_CODEMODS_FROM',
    organisation,
    async modules(source) {
      if (source.kind === 'package') return world.registries.modules(source);
      const [owner = '', name = ''] = ((await organisation()) ?? '').split('/');
      return inFolder(world.forge.repository({ installation, id: 0, owner, name }), source);
    },
    run: world.runCodemods,
  };
}

async function inFolder(
  forge: RepositoryForge,
  source: Extract<CodemodSource, { kind: 'folder' }>,
): Promise<ModulesAnswer> {
  try {
    return await readFolder(forge, source);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { kind: 'refused', because: `it cannot be read: ${error.message}` };
  }
}

/**
 * Only what its own people merged: GitHub answers for a commit of any fork as if it were one of the repository, so that anybody could
 * have written it.
 */
async function readFolder(
  forge: RepositoryForge,
  { folder, commit }: Extract<CodemodSource, { kind: 'folder' }>,
): Promise<ModulesAnswer> {
  const refused = (because: string): ModulesAnswer => ({ kind: 'refused', because });
  const head = await forge.commit();
  const isMerged = head !== undefined && (await forge.difference(commit, head)).forkPoint === commit;
  if (!isMerged) return refused('its commit is not on the default branch; merge it, and pin what was merged');
  const checkout = await forge.checkout(commit);
  const paths = (await checkout.list())
    .filter(({ kind, path }) => kind === 'file' && path.startsWith(`${folder}/`) && isModule(path))
    .map(({ path }) => path);
  if (paths.length > mostModules) return refused(`it has more than ${mostModules} modules`);
  const { files, problems } = await checkout.read(paths);
  const [problem] = problems;
  if (problem) return refused(`${problem.path}: ${problem.what}`);
  if (files.reduce((sum, { text }) => sum + text.length, 0) > mostCharacters)
    return refused(`it has more than ${mostCharacters / 1_000_000} MB of modules`);
  return {
    kind: 'found',
    files: new Map(files.map(({ path, text }) => [path.slice(folder.length + 1), text])),
  };
}

const isModule = (path: string): boolean => {
  const language = languageOf(path);
  return language === 'javascript' || language === 'typescript';
};
