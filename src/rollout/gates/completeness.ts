import type { RolloutFacts, Verdict } from '../../domain/rollout.ts';
import { counted, type Gate, pass, stop } from '../gate.ts';

/** Sites that still name what the upgrade wanted to leave. */
export const completeness: Gate = {
  id: 'completeness',
  label: 'Completeness',
  wokenBy: ['head', 'base'],
  ask,
  annotate: ({ leftBehind }) => leftBehind,
};

function ask({ leftBehind }: RolloutFacts): Verdict {
  if (leftBehind.length === 0) return pass({ saw: 'every site moved' });
  return stop(
    `${counted(leftBehind.length, 'site')} still ${leftBehind.length === 1 ? 'names' : 'name'} the old line`,
    ...leftBehind.map(({ path, place, message }) => ({ saw: `${path}:${place.line} ${message}` })),
  );
}
