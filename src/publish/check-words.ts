import type { CheckSignal, Evidence, GateAnswer, Judgement, Verdict } from '../domain/rollout.ts';
import { cell, defuse } from './defuse.ts';

/** GitHub cuts a check's summary at 65,535 characters, and its title is one line of a list. */
const mostCharacters = 60_000;
const mostInTitle = 120;
const mostEvidence = 20;

/** The verdict in one line: what a list of checks shows. */
export function checkTitle(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'pass':
      return 'Safe to merge now';
    case 'wait':
      return shortened(`Waits for ${verdict.for}`);
    case 'stop':
      return shortened(`Needs a person: ${verdict.because}`);
  }
}

/** Every gate with what it says and what it saw. */
export function checkSummary({ answers }: Judgement): string {
  const rows = answers.map(({ label, verdict }) => `| ${[label, sentence(verdict)].map(cell).join(' | ')} |`);
  const details = answers.map(detail).filter((part) => part !== '');
  const text = ['| Gate | Says |', '|---|---|', ...rows, '', ...details].join('\n');
  return text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters)}\n\n(cut here)`;
}

function sentence(verdict: Verdict): string {
  switch (verdict.kind) {
    case 'pass':
      return '✅ pass';
    case 'wait':
      return `⏳ waits for ${defuse(verdict.for)}${verdict.until ? ` (until ${verdict.until})` : ''}`;
    case 'stop':
      return `🛑 ${defuse(verdict.because)}`;
  }
}

function detail({ label, verdict }: GateAnswer): string {
  if (verdict.evidence.length === 0) return '';
  const shown = verdict.evidence.slice(0, mostEvidence).map(line);
  const rest = verdict.evidence.length - shown.length;
  return [`### ${label}`, '', ...shown, ...(rest > 0 ? [`- and ${rest} more`] : []), ''].join('\n');
}

function line({ saw, url }: Evidence): string {
  const text = defuse(saw);
  return url && /^https?:\/\/[^\s()<>]+$/.test(url) ? `- ${text} ([see](${url}))` : `- ${text}`;
}

/** When the merge turned out badly: what the revert says. */
export const brokeSentence = (failed: readonly CheckSignal[]) =>
  `${failed.map(({ name }) => name).join(', ')} passed before this was merged and fails with it`;

const shortened = (text: string) =>
  text.length <= mostInTitle ? text : `${text.slice(0, mostInTitle - 1).trimEnd()}…`;
