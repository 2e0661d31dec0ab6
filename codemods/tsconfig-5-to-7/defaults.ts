/**
 * Options that nobody wrote and that TypeScript 6 takes otherwise: written out as 5 took them. A configuration writes what the ones it
 * extends do not give it, so that a base says a thing once for all who extend it.
 */
import type { Note } from '../../src/change/codemod.ts';
import type { ObjectChange } from '../../src/change/syntax.ts';
import {
  type Configuration,
  type Configurations,
  find,
  isOffered,
  optionOf,
  relative,
  unknownIn,
} from './configuration.ts';
import { type Found, guide, type Look, moduleOf } from './removed.ts';
import { commonFolder, sideEffectsWithoutTypes } from './sources.ts';
import type { World } from './survey.ts';

/** Option → the value that it has to have, as JSON. */
type Settings = ReadonlyMap<Setting, unknown>;
const settings = ['target', 'module', 'rootDir', 'types', 'strict', 'noUncheckedSideEffectImports'] as const;
type Setting = (typeof settings)[number];

/** The rule that writes each. */
export const ruleOf: Readonly<Record<Setting, string>> = {
  target: 'default-target',
  module: 'default-module',
  rootDir: 'root-dir',
  types: 'types',
  strict: 'strict',
  noUncheckedSideEffectImports: 'side-effect-imports',
};

export function changedDefaults(look: Look, configurations: Configurations, world: World): Found {
  const { configuration, context, file } = look;
  const added = additionsTo(configuration, configurations, world);
  const changes = settings.flatMap((option): ObjectChange[] => {
    const rule = ruleOf[option];
    if (!context.enabled(rule) || !added.has(option)) return [];
    return [{ kind: 'set', key: option, json: written(added.get(option)), rule }];
  });
  const notes = notesOn(configuration, configurations, world).filter(({ rule }) => context.enabled(rule));
  const start = Math.max(file.text.indexOf('"extends"'), 0);
  return { changes, edits: [], notes: notes.map((note): Note => ({ start, guide, ...note })) };
}

const written = (value: unknown): string =>
  Array.isArray(value) ? `[${value.map((one) => JSON.stringify(one)).join(', ')}]` : JSON.stringify(value);

/** What a configuration has to say besides what it says and inherits. */
function additionsTo(configuration: Configuration, configurations: Configurations, world: World): Settings {
  const added = new Map<Setting, unknown>();
  if (!isOffered(configuration.path) || isSolution(configuration, configurations)) return added;
  for (const option of settings) {
    if (find(configuration, option)) continue;
    const wanted = wantedOf(option, configuration, world);
    const inherited = inheritedAddition(option, configuration, configurations, world);
    if (wanted.kind === 'unknown') continue;
    if (wanted.kind === 'as-in-6') {
      if (inherited !== undefined) added.set(option, wanted.value);
    } else if (written(inherited) !== written(wanted.value)) added.set(option, wanted.value);
  }
  return added;
}

/** It compiles nothing itself and nobody extends it: only references. */
function isSolution({ files, include, path }: Configuration, configurations: Configurations): boolean {
  return files?.length === 0 && !include && !configurations.isExtended(path);
}

function inheritedAddition(
  option: Setting,
  { parents }: Configuration,
  configurations: Configurations,
  world: World,
): unknown {
  for (const parent of parents.toReversed()) {
    const own = additionsTo(parent, configurations, world).get(option);
    const found = own ?? inheritedAddition(option, parent, configurations, world);
    if (found !== undefined) return found;
  }
  return undefined;
}

type Wanted =
  /** Another than 6 would take. */
  | { readonly kind: 'as-in-5'; readonly value: unknown }
  /** The same; it only has to be said where what is inherited says something else. */
  | { readonly kind: 'as-in-6'; readonly value: unknown }
  | { readonly kind: 'unknown' };

const unknown: Wanted = { kind: 'unknown' };

