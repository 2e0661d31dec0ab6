/** The configuration of a package in the older format, as plain data, or why it cannot be had. */
import { type ParseError, parse as parseJson } from 'jsonc-parser';
import { parseDocument } from 'yaml';
import { literalValue } from './literal-value.ts';

export const guide = 'https://eslint.org/docs/latest/use/configure/migration-guide';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Settings = { readonly [key: string]: Json };

/** Whether anybody asked for it: `--ext .ts` alone does not, and still a script may name a file. */
type JavaScript = 'asked' | 'by-name' | 'unasked';

export type Found =
  | { readonly kind: 'none' }
  | { readonly kind: 'left'; readonly path: string; readonly because: string }
  | {
      readonly kind: 'config';
      readonly path: string;
      readonly text: string;
      readonly config: Settings;
      readonly ignoreFile?: { readonly path: string; readonly text: string };
      /** `eslintIgnore` of package.json, which was read where there was no .eslintignore. */
      readonly ignored: readonly string[];
      /** What the scripts asked for by --ext: `.ts`. */
      readonly extensions: readonly string[];
      readonly javaScript: JavaScript;
      readonly notes: readonly string[];
    };

/** In the order in which ESLint looked for them: https://eslint.org/docs/v8.x/use/configure/configuration-files */
const names = [
  '.eslintrc.js',
  '.eslintrc.cjs',
  '.eslintrc.yaml',
  '.eslintrc.yml',
  '.eslintrc.json',
  '.eslintrc',
  'package.json',
];
const older = /(?:^|\/)\.eslintrc(?:\.(?:json|ya?ml|c?js))?$/;

export function found(surveyed: ReadonlyMap<string, readonly string[]>, folder: string): Found {
  const text = (name: string) => surveyed.get(`${folder}${name}`)?.[0];
  const isFlat = ['js', 'mjs', 'cjs', 'ts', 'mts', 'cts'].some(
    (end) => text(`eslint.config.${end}`) !== undefined,
  );
  if (isFlat) return { kind: 'none' };
  const manifest = settings(text('package.json') ?? '');
  const name = names.find((one) =>
    one === 'package.json' ? isSettings(manifest?.eslintConfig) : text(one) !== undefined,
  );
  if (name === undefined) return { kind: 'none' };
  const path = `${folder}${name}`;
  const written = text(name) ?? '';
  const config =
    name === 'package.json' && isSettings(manifest?.eslintConfig)
      ? manifest.eslintConfig
      : read(name, written);
  const left = (because: string): Found => ({ kind: 'left', path, because });
  if (!config)
    return left('this configuration is computed, or cannot be read; write eslint.config.mjs by hand');
  const above = [...surveyed.keys()].find(
    (one) => older.test(one) && folder !== '' && folder.startsWith(folderOf(one)) && folderOf(one) !== folder,
  );
  if (above !== undefined && config.root !== true)
    return left(
      `this configuration adds to ${above}; there is one eslint.config.mjs now, so put them together by hand`,
    );
  if (listed(config.overrides).some((one) => isSettings(one) && listed(one.overrides).length > 0))
    return left('overrides stand within overrides here; write eslint.config.mjs by hand');
  const ignores = text('.eslintignore');
  const asked = extensionsOf(manifest, config);
  return {
    kind: 'config',
    path,
    text: written,
    config,
    ...asked,
    ignored: listed(manifest?.eslintIgnore).filter((one) => typeof one === 'string'),
    notes: [
      ...notesOf(surveyed, folder, name, written),
      ...(asked.javaScript === 'by-name' ? [lookedInto] : []),
    ],
    ...(ignores === undefined ? {} : { ignoreFile: { path: `${folder}.eslintignore`, text: ignores } }),
  };
}

const listed = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);

const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/') + 1);

function notesOf(
  surveyed: ReadonlyMap<string, readonly string[]>,
  folder: string,
  name: string,
  text: string,
): string[] {
  const inside = [...surveyed.keys()].filter(
    (path) => older.test(path) && path.startsWith(folder) && folderOf(path) !== folder,
  );
  const beside = names.filter(
    (one) => one !== name && one !== 'package.json' && surveyed.has(`${folder}${one}`),
  );
  const comments = name !== 'package.json' && /(?:^|\s)(?:\/\/|\/\*|#)/.test(text);
  return [
    ...inside.map((path) => `${path} is not read any more; make it an entry with files here`),
    ...beside.map(
      (one) => `${folder}${one} stood in the shade of ${name} and is not read any more; take it away`,
    ),
    ...(comments ? [`comments of ${folder}${name} are not carried over`] : []),
  ];
}

function read(name: string, text: string): Settings | undefined {
  if (name.endsWith('js'))
    return isSettings(literalValue(text)) ? (literalValue(text) as Settings) : undefined;
  return name.endsWith('.json') ? settings(text) : (settings(text) ?? yamlSettings(text));
}

function settings(text: string): Settings | undefined {
  const errors: ParseError[] = [];
  const value: unknown = parseJson(text, errors, { allowTrailingComma: true });
  return errors.length === 0 && isSettings(value) ? value : undefined;
}

function yamlSettings(text: string): Settings | undefined {
  const document = parseDocument(text, { logLevel: 'silent' });
  const value: unknown = document.errors.length === 0 ? document.toJS({ maxAliasCount: 100 }) : undefined;
  return isSettings(value) ? value : undefined;
}

export function isSettings(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `eslint --ext .js,.ts src` */
function extensionsOf(
  manifest: Settings | undefined,
  config: Settings,
): { readonly extensions: readonly string[]; readonly javaScript: JavaScript } {
  const scripts = isSettings(manifest?.scripts) ? Object.values(manifest.scripts) : [];
  const runs = scripts.flatMap((script) =>
    typeof script === 'string' ? script.split(/&&|\|\||;/).filter((one) => eslint.test(one)) : [],
  );
  const asked = runs.map((run) =>
    [...run.matchAll(/(?<!\S)--ext[ =]["']?([\w.,*]+)/g)].flatMap(([, list = '']) => list.split(',')),
  );
  const extensions = new Set(asked.flat().map((one) => (one.startsWith('.') ? one : `.${one}`)));
  // Whoever names a file, lints what is staged or has an override for some asks for it too.
  const isNamed =
    runs.some((run) => /\.[cm]?jsx?(?=["'\s]|$)/.test(run.replace(/--ext[ =]\S+/g, ''))) ||
    manifest?.['lint-staged'] !== undefined ||
    listed(config.overrides).some(
      (one) => isSettings(one) && /\.[cm]?js|\{/.test(JSON.stringify(one.files ?? '')),
    );
  const isAsked =
    runs.length === 0 ||
    asked.some((list) => list.length === 0) ||
    [...extensions].some((one) => /^\.[cm]?js$|\*/.test(one));
  return { extensions: [...extensions], javaScript: isAsked ? 'asked' : isNamed ? 'by-name' : 'unasked' };
}

const lookedInto =
  'the scripts asked for other files by --ext; ESLint 9 looks into .js, .cjs and .mjs besides, so ignore those that it shall not see';

/** The program, not `eslint-plugin-x` nor `./tools/eslint`. */
export const eslint = /(?<![\w./@-])eslint(?![\w-])/;
