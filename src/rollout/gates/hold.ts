import type { RolloutFacts, Verdict } from '../../domain/rollout.ts';
import { type Gate, pass, wait } from '../gate.ts';

/** A person said to wait. */
export const hold: Gate = { id: 'hold', label: 'Hold', wokenBy: ['person'], ask };

function ask({ held }: RolloutFacts): Verdict {
  if (!held) return pass();
  return wait(`${held.by}, who holds it`, held.reason ? [{ saw: held.reason }] : []);
}
