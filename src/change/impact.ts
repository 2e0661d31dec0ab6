/** Where code uses what a new version of a package removed or changed. */
import type { Node } from '@babel/types';
import type { Difference, Signature, Surface, SurfaceChange } from '../domain/surface.ts';
import { placeOf, type TextFile } from '../domain/text.ts';
import type { Bindings } from './bindings.ts';
import type { SourceFile } from './codemod.ts';
import { languageOf } from './languages.ts';
import { refusal } from './offered.ts';
import { sourceFile } from './source-file.ts';
import { spot } from './tree.ts';

/** What left or changed so that code which was right may not be any more. What was added breaks nobody. */
export function differencesOf(before: Surface, after: Surface): readonly Difference[] {
  return Object.entries(before).flatMap(([subpath, exports]): Difference[] => {
    const now = after[subpath];
    if (!now) return [{ subpath, name: '', change: { kind: 'removed' } }];
    return Object.entries(exports).flatMap(([name, was]): Difference[] => {
      // The whole of a CommonJS module; what is taken from it stands beside it.
      if (name === '') return [];
      const is = now[name] ?? now[otherName(name, exports, now)];
      if (!is) return [{ subpath, name, change: { kind: 'removed' } }];
      const change = changeOf(was, is);
      return change ? [{ subpath, name, change }] : [];
    });
  });
}

/** Where a CommonJS module became an ES module or the other way round, an import of the whole sees the same members. */
function otherName(
  name: string,
  before: Readonly<Record<string, Signature>>,
  after: Readonly<Record<string, Signature>>,
): string {
  if ('' in before && 'default' in after) return `default.${name}`;
  if ('' in after && name.startsWith('default.')) return name.slice('default.'.length);
  return '' in after && name === 'default' ? '' : name;
}

/** Only what a caller feels: other shapes of types are for the compiler to tell. */
function changeOf(was: Signature, is: Signature): SurfaceChange | undefined {
  const changed = (how: string, fits?: Signature): SurfaceChange => ({
    kind: 'changed',
    how,
    ...(fits
      ? {
          fits: {
            ...(fits.least === undefined ? {} : { least: fits.least }),
            ...(fits.most === undefined ? {} : { most: fits.most }),
          },
        }
      : {}),
  });
  if (is.kind === 'type' && was.kind !== 'type') return changed('is a type alone now');
  if (is.kind === 'class' && was.kind === 'function') return changed('is a class now, to be made with new');
  if (was.least === undefined || is.least === undefined) return undefined;
  if (is.least > was.least) return changed(`takes at least ${counted(is.least)}, and took ${was.least}`, is);
  const [mostWas, mostIs] = [was.most ?? Number.POSITIVE_INFINITY, is.most ?? Number.POSITIVE_INFINITY];
  if (mostIs >= mostWas) return undefined;
  const took = Number.isFinite(mostWas) ? mostWas : 'any number';
  return changed(`takes at most ${counted(mostIs)}, and took ${took}`, is);
}

const counted = (count: number) => `${count} ${count === 1 ? 'argument' : 'arguments'}`;

/** One place in the code that uses a difference. */
export interface ImpactUse {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** As it is written: `z.ostring`, `uuid/v4`. */
  readonly export: string;
  readonly difference: Difference;
}

/** The uses in these files, the first of each export in each file. */
export function usesOf(
  name: string,
  differences: readonly Difference[],
  files: readonly TextFile[],
): readonly ImpactUse[] {
  if (differences.length === 0) return [];
  const byKey = new Map(differences.map((one) => [`${one.subpath} ${one.name}`, one]));
  return files.flatMap((file) => usesIn(file, name, byKey));
}

function usesIn(
  { path, text }: TextFile,
  name: string,
  byKey: ReadonlyMap<string, Difference>,
): readonly ImpactUse[] {
  const language = languageOf(path);
  const isCode = language === 'javascript' || language === 'typescript';
  if (!isCode || !text.includes(name) || refusal(path, text)) return [];
  const file = sourceFile(path, text);
  const bindings = readBindings(file);
  if (!bindings) return [];
  const found = new Map<string, ImpactUse>();
  const add = (difference: Difference, start: number) => {
    const { line, column } = placeOf(text, start);
    const written = [
      difference.subpath === '.' ? name : `${name}${difference.subpath.slice(1)}`,
      difference.name,
    ].filter(Boolean);
    const key = `${difference.subpath} ${difference.name}`;
    if (!found.has(key)) found.set(key, { path, line, column, export: written.join(': '), difference });
  };
  for (const reference of bindings.moduleReferences(name, `${name}/`)) {
    const gone = byKey.get(`${subpathOf(reference.source.value, name)} `);
    if (gone) add(gone, spot(reference.source).start);
  }
  for (const { node, path: taken, from } of bindings.uses(name, `${name}/`)) {
    const subpath = subpathOf(from.source.value, name);
    const dotted = taken.join('.');
    const isDefault =
      from.kind === 'import' && from.node.specifiers.some(({ type }) => type === 'ImportDefaultSpecifier');
    // A default import is the default export or, of a CommonJS module, all of it: declarations name its members either way.
    const names = isDefault ? [dotted === '' ? 'default' : `default.${dotted}`, dotted] : [dotted];
    const difference = names.map((one) => byKey.get(`${subpath} ${one}`)).find((one) => one?.name);
    if (difference && !isRightAsItIs(file, node, difference)) add(difference, spot(node).start);
  }
  return [...found.values()];
}

/** A call that never used what changed. */
function isRightAsItIs(file: SourceFile, node: Node, { change }: Difference): boolean {
  const call = file.tree().parent(node);
  if (change.kind !== 'changed' || !change.fits) return false;
  if ((call?.type !== 'CallExpression' && call?.type !== 'NewExpression') || call.callee !== node)
    return false;
  if (call.arguments.some(({ type }) => type === 'SpreadElement')) return false;
  const { least = 0, most = Number.POSITIVE_INFINITY } = change.fits;
  return call.arguments.length >= least && call.arguments.length <= most;
}

/** A file that cannot be read says nothing here; whoever changes it says so. */
function readBindings(file: SourceFile): Bindings | undefined {
  try {
    return file.bindings();
  } catch {
    return undefined;
  }
}

/** `uuid/v4` is `./v4`. */
const subpathOf = (written: string, name: string) =>
  written === name ? '.' : `.${written.slice(name.length)}`;
