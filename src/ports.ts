/** What the line needs from the world. Adapters fill these; the test world fills them too. */
import type { FileEdit } from './domain/change.ts';
import type { PackageImpact } from './domain/impact.ts';
import type { Job, Outcome } from './domain/job.ts';
import type { Inventory, Lockfile } from './domain/manifest.ts';
import type { Quarantined } from './domain/policy.ts';
import type { Problem } from './domain/problem.ts';
import type { BranchState, PullRequest } from './domain/pull-request.ts';
import type { Lookup, RegistryAnswer } from './domain/release.ts';
import type {
  Actor,
  Installation,
  MergeMethod,
  PersonalDecision,
  Repository,
  RepositoryRef,
} from './domain/repository.ts';
import type { Annotation, CheckSignal, KnownAdvisory } from './domain/rollout.ts';
import type { Lifecycle } from './domain/runtime.ts';
import type { Declarations, ExportName, TypeErrors } from './domain/surface.ts';
import type { TextFile } from './domain/text.ts';
import type { Timestamp } from './domain/time.ts';
import type { PeerConflict, UpgradePlan } from './domain/update.ts';

/** One entry of a repository's tree. */
export interface TreeEntry {
  readonly path: string;
  readonly kind: 'file' | 'link' | 'submodule';
  /** Bytes, where the listing knows it. */
  readonly size?: number;
}

/** Files of one repository at one moment: a commit, or a working tree. */
export interface Checkout {
  /** For people: a path, `HEAD of main`. */
  readonly name: string;
  /** The commit it is, when it is one. */
  readonly commit?: string;
  list(): Promise<readonly TreeEntry[]>;
  /** Texts of these paths. What is too large, binary, a link or gone is a problem, not an exception. */
  read(paths: readonly string[]): Promise<{ files: readonly TextFile[]; problems: readonly Problem[] }>;
}

export interface Registries {
  /**
   * Asks for many packages at once; the map has an answer for every key. `dates: true` asks for the moments of publication
   * and the descriptive fields too, which may cost a larger document. Never throws for what a registry answers.
   */
  releases(
    lookups: readonly Lookup[],
    want: { readonly dates: boolean },
  ): Promise<ReadonlyMap<string, RegistryAnswer>>;
  /** The release lines of every runtime that is known, by its name. */
  lifecycles(): Promise<ReadonlyMap<string, Lifecycle>>;
  /** The text of the changelog that the package itself carries, or the release notes of its repository, when there are any. */
  changelog(lookup: Lookup, version: string): Promise<string | undefined>;
  /** The modules of a version of an npm package, if its archive is the one that is meant. */
  modules(pinned: {
    readonly name: string;
    readonly version: string;
    readonly integrity: string;
  }): Promise<ModulesAnswer>;
  /** What a version exports by its type declarations: its own, else those that others wrote for its major version. */
  declarations(lookup: Lookup, version: string): Promise<Declarations>;
  /** Asks TypeScript about these files and these exports that may be gone, with the types of both versions. Never throws for what a package declares. */
  typeErrors(
    lookup: Lookup,
    from: string,
    to: string,
    asked: {
      readonly files: readonly Pick<TextFile, 'path' | 'text'>[];
      readonly exports: readonly ExportName[];
    },
  ): Promise<TypeErrors>;
}

/** Texts of JavaScript and TypeScript by path; or why not, in one clause. */
export type ModulesAnswer =
  | { readonly kind: 'found'; readonly files: ReadonlyMap<string, string> }
  | { readonly kind: 'refused'; readonly because: string };

/** What must hold after resolving: this name, asked for in this manifest, is this version. */
export interface Wanted {
  readonly manifest: string;
  /** As written in the manifest (the alias, when there is one). */
  readonly name: string;
  readonly version: string;
}

