/** When a request is worth asking again, and how long to wait before. */
const firstWait = 500;
const longestWait = 10_000;

/** Time-out, too many requests, and every fault of the server itself. */
export function isPassing(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

/**
 * Full jitter: anything between nothing and a bound that doubles, so that many clients do not come back at the same moment.
 * What the server asks for in `Retry-After` is the least, up to the longest wait anybody accepts.
 */
export function waitBefore(
  attempt: number,
  retryAfter: string | undefined,
  now: number,
  random: () => number,
): number {
  const bound = Math.min(longestWait, firstWait * 2 ** attempt);
  const asked = askedToWait(retryAfter, now);
  return asked === undefined ? random() * bound : Math.min(longestWait, asked);
}

/** Milliseconds; the header has seconds or a date (RFC 9110, 10.2.3). */
function askedToWait(retryAfter: string | undefined, now: number): number | undefined {
  if (retryAfter === undefined) return undefined;
  if (/^\d+$/.test(retryAfter.trim())) return Number(retryAfter) * 1000;
  const moment = Date.parse(retryAfter);
  return Number.isNaN(moment) ? undefined : Math.max(0, moment - now);
}
