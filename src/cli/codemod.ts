import { loadCodemods } from '../adapters/codemods.ts';
import { settingText } from '../adapters/settings.ts';
import type { Trigger } from '../change/codemod.ts';
import { triggersOf } from '../change/select-codemods.ts';
import type { CommandWorld } from '../cli.ts';
import type { CodemodSource } from '../domain/policy.ts';
import { loadPolicy } from '../jobs/load-policy.ts';
import { withRenames } from '../jobs/load-replacements.ts';
import { status } from './arguments.ts';
import { openRepository } from './open-repository.ts';
import { painter, plain, table } from './output.ts';

/** Of one codemod on a page: some have a rule for each of many packages. */
const mostRules = 20;
/** Of one package, before only the first and the last are named. */
const mostVersions = 3;

export async function listCodemods(
  options: Record<string, unknown>,
  { output }: CommandWorld,
): Promise<number> {
  const catalogue = withRenames(await loadCodemods(), settingText);
  const { workingTree } = await openRepository(undefined);
  const { policy } = await loadPolicy(workingTree, settingText, new Date());
  const { from } = policy.codemods;
  if (options.json) {
    const codemods = catalogue.map(({ id, title, level, trigger, languages, rules }) => ({
      id,
      title,
      level,
      trigger,
      languages,
      rules,
    }));
    output.out(JSON.stringify({ springtide: 1, command: 'codemod list', codemods, from }, undefined, 2));
    return status.done;
  }
  const paint = painter(output);
  for (const codemod of catalogue) {
    const { id, title, level, rules } = codemod;
    const boundaries = boundariesText(triggersOf(codemod));
    output.out(`${paint('bold', id)}  ${title}  ${paint('dim', `${level}, ${boundaries}`)}`);
    output.out(
      table(
        rules.slice(0, mostRules).map((rule) => [rule.id, paint('dim', rule.doc)]),
        '  ',
      ),
    );
    if (rules.length > mostRules)
      output.out(paint('dim', `  and ${rules.length - mostRules} more rules; --json lists them all`));
  }
  // Neither fetched nor started only to be listed.
  for (const source of from)
    output.out(`${paint('bold', plain(nameOf(source)))}  ${paint('dim', 'of others, where it is allowed')}`);
  return status.done;
}

/** The versions of one package stand together: some codemods have a boundary for each minor version. */
function boundariesText(triggers: readonly Trigger[]): string {
  if (triggers.length === 0) return 'run by hand';
  const crossed = new Map<string, string[]>();
  const others: string[] = [];
  for (const trigger of triggers) {
    if (trigger.kind === 'replacement') others.push(`${trigger.name} becomes ${trigger.by}`);
    else if (trigger.kind === 'tool') others.push(`with every update of ${trigger.name}`);
    else crossed.set(trigger.name, [...(crossed.get(trigger.name) ?? []), trigger.crosses]);
  }
  return [
    ...others,
    ...[...crossed].map(([name, versions]) => `crosses ${name} ${versionsText(versions)}`),
  ].join(', ');
}

function versionsText(versions: readonly string[]): string {
  const rising = versions.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return rising.length > mostVersions ? `${rising[0]} to ${rising.at(-1)}` : rising.join(' or ');
}

const nameOf = (source: CodemodSource): string =>
  source.kind === 'package'
    ? `${source.name} ${source.version}`
    : `${source.folder} at ${source.commit.slice(0, 7)}`;
