/** What a pull request that touches configuration is told: what is wrong with it, and what it would change. */
import type { Origin } from '../domain/policy.ts';
import { type Problem, sentence } from '../domain/problem.ts';
import type { Upgrade } from '../domain/update.ts';
import { cell, defuse } from './defuse.ts';
import { proposalOf } from './publish.ts';
import { titleOf } from './titles.ts';

/** One answer of a merged configuration. */
interface Entry {
  readonly key: string;
  readonly value: unknown;
  readonly origin: Origin;
}

/** What would be different in one repository. */
export interface Effect {
  /** `acme/web`; missing where who reads this may not know that there is such a repository. */
  readonly repository: string | undefined;
  readonly opens: readonly Upgrade[];
  /** It travels in the same pull request, which says something else. */
  readonly changes: readonly Upgrade[];
  /** Its pull request, where one is open. */
  readonly drops: readonly { readonly upgrade: Upgrade; readonly pull?: number }[];
  /** What is wrong with its own configuration then, and is not now. */
  readonly problems: readonly Problem[];
}

/** What is wanted before and after, compared. */
export function effectOf(
  repository: string,
  before: readonly Upgrade[],
  after: readonly Upgrade[],
  pullOf: (upgrade: string) => number | undefined,
  problems: readonly Problem[] = [],
): Effect {
  const was = new Map(before.map((upgrade) => [upgrade.id, upgrade]));
  const ids = new Set(after.map(({ id }) => id));
  return {
    repository,
    opens: after.filter(({ id }) => !was.has(id)),
    changes: after.filter((upgrade) => {
      const old = was.get(upgrade.id);
      return old !== undefined && proposalOf(old) !== proposalOf(upgrade);
    }),
    drops: before
      .filter(({ id }) => !ids.has(id))
      .map((upgrade) => {
        const pull = pullOf(upgrade.id);
        return { upgrade, ...(pull === undefined ? {} : { pull }) };
      }),
    problems,
  };
}

export interface ConfigurationFacts {
  readonly problems: readonly Problem[];
  readonly effects: readonly Effect[];
  /** Repositories that were not looked at, because there are too many. */
  readonly unseen: number;
  /** What it would change is not for everybody. */
  readonly secret?: boolean;
  /** The merged configuration before and after, where it is about one repository. */
  readonly entries?: { readonly before: readonly Entry[]; readonly after: readonly Entry[] };
}

const most = 50;
const mostCharacters = 60_000;

/** One line of a list of checks. */
export function configurationTitle({ problems, effects, secret }: ConfigurationFacts): string {
  const said = secret ? undefined : effectWords(effects);
  const wrong = problems.length;
  if (wrong === 0) return said ? said.charAt(0).toUpperCase() + said.slice(1) : 'The configuration is right';
  const places = `The configuration is wrong in ${wrong} ${wrong === 1 ? 'place' : 'places'}`;
  return said ? `${places}; ${said}` : places;
}

function effectWords(effects: readonly Effect[]): string {
  const count = (pick: (effect: Effect) => number) => effects.reduce((sum, effect) => sum + pick(effect), 0);
  const numbers = [
    ['open', count(({ opens }) => opens.length)],
    ['change', count(({ changes }) => changes.length)],
    ['close', count(({ drops }) => drops.filter(({ pull }) => pull !== undefined).length)],
    ['drop', count(({ drops }) => drops.filter(({ pull }) => pull === undefined).length)],
  ] as const;
  const parts = numbers.filter(([, number]) => number > 0).map(([verb, number]) => `${verb} ${number}`);
  if (parts.length === 0) return 'would open and close nothing';
  const touched = effects.filter(isSomething).length;
  const where = effects.length > 1 ? ` in ${touched} ${touched === 1 ? 'repository' : 'repositories'}` : '';
  return `would ${parts.join(', ')}${where}`;
}

const isSomething = ({ opens, changes, drops, problems }: Effect) =>
  opens.length + changes.length + drops.length + problems.length > 0;

export function configurationSummary(facts: ConfigurationFacts): string {
  const { problems, effects, unseen, entries, secret } = facts;
  const changed = effects.filter(isSomething);
  const said = changed.filter(({ repository }) => repository !== undefined).slice(0, most);
  const hidden = changed.filter(({ repository }) => repository === undefined);
  const isOne = effects.length === 1 && unseen === 0;
  const text = [
    section(
      'What is wrong',
      problems.map((problem) => `- ${defuse(sentence(problem))}`),
    ),
    ...said.map((effect) => effectText(effect, isOne)),
    hidden.length > 0 ? section('Private repositories', [`- ${effectWords(hidden)}`]) : '',
    secret ? 'What it would change is shown when somebody proposes it who may write here.' : '',
    effects.length > 0 && changed.length === 0 ? 'The same pull requests would be open as without it.' : '',
    unseen > 0 ? `${unseen} more repositories were not looked at.` : '',
    entries ? keysText(entries) : '',
  ].filter((part) => part !== '');
  return text.join('\n\n').slice(0, mostCharacters);
}

const section = (title: string, lines: readonly string[]) =>
  lines.length === 0 ? '' : `### ${title}\n\n${limited(lines).join('\n')}`;

function limited(lines: readonly string[]): readonly string[] {
  return lines.length <= most ? lines : [...lines.slice(0, most), `- and ${lines.length - most} more`];
}

function effectText({ repository, opens, changes, drops, problems }: Effect, isOne: boolean): string {
  const title = (upgrade: Upgrade) => defuse(titleOf(upgrade, { semantic: false }));
  const lines = [
    ...opens.map((upgrade) => `- would open: ${title(upgrade)}`),
    ...changes.map((upgrade) => `- would change: ${title(upgrade)}`),
    ...drops.map(({ upgrade, pull }) =>
      pull === undefined
        ? `- would no longer propose: ${title(upgrade)}`
        : `- would close ${isOne ? '' : (repository ?? '')}#${pull}: ${title(upgrade)}`,
    ),
    ...problems.map((problem) => `- would be wrong: ${defuse(sentence(problem))}`),
  ];
  return section(isOne ? 'What would happen' : (repository ?? ''), lines);
}

/** Every key whose answer is another one then, with where it is said. */
function keysText({ before, after }: NonNullable<ConfigurationFacts['entries']>): string {
  const was = new Map(before.map((entry) => [entry.key, entry]));
  const is = new Map(after.map((entry) => [entry.key, entry]));
  const shown = (entry: Entry | undefined) =>
    entry === undefined ? '' : `\`${JSON.stringify(entry.value).replaceAll('`', '')}\``;
  const rows = [...new Set([...was.keys(), ...is.keys()])]
    .filter((key) => JSON.stringify(was.get(key)?.value) !== JSON.stringify(is.get(key)?.value))
    .map((key) => {
      const origin = is.get(key)?.origin;
      const place = origin ? `${origin.from}${origin.line ? `:${origin.line}` : ''}` : '';
      return `| ${[key, shown(was.get(key)), shown(is.get(key)), place].map((text) => cell(defuse(text))).join(' | ')} |`;
    });
  if (rows.length === 0) return '';
  return `### Keys\n\n| Key | Now | Then | Said in |\n|---|---|---|---|\n${rows.slice(0, most).join('\n')}`;
}
