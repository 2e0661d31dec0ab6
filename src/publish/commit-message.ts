import type { Step } from '../domain/change.ts';
import type { Upgrade } from '../domain/update.ts';
import { type CommitStyle, styled, titleOf } from './titles.ts';
import { moveOf } from './words.ts';

/** Longer bodies help nobody; the pull request has the table. */
const mostLines = 40;

/** Subject, what moved or what a codemod did, and the trailers by which a later run knows the commit for its own. */
export function commitMessage(upgrade: Upgrade, step: Step, style: CommitStyle): string {
  switch (step.kind) {
    case 'bump': {
      const moves = [...new Set(upgrade.updates.map(moveOf))];
      const more = moves.length > mostLines ? [`and ${moves.length - mostLines} more`] : [];
      return message(titleOf(upgrade, style), [...moves.slice(0, mostLines), ...more], trailers(upgrade));
    }
    case 'codemod': {
      const { codemod, counts, edits, sure } = step;
      const review = sure ? '' : ', for review';
      const subject = styled(`Run codemod ${codemod.id}${review}`, upgrade.updates, style);
      const files = `${edits.length} ${edits.length === 1 ? 'file' : 'files'}`;
      const rules = Object.entries(counts).map(([rule, count]) => `${rule}: ${count}`);
      return message(
        subject,
        [`${codemod.title} (${files})`, ...rules],
        [...trailers(upgrade), `Codemod: ${codemod.id}@${codemod.revision}`],
      );
    }
  }
}

const trailers = (upgrade: Upgrade) => [`Upgrade-Id: ${upgrade.id}`];

const message = (subject: string, body: readonly string[], end: readonly string[]) =>
  `${subject}\n\n${body.join('\n')}\n\n${end.join('\n')}\n`;
