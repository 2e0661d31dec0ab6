import type { Dependency, Manifest, Reading, Site } from '../../domain/manifest.ts';
import type { Problem } from '../../domain/problem.ts';
import { placeOf } from '../../domain/text.ts';
import { mergeSites } from '../merge.ts';
import { openFile } from '../runtimes/file.ts';
import { at, type ScalarTree } from '../runtimes/tree.ts';
import { parseTag } from '../tag.ts';
import { parseUses, type Uses, versionInComment } from './uses.ts';

/** Where a workflow or an action uses another, and what we call that. */
const places: readonly { readonly path: readonly string[]; readonly type: 'action' | 'workflow' }[] = [
  { path: ['jobs', '*', 'steps', '*', 'uses'], type: 'action' },
  { path: ['runs', 'steps', '*', 'uses'], type: 'action' },
  { path: ['jobs', '*', 'uses'], type: 'workflow' },
];

interface Use {
  readonly path: string;
  readonly text: string;
  readonly scalar: ScalarTree & { readonly text: string };
  readonly type: 'action' | 'workflow';
}

export function read(texts: ReadonlyMap<string, string>): Reading {
  const problems: Problem[] = [];
  const tell = (problem: Problem) => void problems.push(problem);
  const dependencies = [...texts].flatMap(([path, text]) => dependenciesIn(path, text, tell));
  const manifests = [...new Set(dependencies.map(({ manifest }) => manifest))].map(manifestAt);
  return { manifests, dependencies, lockfiles: [], problems };
}

function manifestAt(path: string): Manifest {
  return { path, ecosystem: 'github-actions', published: false, engines: {} };
}

function dependenciesIn(path: string, text: string, tell: (problem: Problem) => void): Dependency[] {
  if (!text.includes('uses')) return [];
  const wrong: number[] = [];
  const refuse = (offset: number) => void wrong.push(offset);
  const root = openFile(path, text, tell).yaml();
  const uses = places.flatMap(({ path: steps, type }) =>
    at(root, steps).flatMap((tree): Use[] => {
      if (tree.kind === 'scalar' && tree.text !== undefined) {
        return [{ path, text, type, scalar: { ...tree, text: tree.text } }];
      }
      refuse(tree.range.start);
      return [];
    }),
  );
  const found = mergeSites(uses.flatMap((use) => dependencyOf(use, parseUses(use.scalar.text), refuse)));
  if (wrong.length > 0) tell(unreadable(path, text, wrong));
  return found;
}

function dependencyOf(use: Use, uses: Uses, refuse: (offset: number) => void): Dependency[] {
  switch (uses.kind) {
    case 'local':
    case 'image':
      return [];
    case 'expression':
      return [elsewhere(use, use.scalar.text, use.scalar.text, 'variable')];
    case 'address':
      return [elsewhere(use, uses.name, uses.ref, 'git')];
    case 'unreadable':
      refuse(use.scalar.range.start);
      return [];
    case 'action':
      return [uses.pinned ? pinned(use, uses) : tagged(use, uses)];
  }
}

/** A file that is wrong in one place is often wrong in a thousand: they are said together, at the first. */
function unreadable(path: string, text: string, offsets: readonly number[]): Problem {
  const others = offsets.length > 1 ? `, and ${offsets.length - 1} more in this file do not` : '';
  return {
    path,
    place: placeOf(text, offsets[0] ?? 0),
    what: `this \`uses\` does not name an action${others}`,
    remedy: 'write owner/repository@version on one line',
  };
}

type Action = Extract<Uses, { kind: 'action' }>;

function tagged(use: Use, { name, ref, refRange }: Action): Dependency {
  if (!parseTag(ref)) return elsewhere(use, name, ref, 'branch');
  return { ...dependency(use, name, ref), sites: [site(use, 'uses', refRange.start, ref)] };
}

/** A commit says nothing of its version: the comment behind it does, and both move together. */
function pinned(use: Use, { name, ref, refRange }: Action): Dependency {
  const rest = restOfLine(use.text, use.scalar.range.end);
  const comment = versionInComment(rest);
  if (!comment) return elsewhere(use, name, ref, 'commit');
  const commentStart = use.scalar.range.end - use.scalar.range.start + comment.range.start;
  return {
    ...dependency(use, name, comment.version),
    sites: [site(use, 'commit', refRange.start, ref), site(use, 'comment', commentStart, comment.version)],
  };
}

function restOfLine(text: string, from: number): string {
  const end = text.indexOf('\n', from);
  return text.slice(from, end === -1 ? text.length : end);
}

/** `start` counts from the start of what `uses` says. */
function site(use: Use, kind: string, start: number, written: string): Site {
  const from = use.scalar.range.start + start;
  return { path: use.path, range: { start: from, end: from + written.length }, written, kind };
}

function elsewhere(use: Use, name: string, requirement: string, how: string): Dependency {
  const whole = site(use, 'uses', 0, use.scalar.text);
  return { ...dependency(use, name, requirement), sites: [whole], source: { kind: 'elsewhere', how } };
}

function dependency(use: Use, name: string, requirement: string): Omit<Dependency, 'sites'> {
  return {
    ecosystem: 'github-actions',
    name,
    manifest: use.path,
    type: use.type,
    purpose: 'development',
    requirement,
    source: { kind: 'registry' },
  };
}