function wantedOf(option: Setting, configuration: Configuration, world: World): Wanted {
  const isOpen = unknownIn(configuration).length === 0;
  switch (option) {
    case 'strict':
      return isOpen ? { kind: 'as-in-5', value: false } : unknown;
    case 'target':
      // Formats of Node.js bring a target of their own, then and now.
      return isOpen && !/^node/.test(moduleOf(configuration))
        ? { kind: 'as-in-5', value: 'es2015' }
        : unknown;
    case 'module':
      if (!isOpen) return unknown;
      return moduleOf(configuration) === 'commonjs'
        ? { kind: 'as-in-5', value: 'commonjs' }
        : { kind: 'as-in-6', value: 'es2015' };
    case 'types':
      return isOpen ? wantedTypes(configuration, world) : unknown;
    case 'rootDir':
      return wantedRootDir(configuration, world);
    case 'noUncheckedSideEffectImports':
      return sideEffectsWithoutTypes(configuration, world)
        ? { kind: 'as-in-5', value: false }
        : { kind: 'as-in-6', value: true };
  }
}

/** 5 took all that it found; `"*"` still means that, where another folder than that of the packages is searched. */
function wantedTypes(configuration: Configuration, world: World): Wanted {
  if (find(configuration, 'typeRoots')) return { kind: 'as-in-5', value: ['*'] };
  const types = typesFor(configuration.folder, world);
  return types === undefined || types.length === 0 ? unknown : { kind: 'as-in-5', value: types };
}

/** Of the package a folder belongs to and of those around it, whose packages it finds too. */
function typesFor(folder: string, { packages, hasNodeTypes }: World): readonly string[] | undefined {
  const around = packages.filter((one) => folder.startsWith(one.folder));
  if (around.length === 0) return undefined;
  const names = around.flatMap(({ types }) => types);
  return [...new Set(hasNodeTypes ? [...names, 'node'] : names)].toSorted();
}

function wantedRootDir(configuration: Configuration, world: World): Wanted {
  const emits = ['outDir', 'declarationDir'].some((option) => find(configuration, option));
  const isQuiet = optionOf(configuration, 'noEmit') === true || optionOf(configuration, 'composite') === true;
  if (!emits || isQuiet) return unknown;
  const common = commonFolder(configuration, world);
  if (common.kind !== 'folder') return unknown;
  const value = relative(configuration.folder, common.folder);
  return value === '.' ? { kind: 'as-in-6', value } : { kind: 'as-in-5', value };
}

function notesOn(
  configuration: Configuration,
  configurations: Configurations,
  world: World,
): readonly { readonly rule: string; readonly message: string }[] {
  if (isSolution(configuration, configurations)) return [];
  const [package_] = configuration.unknown;
  const defaults = package_
    ? [
        {
          rule: 'strict',
          message: `TypeScript 6 has other defaults for strict, types, module and target, and what ${package_} says of them is not known here; write those that it leaves open`,
        },
      ]
    : [];
  const isAlone = !package_ && !find(configuration, 'types') && !find(configuration, 'typeRoots');
  const types =
    isAlone && typesFor(configuration.folder, world) === undefined
      ? [
          {
            rule: 'types',
            message:
              'TypeScript 6 loads no @types by itself, and no package.json is known here; list in types what this needs',
          },
        ]
      : [];
  const isUnclear = !find(configuration, 'rootDir') && wantsRootDirByHand(configuration, world);
  const rootDir = isUnclear
    ? [
        {
          rule: 'root-dir',
          message:
            'TypeScript 6 takes the folder of this file for rootDir, and an import of a package of this repository may lead out of it; write rootDir',
        },
      ]
    : [];
  return [...defaults, ...types, ...rootDir];
}

function wantsRootDirByHand(configuration: Configuration, world: World): boolean {
  const emits = ['outDir', 'declarationDir'].some((option) => find(configuration, option));
  const isQuiet = optionOf(configuration, 'noEmit') === true || optionOf(configuration, 'composite') === true;
  return emits && !isQuiet && commonFolder(configuration, world).kind === 'unknown';
}
