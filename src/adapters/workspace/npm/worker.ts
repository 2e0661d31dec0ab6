/**
 * The thread in which npm's own resolver runs. It has an empty environment and no credential; it reads the folder it is
 * given and asks the one registry it is given. It runs no scripts and writes nothing beside its cache.
 */
import { createRequire, enableCompileCache } from 'node:module';
import { parentPort } from 'node:worker_threads';
import type { ArboristNode } from '@npmcli/arborist';
import type { Pin, ResolveConflict, ResolveResult, ResolveTask } from './messages.ts';

enableCompileCache();
const { default: Arborist } = await import('@npmcli/arborist');
fetchArchivesThroughTheRegistry();

/** Documents by registry address and name. A new address (new rules about ages) starts a new one. */
let documents: { registry: string; cache: Map<string, unknown> } = { registry: '', cache: new Map() };

parentPort?.on('message', async (task: ResolveTask) => {
  parentPort?.postMessage(await answer(task));
});

async function answer(task: ResolveTask): Promise<ResolveResult> {
  try {
    return { id: task.id, kind: 'text', text: await resolve(task) };
  } catch (error) {
    return { id: task.id, ...explain(error) };
  }
}

async function resolve(task: ResolveTask): Promise<string> {
  const arborist = new Arborist(options(task));
  const tree = await arborist.buildIdealTree({ complete: true });
  const unmet = task.pins.filter((pin) => !putBack(tree, pin));
  if (unmet[0]) throw new Error(`${unmet[0].name} would not be ${unmet[0].requirement}`);
  tree.meta.indent = task.indent;
  tree.meta.newline = task.newline;
  return tree.meta.toString();
}

/** Writes what the manifest really asks for; false when the tree does not satisfy it. */
function putBack(tree: ArboristNode, pin: Pin): boolean {
  const node = pin.location === '' ? tree : tree.inventory.get(pin.location);
  const section = node?.package[pin.section];
  if (!node || typeof section !== 'object' || section === null) return false;
  Object.assign(section, { [pin.name]: pin.requirement });
  node.package = { ...node.package };
  return node.edgesOut.get(pin.name)?.valid === true;
}

function options(task: ResolveTask): Readonly<Record<string, unknown>> {
  if (documents.registry !== task.registry) documents = { registry: task.registry, cache: new Map() };
  return {
    path: task.folder,
    registry: task.registry,
    cache: task.cache,
    packumentCache: documents.cache,
    packageLockOnly: true,
    ignoreScripts: true,
    ignoreExtension: true,
    // Nothing but registry packages and folders of the repository itself is ever fetched or read.
    allowGit: 'none',
    allowRemote: 'none',
    allowFile: 'none',
    replaceRegistryHost: 'never',
    omitLockfileRegistryResolved: task.omitResolved,
    lockfileVersion: task.lockfileVersion,
    save: true,
    force: false,
    audit: false,
    fund: false,
    ...task.settings,
  };
}

/**
 * npm opens the archive of a package that bundles others, to list them, at the address its document names. Here that goes
 * through the gateway as well, which knows the credentials and the rules; there is no option for it.
 */
function fetchArchivesThroughTheRegistry(): void {
  const ofArborist = createRequire(createRequire(import.meta.url).resolve('@npmcli/arborist'));
  const pacote: { extract: Extract } = ofArborist('pacote');
  const { extract } = pacote;
  pacote.extract = (address, folder, options) => {
    const [, name, file] = /^https?:\/\/.*?\/((?:@[^/]+\/)?[^/]+)\/-\/([^/?#]+\.tgz)$/.exec(address) ?? [];
    if (!name) return extract(address, folder, options);
    const resolved = `${options.registry}${name}/-/${file}`;
    return extract(resolved, folder, { ...options, resolved, allowRemote: 'all' });
  };
}

type Extract = (
  address: string,
  folder: string,
  options: Readonly<Record<string, unknown>>,
) => Promise<unknown>;

function explain(
  error: unknown,
): { kind: 'conflict'; conflict: ResolveConflict } | { kind: 'failed'; code: string; message: string } {
  const known = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>;
  if (known.code === 'ERESOLVE') {
    const { edge, currentEdge, current, dep, peerConflict } = known;
    const plain = JSON.stringify({ edge, currentEdge, current, dep, peerConflict });
    // npm says null for what it does not know: the current edge, or a package that is not in the tree.
    return { kind: 'conflict', conflict: JSON.parse(plain, (_, value) => value ?? undefined) };
  }
  return { kind: 'failed', code: String(known.code ?? ''), message: String(known.message ?? error) };
}
