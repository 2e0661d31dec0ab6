/** `baseUrl` goes: `paths` are then relative to the file that says them, and bare names need an entry of their own. */
import type { Node } from 'jsonc-parser';
import type { Edit, Note } from '../../src/change/codemod.ts';
import { changeObject, jsonAt, type ObjectChange } from '../../src/change/syntax.ts';
import { find, joined, relative } from './configuration.ts';
import { type Found, guide, type Look } from './removed.ts';
import { needsBase } from './sources.ts';
import type { World } from './survey.ts';

const rule = 'base-url';
const nothing: Found = { changes: [], edits: [], notes: [] };

export function baseUrl(look: Look, world: World): Found {
  const { options, configuration, context, file } = look;
  if (!options || !context.enabled(rule)) return nothing;
  const value = jsonAt(options, 'baseUrl');
  if (!value) return inheritedBase(look);
  const written = String(value.value);
  if (value.type !== 'string' || /^(?:[/\\]|\w:|\$\{)/.test(written))
    return noted(
      value,
      'baseUrl is gone in TypeScript 7; write every entry of paths from the folder of this file',
    );
  const base = joined(configuration.folder, written);
  const paths = jsonAt(options, 'paths');
  const keys = (paths?.children ?? []).map((property) => String(property.children?.[0]?.value));
  const needed = needsBase(configuration.folder, base, keys, world);
  const inherited = paths ? undefined : find(configuration, 'paths');
  if (inherited && (needed || !isBaseOf(inherited.in.folder, inherited.in.own.baseUrl, base)))
    return noted(
      value,
      `baseUrl is gone in TypeScript 7, and the paths of ${inherited.in.path} are meant from here; write them in this file, from its folder`,
    );
  if (needed && usesReactScripts(configuration.folder, world))
    return noted(
      value,
      'baseUrl is gone in TypeScript 7, and react-scripts finds bare names by nothing else; import by relative paths',
    );
  const star = JSON.stringify([relative(configuration.folder, joined(base, '*'))]);
  const changes: ObjectChange[] = [{ kind: 'drop', key: 'baseUrl', rule }];
  if (needed && !paths) changes.push({ kind: 'set', key: 'paths', json: `{ "*": ${star} }`, rule });
  const edits = paths
    ? [
        ...rewritten(paths, (path) => relative(configuration.folder, joined(base, path))),
        ...(needed ? changeObject(file, paths, [{ kind: 'set', key: '*', json: star, rule }]) : []),
      ]
    : [];
  return { changes, edits, notes: oldReaders(value, configuration.folder, world) };
}

/** Whether paths that a parent says from its own base mean the same from here. */
function isBaseOf(folder: string, written: unknown, base: string): boolean {
  return joined(folder, typeof written === 'string' ? written : '.') === base;
}

/** `paths` of this file that start from the base of a file it extends. */
function inheritedBase({ options, configuration }: Look): Found {
  const paths = jsonAt(options, 'paths');
  const base = paths ? find(configuration, 'baseUrl') : undefined;
  if (!paths || typeof base?.value !== 'string' || /^(?:[/\\]|\w:|\$\{)/.test(base.value)) return nothing;
  const folder = joined(base.in.folder, base.value);
  const isHere = folder === joined(configuration.folder, '.');
  const edits = rewritten(paths, (path) =>
    path.startsWith('.') ? undefined : relative(configuration.folder, joined(folder, path)),
  );
  const dotted = targetsOf(paths).find((target) => String(target.value).startsWith('.'));
  if (!dotted || isHere) return { ...nothing, edits };
  const { notes } = noted(
    dotted,
    `baseUrl of ${base.in.path} is gone in TypeScript 7; see whether this is meant from there or from the folder of this file`,
  );
  return { ...nothing, edits, notes };
}

const targetsOf = (paths: Node): readonly Node[] =>
  (paths.children ?? []).flatMap((property) => property.children?.[1]?.children ?? []);

function rewritten(paths: Node, becomes: (path: string) => string | undefined): Edit[] {
  return targetsOf(paths).flatMap((target) => {
    const path = target.value;
    if (typeof path !== 'string' || /^(?:[/\\]|\w:|\$\{)/.test(path)) return [];
    const to = becomes(path);
    if (to === undefined || to === path) return [];
    const range = { start: target.offset, end: target.offset + target.length };
    return [{ ...range, text: JSON.stringify(to), rule, sure: true }];
  });
}

function usesReactScripts(folder: string, { packages }: World): boolean {
  return packages.some((one) => folder.startsWith(one.folder) && one.dependencies.has('react-scripts'));
}

/** tsconfig-paths 3 finds nothing without `baseUrl`; 4 does. */
function oldReaders(at: Node, folder: string, { packages }: World): readonly Note[] {
  const old = packages.some(
    (one) =>
      folder.startsWith(one.folder) && /^[\^~]?[0-3]\b/.test(one.dependencies.get('tsconfig-paths') ?? ''),
  );
  return old ? noted(at, 'tsconfig-paths 3 needs baseUrl; update it to 4').notes : [];
}

function noted(at: Node, message: string): Found {
  return { ...nothing, notes: [{ start: at.offset, rule, message, guide }] };
}
