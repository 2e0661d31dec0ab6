import type { RolloutFacts, Verdict } from '../../domain/rollout.ts';
import { addDays } from '../../domain/time.ts';
import { type Gate, pass, wait } from '../gate.ts';

/** Days on which nothing is merged; security is exempt. */
export const freeze: Gate = { id: 'freeze', label: 'Freeze', wokenBy: ['time', 'policy'], ask };

function ask({ freeze: spans, today, security }: RolloutFacts): Verdict {
  const within = spans.filter(({ from, until }) => from <= today && today <= until);
  const last = within.toSorted((a, b) => (a.until < b.until ? 1 : -1))[0];
  if (!last) return pass({ saw: 'no freeze today' });
  const reason = last.reason ? `: ${last.reason}` : '';
  if (security) return pass({ saw: `frozen until ${last.until}${reason}, and security is exempt` });
  return wait(
    `the end of the freeze on ${last.until}`,
    [{ saw: `frozen from ${last.from} until ${last.until}${reason}` }],
    addDays(last.until, 1).toISOString(),
  );
}
