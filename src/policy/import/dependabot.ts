import { parseConfiguration } from '../parse.ts';
import type { WrittenPolicy, WrittenRule } from '../schema.ts';
import { offsetOf, placesOf, toValue } from '../tree.ts';
import type { Imported, NotCarried } from './index.ts';
import { written } from './written.ts';

/** Dependabot's names of ecosystems: https://docs.github.com/code-security/reference/supply-chain-security/dependabot-options-reference */
const managers: Readonly<Record<string, string>> = {
  npm: 'npm',
  bun: 'npm',
  'github-actions': 'github-actions',
  docker: 'docker',
  'docker-compose': 'docker',
};

type Bag = Readonly<Record<string, unknown>>;

/** One entry of `updates`, and where a key of it stands. */
interface Entry {
  readonly value: Bag;
  readonly manager: string;
  readonly leaveOut: (key: string, why: string) => void;
}

export function importDependabot(path: string, text: string): Imported {
  const { root, problems } = parseConfiguration(path, text);
  if (!root || problems.length > 0) return { yaml: '', notCarried: [], problems };
  const notCarried: NotCarried[] = [];
  const place = placesOf(text);
  const leaveOutAt = (at: readonly (string | number)[]) => (key: string, why: string) =>
    void notCarried.push({ key, line: place(offsetOf(root, [...at, key])).line, why });
  const document = bag(toValue(root));
  for (const key of Object.keys(document)) {
    if (key !== 'version' && key !== 'updates')
      leaveOutAt([])(
        key,
        'it has no counterpart; registries and credentials come from npm’s own configuration',
      );
  }
  const entries = listOf(document.updates).flatMap((value, index): Entry[] => {
    const leaveOut = leaveOutAt(['updates', index]);
    const ecosystem = String(bag(value)['package-ecosystem'] ?? '');
    const manager = managers[ecosystem];
    if (manager) return [{ value: bag(value), manager, leaveOut }];
    leaveOut('package-ecosystem', `${ecosystem || 'this ecosystem'} is not read yet`);
    return [];
  });
  const policy: WrittenPolicy = { ...limitOf(entries), packageRules: entries.flatMap(rulesOf) };
  return { yaml: written(path, policy), notCarried, problems: [] };
}

const nothing: Bag = {};
const bag = (value: unknown): Bag =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Bag) : nothing;
const listOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];
const textsOf = (value: unknown): string[] => listOf(value).map(String);

/** Dependabot's limit is an ecosystem's; ours is the repository's: the sum. */
function limitOf(entries: readonly Entry[]): WrittenPolicy {
  const limits = entries.flatMap(({ value }) =>
    typeof value['open-pull-requests-limit'] === 'number' ? [value['open-pull-requests-limit']] : [],
  );
  return limits.length > 0 ? { prConcurrentLimit: limits.reduce((sum, limit) => sum + limit, 0) } : {};
}

const carried = new Set([
  'package-ecosystem',
  'schedule',
  'labels',
  'reviewers',
  'assignees',
  'cooldown',
  'ignore',
  'groups',
  'open-pull-requests-limit',
  'commit-message',
  'directory',
  'directories',
  'versioning-strategy',
]);

const strategies: Readonly<Record<string, WrittenRule['rangeStrategy']>> = {
  auto: 'auto',
  increase: 'bump',
  'increase-if-necessary': 'replace',
  'lockfile-only': 'in-range-only',
  widen: 'widen',
};

