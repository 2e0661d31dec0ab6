import type { Problem } from '../domain/problem.ts';
import { sentence } from '../domain/problem.ts';
import type { PullRequest } from '../domain/pull-request.ts';
import { dayOf } from '../domain/time.ts';
import type { Hold, UpgradePlan } from '../domain/update.ts';
import { defuse } from './defuse.ts';
import type { PublishSteps, Waiting } from './publish.ts';
import { titleOf } from './titles.ts';
import { because } from './words.ts';

export const dashboardMarker = '<!-- springtide-dashboard -->';
export const dashboardTitle = 'Dependency Dashboard';

export interface DashboardFacts {
  readonly plan: UpgradePlan;
  readonly steps: PublishSteps;
  readonly pulls: readonly PullRequest[];
  readonly problems: readonly Problem[];
  /** The last failure of a job about this repository. */
  readonly trouble?: { readonly job: string; readonly because: string; readonly at: string };
  /** What the App may not do here, in sentences. */
  readonly missing: readonly string[];
}

const mostHolds = 100;

/** The one issue of a repository. The same facts give the same text, so that it is edited only when something changed. */
export function dashboard(facts: DashboardFacts): string {
  const { steps, plan } = facts;
  const title = (upgrade: UpgradePlan['upgrades'][number]) => defuse(titleOf(upgrade, { semantic: false }));
  const open = steps.refresh.map(
    ({ upgrade, pull }) => `- [ ] <!-- springtide-rebase:${upgrade.id} --> #${pull.number} ${title(upgrade)}`,
  );
  const soon = steps.open.map((upgrade) => `- ${title(upgrade)}`);
  const waiting = steps.waiting.map(
    ({ upgrade, because: why }) =>
      `- [ ] <!-- springtide-open:${upgrade.id} --> ${title(upgrade)}: ${defuse(waitingWords(why))}`,
  );
  return [
    dashboardMarker,
    'What Springtide sees in this repository. Tick a box to have it act.',
    section('Open', open),
    section('Next', soon),
    section('Waiting', waiting),
    section('Held', heldLines(plan.holds)),
    section('Runtimes', runtimeLines(plan)),
    section('Problems', [
      ...facts.problems.map((problem) => `- ${defuse(sentence(problem))}`),
      ...facts.missing.map((one) => `- ${defuse(one)}`),
    ]),
    section(
      'Errors',
      facts.trouble
        ? [`- ${defuse(facts.trouble.job)}: ${defuse(facts.trouble.because)} (${dayOf(facts.trouble.at)})`]
        : [],
    ),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .slice(0, 60_000);
}

const section = (title: string, lines: readonly string[]) =>
  lines.length === 0 ? '' : `### ${title}\n\n${lines.join('\n')}`;

function heldLines(holds: readonly Hold[]): string[] {
  const quiet = new Set(['current', 'pre-release', 'line-supported']);
  const lines = holds
    .filter(
      ({ because: reason }) =>
        !quiet.has(reason.kind) && !(reason.kind === 'elsewhere' && reason.how === 'workspace'),
    )
    .map(
      ({ dependency, newest, because: reason }) =>
        `- \`${defuse(dependency.name)}\`${newest ? ` ${newest}` : ''}: ${defuse(because(reason))}`,
    );
  const different = [...new Set(lines)];
  return different.length > mostHolds
    ? [...different.slice(0, mostHolds), `- and ${different.length - mostHolds} more`]
    : different;
}

function runtimeLines({ upgrades, holds }: UpgradePlan): string[] {
  const ending = upgrades.flatMap(({ reason, target }) =>
    reason.kind === 'end-of-life'
      ? [
          `- ${reason.subject} reached or reaches its end of life on ${reason.on}; ${target ?? 'a supported line'} is next`,
        ]
      : [],
  );
  const supported = holds.flatMap(({ dependency, because: reason }) =>
    reason.kind === 'line-supported'
      ? [
          `- ${dependency.name} ${reason.line}${reason.endOfLife ? ` is supported until ${reason.endOfLife}` : ' is supported'}`,
        ]
      : [],
  );
  return [...ending, ...supported];
}

/** Why a pull request is not open yet. */
export function waitingWords(why: Waiting): string {
  switch (why.kind) {
    case 'closed':
      return `closed by a person in #${why.by}`;
    case 'decision': {
      const { kind, by, until, reason } = why.decision;
      return `${kind === 'ignore' ? 'ignored' : 'put off'} by ${by}${until ? ` until ${dayOf(until)}` : ''}${reason ? `: ${reason}` : ''}`;
    }
    case 'refused':
      return why.because;
    case 'schedule':
      return 'outside of the schedule';
    case 'hourly-limit':
      return `${why.limit} pull requests an hour are the limit`;
    case 'concurrent-limit':
      return `${why.limit} open pull requests are the limit`;
  }
}