export interface LockRequest {
  readonly lockfile: Lockfile;
  /** The lockfile as it is. */
  readonly before: string;
  /** Manifests and other inputs of the tool *after* the edits; every path of `lockfile.manifests` and `lockfile.inputs` that exists. */
  readonly files: ReadonlyMap<string, string>;
  readonly wanted: readonly Wanted[];
  /** No release younger than this many days may enter, directly or transitively. */
  readonly minimumReleaseAgeDays: number;
  /** `name@version` held everywhere. */
  readonly quarantined: readonly string[];
  readonly now: Timestamp;
}

export type LockAnswer =
  /** Paths and texts of what the tool rewrote: the lockfile, seldom a second file. */
  | { readonly kind: 'locked'; readonly files: ReadonlyMap<string, string>; readonly by: string }
  | { readonly kind: 'peers'; readonly conflicts: readonly PeerConflict[] }
  /** It resolved, but not to what was asked for, or it could not: said in one sentence without a full stop. */
  | { readonly kind: 'refused'; readonly because: string };

/** Runs package managers on what a repository contains, and never holds a credential. */
export interface Workspace {
  lock(request: LockRequest): Promise<LockAnswer>;
  close(): Promise<void>;
}

// ---- What the GitHub App needs beside ----

/** Thrown by the forge for what will not change by trying again: archived, forbidden, gone. The job ends with it as its outcome. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** Thrown where the world asked us to wait: a limit, a `Retry-After`. The job goes back to the queue until then. */
export class TryLater extends Error {
  override readonly name = 'TryLater';
  readonly at: Date;
  constructor(because: string, at: Date) {
    super(because);
    this.at = at;
  }
}

/** A commit to be made. Only what changes; paths that are not named stay as they are. */
export interface CommitDraft {
  readonly message: string;
  readonly edits: readonly FileEdit[];
}

export interface PullDraft {
  readonly title: string;
  readonly body: string;
  readonly branch: string;
  readonly base: string;
}

/** What a pull request wears. */
export interface Dress {
  readonly labels: readonly string[];
  /** Logins, and teams as `acme/web` or `team:web`. */
  readonly reviewers: readonly string[];
  readonly assignees: readonly string[];
}

/** The name of our check, which a branch's protection may ask for. */
export const checkName = 'springtide';

/** Our check run on one commit. */
export interface CheckDraft {
  readonly head: string;
  readonly state: 'running' | 'passed' | 'neutral' | 'failed' | 'action-required';
  /** The verdict in one line. */
  readonly title: string;
  readonly summary: string;
  readonly annotations: readonly Annotation[];
}

export interface Comment {
  readonly id: number;
  readonly body: string;
  readonly author: Actor;
  /** Reactions of ours: `eyes`, `+1`, `-1`. */
  readonly ourReactions: readonly string[];
}

export interface Issue {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly state: 'open' | 'closed';
}

export type Merged =
  | { readonly kind: 'merged'; readonly commit: string }
  /** GitHub merges by itself once its own conditions are met. */
  | { readonly kind: 'scheduled' }
  | { readonly kind: 'refused'; readonly because: string };

/** GitHub, for one repository. Refusals are thrown as `Refused`, limits as `TryLater`, stumbles as they come. */
export interface RepositoryForge {
  /** What it is now, by its id: renamed and transferred repositories are found again. Refused when it is gone. */
  facts(): Promise<Repository>;
  /** The commit that a branch, a tag or a hash names, the default branch where it is missing; `undefined` when there is none. */
  commit(ref?: string): Promise<string | undefined>;
  /** The commit of a branch; `undefined` when there is none. Costs nothing of the budget when it did not change. */
  head(branch: string): Promise<string | undefined>;
  /** `keep`: what it lists is likely to be asked for again, as that of the default branch is. */
  checkout(commit: string, keep?: boolean): Promise<Checkout>;
  /** First lines of the last commits of a branch. */
  subjects(branch: string): Promise<readonly string[]>;

