/** Options that TypeScript 6 turns into errors and 7 takes away. */
import type { Node } from 'jsonc-parser';
import type { Context, Edit, Note, SourceFile } from '../../src/change/codemod.ts';
import { jsonAt, type ObjectChange } from '../../src/change/syntax.ts';
import { type Configuration, wordOf } from './configuration.ts';

export const guide = 'https://aka.ms/ts6';

export interface Found {
  readonly changes: readonly ObjectChange[];
  readonly edits: readonly Edit[];
  readonly notes: readonly Note[];
}

export interface Look {
  readonly file: SourceFile;
  readonly context: Context;
  readonly configuration: Configuration;
  /** `compilerOptions`, where the file has it. */
  readonly options: Node | undefined;
}

const everyValue = [
  'charset',
  'keyofStringsOnly',
  'noImplicitUseStrict',
  'noStrictGenericChecks',
  'suppressExcessPropertyErrors',
  'suppressImplicitAnyIndexErrors',
];
const onlyFalse = ['esModuleInterop', 'allowSyntheticDefaultImports', 'alwaysStrict'];
const gone = new Set(['amd', 'umd', 'system', 'none']);
const nodeModules = /^node(?:\d+|next)$/;
const esModules = /^es|^preserve$/;

/** The module format that the compiler takes, as TypeScript 5 chose it. */
export function moduleOf(configuration: Configuration): string {
  const written = wordOf(configuration, 'module');
  if (written !== undefined) return written;
  const target = wordOf(configuration, 'target');
  return target === undefined || target === 'es3' || target === 'es5' ? 'commonjs' : 'es2015';
}

export function removedOptions(look: Look): Found {
  const { options, context } = look;
  if (!options) return { changes: [], edits: [], notes: [] };
  const parts = [
    ...(context.enabled('removed-options') ? [withoutMeaning(look)] : []),
    ...(context.enabled('module-resolution') ? [moduleResolution(look)] : []),
    ...(context.enabled('target') ? [target(look)] : []),
    ...(context.enabled('verbatim-module-syntax') ? [verbatim(look)] : []),
    ...(context.enabled('module') ? [goneFormats(look)] : []),
  ];
  return {
    changes: parts.flatMap(({ changes }) => changes),
    edits: parts.flatMap(({ edits }) => edits),
    notes: parts.flatMap(({ notes }) => notes),
  };
}

const nothing: Found = { changes: [], edits: [], notes: [] };
const drop = (key: string, rule: string): ObjectChange => ({ kind: 'drop', key, rule });

function withoutMeaning({ options, configuration }: Look): Found {
  const rule = 'removed-options';
  const isWritten = (key: string) => jsonAt(options, key) !== undefined;
  const dropped = [
    ...everyValue.filter(isWritten),
    ...onlyFalse.filter((key) => configuration.own[key] === false),
    ...(isWritten('downlevelIteration') ? ['downlevelIteration'] : []),
  ];
  const sloppy = configuration.own.alwaysStrict === false ? jsonAt(options, 'alwaysStrict') : undefined;
  const notes: Note[] = sloppy
    ? [
        {
          start: sloppy.offset,
          rule,
          message:
            'every file that is emitted is strict from TypeScript 6 on; look for code that needs sloppy mode (with, octal literals, assigning to what is not declared)',
          guide,
        },
      ]
    : [];
  return { ...nothing, changes: dropped.map((key) => drop(key, rule)), notes };
}

function moduleResolution({ options, configuration }: Look): Found {
  const rule = 'module-resolution';
  const value = jsonAt(options, 'moduleResolution');
  if (!value || !/^(?:node|node10|classic)$/i.test(String(value.value))) return nothing;
  const format = moduleOf(configuration);
  // Its format has to change first, and that is for a person.
  if (gone.has(format)) return nothing;
  if (nodeModules.test(format)) return { ...nothing, changes: [drop('moduleResolution', rule)] };
  return {
    ...nothing,
    changes: [{ kind: 'set', key: 'moduleResolution', json: likeCase(value, 'bundler'), rule }],
  };
}

function target({ options }: Look): Found {
  const value = jsonAt(options, 'target');
  if (!value || !/^es[35]$/i.test(String(value.value))) return nothing;
  return {
    ...nothing,
    changes: [{ kind: 'set', key: 'target', json: likeCase(value, 'es2015'), rule: 'target' }],
  };
}

/** `"ES5"` becomes `"ES2015"`. */
function likeCase(value: Node, word: string): string {
  const isUpper = /^[A-Z]/.test(String(value.value));
  return JSON.stringify(isUpper ? word.replace(/^es|^./, (start) => start.toUpperCase()) : word);
}

/** Both were taken by `verbatimModuleSyntax`, which CommonJS output cannot have (TS1287). */
function verbatim({ options, configuration }: Look): Found {
  const rule = 'verbatim-module-syntax';
  const old = ['importsNotUsedAsValues', 'preserveValueImports'].filter((key) => jsonAt(options, key));
  if (old.length === 0) return nothing;
  const { importsNotUsedAsValues, preserveValueImports, verbatimModuleSyntax } = configuration.own;
  const keeps = preserveValueImports === true || (importsNotUsedAsValues ?? 'remove') !== 'remove';
  const wanted = keeps && verbatimModuleSyntax === undefined && esModules.test(moduleOf(configuration));
  return {
    ...nothing,
    changes: [
      ...old.map((key) => drop(key, rule)),
      ...(wanted ? [{ kind: 'set', key: 'verbatimModuleSyntax', json: 'true', rule } as const] : []),
    ],
  };
}

function goneFormats({ options }: Look): Found {
  const format = jsonAt(options, 'module');
  const isGone = format !== undefined && gone.has(String(format.value).toLowerCase());
  const outFile = jsonAt(options, 'outFile') ?? jsonAt(options, 'out');
  const note = (at: Node, message: string): Note => ({ start: at.offset, rule: 'module', message, guide });
  return {
    ...nothing,
    notes: [
      ...(isGone
        ? [
            note(
              format,
              `the module format ${String(format.value)} is gone in TypeScript 7; emit commonjs or ES modules, and let a bundler make the rest`,
            ),
          ]
        : []),
      ...(outFile ? [note(outFile, 'outFile is gone in TypeScript 7; let a bundler make one file')] : []),
    ],
  };
}
