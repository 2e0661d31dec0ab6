import type { Changeset, NotRun, OpenPlace, Step } from '../domain/change.ts';
import { impactSentence } from '../domain/impact.ts';
import type { PullRequest } from '../domain/pull-request.ts';
import type { PackageReleases } from '../domain/release.ts';
import type { SupplyFacts } from '../domain/rollout.ts';
import { daysBetween } from '../domain/time.ts';
import type { Update, Upgrade } from '../domain/update.ts';
import { cell, defuse } from './defuse.ts';
import type { ReleaseNote } from './release-notes.ts';
import { supplyText } from './supply-words.ts';
import { type CommitStyle, runtimeName, titleOf } from './titles.ts';
import { because, purposeOf } from './words.ts';

/** GitHub cuts a body at 65,536 characters; the rest is for what it adds when people edit. */
const mostCharacters = 60_000;
/** Release notes of one package beyond this are a link's business. */
const mostNoteCharacters = 12_000;

/** What is known beside the changeset. */
export interface PullRequestFacts {
  readonly now: Date;
  readonly style: CommitStyle;
  readonly known: (update: Update) => PackageReleases | undefined;
  /** Newest first. */
  readonly notes: ReadonlyMap<string, readonly ReleaseNote[]>;
  /** What is proposed, in one word (see `proposalOf`), where a later run has to know it again. */
  readonly proposal?: string;
  /** What enters and leaves the lockfiles, where somebody asked. */
  readonly supply?: SupplyFacts;
  /** The organisation's record and its campaigns, which a local run does not have. */
  readonly rollout?: string;
}

export interface PullRequestText {
  readonly title: string;
  readonly body: string;
}

/** Title and body. The order is the reader's: what to do, what moves, what it did to your code, then the evidence. */
export function pullRequestText(changeset: Changeset, facts: PullRequestFacts): PullRequestText {
  const { upgrade } = changeset;
  const fixed = [
    marker(upgrade.id, facts.proposal),
    `**${verdictLine(changeset)}**`,
    table(changeset, facts),
    yourCode(changeset),
    facts.supply ? supplyText(facts.supply) : '',
    passedOver(changeset),
  ];
  const end = [`### Rollout\n\n${facts.rollout ?? 'Not part of a campaign.'}`, controls(changeset)];
  const room = mostCharacters - [...fixed, ...end].join('\n\n').length;
  const body = [...fixed, releaseNotes(changeset, facts, room), ...end]
    .filter((part) => part !== '')
    .join('\n\n');
  return { title: titleOf(upgrade, facts.style), body: `${body.slice(0, mostCharacters)}\n` };
}

/** How a run finds the pull request that belongs to an upgrade; nothing is kept in its name. */
export const marker = (upgradeId: string, proposal?: string, withdrawn = false) =>
  `<!-- springtide ${JSON.stringify({ upgrade: upgradeId, ...(proposal ? { proposal } : {}), ...(withdrawn ? { withdrawn } : {}) }).replaceAll('-->', '')} -->`;

/** The body of a pull request that we close ourselves, so that nobody takes it for a person's no. */
export function withdrawnBody({ body, marker: known }: Pick<PullRequest, 'body' | 'marker'>): string {
  if (!known) return body;
  return body.replace(/<!-- springtide \{.{1,2000}?\} -->/, () =>
    marker(known.upgrade, known.proposal, true),
  );
}

export function verdictLine({ open, differs, leftBehind, steps }: Changeset): string {
  const unsure = steps
    .filter((step) => step.kind === 'codemod' && !step.sure)
    .flatMap((step) => step.edits).length;
  const places = open.length + leftBehind.length + unsure;
  const after = differs.length > 0 ? ', and you know what behaves differently' : '';
  if (places === 0) return `Safe to merge when CI is green${after}`;
  return `Needs your eyes in ${places} ${places === 1 ? 'place' : 'places'}`;
}

function table({ upgrade }: Changeset, facts: PullRequestFacts): string {
  const rows = distinct(upgrade.updates).map((update) => {
    const cells = [
      packageLink(update, facts.known(update)),
      update.dependency.type,
      `\`${update.from}\` → \`${update.to.version}\``,
      ageOf(update, facts.now),
      purposeOf(upgrade.reason),
    ];
    return `| ${cells.map(cell).join(' | ')} |`;
  });
  const together = upgrade.together ? `\n\nThese travel together: ${upgrade.together}.` : '';
  return `| Package | Type | Change | Age | For |\n|---|---|---|---|---|\n${rows.join('\n')}${together}`;
}

/** A monorepo moves one package in many manifests: one row is enough. */
function distinct(updates: readonly Update[]): Update[] {
  const rows = new Map(
    updates.map((update) => [`${update.dependency.name} ${update.from} ${update.to.version}`, update]),
  );
  return [...rows.values()];
}

function packageLink(update: Update, known: PackageReleases | undefined): string {
  const runtime = update.dependency.ecosystem === 'runtimes';
  const name = defuse(runtime ? runtimeName(update.dependency.name) : update.dependency.name);
  const arrow = update.replacement ? ` → ${defuse(update.replacement.name)}` : '';
  const url = known?.repository?.url ?? known?.homepage;
  return url && /^https:\/\/[^\s()<>]+$/.test(url) ? `[${name}](${url})${arrow}` : `${name}${arrow}`;
}

function ageOf({ to }: Update, now: Date): string {
  if (!to.publishedAt) return 'unknown';
  const days = daysBetween(to.publishedAt, now);
  return days === 1 ? '1 day' : `${days} days`;
}

