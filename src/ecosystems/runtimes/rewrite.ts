import type { Dependency, Site } from '../../domain/manifest.ts';
import type { Release } from '../../domain/release.ts';
import { releaseLine, statusOf } from '../../domain/runtime.ts';
import type { SiteEdit } from '../../domain/text.ts';
import type { HoldReason, UpdateType } from '../../domain/update.ts';
import type { Rewrite, RewriteContext } from '../ecosystem.ts';
import { type Goal, linesOf, type Move, type Patch, stays } from './forms/form.ts';
import { promises } from './forms/range.ts';
import { isOlder, lineOf } from './lines.ts';
import { isPromise, namingOf, rowOf } from './read.ts';

/** A site that names an older line and cannot follow, and why. */
export interface LeftOut {
  readonly site: Site;
  readonly because: HoldReason;
}

interface Moved {
  readonly site: Site;
  readonly move: Move;
}

/** Every site that can move, at once. What cannot is left out of the edits, and told by `leftOut`. */
export function rewrite(
  dependency: Dependency,
  to: Release,
  _step: UpdateType,
  context: RewriteContext,
): Rewrite {
  const goal = goalOf(dependency, to, context);
  if (!goal) return { kind: 'cannot', why: `the release lines of ${dependency.name} are not known` };
  const moved = movesOf(dependency, goal);
  const edits = moved.flatMap(({ site, move }) => (move.kind === 'moves' ? editsOf(site, move.patches) : []));
  if (edits.length > 0) return { kind: 'edits', requirement: goal.line, edits };
  const [why] = moved.flatMap(({ site, move }) =>
    move.kind === 'left' ? [`${site.path}: ${reasonOf(move.because)}`] : [],
  );
  return why === undefined ? { kind: 'nothing' } : { kind: 'cannot', why };
}

/** The sites that would stay behind when a runtime moves, each with its reason. */
export function leftOut(dependency: Dependency, to: Release, context: RewriteContext): readonly LeftOut[] {
  const goal = goalOf(dependency, to, context);
  return goal
    ? movesOf(dependency, goal).flatMap(({ site, move }) =>
        move.kind === 'left' ? [{ site, because: move.because }] : [],
      )
    : [];
}

/**
 * Completeness: of a repository that was read again after a change, the sites that name only lines older than the one it
 * moved to. A list or a range that has the new line too is complete.
 */
export function leftBehind(dependencyAfter: Dependency, line: string): readonly Site[] {
  return dependencyAfter.sites.filter((site) => {
    const naming = namingOf(site);
    if (naming.kind === 'allows' && promises(site.written, line)) return false;
    const lines = linesOf(naming);
    return lines.length > 0 && lines.every((named) => isOlder(named, line));
  });
}

function goalOf(dependency: Dependency, to: Release, { runtime, now }: RewriteContext): Goal | undefined {
  const line = lineOf(to.version);
  if (!runtime || line === undefined) return undefined;
  const release = releaseLine(runtime.lifecycle, line);
  const exact = /^\d+\.\d+\.\d+$/.test(to.version) ? to.version : release?.latest;
  const kept = runtime.policy.engines === 'always' ? [] : dependency.sites.filter(isHeldRange);
  return {
    line,
    lifecycle: runtime.lifecycle,
    policy: runtime.policy,
    now,
    promised: (other) => kept.some((site) => promises(site.written, other)),
    ...(release && { release }),
    ...(exact && { exact }),
  };
}

function isHeldRange(site: Site): boolean {
  return isPromise(site) && rowOf(site)?.place === 'engines.node';
}

function movesOf(dependency: Dependency, goal: Goal): readonly Moved[] {
  const moved = dependency.sites.map((site) => ({ site, move: moveOf(site, goal) }));
  return moved.map((one) => ({ ...one, move: heldBySibling(one, moved) }));
}

function moveOf(site: Site, goal: Goal): Move {
  const row = rowOf(site);
  const move = row?.form.move(site.written, goal) ?? stays;
  switch (move.kind) {
    case 'moves':
      return isHeld(site, goal) ? heldByEngines(site) : move;
    case 'stays':
      return keepsEndedLine(site, goal) ? heldByEngines(site) : move;
    case 'left':
      return move;
  }
}

/** It would have changed, had a published package not promised to run on a line that is past its end. */
function keepsEndedLine(site: Site, goal: Goal): boolean {
  return linesOf(namingOf(site)).some(
    (line) =>
      isOlder(line, goal.line) &&
      goal.promised(line) &&
      statusOf(goal.lifecycle, line, goal.now) === 'end-of-life',
  );
}

/** A published package's promise to its users is not narrowed in passing. */
function isHeld(site: Site, { policy }: Goal): boolean {
  if (policy.engines === 'never') return rowOf(site)?.place === 'engines.node' || isPromise(site);
  return policy.engines === 'library' && isPromise(site);
}

function heldByEngines({ written }: Site): Move {
  return { kind: 'left', because: { kind: 'library-engines', written } };
}

/** A version that an image's tag is built from stays when the tag's variant is not known to exist for the new line. */
function heldBySibling({ site, move }: Moved, all: readonly Moved[]): Move {
  if (move.kind !== 'moves' || site.kind !== 'build argument') return move;
  const held = all.find(
    (other) =>
      other.site.path === site.path && other.site.kind === 'image variant' && other.move.kind === 'left',
  );
  return held?.move ?? move;
}

function editsOf(site: Site, patches: readonly Patch[]): readonly SiteEdit[] {
  return patches.map(({ range, text }) => ({
    path: site.path,
    range: { start: site.range.start + range.start, end: site.range.start + range.end },
    was: site.written.slice(range.start, range.end),
    text,
  }));
}

function reasonOf(because: HoldReason): string {
  return because.kind === 'unsupported-form'
    ? because.why
    : 'a published package keeps what its engines promise';
}
