import type { DependencyPolicy, Origin, PolicySubject, RangeStrategy } from '../domain/policy.ts';
import type { UpdateType } from '../domain/update.ts';
import { daysOf } from './age.ts';
import { type Layer, listOf, originOf } from './layers.ts';
import { mayTighten } from './lock.ts';
import { compileList, compilePattern, isExpression } from './pattern.ts';
import type { WrittenRule } from './schema.ts';

/** Everything a rule can decide, and the configuration at large too where the schema allows it. */
export const decidingKeys = [
  'enabled',
  'rangeStrategy',
  'minimumReleaseAge',
  'allowedVersions',
  'followTag',
  'ignoreUnstable',
  'majors',
  'groupName',
  'groupSlug',
  'automerge',
  'labels',
  'reviewers',
  'assignees',
  'schedule',
  'commitMessagePrefix',
] as const;

export type DecidingKey = (typeof decidingKeys)[number];
/** An answer as written, and where. */
export interface Answer {
  readonly value: unknown;
  readonly origin: Origin;
}
export type Answers = Readonly<Partial<Record<DecidingKey, Answer>>>;

/** Whether a version lies in a range, in the syntax of an ecosystem. */
export type Satisfies = (ecosystem: string, version: string, range: string) => boolean;

export interface Rule {
  readonly matches: (subject: PolicySubject, step: UpdateType) => boolean;
  readonly answers: Answers;
  /** A repository's rule: it may only tighten what its organisation has locked. */
  readonly mayOnlyTighten: boolean;
}

export function rulesOf(layer: Layer, satisfies: Satisfies): Rule[] {
  return (layer.written.packageRules ?? []).map((written, index) => ({
    matches: conditionOf(written, satisfies),
    answers: answersOf(written, (key) => originOf(layer, `packageRules.${index}.${key}`)),
    mayOnlyTighten: layer.level === 'repository',
  }));
}

export function answersOf(
  written: Partial<Record<DecidingKey, unknown>>,
  origin: (key: DecidingKey) => Origin,
): Answers {
  const said = decidingKeys.filter((key) => written[key] !== undefined);
  return Object.fromEntries(said.map((key) => [key, { value: written[key], origin: origin(key) }]));
}

/** All conditions have to hold; a rule without conditions matches everything, as in Renovate. Cheap ones are asked first. */
function conditionOf(rule: WrittenRule, satisfies: Satisfies): Rule['matches'] {
  const conditions: Rule['matches'][] = [];
  const { matchUpdateTypes, matchManagers, matchDepTypes, matchPackageNames, matchFileNames } = rule;
  if (matchUpdateTypes !== undefined) {
    const steps = new Set<string>(listOf(matchUpdateTypes));
    conditions.push((_, step) => steps.has(step));
  }
  if (matchManagers !== undefined) {
    const managers = new Set(listOf(matchManagers).map(ecosystemOfManager));
    conditions.push(({ ecosystem }) => managers.has(ecosystem));
  }
  if (matchDepTypes !== undefined) {
    const matches = compileList(listOf(matchDepTypes));
    conditions.push(({ type }) => matches(type));
  }
  if (matchPackageNames !== undefined) {
    const matches = compileList(listOf(matchPackageNames));
    conditions.push(({ name }) => matches(name));
  }
  if (matchFileNames !== undefined) {
    const matches = compileList(listOf(matchFileNames));
    conditions.push(({ manifest }) => matches(manifest));
  }
  if (rule.matchCurrentVersion !== undefined)
    conditions.push(currentVersionCondition(rule.matchCurrentVersion, satisfies));
  return (subject, step) => conditions.every((holds) => holds(subject, step));
}

function currentVersionCondition(range: string, satisfies: Satisfies): Rule['matches'] {
  if (isExpression(range)) {
    const not = range.startsWith('!');
    const compiled = compilePattern(not ? range.slice(1) : range);
    return (subject) => compiled.kind === 'matcher' && compiled.matches(versionOf(subject)) !== not;
  }
  return (subject) => satisfies(subject.ecosystem, versionOf(subject), range);
}

