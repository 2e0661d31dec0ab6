/** GitHub's limits, counted by the world's clock: so many requests an hour, so much new content a minute and an hour. */
import type { Caller } from './auth.ts';
import { type Answer, refusal } from './http.ts';

export interface Limits {
  /** Requests an hour, for each installation, person and App. */
  requests: number;
  /** New pull requests, issues, comments and reviews. */
  contentAMinute: number;
  contentAnHour: number;
  /** The status of a refusal: GitHub uses both. */
  status: 403 | 429;
}

export const realLimits: Limits = {
  requests: 5000,
  contentAMinute: 80,
  contentAnHour: 500,
  status: 403,
};

interface Window {
  used: number;
  until: number;
}

export interface Meter {
  readonly limits: Limits;
  /** Why this request has to wait; nothing when it may go on. */
  refuse(caller: Caller, creates: boolean, now: Date): Answer | undefined;
  count(caller: Caller, creates: boolean, now: Date): void;
  /** Takes one back: a 304 costs nothing. */
  uncount(caller: Caller, now: Date): void;
  headers(caller: Caller, now: Date): Record<string, string>;
  standing(caller: Caller, now: Date): { limit: number; used: number; remaining: number; reset: number };
  /** No new content for this caller until then. */
  block(caller: Caller, seconds: number, now: Date): Answer;
}

const minute = 60_000;
const hour = 3_600_000;

export function openMeter(limits: Limits): Meter {
  const windows = new Map<string, Window>();
  const window = (caller: Caller, name: string, length: number, now: Date): Window => {
    const key = `${whose(caller)} ${name}`;
    const known = windows.get(key);
    if (known && known.until > now.getTime()) return known;
    const fresh = { used: 0, until: now.getTime() + length };
    windows.set(key, fresh);
    return fresh;
  };
  const standing: Meter['standing'] = (caller, now) => {
    const { used, until } = window(caller, 'core', hour, now);
    const limit = caller.kind === 'nobody' ? 60 : limits.requests;
    return { limit, used, remaining: Math.max(0, limit - used), reset: Math.ceil(until / 1000) };
  };
  const blocked = new Map<string, number>();
  const secondary = (seconds: number) =>
    refusal(
      limits.status,
      'You have exceeded a secondary rate limit and have been temporarily blocked from content creation. Please retry your request again later.',
      { 'retry-after': String(seconds) },
    );
  const secondsLeft = (until: number, now: Date) => Math.max(1, Math.ceil((until - now.getTime()) / 1000));
  return {
    limits,
    standing,
    block(caller, seconds, now) {
      blocked.set(whose(caller), now.getTime() + seconds * 1000);
      return secondary(seconds);
    },
    refuse(caller, creates, now) {
      if (standing(caller, now).remaining === 0)
        return refusal(limits.status, `API rate limit exceeded for ${whose(caller)}.`);
      if (!creates) return undefined;
      const until = blocked.get(whose(caller)) ?? 0;
      if (until > now.getTime()) return secondary(secondsLeft(until, now));
      const inAMinute = window(caller, 'content a minute', minute, now);
      if (inAMinute.used >= limits.contentAMinute) return secondary(secondsLeft(inAMinute.until, now));
      const inAnHour = window(caller, 'content an hour', hour, now);
      if (inAnHour.used >= limits.contentAnHour) return secondary(secondsLeft(inAnHour.until, now));
      return undefined;
    },
    count(caller, creates, now) {
      window(caller, 'core', hour, now).used += 1;
      if (!creates) return;
      window(caller, 'content a minute', minute, now).used += 1;
      window(caller, 'content an hour', hour, now).used += 1;
    },
    uncount(caller, now) {
      window(caller, 'core', hour, now).used -= 1;
    },
    headers(caller, now) {
      const { limit, used, remaining, reset } = standing(caller, now);
      return {
        'x-ratelimit-limit': String(limit),
        'x-ratelimit-remaining': String(remaining),
        'x-ratelimit-used': String(used),
        'x-ratelimit-reset': String(reset),
        'x-ratelimit-resource': 'core',
      };
    },
  };
}

function whose(caller: Caller): string {
  switch (caller.kind) {
    case 'nobody':
      return 'nobody';
    case 'app':
      return 'app';
    case 'person':
      return `user ID ${caller.account.id}`;
    case 'installation':
      return `installation ID ${caller.token.installation.id}`;
  }
}
