import type { Problem } from '../domain/problem.ts';
import { sentence } from '../domain/problem.ts';
import { dayOf } from '../domain/time.ts';
import type { Hold, Update, Upgrade, UpgradePlan } from '../domain/update.ts';
import { runtimeName, titleOf } from '../publish/titles.ts';
import { because, purposeOf } from '../publish/words.ts';
import { type Output, type Paint, painter, plain, table } from './output.ts';

/** What stands above the plan. */
export interface PlanHead {
  readonly repository: string;
  readonly dependencies: number;
  readonly manifests: number;
}

export function showPlan(
  plan: UpgradePlan,
  head: PlanHead,
  problems: readonly Problem[],
  codemodsOf: (upgrade: Upgrade) => readonly string[],
  output: Output,
): void {
  const paint = painter(output);
  const { out } = output;
  out(
    `${paint('bold', plain(head.repository))}  ${count(head.dependencies, 'dependency')} in ${count(head.manifests, 'manifest')}`,
  );
  if (plan.upgrades.length === 0) out(`\n${paint('green', 'Everything that may move is current.')}`);
  for (const [index, upgrade] of plan.upgrades.entries())
    out(`\n${upgradeBlock(upgrade, index + 1, codemodsOf(upgrade), paint)}`);
  const held = tellingHolds(plan.holds);
  if (held.length > 0) out(`\n${paint('bold', 'Held')}\n${heldTable(held, paint)}`);
  out(`\n${summary(plan, paint)}`);
  showProblems(problems, output);
}

export function showProblems(problems: readonly Problem[], output: Output): void {
  const paint = painter(output);
  for (const problem of problems) output.err(`${paint('yellow', 'problem')} ${plain(sentence(problem))}`);
}

function upgradeBlock(upgrade: Upgrade, number: number, codemods: readonly string[], paint: Paint): string {
  const title = `${paint('dim', `${number}.`)} ${paint('bold', plain(titleOf(upgrade, { semantic: false })))}`;
  const reason =
    upgrade.reason.kind === 'routine' ? '' : `\n   ${paint('red', plain(purposeOf(upgrade.reason)))}`;
  const together = upgrade.together && upgrade.target ? `\n   ${paint('dim', upgrade.together)}` : '';
  const code = codemods.length > 0 ? `\n   ${paint('magenta', `codemods: ${codemods.join(', ')}`)}` : '';
  return `${title}  ${paint('dim', upgrade.branch)}${reason}${together}${code}\n${table(moves(upgrade.updates, paint), '   ')}`;
}

/** One row a package and step; the manifests it stands in are counted. */
function moves(updates: readonly Update[], paint: Paint): string[][] {
  const rows = new Map<string, Update[]>();
  for (const update of updates) {
    const key = `${update.dependency.name} ${update.from} ${update.to.version} ${update.dependency.type}`;
    rows.set(key, [...(rows.get(key) ?? []), update]);
  }
  return [...rows.values()].map((same) => {
    const [update] = same as [Update, ...Update[]];
    const places = same.reduce((sum, one) => sum + Math.max(1, one.dependency.sites.length), 0);
    return [
      plain(displayName(update)),
      update.from,
      paint('dim', '→'),
      paint(
        stepColour[update.type],
        plain(`${update.replacement ? `${update.replacement.name} ` : ''}${update.to.version}`),
      ),
      paint('dim', update.to.publishedAt ? dayOf(update.to.publishedAt) : ''),
      paint('dim', places > 1 ? `${update.dependency.type}, ${places} places` : update.dependency.type),
    ];
  });
}

const stepColour = {
  major: 'red',
  minor: 'cyan',
  patch: 'green',
  pin: 'dim',
  digest: 'dim',
  replacement: 'magenta',
} as const;

const displayName = ({ dependency }: Update | Hold) =>
  dependency.ecosystem === 'runtimes' ? runtimeName(dependency.name) : dependency.name;

/** What is current, or the repository's own, needs no line; the same package in many manifests needs one. */
export function tellingHolds(holds: readonly Hold[]): Hold[] {
  const seen = new Set<string>();
  return holds.filter((hold) => {
    const key = `${hold.dependency.name} ${hold.newest ?? ''} ${because(hold.because)}`;
    if (quiet.has(hold.because.kind) || isOwn(hold) || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

const quiet = new Set(['current', 'pre-release']);
const isOwn = ({ because: reason }: Hold) => reason.kind === 'elsewhere' && reason.how === 'workspace';

function heldTable(holds: readonly Hold[], paint: Paint): string {
  const rows = holds.map((hold) => [
    plain(displayName(hold)),
    plain(hold.newest ?? ''),
    paint('dim', plain(because(hold.because))),
  ]);
  return table(rows, '   ');
}

function summary(plan: UpgradePlan, paint: Paint): string {
  const held = tellingHolds(plan.holds).length;
  const current = plan.holds.filter((hold) => hold.because.kind === 'current').length;
  const own = new Set(plan.holds.filter(isOwn).map(({ dependency }) => dependency.name)).size;
  const ownText = own > 0 ? `, ${own} of this repository itself` : '';
  const next =
    plan.upgrades.length > 0
      ? `  ${paint('dim', 'springtide upgrade makes a branch of each; springtide why <name> tells more')}`
      : '';
  return `${count(plan.upgrades.length, 'pull request')}, ${held} held, ${current} current${ownText}${next}`;
}

export function count(number: number, noun: string): string {
  const plural = noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`;
  return `${number} ${number === 1 ? noun : plural}`;
}
