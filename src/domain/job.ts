import type { Timestamp } from './time.ts';

/**
 * One question to be asked again. It carries names and no facts: whoever does it looks at what is, so that a job that runs late,
 * twice or out of order does the same.
 */
export type Job =
  | { readonly kind: 'sync-installation'; readonly installation: number }
  | { readonly kind: 'scan-repository'; readonly installation: number; readonly repository: number }
  | {
      readonly kind: 'propose-upgrade';
      readonly installation: number;
      readonly repository: number;
      readonly upgrade: string;
    }
  | {
      readonly kind: 'watch-rollout';
      readonly installation: number;
      readonly repository: number;
      readonly pull: number;
    }
  /** A person proposes another configuration, perhaps. */
  | {
      readonly kind: 'check-configuration';
      readonly installation: number;
      readonly repository: number;
      readonly pull: number;
    }
  /** A merge queue waits for our check on a commit of its own. */
  | {
      readonly kind: 'answer-queue';
      readonly installation: number;
      readonly repository: number;
      readonly head: string;
    }
  | {
      readonly kind: 'obey-comment';
      readonly installation: number;
      readonly repository: number;
      readonly issue: number;
      readonly comment: number;
    }
  /** A box was ticked in the body of a pull request or of the dashboard. */
  | {
      readonly kind: 'obey-checkbox';
      readonly installation: number;
      readonly repository: number;
      readonly issue: number;
    };

/** Equal keys are the same question: one that waits already is not asked twice. */
export function keyOf(job: Job): string {
  switch (job.kind) {
    case 'sync-installation':
      return `${job.kind}/${job.installation}`;
    case 'scan-repository':
      return `${job.kind}/${job.repository}`;
    case 'propose-upgrade':
      return `${job.kind}/${job.repository}/${job.upgrade}`;
    case 'watch-rollout':
    case 'check-configuration':
      return `${job.kind}/${job.repository}/${job.pull}`;
    case 'answer-queue':
      return `${job.kind}/${job.repository}/${job.head}`;
    case 'obey-comment':
      return `${job.kind}/${job.repository}/${job.comment}`;
    case 'obey-checkbox':
      return `${job.kind}/${job.repository}/${job.issue}`;
  }
}

/** Jobs of one lane never run at the same time. */
export function laneOf(job: Job): string {
  return job.kind === 'sync-installation'
    ? `installation/${job.installation}`
    : `repository/${job.repository}`;
}

/** What came of a job. A *no* and a *refusal* are outcomes; a stumble is thrown and tried again. */
export type Outcome =
  | { readonly kind: 'done'; readonly what: string }
  /** It looked, and there was nothing to do. */
  | { readonly kind: 'nothing'; readonly because: string }
  /** It will not change by trying again: archived, forbidden, gone. */
  | { readonly kind: 'refused'; readonly because: string }
  /** To be asked again at that time. */
  | { readonly kind: 'later'; readonly at: Timestamp; readonly because: string };