function yourCode(changeset: Changeset): string {
  const done = changeset.steps.filter((step) => step.kind === 'codemod').map(codemodLine);
  const open = changeset.open.map(openLine);
  const behind = changeset.leftBehind.map(
    (site) => `- [ ] \`${site.path}\` still says \`${defuse(site.written)}\` (${site.kind})`,
  );
  const differs = differenceLines(changeset.differs);
  const impact = changeset.impact.map(impactSentence).filter((line) => line !== '');
  const parts = [
    ...done,
    ...impact.map((line) => `- ${defuse(line)}`),
    ...changeset.notRun.map((one) => `- ${defuse(notRunLine(one))}`),
    ...(open.length > 0 ? ['', 'Left for you:', '', ...open] : []),
    ...(differs.length > 0 ? ['', 'Goes on working, and behaves differently:', '', ...differs] : []),
    ...(behind.length > 0 ? ['', 'Left behind:', '', ...behind] : []),
  ];
  return parts.length === 0 ? '' : `### Your code\n\n${parts.join('\n').trim()}`;
}

function codemodLine(step: Extract<Step, { kind: 'codemod' }>): string {
  const edits = Object.values(step.counts).reduce((sum, count) => sum + count, 0);
  const rules = Object.entries(step.counts)
    .map(([rule, count]) => `${rule} ${count}`)
    .join(', ');
  const review = step.sure ? '' : ' **Please review these.**';
  return `- \`${step.codemod.id}\` made ${plural(edits, 'edit')} in ${plural(step.edits.length, 'file')} (${rules}).${review}`;
}

export const notRunLine = ({ from, because: reason }: NotRun): string =>
  `Codemods of ${from} did not run, or not on everything: ${reason}`;

/** One line for what is the same wherever it is. */
function differenceLines(differs: readonly OpenPlace[]): readonly string[] {
  return [...Map.groupBy(differs, ({ message }) => message)].map(([message, places]) => {
    const shown = places.slice(0, mostPlaces).map(({ path, place }) => `\`${path}:${place.line}\``);
    const more = places.length > mostPlaces ? ` and ${places.length - mostPlaces} more` : '';
    const guide = places[0]?.guide;
    return `- ${defuse(message)}${guide ? ` ([guide](${guide}))` : ''}: ${shown.join(', ')}${more}`;
  });
}

const mostPlaces = 5;

function openLine({ path, place, rule, message, guide }: OpenPlace): string {
  const link = guide ? ` ([guide](${guide}))` : '';
  return `- [ ] \`${path}:${place.line}\` ${defuse(message)} (${rule})${link}`;
}

/** Newer versions that were not taken: the question a reader asks first when a number looks old. */
function passedOver({ upgrade }: Changeset): string {
  const lines = distinct(upgrade.updates).flatMap((update) =>
    update.passedOver
      .filter(({ because: reason }) => reason.kind !== 'pre-release')
      .map(
        ({ version, because: reason }) =>
          `- ${defuse(update.dependency.name)} ${version}: ${defuse(because(reason))}`,
      ),
  );
  return lines.length === 0
    ? ''
    : `<details><summary>Newer versions not taken</summary>\n\n${lines.join('\n')}\n\n</details>`;
}

function releaseNotes({ upgrade }: Changeset, { notes, known }: PullRequestFacts, room: number): string {
  const parts: string[] = [];
  let left = room - 200;
  for (const update of distinct(upgrade.updates)) {
    const found = notes.get(update.dependency.name) ?? [];
    const head = `${defuse(update.dependency.name)} ${update.from} → ${update.to.version}`;
    const all = found.map(({ version, text: body }) => `#### ${version}\n\n${defuse(body)}`).join('\n\n');
    const text = cut(all, Math.min(mostNoteCharacters, left));
    const part = text === '' ? releasesLink(head, known(update)) : fold(head, text);
    if (part === '' || part.length > left) continue;
    left -= part.length;
    parts.push(part);
  }
  return parts.length === 0 ? '' : `### Release notes\n\n${parts.join('\n\n')}`;
}

const fold = (head: string, text: string) => `<details><summary>${head}</summary>\n\n${text}\n\n</details>`;

/** A package that carries no changelog may have its notes where its source lives. */
function releasesLink(head: string, known: PackageReleases | undefined): string {
  const url = known?.repository?.url;
  return url?.startsWith('https://github.com/') ? `${head}: [releases](${url}/releases)` : '';
}

/** Cut at a line end, with an open fence closed, so that what follows is not swallowed. */
function cut(text: string, most: number): string {
  if (text.length <= most) return fenced(text);
  if (most < 200) return '';
  return `${fenced(text.slice(0, text.lastIndexOf('\n', most - 40)))}\n\n*(cut here)*`;
}

const fenced = (text: string) =>
  (text.match(/^\s*```/gm)?.length ?? 0) % 2 === 1 ? `${text}\n\`\`\`` : text;

function controls({ upgrade }: Changeset): string {
  const because =
    upgrade.reason.kind === 'routine'
      ? 'a newer release is available and your policy allows it'
      : purposeOf(upgrade.reason);
  return [
    '---',
    '',
    '- [ ] <!-- springtide-rebase -->Rebase this pull request',
    '- [ ] <!-- springtide-recreate -->Recreate it, dropping what was committed to it',
    '',
    `Commands: \`@springtide rebase\`, \`recreate\`, ${canSplit(upgrade) ? '`split`, ' : ''}\`explain\`, \`snooze 30d\`, \`ignore major reason:"…"\`, \`hold\`, \`merge\`, \`revert\`.`,
    `You got this because ${because}.`,
  ].join('\n');
}

/** A named group can be taken apart; what was released together cannot. */
export const canSplit = ({ target, updates }: Pick<Upgrade, 'target' | 'updates'>): boolean =>
  target === undefined && new Set(updates.map(({ dependency }) => dependency.name)).size > 1;

const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;
