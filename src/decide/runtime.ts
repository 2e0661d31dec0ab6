import type { Dependency } from '../domain/manifest.ts';
import type { RuntimePolicy } from '../domain/policy.ts';
import {
  compareLines,
  daysUntilEndOfLife,
  type Lifecycle,
  newestLine,
  releaseLine,
  statusOf,
  targetLine,
} from '../domain/runtime.ts';
import type { Decision, HoldReason, PassedOver, UpgradeReason } from '../domain/update.ts';
import type { Rewrite } from '../ecosystems/ecosystem.ts';

/** How the sites of a runtime can follow, asked only about the line that its policy chooses. */
export interface Ways {
  readonly rewrite: (line: string) => Rewrite;
  /** Why sites would be left out, the first of which names the hold when nothing else moves. */
  readonly leftOut: (line: string) => readonly HoldReason[];
}

/** A runtime moves by the calendar, not by what was published last: to the line its policy follows on the day asked. */
export function decideRuntime(
  dependency: Dependency,
  line: string | undefined,
  lifecycle: Lifecycle,
  policy: RuntimePolicy,
  ways: Ways,
  now: Date,
): Decision {
  const hold = (because: HoldReason, newest?: string): Decision => ({
    kind: 'hold',
    dependency,
    because,
    passedOver: [],
    ...(newest !== undefined && { newest }),
  });
  if (!policy.enabled) return hold({ kind: 'ignored', rule: `runtimes.${dependency.name}.enabled` });
  if (line === undefined) return hold({ kind: 'floating', written: dependency.requirement });
  if (statusOf(lifecycle, line, now) === 'unknown' && isNewerThanAll(lifecycle, line)) {
    return hold({ kind: 'unreadable-requirement', written: dependency.requirement });
  }
  const target = targetLine(lifecycle, line, policy, now);
  if (!target) return hold(supported(lifecycle, line), newestLine(lifecycle, now)?.line);

  const rewrite = ways.rewrite(target.line);
  if (rewrite.kind === 'edits') {
    const { requirement, edits } = rewrite;
    const passedOver = passed(lifecycle, target.line, now);
    const to = { version: target.line };
    return { kind: 'update', dependency, from: line, to, type: 'major', requirement, edits, passedOver };
  }
  const [because] = ways.leftOut(target.line);
  return hold(because ?? { kind: 'current' }, target.line);
}

/** Why a runtime's upgrade is urgent: its line has reached its end of life, or will within the days the policy gives. */
export function endOfLifeReason(
  lifecycle: Lifecycle,
  line: string,
  policy: RuntimePolicy,
  now: Date,
): UpgradeReason {
  const known = releaseLine(lifecycle, line);
  const left = known && daysUntilEndOfLife(known, now);
  if (known?.endOfLife === undefined || left === undefined || left > policy.daysBeforeEndOfLife) {
    return { kind: 'routine' };
  }
  return { kind: 'end-of-life', subject: `${lifecycle.label} ${line}`, on: known.endOfLife };
}

function supported(lifecycle: Lifecycle, line: string): HoldReason {
  const endOfLife = releaseLine(lifecycle, line)?.endOfLife;
  return { kind: 'line-supported', line, ...(endOfLife !== undefined && { endOfLife }) };
}

/** A line that is newer than the data: of an old one without dates it is known at least that it is old. */
function isNewerThanAll(lifecycle: Lifecycle, line: string): boolean {
  return lifecycle.lines.every((known) => compareLines(known.line, line) < 0);
}

/** The newest line, when a calmer one was chosen: it is not long-term support yet. */
function passed(lifecycle: Lifecycle, line: string, now: Date): readonly PassedOver[] {
  const newest = newestLine(lifecycle, now);
  if (!newest || compareLines(newest.line, line) <= 0) return [];
  const because: HoldReason = {
    kind: 'not-allowed',
    allowed: `long-term support (${line})`,
    rule: 'runtimes.follow',
  };
  return [{ version: newest.line, because }];
}
