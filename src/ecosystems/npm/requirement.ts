import satisfies from 'semver/functions/satisfies.js';
import validRange from 'semver/ranges/valid.js';
import type { RangeStrategy } from '../../domain/policy.ts';

/** `undefined` when the requirement may stay as it is. */
export type NewRequirement =
  | { readonly kind: 'same' }
  | { readonly kind: 'new'; readonly text: string }
  | { readonly kind: 'cannot'; readonly why: string };

/**
 * One comparator as people write it: `^1.2.3`, `~1.2`, `1.x`, `v1`, `=1.2.3`, `>= 1.2`. Groups: operator with its space, `v`,
 * numbers or wildcards, pre-release and build.
 */
const comparator =
  /^(\^|~>?|=|>=|<=|>|<)?(\s*)(v?)(\d+|[xX*])(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$/;

/**
 * The requirement after a move to `version`, by Renovate's documented strategies:
 * https://docs.renovatebot.com/configuration-options/#rangestrategy. The author's operator, precision and spelling are kept.
 */
export function moveRequirement(
  written: string,
  version: string,
  strategy: Exclude<RangeStrategy, 'auto'>,
): NewRequirement {
  const requirement = written.trim();
  const allows = satisfies(version, requirement);
  switch (strategy) {
    case 'pin':
      return requirement === version ? same : fresh(version);
    case 'in-range-only':
      return allows
        ? same
        : {
            kind: 'cannot',
            why: `${version} is not within ${requirement}, and only updates in range are wanted`,
          };
    case 'update-lockfile':
    case 'replace':
      return allows && !isExact(requirement) ? same : replaced(requirement, version);
    case 'bump':
      return replaced(requirement, version);
    case 'widen':
      return allows ? same : widened(requirement, version);
  }
}

/** Renovate's `auto` for npm: widen what others have to agree with, otherwise let the lockfile move within the range. */
export function strategyFor(type: string, requirement: string): Exclude<RangeStrategy, 'auto'> {
  return type === 'peerDependencies' || requirement.includes('||') ? 'widen' : 'update-lockfile';
}

export const isExact = (requirement: string) =>
  /^=?\s*v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?$/.test(requirement);

const same: NewRequirement = { kind: 'same' };
const fresh = (text: string): NewRequirement => ({ kind: 'new', text });

function replaced(requirement: string, version: string): NewRequirement {
  const alternatives = requirement.split('||');
  const last = (alternatives.at(-1) ?? '').trim();
  const moved = movedAlternative(last, version);
  if (moved === undefined)
    return { kind: 'cannot', why: `a range of this form cannot be moved to ${version}` };
  return moved === requirement ? same : fresh(moved);
}

/** The alternatives stay, and one for the new version joins them in the style of the last. */
function widened(requirement: string, version: string): NewRequirement {
  const alternatives = requirement.split('||');
  const last = (alternatives.at(-1) ?? '').trim();
  const moved = movedAlternative(last, version);
  if (moved === undefined)
    return { kind: 'cannot', why: `a range of this form cannot be widened to ${version}` };
  // `>=1 <3` grows at its upper end instead of gaining an alternative.
  if (/^>=?\s*\S+\s+<\s*\S+$/.test(last) && alternatives.length === 1) return fresh(moved);
  return fresh(`${requirement} || ${shortest(moved, last, version)}`);
}

/** A new alternative begins with the line, not with today's patch: `^4.0.0 || ^5.0.0`. */
function shortest(moved: string, last: string, version: string): string {
  const parts = comparator.exec(last);
  if (parts?.[1] !== '^' || version.includes('-') || version.startsWith('0.')) return moved;
  const major = version.split('.')[0] ?? '';
  return rewritten(parts, `${major}.0.0`);
}

function movedAlternative(alternative: string, version: string): string | undefined {
  if (alternative === '' || alternative === '*' || alternative === 'x') return alternative;
  const single = comparator.exec(alternative);
  if (single) return movedComparator(single, version);
  const hyphen = /^(\S+)\s+-\s+(\S+)$/.exec(alternative);
  if (hyphen?.[1] && hyphen[2]) {
    const upper = comparator.exec(hyphen[2]);
    return upper ? `${hyphen[1]} - ${rewritten(upper, version)}` : undefined;
  }
  return movedBounds(alternative, version);
}

function movedComparator(parts: RegExpExecArray, version: string): string | undefined {
  switch (parts[1]) {
    case '<':
      return `${parts[1]}${parts[2]}${parts[3]}${above(version, parts)}`;
    case '>':
    case '<=':
    case '>=':
    case '^':
    case '~':
    case '~>':
    case '=':
    case undefined:
      return rewritten(parts, version);
    default:
      return undefined;
  }
}

/** `>=1.2.0 <2.0.0` keeps its lower end and moves its upper one just far enough. */
function movedBounds(alternative: string, version: string): string | undefined {
  const bounds = /^(>=?\s*\S+)(\s+)(<=?)(\s*)(v?)(\S+)$/.exec(alternative);
  if (!bounds) return undefined;
  const [, lower = '', gap = ' ', operator = '<', space = '', v = '', upper = ''] = bounds;
  const parts = comparator.exec(upper);
  if (!parts) return undefined;
  const end = operator === '<' ? above(version, parts) : rewritten(parts, version);
  const moved = `${lower}${gap}${operator}${space}${v}${end}`;
  return validRange(moved) === null ? undefined : moved;
}

/** The first version of the next line, in as many numbers as were written. */
function above(version: string, parts: RegExpExecArray): string {
  const [major = '0', minor = '0'] = version.split('.');
  if (parts[5] === undefined) return String(Number(major) + 1);
  const next = major === '0' ? ['0', String(Number(minor) + 1)] : [String(Number(major) + 1), '0'];
  return parts[6] === undefined ? next.join('.') : `${next.join('.')}.0`;
}

/** The same operator, `v`, wildcards and number of parts around other numbers. */
function rewritten(parts: RegExpExecArray, version: string): string {
  const [, operator = '', space = '', v = '', major, minor, patch] = parts;
  const [core = version] = version.split(/[-+]/);
  const numbers = core.split('.');
  const suffix = version.slice(core.length).replace(/\+.*$/, '');
  const written = [major, minor, patch].filter((part) => part !== undefined);
  // A pre-release can only be named in full.
  const kept = suffix ? numbers : written.map((part, at) => (/\d/.test(part) ? (numbers[at] ?? '0') : part));
  return `${operator}${space}${v}${kept.join('.')}${suffix}`;
}
