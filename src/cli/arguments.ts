import { CommanderError } from 'commander';

/** 0 done, 1 failed, 2 wrong usage, 3 `scan --fail-on` found something. */
export const status = { done: 0, failed: 1, usage: 2, found: 3 } as const;

/** What a person has to correct: printed as it is, without a stack. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Something that stops the command and is nobody's bug: said in one sentence. */
export class Failure extends Error {
  override readonly name = 'Failure';
}

export function statusOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? status.done : status.usage;
  return error instanceof UsageError ? status.usage : status.failed;
}
