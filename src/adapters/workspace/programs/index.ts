/** pnpm's and yarn's lockfiles, written by pnpm and yarn themselves, in a folder that holds manifests and nothing else. */
import { satisfies, validRange } from 'semver';
import type { LockAnswer, LockRequest, Workspace } from '../../../ports.ts';
import type { Gateway, GatewayRules } from '../../gateway/gateway.ts';
import { inFolder } from '../folders.ts';
import { rulesOf } from '../npm/sessions.ts';
import { answerOf } from './answer.ts';
import { type Attempt, attempt } from './attempt.ts';
import { lockWithBerry } from './berry.ts';
import { type Choice, choose } from './choose.ts';
import { lockWithClassic } from './classic.ts';
import type { Desk, Only } from './desk.ts';
import { type Json, manifestsOf } from './manifests.ts';
import { lockWithPnpm } from './pnpm.ts';
import { stopPrograms } from './run.ts';
import { obtain, type Tool } from './toolbox.ts';

export interface ProgramOptions {
  readonly gateway: Gateway;
  /** Where downloaded programs are kept and shared by processes. */
  readonly toolFolder: string;
}

export function createProgramWorkspace(options: ProgramOptions): Workspace {
  return {
    lock: (request) => lockWithProgram(request, options),
    async close() {
      stopPrograms();
    },
  };
}

async function lockWithProgram(request: LockRequest, world: ProgramOptions): Promise<LockAnswer> {
  const choice = choose(request.lockfile, request.before);
  if (choice.kind === 'refused') return choice;
  const manifests = manifestsOf(request);
  if (manifests.kind === 'refused') return manifests;
  const got = await toolFor(choice, request, world);
  if (got.kind === 'refused') return got;
  return inFolder(async (folder) => {
    const desk = deskOf(request, choice, manifests.byPath, got.tool, world.gateway, folder);
    return answerOf(desk, await inTheManner(desk));
  });
}

function inTheManner(desk: Desk): Promise<Attempt> {
  switch (desk.choice.name) {
    case 'pnpm':
      return lockWithPnpm(desk);
    case '@yarnpkg/cli-dist':
      return lockWithBerry(desk);
    case 'yarn':
      return lockWithClassic(desk);
  }
}

/** A program is no dependency: its age is not judged, but it stays away when it is quarantined. */
function toolFor(choice: Choice, request: LockRequest, world: ProgramOptions) {
  const rules = { ...rulesOf(request), minimumReleaseAgeDays: 0, keep: new Set<string>() };
  return inSession(world.gateway, rules, (registry) => obtain(choice, world.toolFolder, registry));
}

async function inSession<T>(
  gateway: Gateway,
  rules: GatewayRules,
  work: (registry: string) => Promise<T>,
): Promise<T> {
  const session = gateway.open(rules);
  try {
    return await work(session.url);
  } finally {
    session.close();
  }
}

function deskOf(
  request: LockRequest,
  choice: Choice,
  manifests: ReadonlyMap<string, Json>,
  tool: Tool,
  gateway: Gateway,
  folder: string,
): Desk {
  const { label } = choice;
  const lockfile = request.lockfile.path;
  return {
    request,
    choice,
    manifests,
    run: (order, only = []) =>
      inSession(gateway, rulesFor(request), async (open) => {
        const rules = await narrowed(rulesFor(request), only, open);
        return inSession(gateway, rules, (registry) =>
          attempt({ tool, label, registry, lockfile, order: order(registry) }, folder),
        );
      }),
  };
}

function rulesFor(request: LockRequest): GatewayRules {
  return { ...rulesOf(request), tarballs: 'gateway' };
}

/** Rules under which nothing else of a range can be found than the version that is wanted. */
async function narrowed(rules: GatewayRules, only: readonly Only[], registry: string): Promise<GatewayRules> {
  const hidden = new Set<string>();
  for (const { name, range, version } of only) {
    for (const other of await versionsOf(name, registry)) {
      const inRange = validRange(range) === null || satisfies(other, range);
      if (inRange && other !== version) hidden.add(`${name}@${other}`);
    }
  }
  return {
    ...rules,
    quarantined: new Set([...rules.quarantined, ...hidden]),
    keep: new Set([...rules.keep].filter((each) => !hidden.has(each))),
  };
}

async function versionsOf(name: string, registry: string): Promise<string[]> {
  const response = await fetch(registry + name.replace('/', '%2f'));
  if (!response.ok) return [];
  const document = (await response.json()) as { versions?: Record<string, unknown> };
  return Object.keys(document.versions ?? {});
}
