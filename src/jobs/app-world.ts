import type { Codemod } from '../change/codemod.ts';
import type { Outcome } from '../domain/job.ts';
import type { Problem } from '../domain/problem.ts';
import type { PersonalDecision, Repository } from '../domain/repository.ts';
import { addDays } from '../domain/time.ts';
import type { UpgradePlan } from '../domain/update.ts';
import { configurationPaths, ownPathsBesideOrganisation } from '../policy/paths.ts';
import type { ResolvedPolicy } from '../policy/resolve.ts';
import {
  type Advisories,
  type AlertsAnswer,
  type Checkout,
  type Forge,
  type OrganisationRecord,
  type Queue,
  Refused,
  type Registries,
  type RepositoryForge,
  type Store,
  type Workspace,
} from '../ports.ts';
import { type CommitStyle, isSemanticHistory } from '../publish/titles.ts';
import type { ElsewhereWorld } from './codemods-elsewhere.ts';
import { type Around, loadPolicy } from './load-policy.ts';
import { loadReplacements, type SettingText, withRenames } from './load-replacements.ts';
import { type Planned, planRepository } from './plan-repository.ts';
import { type ReadRepository, readRepository } from './read-repository.ts';
import { presetReader } from './remote-preset.ts';

/** What the jobs of the GitHub App work with. */
export interface AppWorld {
  readonly forge: Forge;
  readonly store: Store;
  readonly queue: Queue;
  readonly registries: Registries;
  readonly workspace: Workspace;
  readonly advisories: Advisories;
  readonly settingText: SettingText;
  readonly codemods: () => Promise<readonly Codemod[]>;
  /** Whose codemods run besides, where a configuration names them: packages, repositories, or patterns of them. */
  readonly codemodsFrom: readonly string[];
  readonly runCodemods: ElsewhereWorld['run'];
  readonly now: () => Date;
  readonly milliseconds: () => number;
  /** The App's name in comments: `springtide`. */
  readonly name: string;
  /** What the App should be permitted: `{ contents: 'write' }`. */
  readonly permissions: Readonly<Record<string, string>>;
  /** Whether a repository without a configuration is asked first. */
  readonly onboarding: boolean;
}

/** One repository as it is now. */
export interface Subject {
  readonly repository: Repository;
  readonly forge: RepositoryForge;
}

/** Asks the forge what a repository is now, by the name we know; whoever renamed it is followed. */
export async function subjectOf(world: AppWorld, id: number): Promise<Subject> {
  const known = await world.store.repository(id);
  if (!known) throw new Refused(`repository ${id} is not known; the App may have been removed from it`);
  const repository = await world.forge.repository(known).facts();
  if (repository.id !== id) throw new Refused(`${known.owner}/${known.name} is another repository now`);
  await world.store.saveRepository(repository);
  if (repository.archived) throw new Refused(`${repository.owner}/${repository.name} is archived`);
  return { repository, forge: world.forge.repository(repository) };
}

/** What stands around the configuration of one repository: its organisation, presets elsewhere, and what it said before. */
export async function aroundOf(
  { repository }: Subject,
  world: AppWorld,
  organisation?: OrganisationRecord,
): Promise<Around> {
  const { installation, owner, name } = repository;
  const said = organisation ?? (await world.store.organisation(installation));
  const isOrganisation = said?.repository === `${owner}/${name}`;
  const lastGood = (await world.store.repository(repository.id))?.configuration;
  const above = said
    ? (await import('../policy/organisation.ts')).organisationLayers(said.repository, said.files, repository)
    : [];
  return {
    above,
    readPreset: presetReader(world, repository),
    paths: isOrganisation ? ownPathsBesideOrganisation : configurationPaths,
    ...(lastGood ? { lastGood } : {}),
  };
}

/** One repository as it was last told: who changes nothing asks no more. A sync of its installation, and each webhook about it, tells anew. */
export async function knownSubject(world: AppWorld, id: number): Promise<Subject> {
  const record = await world.store.repository(id);
  if (!record) throw new Refused(`repository ${id} is not known; the App may have been removed from it`);
  if (record.archived) throw new Refused(`${record.owner}/${record.name} is archived`);
  return { repository: record, forge: world.forge.repository(record) };
}