function versionOf(subject: PolicySubject): string {
  return subject.locked ?? subject.requirement.replace(/^[\^~=v]+/, '');
}

/** Renovate's managers, in our words. */
const managersInOurWords: Readonly<Record<string, string>> = {
  dockerfile: 'docker',
  'docker-compose': 'docker',
  nvm: 'runtimes',
  nodenv: 'runtimes',
  asdf: 'runtimes',
  mise: 'runtimes',
};

function ecosystemOfManager(manager: string): string {
  return managersInOurWords[manager] ?? manager;
}

/**
 * The answers for one dependency at one size of step. Ten thousand dependencies meet the same few combinations of rules, so
 * one result is made for each combination and shared.
 */
export function policyFor(
  base: Answers,
  rules: readonly Rule[],
  locked: ReadonlySet<string>,
): (subject: PolicySubject, step: UpdateType) => DependencyPolicy {
  const results = new Map<string, DependencyPolicy>();
  const asked = new WeakMap<PolicySubject, Map<UpdateType, DependencyPolicy>>();
  const work = (subject: PolicySubject, step: UpdateType): DependencyPolicy => {
    const matching = rules.flatMap((rule, index) => (rule.matches(subject, step) ? [index] : []));
    const combination = matching.join();
    const known = results.get(combination);
    if (known) return known;
    const result = dependencyPolicy(
      matching.reduce((answers, index) => apply(rules[index], answers, locked), base),
    );
    results.set(combination, result);
    return result;
  };
  return (subject, step) => {
    const answers = asked.get(subject) ?? new Map<UpdateType, DependencyPolicy>();
    asked.set(subject, answers);
    const answer = answers.get(step) ?? work(subject, step);
    answers.set(step, answer);
    return answer;
  };
}

function apply(rule: Rule | undefined, answers: Answers, locked: ReadonlySet<string>): Answers {
  if (!rule) return answers;
  if (!rule.mayOnlyTighten || locked.size === 0) return { ...answers, ...rule.answers };
  const allowed = decidingKeys.filter((key) => {
    const answer = rule.answers[key];
    return answer && (!locked.has(key) || mayTighten(key, answers[key]?.value, answer.value));
  });
  return { ...answers, ...Object.fromEntries(allowed.map((key) => [key, rule.answers[key]])) };
}

/** Written answers become the ones that are read: ages in days, lists as lists, `null` as nothing. */
function dependencyPolicy(answers: Answers): DependencyPolicy {
  const value = <Type>(key: DecidingKey, otherwise: Type): Type => (answers[key]?.value ?? otherwise) as Type;
  const texts = (key: DecidingKey): readonly string[] => listOf(value<string | string[]>(key, []));
  const optional = <Key extends DecidingKey>(key: Key): { [name in Key]?: string } =>
    typeof answers[key]?.value === 'string'
      ? ({ [key]: answers[key]?.value } as { [name in Key]: string })
      : {};
  return {
    enabled: value('enabled', true),
    rangeStrategy: value<RangeStrategy>('rangeStrategy', 'auto'),
    minimumReleaseAgeDays: daysOf(value<string | number | null>('minimumReleaseAge', null)) ?? 0,
    ignoreUnstable: value('ignoreUnstable', true),
    majors: value<DependencyPolicy['majors']>('majors', 'newest'),
    automerge: value('automerge', false),
    labels: texts('labels'),
    reviewers: texts('reviewers'),
    assignees: texts('assignees'),
    schedule: texts('schedule'),
    ...optional('allowedVersions'),
    ...optional('followTag'),
    ...optional('groupName'),
    ...optional('groupSlug'),
    ...optional('commitMessagePrefix'),
    ...(answers.groupName?.value === null && { alone: true as const }),
    origins: Object.fromEntries(Object.entries(answers).map(([key, { origin }]) => [key, origin])),
  };
}