function rulesOf({ value, manager, leaveOut }: Entry): WrittenRule[] {
  for (const key of Object.keys(value)) if (!carried.has(key)) leaveOut(key, 'it has no counterpart');
  const scope = { matchManagers: [manager as 'npm'], ...filesOf(value) };
  const schedule = scheduleOf(bag(value.schedule), leaveOut);
  const cooldown = bag(value.cooldown);
  const days = cooldown['default-days'];
  for (const key of Object.keys(cooldown))
    if (key !== 'default-days')
      leaveOut('cooldown', `${key} has no counterpart; one age holds for all steps`);
  const prefix = bag(value['commit-message']).prefix;
  const strategy = strategies[String(value['versioning-strategy'] ?? '')];
  const all: WrittenRule = {
    ...scope,
    ...(schedule ? { schedule } : {}),
    ...(value.labels === undefined ? {} : { labels: textsOf(value.labels) }),
    ...(value.reviewers === undefined ? {} : { reviewers: textsOf(value.reviewers) }),
    ...(value.assignees === undefined ? {} : { assignees: textsOf(value.assignees) }),
    ...(typeof days === 'number' ? { minimumReleaseAge: `${days} days` } : {}),
    ...(typeof prefix === 'string' && prefix
      ? { commitMessagePrefix: /\W$/.test(prefix) ? prefix : `${prefix}:` }
      : {}),
    ...(strategy ? { rangeStrategy: strategy } : {}),
  };
  const rules = [all, ...groupsOf(value, scope, leaveOut), ...ignoresOf(value, scope, leaveOut)];
  return rules.filter((rule) => Object.keys(rule).some((key) => !(key in scope)));
}

/** A folder of Dependabot means its manifests, not what lies below. */
function filesOf(value: Bag): Pick<WrittenRule, 'matchFileNames'> {
  const folders = textsOf(value.directories ?? value.directory).map((folder) =>
    folder.replace(/^\/|\/$/g, ''),
  );
  if (folders.length === 0 || folders.includes('')) return {};
  return { matchFileNames: folders.map((folder) => `${folder}/**`) };
}

function scheduleOf(schedule: Bag, leaveOut: Entry['leaveOut']): string[] | undefined {
  const day = typeof schedule.day === 'string' ? schedule.day : 'monday';
  if (schedule.timezone !== undefined)
    leaveOut('schedule', 'its timezone is the whole repository’s here; write timezone at the top');
  switch (schedule.interval) {
    case 'weekly':
      return [`on ${day}`];
    case 'monthly':
      return ['on the first day of the month'];
    case 'daily':
    case undefined:
      return undefined;
    default:
      leaveOut('schedule', `${String(schedule.interval)} has no counterpart; write schedule`);
      return undefined;
  }
}

const sizes: Readonly<Record<string, 'major' | 'minor' | 'patch'>> = {
  major: 'major',
  minor: 'minor',
  patch: 'patch',
};

function groupsOf(value: Bag, scope: WrittenRule, leaveOut: Entry['leaveOut']): WrittenRule[] {
  return Object.entries(bag(value.groups)).map(([groupName, group]) => {
    const {
      patterns,
      'exclude-patterns': without,
      'update-types': types,
      'dependency-type': purpose,
      ...rest
    } = bag(group);
    for (const key of Object.keys(rest)) leaveOut('groups', `${key} of ${groupName} has no counterpart`);
    const names = [...textsOf(patterns), ...textsOf(without).map((name) => `!${name}`)];
    const steps = textsOf(types).flatMap((type) => sizes[type] ?? []);
    return {
      ...scope,
      ...(names.length > 0 ? { matchPackageNames: names } : {}),
      ...(steps.length > 0 ? { matchUpdateTypes: steps } : {}),
      ...(purpose === undefined
        ? {}
        : { matchDepTypes: [purpose === 'development' ? 'devDependencies' : 'dependencies'] }),
      groupName,
    };
  });
}

function ignoresOf(value: Bag, scope: WrittenRule, leaveOut: Entry['leaveOut']): WrittenRule[] {
  return listOf(value.ignore).flatMap((one): WrittenRule[] => {
    const { 'dependency-name': name, 'update-types': types, versions } = bag(one);
    if (typeof name !== 'string') return [];
    if (versions !== undefined) {
      leaveOut(
        'ignore',
        `the ignored versions of ${name} (${textsOf(versions).join(', ')}) are the opposite of allowedVersions; write what is allowed`,
      );
      return [];
    }
    const steps = textsOf(types).flatMap((type) => sizes[type.replace('version-update:semver-', '')] ?? []);
    return [
      {
        ...scope,
        matchPackageNames: [name],
        ...(steps.length > 0 ? { matchUpdateTypes: steps } : {}),
        enabled: false,
      },
    ];
  });
}
