import { createHash } from 'node:crypto';
import { addDays } from '../domain/time.ts';
import type { Upgrade } from '../domain/update.ts';
import type { Refusal } from '../ports.ts';
import { proposalOf } from '../publish/publish.ts';
import type { AppWorld, PlannedSubject, Subject } from './app-world.ts';

/**
 * What could not be proposed is not tried again at every scan: what it was made of has to change first, or a day to pass, after which a
 * registry may answer otherwise. A person who ticks its box has it tried at once.
 */
const daysToBelieve = 1;

/** Why upgrades of the plan cannot be proposed now, by their id. */
export async function standingRefusals(
  { repository }: Subject,
  planned: PlannedSubject,
  { store, now }: AppWorld,
): Promise<ReadonlyMap<string, string>> {
  const refusals = (await store.repository(repository.id))?.refusals ?? {};
  if (Object.keys(refusals).length === 0) return new Map();
  const inputs = inputsOf(planned);
  const standing = planned.plan.upgrades.flatMap((upgrade) => {
    const refusal = refusals[upgrade.id];
    const isSame = refusal?.proposal === proposalOf(upgrade) && refusal.inputs === inputs;
    return isSame && now() < addDays(refusal.at, daysToBelieve)
      ? [[upgrade.id, refusal.because] as const]
      : [];
  });
  return new Map(standing);
}

export async function rememberRefusal(
  { repository }: Subject,
  planned: PlannedSubject,
  upgrade: Upgrade,
  because: string,
  { store, now, queue }: AppWorld,
): Promise<void> {
  const { id, installation } = repository;
  const refusal: Refusal = {
    proposal: proposalOf(upgrade),
    inputs: inputsOf(planned),
    at: now().toISOString(),
    because,
  };
  const others = (await store.repository(id))?.refusals ?? {};
  await store.noteRepository(id, { refusals: { ...others, [upgrade.id]: refusal } });
  // So that the dashboard says it.
  await queue.add({ kind: 'scan-repository', installation, repository: id });
}

export async function forgetRefusal(
  { repository }: Subject,
  upgrade: Upgrade,
  { store }: AppWorld,
): Promise<void> {
  const { [upgrade.id]: known, ...others } = (await store.repository(repository.id))?.refusals ?? {};
  if (known) await store.noteRepository(repository.id, { refusals: others });
}

/** The manifests and lockfiles as they were read, as one word. */
function inputsOf({ read: { texts } }: PlannedSubject): string {
  const hash = createHash('sha256');
  for (const [path, text] of [...texts].sort(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(`${path}\0${text}\0`);
  return hash.digest('hex');
}
