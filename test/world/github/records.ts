/** What lies in a repository besides git: issues, which pull requests are too, and what was said about commits. */
import type { Account, RepositoryRecord, Team } from './state.ts';

export interface Label {
  readonly id: number;
  readonly name: string;
  readonly color: string;
  readonly description: string | null;
}

export interface ReactionRecord {
  readonly id: number;
  readonly content: string;
  readonly by: Account;
  readonly createdAt: Date;
}

export interface CommentRecord {
  readonly id: number;
  readonly issue: number;
  readonly by: Account;
  body: string;
  readonly createdAt: Date;
  updatedAt: Date;
  readonly reactions: ReactionRecord[];
}

/** Something that happened to an issue, as its timeline tells it. */
export interface TimelineEvent {
  readonly id: number;
  readonly event: string;
  readonly by: Account;
  readonly at: Date;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface IssueRecord {
  readonly id: number;
  readonly number: number;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  stateReason: 'completed' | 'not_planned' | 'reopened' | 'duplicate' | null;
  readonly labels: Set<string>;
  readonly assignees: Account[];
  readonly by: Account;
  locked: boolean;
  readonly createdAt: Date;
  updatedAt: Date;
  closedAt: Date | undefined;
  closedBy: Account | undefined;
  readonly comments: CommentRecord[];
  readonly reactions: ReactionRecord[];
  readonly timeline: TimelineEvent[];
  readonly pull: PullRecord | undefined;
}

export interface ReviewRecord {
  readonly id: number;
  readonly by: Account;
  readonly body: string;
  readonly state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED';
  readonly commit: string;
  readonly at: Date;
}

export type MergeMethod = 'merge' | 'squash' | 'rebase';

export interface PullRecord {
  readonly id: number;
  readonly headRepository: RepositoryRecord;
  readonly headBranch: string;
  /** Follows the branch while the pull request is open. */
  head: string;
  baseBranch: string;
  /** Where the base branch was when the head moved last. */
  base: string;
  draft: boolean;
  /** `unasked`: nobody has looked yet, the first who does is told `null`. */
  mergeability: 'unasked' | 'yes' | 'conflict';
  mergedAt: Date | undefined;
  mergedBy: Account | undefined;
  /** The commit the merge made; before that, the one a merge would make. */
  mergeCommit: string | undefined;
  /** The branch was put elsewhere, or is gone, since the pull request was closed. */
  reopenable: { readonly kind: 'yes' } | { readonly kind: 'no'; readonly because: string };
  autoMerge:
    | {
        readonly by: Account;
        readonly method: MergeMethod;
        readonly at: Date;
        readonly title?: string;
        readonly message?: string;
      }
    | undefined;
  /** In the merge queue; `group` once its turn has come. */
  queued:
    | {
        readonly at: Date;
        readonly place: number;
        readonly by: Account;
        group: { readonly head: string; readonly base: string; readonly branch: string } | undefined;
      }
    | undefined;
  readonly reviewers: Account[];
  readonly teamReviewers: Team[];
  readonly reviews: ReviewRecord[];
  readonly reviewComments: ReviewCommentRecord[];
}

export interface ReviewCommentRecord {
  readonly review: number;
  readonly id: number;
  readonly by: Account;
  readonly body: string;
  readonly path: string;
  readonly line: number;
  readonly commit: string;
  readonly at: Date;
}

export interface CheckApp {
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  readonly owner: Account;
}

export interface CheckSuiteRecord {
  readonly id: number;
  readonly app: CheckApp;
  readonly head: string;
  readonly branch: string | null;
  readonly before: string | null;
  readonly createdAt: Date;
  updatedAt: Date;
}

export interface AnnotationRecord {
  readonly path: string;
  readonly start_line: number;
  readonly end_line: number;
  readonly start_column?: number;
  readonly end_column?: number;
  readonly annotation_level: string;
  readonly message: string;
  readonly title?: string;
  readonly raw_details?: string;
}

export interface CheckRunRecord {
  readonly id: number;
  readonly suite: CheckSuiteRecord;
  name: string;
  readonly head: string;
  externalId: string | null;
  detailsUrl: string | null;
  status: string;
  conclusion: string | null;
  startedAt: Date | undefined;
  completedAt: Date | undefined;
  output: { title: string | null; summary: string | null; text: string | null };
  readonly annotations: AnnotationRecord[];
  actions: readonly { label: string; description: string; identifier: string }[];
}

export interface ReleaseRecord {
  readonly id: number;
  readonly tag: string;
  readonly name: string;
  readonly body: string;
  readonly prerelease: boolean;
  readonly by: Account;
  readonly at: Date;
}

export interface StatusRecord {
  readonly id: number;
  readonly sha: string;
  readonly context: string;
  readonly state: 'error' | 'failure' | 'pending' | 'success';
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly by: Account;
  readonly at: Date;
}
