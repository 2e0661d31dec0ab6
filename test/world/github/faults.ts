/** What goes wrong on request, and the book of everything that was asked. */
import type { Answer } from './http.ts';

/** One request that came in, in the order they came. */
export interface LoggedRequest {
  readonly method: string;
  /** Below the API's root: `/repos/acme/web/pulls`. */
  readonly path: string;
  readonly query: string;
  /** `POST /repos/{owner}/{repo}/pulls`; `graphql` and the name of the field; nothing when nobody knows it. */
  readonly operation: string | undefined;
  readonly caller: string;
  readonly body: unknown;
  readonly at: Date;
  /** Set when it was answered; missing when the connection was dropped before. */
  status: number | undefined;
  answer: unknown;
}

/**
 * Which requests: the name of an operation (`POST /repos/{owner}/{repo}/pulls`), the beginning of method and path
 * (`GET /repos/acme/web/`), an expression for `POST /repos/acme/web/pulls?x=y`, or a question.
 */
export type Matcher = string | RegExp | ((request: LoggedRequest) => boolean);

export type FaultKind =
  /** Answered so, and not done. `headers` such as `retry-after`. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The connection ends without an answer; what was asked was not done. */
  | { readonly kind: 'drop' }
  /** It was done, and the answer was lost on the way. */
  | { readonly kind: 'drop-after' }
  /** Answered so; and no new content for so many seconds after, for whoever asked. */
  | { readonly kind: 'secondary-limit'; readonly seconds: number }
  /** Nothing left until the hour is over. */
  | { readonly kind: 'primary-limit' }
  /** The answer waits until the story says so: `fault.release()`. */
  | { readonly kind: 'slow' }
  /** Something else happens first: a person pushes, a process dies. Then the request goes its way. */
  | { readonly kind: 'meanwhile'; readonly happens: () => void | Promise<void> }
  /** Something else happens after it was done and before it is answered. */
  | { readonly kind: 'then'; readonly happens: () => void | Promise<void> };

export interface FaultPlan {
  readonly on: Matcher;
  /** Begins with the n-th matching request from now; the first when it is missing. */
  readonly nth?: number;
  /** How many requests it befalls; one when it is missing. */
  readonly times?: number;
}

export interface Fault {
  /** How many requests it befell. */
  readonly befallen: number;
  /** Lets slow requests go. */
  release(): void;
  /** From now on it befalls nobody. */
  lift(): void;
}

interface Planned {
  readonly fault: FaultKind;
  readonly plan: FaultPlan;
  seen: number;
  befallen: number;
  lifted: boolean;
  readonly waiting: (() => void)[];
}

export interface Faults {
  plan(plan: FaultPlan, fault: FaultKind): Fault;
  /** What befalls this request, all of it in the order it was planned. */
  befalling(
    request: LoggedRequest,
  ): readonly { readonly fault: FaultKind; readonly wait: () => Promise<void> }[];
  releaseAll(): void;
}

export function openFaults(): Faults {
  const all: Planned[] = [];
  return {
    plan(plan, fault) {
      const planned: Planned = { fault, plan, seen: 0, befallen: 0, lifted: false, waiting: [] };
      all.push(planned);
      return {
        get befallen() {
          return planned.befallen;
        },
        release: () => {
          for (const go of planned.waiting.splice(0)) go();
        },
        lift: () => {
          planned.lifted = true;
        },
      };
    },
    befalling: (request) =>
      all
        .filter((planned) => isBefalling(planned, request))
        .map((planned) => ({
          fault: planned.fault,
          wait: () => new Promise<void>((resolve) => planned.waiting.push(resolve)),
        })),
    releaseAll() {
      for (const planned of all) for (const go of planned.waiting.splice(0)) go();
    },
  };
}

function isBefalling(planned: Planned, request: LoggedRequest): boolean {
  if (planned.lifted || !matches(planned.plan.on, request)) return false;
  planned.seen += 1;
  const { nth = 1, times = 1 } = planned.plan;
  if (planned.seen < nth || planned.befallen >= times) return false;
  planned.befallen += 1;
  return true;
}

export function matches(matcher: Matcher, request: LoggedRequest): boolean {
  if (typeof matcher === 'function') return matcher(request);
  const line = `${request.method} ${request.path}${request.query}`;
  if (matcher instanceof RegExp) return matcher.test(line);
  return request.operation === matcher || (matcher.includes('{') ? false : line.startsWith(matcher));
}

/** The answer a fault gives in place of the real one. */
export function answerOf(fault: FaultKind & { kind: 'status' }): Answer {
  const message = fault.status >= 500 ? 'Server Error' : 'told to';
  return {
    status: fault.status,
    body: fault.body ?? {
      message,
      documentation_url: 'https://docs.github.com/rest',
      status: String(fault.status),
    },
    ...(fault.headers ? { headers: fault.headers } : {}),
  };
}
