import { decideRuntime, endOfLifeReason } from '../decide/runtime.ts';
import type { Dependency } from '../domain/manifest.ts';
import type { Policy } from '../domain/policy.ts';
import type { Lifecycle } from '../domain/runtime.ts';
import type { Decision, UpgradeReason } from '../domain/update.ts';
import type { RewriteContext } from '../ecosystems/ecosystem.ts';
import { leftOut, runtimes } from '../ecosystems/runtimes/index.ts';

export interface RuntimeDecision {
  readonly decision: Decision;
  /** Why it is urgent, when it is. */
  readonly reason?: UpgradeReason;
}

/** Runtimes move by the calendar: each is asked of its release lines, and a person's exception is heard as for any dependency. */
export function decideRuntimeOf(
  dependency: Dependency,
  lifecycle: Lifecycle | undefined,
  policy: Policy,
  published: boolean,
  now: Date,
): RuntimeDecision {
  const hold = (because: Extract<Decision, { kind: 'hold' }>['because']): RuntimeDecision => ({
    decision: { kind: 'hold', dependency, because, passedOver: [] },
  });
  const ignored = policy.ignores(dependency);
  if (ignored) return hold({ kind: 'ignored', rule: ignored.from });
  const exception = policy.exceptionFor(dependency);
  if (exception) return hold({ kind: 'exception', exception });
  const rules = policy.runtimes[dependency.name];
  if (!lifecycle || !rules) return hold({ kind: 'unreadable-requirement', written: dependency.requirement });

  const context: RewriteContext = {
    strategy: 'replace',
    now,
    published,
    runtime: { lifecycle, policy: rules },
  };
  const ways = {
    rewrite: (line: string) => runtimes.rewrite(dependency, { version: line }, 'major', context),
    leftOut: (line: string) => leftOut(dependency, { version: line }, context).map(({ because }) => because),
  };
  const line = runtimes.current(dependency);
  const decision = decideRuntime(dependency, line, lifecycle, rules, ways, now);
  if (decision.kind === 'hold' || line === undefined) return { decision };
  const reason = endOfLifeReason(lifecycle, line, rules, now);
  return reason.kind === 'routine' ? { decision } : { decision, reason };
}
