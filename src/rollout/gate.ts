import type { Annotation, Evidence, RolloutFacts, Signal, Verdict } from '../domain/rollout.ts';

/** One question asked of a proposed change. It shows what it saw, and names what can change its mind; only that wakes it. */
export interface Gate {
  readonly id: string;
  /** For the table: `Advisories`. */
  readonly label: string;
  readonly wokenBy: readonly Signal[];
  ask(facts: RolloutFacts): Verdict;
  /** Lines that a person has to look at. */
  annotate?(facts: RolloutFacts): readonly Annotation[];
}

export const pass = (...evidence: readonly Evidence[]): Verdict => ({ kind: 'pass', evidence });

export const stop = (because: string, ...evidence: readonly Evidence[]): Verdict => ({
  kind: 'stop',
  because,
  evidence,
});

export function wait(what: string, evidence: readonly Evidence[] = [], until?: string): Verdict {
  return { kind: 'wait', for: what, ...(until === undefined ? {} : { until }), evidence };
}

export const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** At most so many names; the rest is a number. */
export function some(names: readonly string[], most = 5): string {
  const rest = names.length - most;
  return rest > 0 ? `${names.slice(0, most).join(', ')} and ${rest} more` : names.join(', ');
}