/** New alerts come as webhooks; for those that were lost, or are not subscribed to, it is asked again after so many hours. */
const hoursToBelieveAlerts = 6;

async function alertsOf(
  { repository, forge }: Subject,
  head: string,
  world: AppWorld,
): Promise<AlertsAnswer> {
  const kept = (await world.store.repository(repository.id))?.alerts;
  const now = world.now();
  const until = kept && addDays(kept.at, hoursToBelieveAlerts / 24);
  if (kept && kept.head === head && until && now < until) return kept.answer;
  const answer = await forge.alerts();
  await world.store.noteRepository(repository.id, { alerts: { at: now.toISOString(), head, answer } });
  return answer;
}

/** Where our check is asked for it is answered, also when it has nothing to say: nobody waits for us in vain. */
export async function nothingToSay({ forge }: Subject, head: string, title: string): Promise<Outcome> {
  const summary =
    'This check judges the pull requests of Springtide, and those that touch its configuration. It has nothing to say about this one.';
  await forge.report({ head, state: 'passed', title, summary, annotations: [] });
  return { kind: 'done', what: title };
}

export interface PlannedSubject {
  readonly checkout: Checkout;
  readonly policy: ResolvedPolicy;
  /** The repository's own configuration, when it has one. */
  readonly policyPath?: string;
  /** That file, where nothing is wrong with it. */
  readonly goodPolicy?: { readonly path: string; readonly text: string };
  readonly problems: readonly Problem[];
  readonly read: ReadRepository;
  readonly planned: Planned;
  readonly plan: UpgradePlan;
}

/** The same line as on a terminal, on a commit of the forge. `organisation` stands for what the organisation says now. */
export async function planOn(
  world: AppWorld,
  subject: Subject,
  head: string,
  organisation?: OrganisationRecord,
): Promise<PlannedSubject> {
  const { forge } = subject;
  const now = world.now();
  const checkout = await forge.checkout(head, true);
  const around = await aroundOf(subject, world, organisation);
  const loaded = await loadPolicy(checkout, world.settingText, now, around);
  const quarantine = [...loaded.policy.quarantine, ...(await world.store.quarantined())];
  const decisions = await world.store.decisions(subject.repository.id);
  const policy = withSplits({ ...loaded.policy, quarantine }, decisions);
  const read = await readRepository(checkout, policy.ignoresPath);
  const alerts = await alertsOf(subject, head, world);
  const planned = await planRepository(read, {
    registries: world.registries,
    policy,
    replacements: loadReplacements(world.settingText),
    ...(alerts.kind === 'known' ? { alerts: alerts.alerts } : {}),
    now,
  });
  return {
    checkout,
    policy,
    ...(loaded.path === undefined ? {} : { policyPath: loaded.path }),
    ...(loaded.good ? { goodPolicy: loaded.good } : {}),
    problems: [...loaded.problems, ...read.inventory.problems],
    read,
    planned,
    plan: planned.plan,
  };
}

/** Packages that a person took out of their groups. */
function withSplits(policy: ResolvedPolicy, decisions: readonly PersonalDecision[]): ResolvedPolicy {
  const apart = new Set(decisions.flatMap(({ kind, subject }) => (kind === 'split' ? [subject] : [])));
  if (apart.size === 0) return policy;
  return {
    ...policy,
    policyFor: (subject, step) => {
      const rules = policy.policyFor(subject, step);
      return apart.has(subject.name) ? { ...rules, alone: true } : rules;
    },
  };
}

export const catalogueOf = async ({ codemods, settingText }: AppWorld) =>
  withRenames(await codemods(), settingText);

export async function styleOf(
  { semanticCommits }: ResolvedPolicy,
  { forge, repository }: Subject,
): Promise<CommitStyle> {
  switch (semanticCommits) {
    case 'enabled':
      return { semantic: true };
    case 'disabled':
      return { semantic: false };
    case 'auto':
      return { semantic: isSemanticHistory(await forge.subjects(repository.defaultBranch)) };
  }
}
