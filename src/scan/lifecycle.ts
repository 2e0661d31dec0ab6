import type { Dependency } from '../domain/manifest.ts';
import {
  daysUntilEndOfLife,
  type Lifecycle,
  type LineStatus,
  releaseLine,
  statusOf,
} from '../domain/runtime.ts';
import type { Day } from '../domain/time.ts';

/** What a person wants to know of a runtime at a glance: `Node.js 18, end of life since 2025-04-30`. */
export interface RuntimeStatus {
  readonly dependency: Dependency;
  /** `Node.js` */
  readonly label: string;
  readonly line: string;
  readonly status: LineStatus;
  readonly endOfLife?: Day;
  /** Negative when it lies behind. */
  readonly daysLeft?: number;
}

/** `undefined` for what is no runtime of known lines, or moves by itself (`lts/*`). */
export function runtimeStatus(
  dependency: Dependency,
  line: string | undefined,
  lifecycles: ReadonlyMap<string, Lifecycle>,
  now: Date,
): RuntimeStatus | undefined {
  const lifecycle = dependency.ecosystem === 'runtimes' ? lifecycles.get(dependency.name) : undefined;
  if (!lifecycle || line === undefined) return undefined;
  const known = releaseLine(lifecycle, line);
  const daysLeft = known && daysUntilEndOfLife(known, now);
  return {
    dependency,
    label: lifecycle.label,
    line,
    status: statusOf(lifecycle, line, now),
    ...(known?.endOfLife !== undefined && { endOfLife: known.endOfLife }),
    ...(daysLeft !== undefined && { daysLeft }),
  };
}