  /** Open pull requests whose branch begins with the prefix, and with `closed`, those closed lately too. */
  pulls(want: { readonly branchPrefix: string; readonly closed: boolean }): Promise<readonly PullRequest[]>;
  pull(number: number): Promise<PullRequest>;
  /** How a branch of ours stands to its base; `undefined` when there is no such branch. */
  branch(name: string, base: string): Promise<BranchState | undefined>;
  /**
   * Commits on `parent`, and the branch put there. `expected` is the head it must have now (`undefined`: it must not exist); when
   * somebody moved it meanwhile, nothing is written and the answer is `moved`.
   */
  writeBranch(draft: {
    readonly name: string;
    readonly parent: string;
    readonly commits: readonly CommitDraft[];
    readonly expected: string | undefined;
  }): Promise<
    | { readonly kind: 'written'; readonly head: string; readonly verified: boolean }
    | { readonly kind: 'moved' }
  >;
  deleteBranch(name: string, expected: string): Promise<void>;

  /** The pull request of a branch: an open one that is there already is the answer. */
  openPull(draft: PullDraft): Promise<PullRequest>;
  /** Adds what is not there. The labels come last: who sees them knows that the rest is there. */
  dress(number: number, dress: Dress): Promise<void>;
  editPull(
    number: number,
    change: {
      readonly title?: string;
      readonly body?: string;
      readonly state?: 'open' | 'closed';
      readonly base?: string;
    },
  ): Promise<void>;
  /**
   * Merges exactly this head. `byGitHub` leaves it to GitHub's auto-merge first, where there is something that GitHub itself still waits
   * for; a branch with a merge queue gets it through the queue.
   */
  merge(
    pull: PullRequest,
    method: MergeMethod,
    how: { readonly title: string; readonly byGitHub: boolean },
  ): Promise<Merged>;
  /** Takes back that GitHub merges it by itself. */
  holdMerge(pull: PullRequest): Promise<void>;

  /** Checks and statuses of others on a commit, the latest of each name. */
  checks(commit: string): Promise<readonly CheckSignal[]>;
  /** Names of the checks that protection and rulesets of a branch ask for, ours among them; `undefined` when it may not be read. */
  requiredChecks(branch: string): Promise<readonly string[] | undefined>;
  /** The commit before a commit on its branch. */
  parent(commit: string): Promise<string | undefined>;
  /** What the second adds to the first: where it left it, and the paths that it changed since. At most the first 300. */
  difference(
    from: string,
    to: string,
  ): Promise<{ readonly forkPoint: string; readonly paths: readonly string[] }>;
  /** Creates our check run on its head or brings it up to date; nothing is sent when it says so already. */
  report(check: CheckDraft): Promise<void>;

  comments(issue: number): Promise<readonly Comment[]>;
  comment(issue: number, body: string): Promise<void>;
  react(comment: number, reaction: 'eyes' | '+1' | '-1' | 'confused'): Promise<void>;
  /** Whether this person may push. */
  mayWrite(login: string): Promise<boolean>;

  /** Our issue that carries this marker in its body. */
  issueMarked(marker: string): Promise<Issue | undefined>;
  issue(number: number): Promise<Issue>;
  openIssue(draft: {
    readonly title: string;
    readonly body: string;
    readonly labels: readonly string[];
  }): Promise<Issue>;
  editIssue(
    number: number,
    change: { readonly title?: string; readonly body?: string; readonly state?: 'open' | 'closed' },
  ): Promise<void>;

  /** Open Dependabot alerts; `unknown` where the App may not read them or they are off. */
  alerts(): Promise<AlertsAnswer>;
}

export type AlertsAnswer =
  | { readonly kind: 'known'; readonly alerts: readonly SecurityAlert[] }
  | { readonly kind: 'unknown'; readonly because: string };

export interface SecurityAlert {
  readonly ecosystem: string;
  readonly package: string;
  readonly advisory: string;
  readonly severity: string;
  /** The range that is affected, and the first version that is not. */
  readonly vulnerable: string;
  readonly patched?: string;
  readonly url: string;
}

