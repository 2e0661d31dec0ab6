import satisfies from 'semver/functions/satisfies.js';
import intersects from 'semver/ranges/intersects.js';
import minVersion from 'semver/ranges/min-version.js';
import validRange from 'semver/ranges/valid.js';
import { statusOf } from '../../../domain/runtime.ts';
import { isOlder, lineOf } from '../lines.ts';
import { becomes, type Form, type Goal, left, type Move, type Naming, stays } from './form.ts';

/** The longest range anybody writes by hand is far shorter; semver refuses longer ones too. */
const longest = 256;

const comparator = /(>=|<=|>|<|\^|~>?|=)?(\s*)(v?)(\d{1,9})(?:\.(\d{1,9}|x|X|\*))?(?:\.(\d{1,9}|x|X|\*))?/g;

/** A requirement as npm reads it: `>=18`, `^18 || ^20`, `18.x`, `>=18.17 <21`. */
export const range: Form = {
  read(written): Naming {
    const floors = branchesOf(written).map(floorOf);
    if (written.length > longest || !validRange(written)) return { kind: 'unreadable' };
    const lines = floors.filter((line) => line !== undefined);
    if (lines.length === 0 || lines.every((line) => line === '0.0')) return { kind: 'floating' };
    return { kind: namesOneLine(written) ? 'pins' : 'allows', lines };
  },

  move(written, goal): Move {
    const branches = branchesOf(written);
    const text = branches.length > 1 ? movedBranches(written, branches, goal) : movedBranch(written, goal);
    if (text === undefined || text === written) return stays;
    return isSound(text, goal)
      ? becomes(written, text)
      : left(written, 'this range has a form that is not rewritten');
  },
};

function branchesOf(written: string): readonly string[] {
  return written.split('||');
}

function floorOf(branch: string): string | undefined {
  const least = validRange(branch) ? minVersion(branch) : null;
  return least ? lineOf(least.version) : undefined;
}

/** `18.x` and `18.19.0` choose a line; `^18.1.0` and `>=18` allow it. */
function namesOneLine(written: string): boolean {
  return /^\s*=?\s*v?\d+(?:\.(?:\d+|x|X|\*))*\s*$/.test(written);
}

/** Branches of lines past their end go; the goal joins when no remaining branch allows it. */
function movedBranches(written: string, branches: readonly string[], goal: Goal): string | undefined {
  const isGone = (branch: string) => {
    const line = floorOf(branch);
    return (
      line !== undefined &&
      !goal.promised(line) &&
      statusOf(goal.lifecycle, line, goal.now) === 'end-of-life' &&
      !allows(branch, goal)
    );
  };
  const kept = branches.filter((branch) => !isGone(branch));
  const needsGoal = !kept.some((branch) => allows(branch, goal));
  if (kept.length === branches.length && !needsGoal) return undefined;
  const model = branches.at(-1) ?? written;
  const all = needsGoal ? [...kept, movedBranch(model, goal) ?? model] : kept;
  const spaced = written.includes(' ||') ? ' || ' : '||';
  return all.map((branch) => branch.trim()).join(spaced);
}

/** Floors rise to the goal; a ceiling that would shut the goal out rises just above it. */
function movedBranch(branch: string, goal: Goal): string | undefined {
  const line = floorOf(branch);
  if (line === undefined || !isOlder(line, goal.line)) return undefined;
  return branch.replace(comparator, (whole, sign = '', space, prefix, major, minor, patch) => {
    if (sign === '<' || sign === '<=')
      return raisedCeiling(whole, sign, space, prefix, goal, [major, minor, patch]);
    const floor = sign === '>' ? '>=' : sign;
    return floor + space + prefix + styled(sign, [minor, patch], goal);
  });
}

/** `24`, `24.x`, `24.0.0`: the start of the line for what allows more, its newest version for what does not. */
function styled(sign: string, [minor, patch]: readonly (string | undefined)[], goal: Goal): string {
  const pinned = sign === '' || sign === '=' || sign.startsWith('~');
  const [, newestMinor = '0', newestPatch = '0'] = (pinned && goal.exact?.split('.')) || [];
  const part = (own: string | undefined, newest: string) =>
    own === undefined ? [] : [/\d/.test(own) ? newest : own];
  return [goal.line, ...part(minor, newestMinor), ...part(patch, newestPatch)].join('.');
}

function raisedCeiling(
  whole: string,
  sign: string,
  space: string,
  prefix: string,
  goal: Goal,
  [major = '', minor, patch]: readonly (string | undefined)[],
): string {
  const isAbove = sign === '<' ? isOlder(goal.line, major) : !isOlder(major, goal.line);
  if (isAbove) return whole;
  const next = sign === '<' ? String(Number(goal.line) + 1) : goal.line;
  const zero = (own: string | undefined) => (own === undefined ? [] : [/\d/.test(own) ? '0' : own]);
  // `<=20.11.0` is a ceiling on one version; the whole of the goal's line is what is meant after the move.
  return sign === '<=' && minor !== undefined
    ? `<${space}${prefix}${[Number(goal.line) + 1, ...zero(minor), ...zero(patch)].join('.')}`
    : sign + space + prefix + [next, ...zero(minor), ...zero(patch)].join('.');
}

function allows(branch: string, goal: Goal): boolean {
  return validRange(branch) !== null && satisfies(newestOf(goal), branch);
}

/** What was written must be a range again, and must let the goal in. */
function isSound(text: string, goal: Goal): boolean {
  return validRange(text) !== null && satisfies(newestOf(goal), text);
}

function newestOf({ line, exact }: Goal): string {
  return exact ?? `${line}.0.0`;
}

/** The lines of a lifecycle that a range promises to run on. */
export function promises(written: string, line: string): boolean {
  return validRange(written) !== null && intersects(written, `^${line}.0.0`);
}
