import { get } from 'node:http';
import pickManifest from 'npm-pick-manifest';
import type { Question } from '../../../ecosystems/npm/package-lock-place.ts';
import {
  type Doubt,
  type Settled,
  settle,
  spliceVersions,
} from '../../../ecosystems/npm/package-lock-splice.ts';
import { isRecord } from '../../../ecosystems/npm/package-lock-tree.ts';
import type { LockRequest } from '../../../ports.ts';
import type { Layout } from './layout.ts';
import { hasDefaults, treeSettings } from './settings.ts';

export type ShortAnswer = { readonly kind: 'spliced'; readonly text: string } | Doubt;

/**
 * The lockfile with new versions put in their places, where that comes out as npm's resolver would have it; a doubt
 * otherwise. The lockfile of a repository is read once for all its branches.
 */
export function createShortWay(): (
  request: LockRequest,
  layout: Layout,
  registry: string,
) => Promise<ShortAnswer> {
  let last: { readonly text: string; readonly settled: Settled | Doubt } | undefined;
  const answers = createAnswers();
  return async (request, layout, registry) => {
    if (!hasDefaults(treeSettings(request)))
      return { kind: 'doubt', because: '.npmrc asks for another kind of tree' };
    if (last?.text !== request.before) last = { text: request.before, settled: settle(request.before) };
    if (last.settled.kind === 'doubt') return last.settled;
    const steps = spliceVersions(last.settled, manifestsOf(layout), layout.pins);
    let step = steps.next();
    while (!step.done) {
      step = steps.next(await Promise.all(step.value.map((question) => answers(registry, question))));
    }
    return step.value;
  };
}

/** Remembers what one registry said, for the next branch of the same repository: versions asked for, not whole documents. */
function createAnswers(): (registry: string, question: Question) => Promise<unknown> {
  let known: { readonly registry: string; readonly answers: Map<string, Promise<unknown>> } | undefined;
  return (registry, question) => {
    if (known?.registry !== registry) known = { registry, answers: new Map() };
    const key = `${question.name}@${question.range}`;
    const { answers } = known;
    const answer = answers.get(key) ?? answerOf(registry, question);
    answers.set(key, answer);
    void answer.then((manifest) => manifest === undefined && answers.delete(key));
    return answer;
  };
}

/** The manifests of the root and the workspaces, by their folder. */
function manifestsOf(layout: Layout): Map<string, Readonly<Record<string, unknown>>> {
  const manifests = new Map<string, Readonly<Record<string, unknown>>>();
  for (const [path, text] of layout.files) {
    if (!path.endsWith('/package.json')) continue;
    const manifest: unknown = JSON.parse(text);
    const folder = path.slice(layout.project.length + 1, -'/package.json'.length);
    if (isRecord(manifest)) manifests.set(folder, manifest);
  }
  return manifests;
}

/** The manifest npm would pick, in full; `undefined` when the registry has none. */
async function answerOf(registry: string, { name, range }: Question): Promise<unknown> {
  const isExact = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/.test(range);
  const version = isExact ? range : pick(await getJson(address(registry, name)), range);
  if (version === undefined) return undefined;
  return getJson(new URL(`${address(registry, name)}/${encodeURIComponent(version)}`));
}

/** What the registry says of one version comes without all the others. */
function address(registry: string, name: string): URL {
  return new URL(name.replace('/', '%2f'), registry);
}

function pick(document: unknown, range: string): string | undefined {
  if (!isRecord(document)) return undefined;
  try {
    return String(pickManifest(document, range, {})?.version);
  } catch {
    return undefined;
  }
}

/** The short form of a document is enough to pick from. */
const accept = 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8';

function getJson(url: URL): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const request = get(url, { headers: { accept }, timeout: 60_000 }, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('error', () => resolve(undefined));
    response.on('end', () =>
      resolve(response.statusCode === 200 ? parsed(Buffer.concat(chunks)) : undefined),
    );
  });
  request.on('timeout', () => request.destroy());
  request.on('error', () => resolve(undefined));
  return promise;
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
