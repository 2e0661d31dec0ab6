import type { LockRequest } from '../../../ports.ts';
import type { Gateway, GatewayRules, GatewaySession } from '../../gateway/gateway.ts';

export interface Sessions {
  /** The registry's address under the rules of a request. Requests with the same rules share one, and what was read through it. */
  for(request: LockRequest): string;
  close(): void;
}

/** Branches of one repository come one after another, so one session is kept at a time. */
export function createSessions(gateway: Gateway): Sessions {
  let current: { readonly key: string; readonly session: GatewaySession } | undefined;
  return {
    for(request) {
      const rules = rulesOf(request);
      const key = JSON.stringify([
        rules.minimumReleaseAgeDays,
        [...rules.quarantined],
        [...rules.keep],
        rules.now,
      ]);
      if (current?.key !== key) {
        current?.session.close();
        current = { key, session: gateway.open(rules) };
      }
      return current.session.url;
    },
    close() {
      current?.session.close();
      current = undefined;
    },
  };
}

export function rulesOf(request: LockRequest): GatewayRules {
  return {
    minimumReleaseAgeDays: request.minimumReleaseAgeDays,
    quarantined: new Set(request.quarantined),
    keep: new Set(request.lockfile.packages.map(({ name, version }) => `${name}@${version}`)),
    now: new Date(request.now),
  };
}
