/**
 * One upgrade becomes commits: the manifests and lockfiles, then each codemod. What the resolver refuses is held; codemods
 * run for what is left. When a codemod needs another dependency, the lockfile is resolved once more with it.
 */
import type { Codemod } from '../change/codemod.ts';
import type { Changeset, OpenPlace } from '../domain/change.ts';
import type { Policy } from '../domain/policy.ts';
import type { HoldReason, Update, Upgrade } from '../domain/update.ts';
import type { Checkout, Workspace } from '../ports.ts';
import { type Elsewhere, type ElsewhereWorld, openElsewhere } from './codemods-elsewhere.ts';
import { type DeclaredTypes, findImpact } from './find-impact.ts';
import { findLeftBehind } from './find-left-behind.ts';
import { findNotes } from './find-notes.ts';
import type { NotesOf } from './load-notes.ts';
import { type LockedUpgrade, type LockWorld, lockUpgrade } from './lock-upgrade.ts';
import { type Migrated, type MigrateWorld, migrateCode } from './migrate-code.ts';
import type { ReadRepository } from './read-repository.ts';

export interface ChangesetWorld {
  readonly repository: ReadRepository;
  readonly checkout: Checkout;
  readonly workspace: Workspace;
  readonly policy: Policy;
  readonly catalogue: readonly Codemod[];
  readonly elsewhere: ElsewhereWorld;
  readonly now: Date;
  readonly milliseconds: () => number;
  /** Asked for what major versions removed and changed. */
  readonly registries: DeclaredTypes;
  /** Curated, of what declarations cannot tell. */
  readonly notes: NotesOf;
}

export interface MadeChangeset {
  /** Missing when every update of the upgrade was held. */
  readonly changeset?: Changeset;
  readonly held: readonly { readonly update: Update; readonly because: HoldReason }[];
}

export async function makeChangeset(upgrade: Upgrade, world: ChangesetWorld): Promise<MadeChangeset> {
  const { codemods } = world.policy;
  const sources = codemods.enabled ? codemods.from : [];
  const elsewhere = await openElsewhere(sources, world.catalogue, world.elsewhere);
  try {
    return await makeWith(elsewhere, upgrade, world);
  } finally {
    elsewhere.close();
  }
}

async function makeWith(
  elsewhere: Elsewhere,
  upgrade: Upgrade,
  world: ChangesetWorld,
): Promise<MadeChangeset> {
  const lockWorld = await lockWorldOf(world);
  const { locked, migrated } = await lockAndMigrate(upgrade.updates, lockWorld, { ...world, elsewhere });
  const bump = {
    kind: 'bump',
    edits: locked.edits,
    ...(locked.lockedBy ? { lockedBy: locked.lockedBy } : {}),
  } as const;
  const steps = [bump, ...migrated.steps].filter((step) => step.edits.length > 0);
  if (locked.updates.length === 0 || steps.length === 0) return { held: locked.held };
  const { registries, notes, repository, checkout } = world;
  const impact = await findImpact(locked.updates, steps, { repository, checkout, registries });
  const noted = await findNotes(locked.updates, steps, { repository, checkout, notes });
  const said = [...migrated.open, ...notYetSaid(impact.open, migrated.open)];
  const changeset: Changeset = {
    upgrade: { ...upgrade, updates: locked.updates },
    steps,
    open: [...said, ...notYetSaid(noted.open, said)],
    differs: notYetSaid(noted.differs, said),
    leftBehind: findLeftBehind(locked.updates, repository, steps),
    impact: impact.packages,
    notRun: elsewhere.notRun(),
  };
  return { changeset, held: locked.held };
}

/** A codemod's word on a line says more than that an export is gone. */
function notYetSaid(places: readonly OpenPlace[], said: readonly OpenPlace[]): readonly OpenPlace[] {
  const lines = new Set(said.map(({ path, place }) => `${path}:${place.line}`));
  return places.filter(({ path, place }) => !lines.has(`${path}:${place.line}`));
}

interface LockedAndMigrated {
  readonly locked: LockedUpgrade;
  readonly migrated: Migrated;
}

/** Resolved, migrated, and resolved once more where a codemod changes a manifest. Whatever that holds, the rest begins anew without. */
async function lockAndMigrate(
  updates: readonly Update[],
  lockWorld: LockWorld,
  world: MigrateWorld,
): Promise<LockedAndMigrated> {
  const locked = await lockUpgrade(updates, lockWorld);
  if (locked.updates.length === 0) return { locked, migrated: { steps: [], open: [], rewrites: new Map() } };
  const migrated = await migrateCode(locked.updates, locked.edits, world);
  if (migrated.rewrites.size === 0) return { locked, migrated };

  const again = await lockUpgrade(locked.updates, { ...lockWorld, rewrites: migrated.rewrites });
  const held = [...locked.held, ...again.held];
  if (again.held.length === 0) return { locked: { ...again, held }, migrated };
  const rest = await lockAndMigrate(again.updates, lockWorld, world);
  return { ...rest, locked: { ...rest.locked, held: [...held, ...rest.locked.held] } };
}

/** Patches and the like are inputs of package managers that no ecosystem reads; they are fetched when a lockfile names them. */
async function lockWorldOf({
  repository,
  checkout,
  workspace,
  policy,
  now,
}: ChangesetWorld): Promise<LockWorld> {
  const inputs = repository.inventory.lockfiles.flatMap((lockfile) => [
    ...lockfile.manifests,
    ...lockfile.inputs,
  ]);
  const missing = [...new Set(inputs)].filter((path) => !repository.texts.has(path));
  const { files } = missing.length > 0 ? await checkout.read(missing) : { files: [] };
  const fetched = new Map(files.map((file) => [file.path, file.text]));
  return {
    repository,
    workspace,
    textOf: (path) => repository.texts.get(path) ?? fetched.get(path),
    minimumReleaseAgeDays: leastAgeOf(repository, policy),
    quarantined: policy.quarantine.map(({ name, version }) => `${name}@${version}`),
    now,
  };
}

/** What holds for transitive packages, which no rule names: the age asked of a patch of any npm package. */
function leastAgeOf(repository: ReadRepository, policy: Policy): number {
  const any = repository.inventory.dependencies.find((dependency) => dependency.ecosystem === 'npm');
  const subject = {
    ecosystem: 'npm',
    name: '',
    manifest: any?.manifest ?? 'package.json',
    type: 'dependencies',
    requirement: '*',
  };
  return policy.policyFor(subject, 'patch').minimumReleaseAgeDays;
}
