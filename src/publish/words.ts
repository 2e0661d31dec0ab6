/** Every sentence about a decision: on GitHub, on a terminal, in a commit. */

import { dayOf } from '../domain/time.ts';
import type { HoldReason, PeerConflict, Update, UpgradeReason } from '../domain/update.ts';
import { runtimeName } from './titles.ts';

/** Why something stays, in one sentence without a full stop. */
export function because(reason: HoldReason): string {
  switch (reason.kind) {
    case 'current':
      return 'it is current';
    case 'elsewhere':
      return `it comes from ${sourceWords[reason.how] ?? reason.how} (${reason.written}), not from a registry`;
    case 'floating':
      return `${reason.written || 'no version'} moves by itself; write a version to have it kept up to date`;
    case 'unreadable-requirement':
      return `its requirement ${JSON.stringify(reason.written)} is not understood`;
    case 'registry-unreachable':
      return `registry unreachable: ${reason.registry}: ${reason.because}`;
    case 'not-found':
      return reason.status === 404
        ? `${reason.registry} does not know it (404); if it is private, log in to its registry in your .npmrc`
        : `${reason.registry} refused (${reason.status}); log in to it in your .npmrc`;
    case 'ignored':
      return `it is ignored by ${reason.rule}`;
    case 'exception': {
      const { exception } = reason;
      const owner = exception.owner ? `, ${exception.owner}` : '';
      const until = exception.until ? `, until ${exception.until}` : '';
      return `exception: ${exception.reason}${owner}${until}`;
    }
    case 'pre-release':
      return 'it is a pre-release';
    case 'above-latest':
      return `it is above the tag ${reason.tag}, which names ${reason.ceiling}`;
    case 'deprecated':
      return `its publisher deprecated it: ${reason.message}`;
    case 'withdrawn':
      return 'it was withdrawn';
    case 'quarantined':
      return `it is quarantined: ${reason.reason}`;
    case 'not-allowed':
      return `only ${reason.allowed} is allowed by ${reason.rule}`;
    case 'too-young':
      return `it is younger than ${days(reason.minimumDays)} (published ${dayOf(reason.publishedAt)}, ready ${dayOf(reason.readyAt)})`;
    case 'age-unknown':
      return `its registry does not say when it was published, and ${days(reason.minimumDays)} of age are asked for`;
    case 'runtime-too-old':
      return `it needs ${runtimeName(reason.runtime)} ${reason.wants}, this repository runs on ${reason.have}`;
    case 'module-only':
      return `it has only ES modules, which require() loads from Node.js ${reason.wants}; this repository runs on ${reason.have}`;
    case 'peers':
      return peersWords(reason.conflicts);
    case 'one-major-at-a-time':
      return `majors go one by one; ${reason.next} comes first`;
    case 'in-range':
      return `${reason.requirement} allows it already and there is no lockfile to move`;
    case 'library-engines':
      return `a published package's engines (${reason.written}) are a promise to its users; set runtimes.node.engines: always to move them`;
    case 'line-supported':
      return reason.endOfLife
        ? `line ${reason.line} is supported until ${reason.endOfLife}`
        : `line ${reason.line} is supported`;
    case 'unsupported-form':
      return `${reason.written}: ${reason.why}`;
    case 'lockfile-refused':
      return `${reason.lockfile} could not be resolved: ${reason.because}`;
  }
}

/** The first few say enough; the machine-readable answer has all. */
const mostConflicts = 3;

function peersWords(conflicts: readonly PeerConflict[]): string {
  const sentences = conflicts.map(
    ({ who, peer, wants, gets, broughtBy = [] }) =>
      `${who}${broughtWords(broughtBy)} wants ${peer} ${wants} and would get ${gets}`,
  );
  const distinct = [...new Set(sentences)];
  const more = distinct.length - mostConflicts;
  return [...distinct.slice(0, mostConflicts), ...(more > 0 ? [`and ${more} more like this`] : [])].join(
    '; ',
  );
}

function broughtWords([first, ...others]: readonly string[]): string {
  if (first === undefined) return '';
  return others.length === 0
    ? `, which ${first} brings in,`
    : `, which ${first} and ${others.length} more bring in,`;
}

const sourceWords: Readonly<Record<string, string>> = {
  git: 'git',
  file: 'a local file',
  link: 'a local link',
  portal: 'a local folder',
  workspace: 'this workspace',
  tarball: 'an address',
  variable: 'a variable',
};

const days = (count: number) => `${count} ${count === 1 ? 'day' : 'days'}`;

/** `express 4.18.2 → 5.1.0` */
export function moveOf(update: Update): string {
  const name =
    update.dependency.ecosystem === 'runtimes' ? runtimeName(update.dependency.name) : update.dependency.name;
  const becomes = update.replacement ? `${update.replacement.name} ` : '';
  return `${name} ${update.from} → ${becomes}${update.to.version}`;
}

export function purposeOf(reason: UpgradeReason): string {
  switch (reason.kind) {
    case 'routine':
      return 'routine';
    case 'end-of-life':
      return endOfLifeSentence(reason);
    case 'replacement':
      return reason.why;
    case 'security':
      return `security: ${reason.advisories.join(', ')}`;
  }
}

/** The dates of a line stand as its publisher announced them; the reader knows today. */
export function endOfLifeSentence(reason: Extract<UpgradeReason, { kind: 'end-of-life' }>): string {
  return `${reason.subject} end of life ${reason.on}`;
}