/** Known vulnerabilities of package versions. Not knowing is a state of its own. */
export interface Advisories {
  of(
    versions: ReadonlyMap<string, ReadonlySet<string>>,
  ): Promise<
    | { readonly kind: 'known'; readonly source: string; readonly found: readonly KnownAdvisory[] }
    | { readonly kind: 'unknown'; readonly because: string }
  >;
}

export interface Forge {
  installations(): Promise<readonly Installation[]>;
  repositories(installation: number): Promise<readonly Repository[]>;
  repository(ref: RepositoryRef): RepositoryForge;
}

/** What is known of a repository between two jobs, and nobody else can tell. */
export interface RepositoryRecord extends Repository {
  /** The commit that was scanned last, with the day of it. */
  readonly scanned?: { readonly head: string; readonly at: Timestamp; readonly policy: string };
  /** Why it is left alone: `no configuration`, `archived`. */
  readonly idle?: string;
  /** The last failure, for the dashboard. */
  readonly trouble?: { readonly job: string; readonly because: string; readonly at: Timestamp };
  readonly dashboard?: number;
  /** What the dashboard says, as a hash: the same text is not sent, nor compared, again. */
  readonly dashboardSays?: string;
  /** What was said of its vulnerabilities at that commit. */
  readonly alerts?: { readonly at: Timestamp; readonly head: string; readonly answer: AlertsAnswer };
  /** Its configuration as it was last right: holds while the newest one cannot be read. */
  readonly configuration?: { readonly path: string; readonly text: string };
  /** What could not be proposed lately, by the id of its upgrade. */
  readonly refusals?: Readonly<Record<string, Refusal>>;
}

/** Why an upgrade could not be proposed, and of what it was to be made. */
export interface Refusal {
  readonly proposal: string;
  readonly inputs: string;
  readonly at: Timestamp;
  readonly because: string;
}

/** What an organisation says for all its repositories, as it was last read. */
export interface OrganisationRecord {
  /** Where it stands: `acme/.github`. */
  readonly repository: string;
  readonly head: string;
  /** The texts that hold: of a file that is broken the last good one, when there was one. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** What is wrong with the newest texts, by their path in that repository. */
  readonly problems: readonly Problem[];
}

/** One pull request of ours: rebuilt from GitHub when it is lost. */
export interface Proposal {
  readonly repository: number;
  readonly upgrade: string;
  readonly pull: number;
  readonly branch: string;
  readonly state: PullRequest['state'];
  readonly openedAt: Timestamp;
  readonly closedAt?: Timestamp;
  readonly proposal?: string;
  /** We closed it ourselves. */
  readonly withdrawn?: true;
  readonly security: boolean;
  /** Everything that follows the opening was done; else the next run does it. */
  readonly dressed?: true;
  /** What codemods left to a person, and sites left behind: lines of its head. */
  readonly open: readonly Annotation[];
  readonly leftBehind: readonly Annotation[];
  /** Missing where it was proposed before anybody asked. */
  readonly differs?: readonly Annotation[];
  readonly impact?: readonly PackageImpact[];
  /** What it moves, for the fleet's memory. */
  readonly updates: readonly Pick<PastUpdate, 'ecosystem' | 'name' | 'from' | 'to'>[];
}

/** What came of one step of one package somewhere in the fleet. */
export interface PastUpdate {
  readonly ecosystem: string;
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly repository: number;
  readonly result: 'passed' | 'failed' | 'merged' | 'healthy' | 'broke';
  readonly at: Timestamp;
}

export interface AuditEntry {
  readonly at: Timestamp;
  readonly repository?: number;
  readonly actor: string;
  readonly action: string;
  readonly detail: string;
}

