/**
 * The manifests and lockfiles of one upgrade. Its updates are resolved together; when the resolver refuses, the updates that
 * stand in the way are held with its reason and the rest goes on, so that one stubborn package does not stop nineteen others.
 */
import { bumpManifests, lockfilesToMove, wantedOf } from '../change/bump.ts';
import type { FileEdit } from '../domain/change.ts';
import type { HoldReason, Update } from '../domain/update.ts';
import type { LockAnswer, Workspace } from '../ports.ts';
import type { ReadRepository } from './read-repository.ts';

export interface LockWorld {
  readonly repository: ReadRepository;
  readonly workspace: Workspace;
  /** Texts of manifests and other inputs of the tools, by path. */
  readonly textOf: (path: string) => string | undefined;
  readonly minimumReleaseAgeDays: number;
  readonly quarantined: readonly string[];
  readonly now: Date;
  /** What codemods make of manifests, by path: asked of each text as the updates leave it. */
  readonly rewrites?: ReadonlyMap<string, (text: string) => string>;
}

export interface LockedUpgrade {
  readonly updates: readonly Update[];
  readonly edits: readonly FileEdit[];
  readonly lockedBy?: string;
  readonly held: readonly { readonly update: Update; readonly because: HoldReason }[];
}

type Attempt =
  | { readonly kind: 'locked'; readonly edits: readonly FileEdit[]; readonly lockedBy?: string }
  | { readonly kind: 'refused'; readonly because: HoldReason };

export async function lockUpgrade(updates: readonly Update[], world: LockWorld): Promise<LockedUpgrade> {
  const attempt = await tryTogether(updates, world);
  if (attempt.kind === 'locked') return { updates, held: [], ...withoutKind(attempt) };
  const packages = new Set(updates.map(({ dependency }) => dependency.name));
  if (packages.size <= 1)
    return { updates: [], edits: [], held: updates.map((update) => ({ update, because: attempt.because })) };

  const culprits = culpritsOf(updates, attempt.because);
  if (culprits.size === updates.length) return { updates: [], edits: [], held: heldOf(culprits) };
  if (culprits.size > 0) {
    const rest = await lockUpgrade(
      updates.filter((update) => !culprits.has(update)),
      world,
    );
    return { ...rest, held: [...heldOf(culprits), ...rest.held] };
  }
  return lockHalves(updates, [...packages], world);
}

/** Nobody is named: each half is tried alone, and what passed is tried together. */
async function lockHalves(
  updates: readonly Update[],
  packages: readonly string[],
  world: LockWorld,
): Promise<LockedUpgrade> {
  const firstHalf = new Set(packages.slice(0, Math.ceil(packages.length / 2)));
  const first = await lockUpgrade(
    updates.filter(({ dependency }) => firstHalf.has(dependency.name)),
    world,
  );
  const second = await lockUpgrade(
    updates.filter(({ dependency }) => !firstHalf.has(dependency.name)),
    world,
  );
  const held = [...first.held, ...second.held];
  if (first.updates.length === 0 || second.updates.length === 0) {
    return { ...(first.updates.length === 0 ? second : first), held };
  }
  const both = await tryTogether([...first.updates, ...second.updates], world);
  if (both.kind === 'locked')
    return { updates: [...first.updates, ...second.updates], held, ...withoutKind(both) };
  const dropped = second.updates.map((update) => ({ update, because: both.because }));
  return { ...first, held: [...held, ...dropped] };
}

async function tryTogether(updates: readonly Update[], world: LockWorld): Promise<Attempt> {
  const bumped = bumpManifests(
    updates.flatMap((update) => update.edits),
    world.textOf,
  );
  if (bumped.kind === 'refused') {
    const [first] = updates;
    const written = first?.dependency.requirement ?? '';
    return {
      kind: 'refused',
      because: { kind: 'unsupported-form', written, why: `${bumped.path} changed: ${bumped.because}` },
    };
  }
  const edits = new Map(bumped.edits.map((edit) => [edit.path, edit]));
  const textAfter = (path: string) => edits.get(path)?.after ?? world.textOf(path);
  for (const [path, rewrite] of world.rewrites ?? []) {
    const text = textAfter(path);
    const after = text === undefined ? undefined : rewrite(text);
    if (after !== text) edits.set(path, { path, before: world.textOf(path), after });
  }
  const tools: string[] = [];
  for (const { lockfile, updates: own } of lockfilesToMove(world.repository.inventory.lockfiles, updates, [
    ...edits.values(),
  ])) {
    const before = world.textOf(lockfile.path);
    if (before === undefined) continue;
    const answer = await world.workspace.lock({
      lockfile,
      before,
      files: new Map(
        [...lockfile.manifests, ...lockfile.inputs].flatMap((path) => {
          const text = textAfter(path);
          return text === undefined ? [] : [[path, text] as const];
        }),
      ),
      wanted: wantedOf(own),
      minimumReleaseAgeDays: world.minimumReleaseAgeDays,
      quarantined: world.quarantined,
      now: world.now.toISOString(),
    });
    if (answer.kind !== 'locked') return { kind: 'refused', because: refusal(answer, lockfile.path) };
    tools.push(answer.by);
    for (const [path, after] of answer.files) {
      const original = world.textOf(path);
      if (after !== original) edits.set(path, { path, before: original, after });
    }
  }
  return { kind: 'locked', edits: [...edits.values()], ...(tools[0] ? { lockedBy: tools.join(', ') } : {}) };
}

function refusal(answer: Exclude<LockAnswer, { kind: 'locked' }>, lockfile: string): HoldReason {
  switch (answer.kind) {
    case 'peers':
      return { kind: 'peers', conflicts: answer.conflicts };
    case 'refused':
      return { kind: 'lockfile-refused', lockfile, because: answer.because };
  }
}

/** The updates a peer conflict names, on either side, or that brought in who has the wish: each with what concerns it. */
function culpritsOf(updates: readonly Update[], because: HoldReason): ReadonlyMap<Update, HoldReason> {
  if (because.kind !== 'peers') return new Map();
  return new Map(
    updates.flatMap((update) => {
      const { name } = update.dependency;
      const conflicts = because.conflicts.filter(
        ({ who, peer, broughtBy = [] }) =>
          who.startsWith(`${name}@`) || peer === name || broughtBy.includes(name),
      );
      return conflicts.length > 0 ? [[update, { kind: 'peers', conflicts }]] : [];
    }),
  );
}

const heldOf = (culprits: ReadonlyMap<Update, HoldReason>) =>
  [...culprits].map(([update, because]) => ({ update, because }));

const withoutKind = ({ edits, lockedBy }: Extract<Attempt, { kind: 'locked' }>) => ({
  edits,
  ...(lockedBy ? { lockedBy } : {}),
});
