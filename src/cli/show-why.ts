import { impactSentence } from '../domain/impact.ts';
import type { Dependency } from '../domain/manifest.ts';
import type { Policy } from '../domain/policy.ts';
import type { PackageReleases } from '../domain/release.ts';
import { dayOf } from '../domain/time.ts';
import type { Decision, UpgradePlan } from '../domain/update.ts';
import type { Impact } from '../jobs/find-impact.ts';
import type { Noted } from '../jobs/find-notes.ts';
import { titleOf } from '../publish/titles.ts';
import { because, moveOf } from '../publish/words.ts';
import { type Output, painter, plain, table } from './output.ts';

/** Everything that decided about one package: where it stands, what it moves to, what was passed over, by which rules. */
export function showWhy(
  name: string,
  dependencies: readonly Dependency[],
  plan: UpgradePlan,
  policy: Policy,
  known: (dependency: Dependency) => PackageReleases | undefined,
  impact: Impact,
  noted: Noted,
  output: Output,
): void {
  const paint = painter(output);
  const { out } = output;
  out(paint('bold', plain(name)));
  for (const dependency of dependencies) {
    const has = dependency.locked ? `, locked ${dependency.locked}` : '';
    out(
      `  ${plain(dependency.manifest)} ${paint('dim', dependency.type)} ${plain(dependency.requirement)}${plain(has)}`,
    );
    for (const site of dependency.sites.length > 1 ? dependency.sites : [])
      out(`    ${plain(site.path)} ${paint('dim', site.kind)} ${plain(site.written)}`);
    for (const decision of decisionsAbout(dependency, plan)) showDecision(decision, plan, output);
  }
  for (const line of impact.packages.map(impactSentence).filter((one) => one !== '')) out(`  ${plain(line)}`);
  for (const { path, place, message } of impact.open)
    out(`    ${plain(`${path}:${place.line}`)} ${paint('dim', plain(message))}`);
  for (const { path, place, message, guide } of [...noted.open, ...noted.differs])
    out(
      `    ${plain(`${path}:${place.line}`)} ${paint('dim', plain(`${message}${guide ? ` (${guide})` : ''}`))}`,
    );
  const [first] = dependencies;
  if (!first) return;
  const package_ = known(first);
  const latest = package_?.tags.latest;
  if (latest) {
    const release = package_.releases.find((one) => one.version === latest);
    const published = release?.publishedAt ? `, published ${dayOf(release.publishedAt)}` : '';
    out(`  latest is ${plain(latest)}${published}`);
  }
  out(`  ${paint('bold', 'rules')}`);
  const rules = policy.policyFor(first, 'major');
  const shown = [
    'enabled',
    'rangeStrategy',
    'minimumReleaseAge',
    'allowedVersions',
    'followTag',
    'ignoreUnstable',
    'majors',
    'groupName',
    'automerge',
  ] as const;
  const rows = shown.flatMap((key) => {
    const value = key === 'minimumReleaseAge' ? `${rules.minimumReleaseAgeDays} days` : rules[key];
    if (value === undefined) return [];
    const origin = rules.origins[key];
    return [
      [
        key,
        String(value),
        paint('dim', origin ? `${origin.from}${origin.line ? `:${origin.line}` : ''}` : 'built-in defaults'),
      ],
    ];
  });
  out(table(rows, '    '));
}

export function decisionsAbout(dependency: Dependency, plan: UpgradePlan): Decision[] {
  const updates = plan.upgrades
    .flatMap((upgrade) => upgrade.updates)
    .filter((update) => update.dependency === dependency);
  return [...updates, ...plan.holds.filter((hold) => hold.dependency === dependency)];
}

function showDecision(decision: Decision, plan: UpgradePlan, output: Output): void {
  const paint = painter(output);
  switch (decision.kind) {
    case 'update': {
      const upgrade = plan.upgrades.find(({ updates }) => updates.includes(decision));
      const title = upgrade ? `, in “${titleOf(upgrade, { semantic: false })}” (${upgrade.branch})` : '';
      const how = decision.edits.length === 0 ? 'lockfile only' : `written ${decision.requirement}`;
      output.out(
        `    ${paint('green', 'update')} ${plain(moveOf(decision))} ${paint('dim', `${decision.type}, ${how}`)}${plain(title)}`,
      );
      break;
    }
    case 'hold':
      output.out(
        `    ${paint('yellow', 'hold')} ${plain(decision.newest ?? '')} ${plain(because(decision.because))}`.replace(
          '  ',
          ' ',
        ),
      );
      break;
  }
  for (const { version, because: reason } of decision.passedOver) {
    if (decision.kind === 'hold' && version === decision.newest) continue;
    output.out(`      ${paint('dim', `not ${plain(version)}: ${plain(because(reason))}`)}`);
  }
}