/** Survives a kill at any moment: what a call acknowledged is there afterwards. */
export interface Store {
  /** Whether a delivery is new; a second one with the same id is not. Ids older than a week are forgotten. */
  isNewDelivery(guid: string, at: Timestamp): Promise<boolean>;
  /** It could not be acted on: it may come again. */
  forgetDelivery(guid: string): Promise<void>;

  installations(): Promise<readonly Installation[]>;
  saveInstallation(installation: Installation): Promise<void>;
  removeInstallation(id: number): Promise<void>;

  organisation(installation: number): Promise<OrganisationRecord | undefined>;
  /** `undefined` when it says nothing any more. */
  saveOrganisation(installation: number, organisation: OrganisationRecord | undefined): Promise<void>;

  repositories(installation?: number): Promise<readonly RepositoryRecord[]>;
  repository(id: number): Promise<RepositoryRecord | undefined>;
  /** What the forge says of it; our own notes about it stay. */
  saveRepository(repository: Repository): Promise<void>;
  noteRepository(
    id: number,
    note: {
      [Key in keyof Omit<RepositoryRecord, keyof Repository>]?: RepositoryRecord[Key] | null;
    },
  ): Promise<void>;
  removeRepository(id: number): Promise<void>;

  saveInventory(repository: number, inventory: Inventory, at: Timestamp): Promise<void>;
  savePlan(repository: number, plan: UpgradePlan, at: Timestamp): Promise<void>;
  plan(repository: number): Promise<{ readonly plan: UpgradePlan; readonly at: Timestamp } | undefined>;
  /** Who uses a package, over the whole fleet. */
  users(
    ecosystem: string,
    name: string,
  ): Promise<readonly { readonly repository: number; readonly manifest: string; readonly version: string }[]>;

  proposals(repository: number): Promise<readonly Proposal[]>;
  saveProposal(proposal: Proposal): Promise<void>;

  decisions(repository: number): Promise<readonly PersonalDecision[]>;
  saveDecision(repository: number, decision: PersonalDecision): Promise<void>;
  removeDecisions(repository: number, subject: string): Promise<void>;

  recordUpdates(updates: readonly PastUpdate[]): Promise<void>;
  pastUpdates(step: Pick<PastUpdate, 'ecosystem' | 'name' | 'to'>): Promise<readonly PastUpdate[]>;
  quarantine(entry: Quarantined & { readonly at: Timestamp }): Promise<void>;
  quarantined(): Promise<readonly Quarantined[]>;

  audit(entry: AuditEntry): Promise<void>;
  auditOf(repository: number, most: number): Promise<readonly AuditEntry[]>;
  close(): Promise<void>;
}

/** A job as its worker sees it. */
export interface Assignment {
  readonly job: Job;
  /** From 1. */
  readonly attempt: number;
  /** Aborted when the lease is lost or the process stops. */
  readonly signal: AbortSignal;
}

export interface QueueCounts {
  readonly waiting: number;
  readonly running: number;
  readonly delayed: number;
  readonly failed: number;
}

/** At least once, one at a time a lane, installations in turn. */
export interface Queue {
  /** Asked already and still waiting: nothing is added. Asked while it runs: it is asked once more afterwards. */
  add(job: Job, when?: { readonly notBefore?: Date; readonly urgent?: boolean }): Promise<void>;
  /** Asks every so often; the same name replaces what it asked before. */
  repeat(name: string, everyMilliseconds: number, job: Job): Promise<void>;
  /** Begins to work, so many jobs at once. What the handler throws is tried again with backoff; `failed` hears of the last time. */
  work(
    handler: (assignment: Assignment) => Promise<Outcome>,
    options: {
      readonly concurrency: number;
      readonly failed: (job: Job, error: Error) => Promise<void>;
    },
  ): Promise<void>;
  counts(): Promise<QueueCounts>;
  /** No new work; what runs may finish within the limit, then it is handed back. */
  close(limitMilliseconds: number): Promise<void>;
}
