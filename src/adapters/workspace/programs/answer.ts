/** Reads back what a program wrote before it is believed. */
import type { LockAnswer } from '../../../ports.ts';
import type { Attempt } from './attempt.ts';
import { berrySettings } from './berry.ts';
import { berrySought, classicSought, missesIn } from './descriptors.ts';
import type { Desk } from './desk.ts';
import { newConflicts, pnpmConflicts, yarnConflicts } from './peers.ts';
import { pnpmMisses } from './pnpm.ts';

export function answerOf(desk: Desk, attempt: Attempt): LockAnswer {
  if (attempt.kind === 'failed') return refused(attempt.because);
  const { request, choice } = desk;
  const conflicts = newConflicts(
    [...pnpmConflicts(attempt.output), ...yarnConflicts(attempt.output)],
    request,
  );
  if (conflicts.length > 0) return { kind: 'peers', conflicts };
  const text = endedLike(request.before, attempt.text);
  if (text.includes(new URL(attempt.registry).host)) {
    return refused('the address of the registry gateway would be in the lockfile');
  }
  const missed = missesOf(desk, text)[0];
  if (missed) {
    const { name, manifest, version, got } = missed;
    return refused(
      `${choice.label} resolved ${name} in ${manifest} to ${got ?? 'nothing'}, not to ${version}`,
    );
  }
  return { kind: 'locked', files: new Map([[request.lockfile.path, text]]), by: choice.label };
}

function refused(because: string): LockAnswer {
  return { kind: 'refused', because };
}

interface Missed {
  readonly name: string;
  readonly manifest: string;
  readonly version: string;
  readonly got?: string;
}

function missesOf(desk: Desk, text: string): readonly Missed[] {
  const { request, manifests, choice } = desk;
  switch (choice.name) {
    case 'pnpm':
      return pnpmMisses(request, text);
    case '@yarnpkg/cli-dist':
      return flat(missesIn(text, berrySought(request, manifests, berrySettings(request))));
    case 'yarn':
      return flat(missesIn(text, classicSought(request, manifests)));
  }
}

function flat(misses: ReturnType<typeof missesIn>): Missed[] {
  return misses.map(({ sought, got }) => ({ ...sought.wanted, ...(got === undefined ? {} : { got }) }));
}

/** Line ends as they were: the programs see the file as Git checked it out. */
function endedLike(before: string, text: string): string {
  const wanted = before.includes('\r\n') ? '\r\n' : '\n';
  return text.replace(/\r?\n/g, wanted);
}
