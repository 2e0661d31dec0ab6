import type { Place } from './text.ts';

/**
 * Something in the input that could not be used. Said once, in one sentence, and the rest of the repository goes on.
 * `what` says what is wrong, `remedy` what to do about it; neither ends in a full stop.
 */
export interface Problem {
  readonly path: string;
  readonly place?: Place;
  readonly what: string;
  readonly remedy: string;
}

/** `package.json:12:3: the key "express" stands twice; keep one of them.` */
export function sentence(problem: Problem): string {
  const place = problem.place ? `:${problem.place.line}:${problem.place.column}` : '';
  return `${problem.path}${place}: ${problem.what}; ${problem.remedy}.`;
}
