import { isOlder, lineOf, lineOfCodename } from '../lines.ts';
import { becomes, type Form, type Goal, left, type Move, type Naming, stays } from './form.ts';
import { range } from './range.ts';

/** Words that version managers and actions resolve anew each time. */
const floating =
  /^(?:lts(?:\/(?:\*|-\d+))?|node|nodejs|latest|current|stable|default|system|nightly|canary|\*|x)$/i;

/** `lts/hydrogen`, `lts-hydrogen` or plain `hydrogen`. */
const named = /^(lts[/-])?([a-z]{3,20})$/i;

const simple = /^(v|=)?(\d{1,4})(?:\.(\d{1,4}|x|X|\*))?(?:\.(\d{1,4}|x|X|\*))?$/;

/** One version, as a version manager, an action or an image tag writes it; also a range, where its tool reads ranges. */
export const version: Form = {
  read(written): Naming {
    if (floating.test(written)) return { kind: 'floating' };
    const line =
      codenameLine(written) ?? (simple.test(written) ? lineOf(written.replace(/^=/, '')) : undefined);
    return line === undefined ? range.read(written) : { kind: 'pins', lines: [line] };
  },

  move(written, goal): Move {
    if (codenameLine(written)) return moveCodename(written, goal);
    if (!simple.test(written)) return range.move(written, goal);
    const line = lineOf(written.replace(/^=/, ''));
    if (line === undefined || !isOlder(line, goal.line)) return stays;
    const text = restyled(written, goal);
    return text === undefined ? left(written, unknownExact(goal)) : becomes(written, text);
  },
};

export function unknownExact({ line }: Goal): string {
  return `the newest version of ${line} is not known here, and it names an exact one`;
}

/** The goal in the style of a version: as many parts, the same `v`, the same `x`. `undefined` when it must be exact and is unknown. */
export function restyled(written: string, goal: Goal): string | undefined {
  const [, prefix = '', , minor, patch] = simple.exec(written) ?? [];
  const isExact = (part: string | undefined) => part !== undefined && /\d/.test(part);
  if (!isExact(minor))
    return [prefix + goal.line, minor, patch].filter((part) => part !== undefined).join('.');
  const [major, newestMinor, newestPatch] = goal.exact?.split('.') ?? [];
  if (!major || !newestMinor) return undefined;
  // A bare 24.20 is the number 24.2 to YAML, and another line's minor to its reader.
  if (patch === undefined)
    return newestMinor.endsWith('0') ? prefix + goal.line : `${prefix}${major}.${newestMinor}`;
  return `${prefix}${major}.${newestMinor}.${isExact(patch) ? newestPatch : patch}`;
}

function codenameLine(written: string): string | undefined {
  const name = named.exec(written)?.[2];
  return name === undefined ? undefined : lineOfCodename(name);
}

function moveCodename(written: string, goal: Goal): Move {
  const [, prefix = '', name = ''] = named.exec(written) ?? [];
  const line = lineOfCodename(name);
  if (line === undefined || !isOlder(line, goal.line)) return stays;
  const codename = goal.release?.codename;
  if (!codename) return left(written, `${goal.lifecycle.label} ${goal.line} has no name yet`);
  return becomes(written, prefix + likeCase(name, codename));
}

function likeCase(model: string, text: string): string {
  return model === model.toLowerCase() ? text.toLowerCase() : text;
}
