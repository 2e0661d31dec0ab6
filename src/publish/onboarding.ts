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
export function onboardingBody(plan: UpgradePlan, others: readonly string[]): string {
  const lines = plan.upgrades.map((upgrade) => `- ${defuse(titleOf(upgrade, { semantic: false }))}`);
  const more = lines.length > mostLines ? [`- and ${lines.length - mostLines} more`] : [];
  return [
    marker('onboarding'),
    '**Merge this to have Springtide keep this repository on supported dependencies and runtimes. Close it, and nothing happens.**',
    lines.length === 0
      ? 'Everything is current: there is nothing to propose yet.'
      : `### What would come, at most two an hour and five at a time\n\n${[...lines.slice(0, mostLines), ...more].join('\n')}`,
    others.length === 0
      ? ''
      : `### Another tool is configured here\n\n${others.map((path) => `- \`${path}\``).join('\n')}\n\n\`springtide config import\` turns its configuration into this file; then remove it, or both will propose the same.`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}
