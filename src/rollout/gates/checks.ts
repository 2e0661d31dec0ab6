import type { CheckSignal, RolloutFacts, Verdict } from '../../domain/rollout.ts';
import { type Gate, pass, some, stop, wait } from '../gate.ts';

/** At least one real check ran on this very commit, and all that are required are green. */
export const checks: Gate = { id: 'checks', label: 'Checks', wokenBy: ['checks', 'head'], ask };

function ask({ checks: ran, requiredChecks }: RolloutFacts): Verdict {
  const failed = ran.filter(({ state }) => state === 'failed');
  if (failed.length > 0)
    return stop(`${some(failed.map(({ name }) => name))} failed`, ...failed.map(evidenceOf));
  const running = ran.filter(({ state }) => state === 'running');
  if (running.length > 0) return wait(`${some(running.map(({ name }) => name))}`, running.map(evidenceOf));
  const seen = new Set(ran.map(({ name }) => name));
  const missing = (requiredChecks ?? []).filter((name) => !seen.has(name));
  if (missing.length > 0) return wait(`${some(missing)}, which the branch's protection asks for`);
  const passed = ran.filter(({ state }) => state === 'passed');
  if (passed.length === 0)
    return wait('a first check on this commit; without one nobody knows whether it works');
  return pass(...passed.map(evidenceOf));
}

const verbs = { running: 'is running', passed: 'passed', neutral: 'has nothing to say', failed: 'failed' };

function evidenceOf({ name, state, url, finishedAt }: CheckSignal) {
  return {
    saw: `${name} ${verbs[state]}`,
    ...(url ? { url } : {}),
    ...(finishedAt ? { at: finishedAt } : {}),
  };
}
