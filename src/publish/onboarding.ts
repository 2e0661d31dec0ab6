import type { UpgradePlan } from '../domain/update.ts';
import { defuse } from './defuse.ts';
import { marker } from './pull-request.ts';
import { titleOf } from './titles.ts';

/** What a repository gets to begin with: the defaults, said, and what people change first. */
export const onboardingFile = `# How Springtide keeps this repository up to date.
extends:
  - springtide:quiet          # grouped patch and minor updates, majors alone, three days of age

# minimumReleaseAge: 7 days   # for every version that enters a lockfile
# schedule: [before 6am on monday]
# prConcurrentLimit: 5
# automerge: true             # only when every gate passes and a real check ran
# ignoreDeps: [left-pad]
# runtimes:
#   node: { follow: lts }
`;

const mostLines = 40;

/** The body of the onboarding pull request: what would come, and what merging and closing mean. */
export function onboardingBody(
  plan: UpgradePlan,
  others: readonly string[],
  notCarried?: readonly { readonly key: string; readonly line?: number; readonly why: string }[],
): string {
  const lines = plan.upgrades.map((upgrade) => `- ${defuse(titleOf(upgrade, { semantic: false }))}`);
  const more = lines.length > mostLines ? [`- and ${lines.length - mostLines} more`] : [];
  return [
    marker('onboarding'),
    '**Merge this to have Springtide keep this repository on supported dependencies and runtimes. Close it, and nothing happens.**',
    lines.length === 0
      ? 'Everything is current: there is nothing to propose yet.'
      : `### What would come, at most two an hour and five at a time\n\n${[...lines.slice(0, mostLines), ...more].join('\n')}`,
    others.length === 0 ? '' : otherTool(others, notCarried),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** `notCarried` is there where the file of this pull request was made of the other tool's. */
function otherTool(
  [first = '', ...rest]: readonly string[],
  notCarried: Parameters<typeof onboardingBody>[2],
): string {
  const heading = '### Another tool is configured here';
  const others = [first, ...rest].map((path) => `- \`${path}\``).join('\n');
  const remove = 'Remove it when you merge this, or both will propose the same.';
  if (!notCarried)
    return `${heading}\n\n${others}\n\n\`springtide config import\` turns its configuration into this file. ${remove}`;
  const lines = notCarried
    .slice(0, mostLines)
    .map(
      ({ key, line, why }) =>
        `- \`${key.replaceAll('`', '')}\`${line ? ` (line ${line})` : ''}: ${defuse(why)}`,
    );
  const left = lines.length === 0 ? 'All of it was carried over.' : `What was not:\n\n${lines.join('\n')}`;
  return `${heading}\n\n${others}\n\nThe file of this pull request says what \`${first}\` says, in Springtide's words. ${left}\n\n${remove}`;
}
