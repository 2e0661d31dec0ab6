import type { RolloutFacts, Verdict } from '../../domain/rollout.ts';
import { type Gate, pass, some, stop, wait } from '../gate.ts';

/** Engines of what enters, against what the repository runs on. */
export const compatibility: Gate = {
  id: 'compatibility',
  label: 'Compatibility',
  wokenBy: ['head', 'base'],
  ask,
};

function ask({ supply }: RolloutFacts): Verdict {
  if (supply.kind === 'unknown') return wait(`the lockfile's difference: ${supply.because}`);
  const { incompatible } = supply;
  if (incompatible.length === 0) return pass({ saw: 'what enters runs where this repository runs' });
  return stop(
    `${some(incompatible.map((one) => one.package))} cannot run on what this repository runs on`,
    ...incompatible.map(({ package: name, wants, have }) => ({
      saw: `${name} wants Node.js ${wants}, and the repository runs on ${have}`,
    })),
  );
}
