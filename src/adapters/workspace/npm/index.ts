/**
 * npm's lockfiles. New versions whose places are plain to see are put there; every doubt goes through npm's own resolver.
 * Either way the result is read back before it is believed.
 */
import { join } from 'node:path';
import { omitsResolved } from '../../../ecosystems/npm/package-lock-splice.ts';
import { lockedVersion, parsePackageLock } from '../../../ecosystems/npm/package-lock-tree.ts';
import type { LockAnswer, LockRequest, Workspace } from '../../../ports.ts';
import type { Gateway } from '../../gateway/gateway.ts';
import { inFolder, layOut } from '../folders.ts';
import { type Asked, brokenPeers, peerConflicts } from './conflicts.ts';
import { folderOf, type Layout, layoutOf, locationIn } from './layout.ts';
import type { ResolveResult } from './messages.ts';
import { createResolver, type Resolver } from './resolver.ts';
import { createSessions } from './sessions.ts';
import { treeSettings } from './settings.ts';
import { createShortWay } from './short-way.ts';

export interface NpmWorkspaceOptions {
  readonly gateway: Gateway;
  /** `false` lets npm resolve everything: for holding both ways against each other. */
  readonly splice?: boolean;
}

export function createNpmWorkspace(options: NpmWorkspaceOptions): Workspace {
  const resolver = createResolver();
  const sessions = createSessions(options.gateway);
  const shortWay = createShortWay();
  const inTurn = createTurns();
  return {
    lock: (request) =>
      inTurn(async () => {
        const layout = layoutOf(request);
        if (layout.kind === 'refused') return layout;
        const registry = sessions.for(request);
        const short = options.splice === false ? undefined : await shortWay(request, layout, registry);
        if (short?.kind === 'spliced') return readBack(request, layout, short.text, registry, 'splice');
        const result = await resolve(resolver, request, layout, registry);
        return answerOf(request, layout, result, registry);
      }),
    async close() {
      await resolver.close();
      sessions.close();
    },
  };
}

/** One after another: the thread is one, and the next branch of a repository finds what the last one left warm. */
function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = mine;
    return mine;
  };
}

function resolve(
  resolver: Resolver,
  request: LockRequest,
  layout: Layout,
  registry: string,
): Promise<ResolveResult> {
  return inFolder(async (folder) => {
    await layOut(folder, layout.files);
    const version = layout.lock.lockfileVersion;
    return resolver.resolve({
      folder: join(folder, layout.project),
      registry,
      cache: join(folder, '.cache'),
      ...(version === 1 || version === 2 || version === 3 ? { lockfileVersion: version } : {}),
      omitResolved: omitsResolved(layout.lock.packages ?? {}),
      indent: /^[{[]\r?\n([ \t]+)/.exec(request.before)?.[1] ?? '  ',
      newline: request.before.includes('\r\n') ? '\r\n' : '\n',
      settings: treeSettings(request),
      pins: layout.pins,
    });
  });
}

function answerOf(request: LockRequest, layout: Layout, result: ResolveResult, registry: string): LockAnswer {
  switch (result.kind) {
    case 'conflict':
      return { kind: 'peers', conflicts: peerConflicts(result.conflict, request.wanted) };
    case 'failed':
      return { kind: 'refused', because: reasonOf(result.code, result.message, registry) };
    case 'text':
      return readBack(request, layout, ended(result.text, request.before), registry, 'npm');
  }
}

/** npm ends a lockfile with a line end; where an editor took it away, it stays away. */
function ended(text: string, before: string): string {
  return before.endsWith('\n') ? text : text.trimEnd();
}

function readBack(
  request: LockRequest,
  layout: Layout,
  text: string,
  registry: string,
  by: string,
): LockAnswer {
  const refused = (because: string): LockAnswer => ({ kind: 'refused', because });
  const lock = parsePackageLock(text);
  if (!lock) return refused('npm wrote a lockfile that cannot be read again');
  if (text.includes(new URL(registry).host))
    return refused('the address of the registry gateway would be in the lockfile');
  const folder = folderOf(request.lockfile.path);
  for (const { manifest, name, version } of request.wanted) {
    const got = lockedVersion(lock, locationIn(folder, manifest), name);
    if (got !== version)
      return refused(`npm resolved ${name} in ${manifest} to ${got ?? 'nothing'}, not to ${version}`);
  }
  const conflicts = treeSettings(request).legacyPeerDeps
    ? []
    : brokenPeers(layout.lock, lock, layout.overrides, askedOf(request));
  if (conflicts.length > 0) return { kind: 'peers', conflicts };
  return { kind: 'locked', files: new Map([[request.lockfile.path, text]]), by };
}

function askedOf({ lockfile, wanted }: LockRequest): Asked[] {
  const folder = folderOf(lockfile.path);
  return wanted.map(({ manifest, name }) => ({ location: locationIn(folder, manifest), name }));
}

/** npm's own words, in one line, without our addresses. */
function reasonOf(code: string, message: string, registry: string): string {
  const line = (message.split('\n')[0] ?? '').replaceAll(registry, '').replace(/\.$/, '');
  return code === '' ? `npm could not resolve it: ${line}` : `npm could not resolve it: ${line} (${code})`;
}
