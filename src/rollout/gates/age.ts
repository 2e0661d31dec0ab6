import type { RolloutFacts, Verdict } from '../../domain/rollout.ts';
import { addDays, dayOf } from '../../domain/time.ts';
import { counted, type Gate, pass, some, wait } from '../gate.ts';

/** Has every version that enters the lockfile been public long enough? Also those that nobody named. */
export const age: Gate = { id: 'age', label: 'Age', wokenBy: ['time', 'head', 'policy'], ask };

function ask({ supply, minimumReleaseAgeDays: days, now, security }: RolloutFacts): Verdict {
  if (days <= 0) return pass({ saw: 'no minimum age is asked for' });
  if (security) return pass({ saw: 'a security upgrade does not wait to grow older' });
  if (supply.kind === 'unknown') return wait(`the lockfile's difference: ${supply.because}`);
  const entering = [...supply.entered, ...supply.moved.map(({ to }) => to)];
  const undated = entering.filter(({ publishedAt }) => publishedAt === undefined);
  const dated = entering.flatMap((one) =>
    one.publishedAt === undefined ? [] : [{ ...one, readyAt: addDays(one.publishedAt, days).toISOString() }],
  );
  const young = dated.filter(({ readyAt }) => readyAt > now).sort((a, b) => (a.readyAt < b.readyAt ? 1 : -1));
  const [last] = young;
  if (last) {
    const evidence = young.map(({ name, version, publishedAt = now, readyAt }) => ({
      saw: `${name} ${version} was published ${dayOf(publishedAt)} and is old enough on ${dayOf(readyAt)}`,
    }));
    return wait(`${counted(young.length, 'version')} to be ${days} days old`, evidence, last.readyAt);
  }
  if (undated.length > 0) {
    const names = some(undated.map(({ name, version }) => `${name} ${version}`));
    return wait(`a person: the registry does not say when ${names} came out`);
  }
  return pass({
    saw:
      entering.length === 0
        ? 'no version enters a lockfile'
        : `${counted(entering.length, 'version')} at least ${days} days old`,
  });
}
