import type { GateAnswer, Judgement, RolloutFacts, Verdict } from '../domain/rollout.ts';
import type { Gate } from './gate.ts';

/** A stop outweighs a wait, and a wait a pass. */
export function judge(gates: readonly Gate[], facts: RolloutFacts): Judgement {
  const answers = gates.map((gate) => ({ id: gate.id, label: gate.label, verdict: gate.ask(facts) }));
  const annotations = gates.flatMap((gate) => gate.annotate?.(facts) ?? []);
  return { verdict: together(answers), answers, annotations };
}

function together(answers: readonly GateAnswer[]): Verdict {
  const verdicts = answers.map(({ verdict }) => verdict);
  const evidence = verdicts.flatMap((verdict) => verdict.evidence);
  const stops = verdicts.filter((verdict) => verdict.kind === 'stop');
  if (stops.length > 0)
    return { kind: 'stop', because: stops.map(({ because }) => because).join('; '), evidence };
  const waits = verdicts.filter((verdict) => verdict.kind === 'wait');
  if (waits.length === 0) return { kind: 'pass', evidence };
  const ends = waits.map(({ until }) => until);
  // Only when every wait ends by itself is there a time to look again.
  const until = ends.every((end) => end !== undefined) ? ends.toSorted().at(-1) : undefined;
  return {
    kind: 'wait',
    for: waits.map((one) => one.for).join('; '),
    ...(until === undefined ? {} : { until }),
    evidence,
  };
}

/** The next moment at which time alone may change somebody's mind. */
export function nextLook({ answers }: Judgement): string | undefined {
  return answers
    .flatMap(({ verdict }) => (verdict.kind === 'wait' && verdict.until ? [verdict.until] : []))
    .toSorted()[0];
}
