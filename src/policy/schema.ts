import { z } from 'zod';
import { daysOf } from './age.ts';
import { isExpression, whyNot } from './pattern.ts';
import { isTimezone, whyNotSchedule } from './schedule.ts';

/**
 * What people may write, said once: the types, the messages of the reader, the JSON Schema for editors and
 * docs/configuration.md all come from here. Every message completes the sentence "expected …". Nothing is transformed:
 * what is written keeps its form until `resolvePolicy` answers with it.
 *
 * Loading zod costs start-up time, so only `read.ts` imports this file for more than its types.
 */

const text = z.string('a text').min(1, 'a text that is not empty');
const flag = z.boolean('true or false');
const count = z.int('a whole number, 0 or more').min(0, 'a whole number, 0 or more');
const day = z
  .string('a day such as "2027-01-31"')
  .refine(isDay, 'a day such as "2027-01-31"')
  .meta({ format: 'date' });

function isDay(written: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(written)) return false;
  const moment = new Date(`${written}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(written);
}

function oneOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.enum(values, `one of ${values.map((value) => `"${value}"`).join(', ')}`);
}

/** A list, or one thing alone, as Renovate allows. */
function someOf<Item extends z.ZodType>(item: Item, what: string) {
  return z.union([item, z.array(item)], {
    error: (issue) => firstMessage(issue) ?? `${what}, or a list of them`,
  });
}

/** The message of an item is better than the message of the union, when the item had the right type. */
function firstMessage(issue: unknown): string | undefined {
  const branches = (issue as { errors?: { code: string; message: string }[][] }).errors ?? [];
  return branches.flat().find(({ code }) => code === 'custom')?.message;
}

const pattern = z.string('a name, a glob or a /regex/').superRefine((written, context) => {
  const why = written === '' ? 'it is empty' : whyNot(written);
  if (why) context.addIssue({ code: 'custom', message: `a name, a glob or a /regex/ in RE2 syntax; ${why}` });
});
const patterns = someOf(pattern, 'a name, a glob or a /regex/');
const texts = someOf(text, 'a text');

const scheduleText = z.string('a text such as "before 4am on monday"').superRefine((written, context) => {
  const why = whyNotSchedule(written);
  if (why) context.addIssue({ code: 'custom', message: `a time; ${why}` });
});

const ageWords = 'an age such as "3 days", or a number of days';
const age = z
  .union([z.string(), z.number(), z.null()], ageWords)
  .refine((written) => daysOf(written) !== undefined, ageWords);

const allowedVersions = text.superRefine((written, context) => {
  const why = isExpression(written) ? whyNot(written) : undefined;
  if (why) context.addIssue({ code: 'custom', message: `a range or a /regex/ in RE2 syntax; ${why}` });
});

/** What can be said of everything, and again of some dependencies by a rule. */
const decisions = {
  enabled: flag.optional().describe('Whether updates are proposed at all.'),
  rangeStrategy: oneOf(['auto', 'replace', 'bump', 'widen', 'pin', 'update-lockfile', 'in-range-only'])
    .optional()
    .describe('How a requirement in a manifest is rewritten, with the meanings of Renovate.'),
  minimumReleaseAge: age
    .optional()
    .describe(
      'How long a version has to be public before it may enter a lockfile: "3 days", or a number of days.',
    ),
  ignoreUnstable: flag.optional().describe('Leave pre-releases out, unless one is used already.'),
  majors: oneOf(['one-by-one', 'newest'])
    .optional()
    .describe('Whether several major versions are crossed one after the other or at once.'),
  automerge: flag.optional().describe('Merge when every gate passes.'),
  labels: texts.optional().describe('Labels of the pull request.'),
  reviewers: texts.optional().describe('Who is asked for a review: users, or team:name.'),
  assignees: texts.optional().describe('Who is assigned to the pull request.'),
  schedule: someOf(scheduleText, 'a text such as "before 4am on monday"')
    .optional()
    .describe(
      'When pull requests may be opened: "before 4am on monday", "every weekend", or a cron line. Empty means any time.',
    ),
  commitMessagePrefix: text
    .optional()
    .describe('What commit messages and titles begin with, such as "fix(deps):".'),
};

const updateType = oneOf(['major', 'minor', 'patch', 'pin', 'digest', 'replacement']);
const manager = oneOf([
  'npm',
  'runtimes',
  'github-actions',
  'docker',
  'dockerfile',
  'docker-compose',
  'nvm',
  'nodenv',
  'asdf',
  'mise',
]);

const matchers = {
  matchPackageNames: patterns.optional().describe('Names: exact, globs, /regex/, and !not.'),
  matchUpdateTypes: someOf(updateType, 'one of "major", "minor", "patch", "pin", "digest", "replacement"')
    .optional()
    .describe('Sizes of steps: major, minor, patch, pin, digest, replacement.'),
  matchDepTypes: patterns
    .optional()
    .describe('Kinds of places: dependencies, devDependencies, engines, action, final …'),
  matchFileNames: patterns.optional().describe('Paths of manifests, as globs.'),
  matchManagers: someOf(manager, 'one of "npm", "runtimes", "github-actions", "docker"')
    .optional()
    .describe(
      'Package worlds: npm, runtimes, github-actions, docker; names of Renovate for these are understood.',
    ),
  matchCurrentVersion: allowedVersions
    .optional()
    .describe('A range or a /regex/ that the version in use has to lie in.'),
};

const packageRule = z
  .strictObject(
    {
      description: texts.optional().describe('Words for people; nothing reads them.'),
      ...matchers,
      ...decisions,
      groupName: z
        .union([text, z.null()], 'a text, or null for no group')
        .optional()
        .describe(
          'Updates with the same name travel in one pull request; null takes them out of every group.',
        ),
      groupSlug: text
        .optional()
        .describe("The group's part of the branch name, where it should differ from the name."),
      allowedVersions: allowedVersions
        .optional()
        .describe('Only versions in this range, or matching this /regex/, are proposed.'),
      followTag: text.optional().describe('The dist-tag followed instead of latest.'),
    },
    'a rule: keys and values',
  )
  .describe('Applies to the dependencies that all its match… keys match; later rules win.');

const runtime = z.strictObject(
  {
    enabled: flag.optional().describe('Whether upgrades of this runtime are proposed.'),
    follow: oneOf(['lts', 'latest', 'supported'])
      .optional()
      .describe(
        'lts: the newest long-term line; latest: the newest line; supported: stay until the end of life is near.',
      ),
    daysBeforeEndOfLife: count.optional().describe('How many days before its end of life a line is left.'),
    engines: oneOf(['library', 'always', 'never'])
      .optional()
      .describe(
        'Whether the engines floor moves too: not for published packages (library), always, or never.',
      ),
  },
  'the policy of one runtime: keys and values',
);

const runtimeNames = ['node', 'python', 'go', 'java', 'ruby', 'rust', 'php', 'dotnet'] as const;

const exception = z
  .strictObject(
    {
      name: pattern.describe('A package, a pattern, or a runtime: express, @acme/*, runtime:node.'),
      reason: text.describe('Why, for whoever asks later.'),
      owner: text.optional().describe('Who is asked when it ends.'),
      until: day.optional().describe('The last day it holds.'),
    },
    'an exception: keys and values',
  )
  .describe('A hold that a person asks for.');

const quarantined = z
  .strictObject(
    {
      name: text.describe('The package.'),
      version: text.describe('The version that is held everywhere.'),
      reason: text.describe('What is wrong with it.'),
    },
    'a quarantined version: keys and values',
  )
  .describe('A version that enters no lockfile, directly or through others.');

const freeze = z
  .strictObject(
    {
      from: day.describe('The first day.'),
      until: day.describe('The last day.'),
      reason: text.optional().describe('Why, for whoever waits.'),
    },
    'a span of days: keys and values',
  )
  .refine(({ from, until }) => from <= until, {
    error: 'a last day that does not lie before the first',
    path: ['until'],
  })
  .describe('Days without merges; security is exempt.');

const sourceWords = 'a package with its version and integrity, or a folder with its commit';

/** One group and not a union of two: of a union nobody could say which of the two was meant. */
const codemodSource = z
  .strictObject(
    {
      package: text
        .regex(/^(?:@[a-z0-9][\w.~-]*\/)?[a-z0-9][\w.~-]*$/, 'the name of a package of npm')
        .optional()
        .describe('A package of npm.'),
      version: text
        .regex(/^\d+\.\d+\.\d+(?:-[\w.-]+)?$/, 'one version such as "1.2.3"')
        .optional()
        .describe('The version of the package.'),
      integrity: text
        .regex(
          /^sha512-[A-Za-z0-9+/]{86}==$/,
          'what `npm view <package>@<version> dist.integrity` says: "sha512-…"',
        )
        .optional()
        .describe('The hash of its archive: what `npm view <package>@<version> dist.integrity` says.'),
      folder: text
        .regex(/^(?!\.)[\w.-]+(?:\/(?!\.)[\w.-]+)*$/, 'a path such as "codemods/acme"')
        .optional()
        .describe("A folder of the repository that holds the organisation's configuration."),
      commit: text
        .regex(/^[0-9a-f]{40}$/, 'the 40 digits of a commit')
        .optional()
        .describe('The commit at which the folder is read.'),
    },
    sourceWords,
  )
  .refine(isPinned, { error: sourceWords, when: ({ issues }) => issues.length === 0 })
  .describe('Codemods of others: a package of npm, or a folder.');

function isPinned(written: object): boolean {
  const said = Object.entries(written).flatMap(([key, value]) => (value === undefined ? [] : [key]));
  return ['commit folder', 'integrity package version'].includes(said.sort().join(' '));
}

const codemods = z.union(
  [
    z.literal('off'),
    z.boolean(),
    z.strictObject({
      enabled: flag.optional().describe('Whether code is migrated.'),
      disabled: texts.optional().describe('Ids of codemods that do not run.'),
      modernise: flag.optional().describe('Run codemods that no version requires, too.'),
      from: z
        .array(codemodSource, 'a list of packages and folders')
        .optional()
        .describe('Codemods of others, which run only where the operator allows it.'),
    }),
  ],
  'off, true, or keys such as "disabled"',
);

const lockable = [
  ...(Object.keys(decisions) as (keyof typeof decisions)[]),
  'packageRules',
  'ignoreDeps',
  'ignorePaths',
  'timezone',
  'prHourlyLimit',
  'prConcurrentLimit',
  'branchPrefix',
  'semanticCommits',
  'groupQuietly',
  'runtimes',
  'codemods',
  'exceptions',
  'quarantine',
  'freeze',
] as const;
const lockableKey = oneOf(lockable as unknown as readonly [string, ...string[]]);

export const writtenPolicy = z
  .strictObject(
    {
      $schema: z.string('a text').optional().describe('For editors; nothing else reads it.'),
      description: texts.optional().describe('Words for people; nothing reads them.'),
      extends: texts
        .optional()
        .describe('Presets read first, in this order: springtide:quiet, or local>org/repo:preset#v1.'),
      ...decisions,
      packageRules: z
        .array(packageRule, 'a list of rules')
        .optional()
        .describe('Answers for some dependencies; the rules of all levels are read one after the other.'),
      ignoreDeps: patterns
        .optional()
        .describe('Names or patterns that are never updated; the lists of all levels add up.'),
      ignorePaths: patterns
        .optional()
        .describe('Globs of paths that are not read; replaces the built-in list.'),
      timezone: z
        .string('a time zone such as "Europe/Berlin"')
        .refine(isTimezone, 'a time zone such as "Europe/Berlin"')
        .optional()
        .describe('The time zone of schedules, exceptions and freezes.'),
      prHourlyLimit: count
        .optional()
        .describe('New pull requests in an hour; 0 means no limit. Security is not limited.'),
      prConcurrentLimit: count
        .optional()
        .describe('Open pull requests at once; 0 means no limit. Security is not limited.'),
      branchPrefix: text
        .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]*$/, 'letters, digits, ".", "_", "/" and "-", as in "springtide/"')
        .optional()
        .describe('What the names of branches begin with.'),
      semanticCommits: oneOf(['auto', 'enabled', 'disabled'])
        .optional()
        .describe('Whether titles follow the Conventional Commits; auto looks at the history.'),
      groupQuietly: flag
        .optional()
        .describe(
          'One pull request for minor and patch updates of development, one for those of production dependencies.',
        ),
      runtimes: z
        .strictObject(
          Object.fromEntries(runtimeNames.map((name) => [name, runtime.optional()])) as Record<
            (typeof runtimeNames)[number],
            z.ZodOptional<typeof runtime>
          >,
          'runtimes, each with its policy',
        )
        .optional()
        .describe('When each language runtime moves on: node, python, go, java, ruby, rust, php, dotnet.'),
      codemods: codemods.optional().describe('Whether code is migrated, by which codemods.'),
      exceptions: z
        .array(exception, 'a list of exceptions')
        .optional()
        .describe('Holds that people asked for; the lists of all levels add up.'),
      quarantine: z
        .array(quarantined, 'a list of quarantined versions')
        .optional()
        .describe('Versions held everywhere; the lists of all levels add up.'),
      freeze: z
        .array(freeze, 'a list of spans of days')
        .optional()
        .describe('Days without merges; the lists of all levels add up.'),
      onboarding: flag
        .optional()
        .describe(
          'For an organisation: whether a repository that says nothing is asked by a pull request first; false means it need not be asked.',
        ),
      lock: someOf(lockableKey, 'a key')
        .optional()
        .describe('For an organisation: keys that a repository may only tighten.'),
    },
    'keys and values',
  )
  .describe('The configuration of Springtide.');

export type WrittenPolicy = z.infer<typeof writtenPolicy>;

const chosen = z.strictObject(
  {
    include: patterns.optional().describe('Names or globs: api, acme/billing-*.'),
    exclude: patterns.optional().describe('Names or globs of those that are left out.'),
    topics: texts.optional().describe('Only repositories with one of these topics.'),
  },
  'keys such as "include", "exclude" and "topics"',
);

/** A file of `groups/` in the repository of an organisation: what holds for some of its repositories. */
export const writtenGroup = writtenPolicy.extend({
  repositories: z
    .union([pattern, z.array(pattern), chosen], 'names or globs, or keys such as "include" and "topics"')
    .describe('Which repositories of the organisation it is about.'),
});

export type WrittenGroup = z.infer<typeof writtenGroup>;
export type WrittenRule = z.infer<typeof packageRule>;
export type WrittenCodemodSource = z.infer<typeof codemodSource>;

/** For editors. Draft 2020-12; the checks that JSON Schema cannot express stay with the reader. */
export function jsonSchema(): object {
  return z.toJSONSchema(writtenPolicy, { io: 'input' });
}

/** The keys that may stand at a path, for the sentence that names the right one. */
export function keysAt(path: readonly (string | number)[], root: z.core.$ZodType = writtenPolicy): string[] {
  let here: z.core.$ZodType | undefined = root;
  for (const part of path) here = here && inside(here, part);
  const group = here && groupOf(here);
  return group ? Object.keys(group.shape) : [];
}

function inside(type: z.core.$ZodType, part: string | number): z.core.$ZodType | undefined {
  const bare = unwrapped(type);
  if (typeof part === 'number') return bare.find((one) => one instanceof z.ZodArray)?.element;
  return groupOf(type)?.shape[part];
}

function groupOf(type: z.core.$ZodType): z.ZodObject | undefined {
  return unwrapped(type).find((one) => one instanceof z.ZodObject);
}

/** What an optional or a union stands for. */
function unwrapped(type: z.core.$ZodType): z.core.$ZodType[] {
  if (type instanceof z.ZodOptional) return unwrapped(type.unwrap());
  if (type instanceof z.ZodUnion) return type.options.flatMap(unwrapped);
  return [type];
}
