import { impactSentence } from '../../domain/impact.ts';
import type { Annotation, RolloutFacts, Verdict } from '../../domain/rollout.ts';
import { counted, type Gate, pass, stop } from '../gate.ts';

/** Places that use what changed, and that no codemod could migrate. */
export const impact: Gate = {
  id: 'impact',
  label: 'Impact',
  wokenBy: ['head'],
  ask,
  annotate: ({ open }) => open,
};

function ask({ open, differs, impact: packages }: RolloutFacts): Verdict {
  const compared = packages
    .map(impactSentence)
    .filter((saw) => saw !== '')
    .map((saw) => ({ saw }));
  const other = differs.map(seen);
  if (open.length === 0) return pass({ saw: 'nothing known was left for a person' }, ...compared, ...other);
  return stop(
    `${counted(open.length, 'place')} ${open.length === 1 ? 'needs' : 'need'} a person`,
    ...compared,
    ...open.map(seen),
    ...other,
  );
}

const seen = ({ path, place, message }: Annotation) => ({ saw: `${path}:${place.line} ${message}` });
