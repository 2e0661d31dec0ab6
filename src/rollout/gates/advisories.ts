import type { KnownAdvisory, RolloutFacts, Verdict } from '../../domain/rollout.ts';
import { dayOf } from '../../domain/time.ts';
import { counted, type Gate, pass, stop, wait } from '../gate.ts';

/** Does it bring in, or leave, a known vulnerability? Not knowing is no “none”. */
export const advisories: Gate = {
  id: 'advisories',
  label: 'Advisories',
  wokenBy: ['advisories', 'head'],
  ask,
};

function ask({ supply }: RolloutFacts): Verdict {
  if (supply.kind === 'unknown') return wait(`the lockfile's difference: ${supply.because}`);
  const known = supply.advisories;
  if (supply.entered.length === 0 && supply.moved.length === 0)
    return pass({ saw: 'no version enters a lockfile' });
  if (known.kind === 'unknown') return wait(`an answer about vulnerabilities: ${known.because}`);
  const source = { saw: `${known.source}, asked ${dayOf(known.askedAt)}` };
  if (known.entered.length > 0) {
    return stop(
      `it brings in ${counted(known.entered.length, 'known vulnerability').replace(/ys$/, 'ies')}`,
      ...known.entered.map(evidenceOf),
      source,
    );
  }
  const removed = known.left.map((advisory) => {
    const { saw, ...rest } = evidenceOf(advisory);
    return { saw: `removed: ${saw}`, ...rest };
  });
  const staying =
    known.stay.length > 0
      ? [{ saw: `${known.stay.length} known before in what this change does not touch` }]
      : [];
  return pass(...removed, ...staying, source);
}

const evidenceOf = ({ id, package: name, version, severity, title, url }: KnownAdvisory) => ({
  saw: `${id} (${severity}) in ${name} ${version}: ${title}`,
  url,
});
