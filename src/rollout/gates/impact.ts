import { impactSentence } from '../../domain/impact.ts';
import type { RolloutFacts, Verdict } from '../../domain/rollout.ts';
import { counted, type Gate, pass, stop } from '../gate.ts';

/** Places that use what changed, and that no codemod could migrate. */
export const impact: Gate = {
  id: 'impact',
  label: 'Impact',
  wokenBy: ['head'],
  ask,
  annotate: ({ open }) => open,
};

function ask({ open, impact: packages }: RolloutFacts): Verdict {
  const compared = packages
    .map(impactSentence)
    .filter((saw) => saw !== '')
    .map((saw) => ({ saw }));
  if (open.length === 0) return pass({ saw: 'nothing known was left for a person' }, ...compared);
  return stop(
    `${counted(open.length, 'place')} ${open.length === 1 ? 'needs' : 'need'} a person`,
    ...compared,
    ...open.map(({ path, place, message }) => ({ saw: `${path}:${place.line} ${message}` })),
  );
}
