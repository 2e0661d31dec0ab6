/** The text of `eslint.config.mjs`. */
import { type Found, isSettings, type Json, type Settings } from './found.ts';
import { code, type Printable, raw } from './print.ts';

type Config = Extract<Found, { kind: 'config' }>;

/** Its languages' own globals come with `ecmaVersion` now. */
const builtIn = /^es(?:6|20\d\d)$/;
/** What was not looked into before, unless it was named: files and folders with a dot, and a configuration of another kind. */
const unseen = ['**/.*', 'eslint.config.mjs'];
/** Looked into now whatever `--ext` says. */
const ofJavaScript = ['**/*.js', '**/*.cjs', '**/*.mjs'];
/** `jest/globals` */
const ofPlugin = /\//;
const own = /^eslint:(recommended|all)$/;

export function flatConfig(
  { config, extensions, ignored, javaScript }: Config,
  ignoreFile: string | undefined,
): string {
  const uses = usesOf(config);
  const entries: string[] = [];
  const ignores = [
    ...unseen,
    ...(javaScript === 'unasked' ? ofJavaScript : []),
    ...ignoreLines(ignoreFile ?? ignored.join('\n')),
    ...ignoreLines(strings(config.ignorePatterns).join('\n')),
  ];
  entries.push(code({ ignores }, 1), ...entriesOf(config, undefined));
  if (isScript(config) && javaScript !== 'unasked')
    entries.push(code({ files: ['**/*.mjs'], languageOptions: { sourceType: 'module' } }, 1));
  for (const override of Array.isArray(config.overrides) ? config.overrides : [])
    if (isSettings(override)) entries.push(...entriesOf(override, scopeOf(override), config));
  const others = extensions.filter((one) => !/^\.[cm]?js$/.test(one)).map((one) => `**/*${one}`);
  if (others.length > 0) entries.push(code({ files: others }, 1));

  const parsers = parsersOf(config);
  const lines = [
    ...(uses.compat ? ["import { FlatCompat } from '@eslint/eslintrc';"] : []),
    ...(uses.js ? ["import js from '@eslint/js';"] : []),
    ...(uses.globals ? ["import globals from 'globals';"] : []),
    ...[...parsers].map(([module, name]) => `import ${name} from '${module}';`),
    ...(uses.compat ? ["import { fileURLToPath } from 'node:url';"] : []),
  ];
  const compat = [
    'const compat = new FlatCompat({',
    "  baseDirectory: fileURLToPath(new URL('.', import.meta.url)),",
    '  recommendedConfig: js.configs.recommended,',
    '  allConfig: js.configs.all,',
    '});',
  ];
  return [
    ...lines,
    ...(lines.length > 0 ? [''] : []),
    ...(uses.compat ? [...compat, ''] : []),
    'export default [',
    ...entries.map((entry) => `  ${entry},`),
    '];',
    '',
  ].join('\n');
}

/** The packages that the new file imports, for the major that is moved to. */
export function neededBy(
  config: Settings,
  target: string | undefined,
): readonly { readonly name: string; readonly requirement: string }[] {
  const uses = usesOf(config);
  const major = Math.max(9, Number.parseInt(target ?? '9', 10) || 9);
  return [
    ...(uses.js ? [{ name: '@eslint/js', requirement: `^${major}.0.0` }] : []),
    ...(uses.compat ? [{ name: '@eslint/eslintrc', requirement: '^3.3.0' }] : []),
    ...(uses.globals ? [{ name: 'globals', requirement: '^16.0.0' }] : []),
  ];
}

function usesOf(config: Settings): {
  readonly js: boolean;
  readonly compat: boolean;
  readonly globals: boolean;
} {
  const all = [config, ...(Array.isArray(config.overrides) ? config.overrides.filter(isSettings) : [])];
  const compat = all.some(
    (one) =>
      strings(one.extends).some((name) => !own.test(name)) ||
      strings(one.plugins).length > 0 ||
      environments(one).some((name) => ofPlugin.test(name)),
  );
  return {
    compat,
    js: compat || all.some((one) => strings(one.extends).length > 0),
    globals: all.some((one) => environments(one).some((name) => !ofPlugin.test(name))),
  };
}

type Scope = { readonly [key: string]: readonly string[] };

/** What the entry is for; elsewhere than at the top a pattern without a slash meant the name alone. */
function scopeOf(override: Settings): Scope {
  const pattern = (one: string) => (one.includes('/') ? one.replace(/^\.\//, '') : `**/${one}`);
  const files = strings(override.files).map(pattern);
  const ignores = strings(override.excludedFiles).map(pattern);
  return ignores.length > 0 ? { files, ignores } : { files };
}

function entriesOf(config: Settings, scope: Scope | undefined, base: Settings = {}): readonly string[] {
  const plugins = strings(config.plugins);
  const ofPlugins = environments(config).filter((name) => ofPlugin.test(name));
  const entries = scope
    ? scoped(strings(config.extends), plugins, ofPlugins, scope)
    : [
        ...extended(strings(config.extends)),
        ...(plugins.length > 0 ? [`...compat.plugins(${plugins.map(quoted).join(', ')})`] : []),
        ...(ofPlugins.length > 0 ? [`...compat.env(${code(turnedOn(ofPlugins), 1)})`] : []),
      ];
  const rest = entryOf(config, base);
  return Object.keys(rest).length > 0 ? [...entries, code({ ...scope, ...rest }, 1)] : entries;
}

const turnedOn = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, true]));

/** In their order: what comes later has the last word. */
function extended(names: readonly string[]): readonly string[] {
  const entries: string[] = [];
  let others: string[] = [];
  const flush = () => {
    if (others.length > 0) entries.push(`...compat.extends(${others.map(quoted).join(', ')})`);
    others = [];
  };
  for (const name of names) {
    const kind = own.exec(name)?.[1];
    if (!kind) others.push(name);
    else {
      flush();
      entries.push(`js.configs.${kind}`);
    }
  }
  flush();
  return entries;
}

/** For some files alone: what FlatCompat gives has to be told so. */
function scoped(
  names: readonly string[],
  plugins: readonly string[],
  environment: readonly string[],
  scope: Scope,
): readonly string[] {
  const [kind, another] = names.map((name) => own.exec(name)?.[1]);
  const rest = {
    ...(plugins.length > 0 ? { plugins } : {}),
    ...(environment.length > 0 ? { env: turnedOn(environment) } : {}),
  };
  const isOwn = kind !== undefined && another === undefined && names.length === 1;
  const compat = { ...(names.length > 0 && !isOwn ? { extends: names } : {}), ...rest };
  const first = isOwn ? [code({ ...raw(`...js.configs.${kind}`), ...scope }, 1)] : [];
  if (Object.keys(compat).length === 0) return first;
  const entry = code({ ...raw('...config'), ...scope }, 1);
  return [...first, `...compat.config(${code(compat, 1)}).map((config) => (${entry}))`];
}

/** What has a place of its own in a flat entry. */
function entryOf(config: Settings, base: Settings): Record<string, Printable> {
  const { parserOptions, parser, processor, settings, rules, noInlineConfig, reportUnusedDisableDirectives } =
    config;
  const { ecmaVersion, sourceType, ...more } = isSettings(parserOptions) ? parserOptions : {};
  const globals = globalsOf(config, base);
  const language = {
    ...(typeof parser === 'string' ? { parser: raw(parserName(parser)) } : {}),
    ...(ecmaVersion === undefined ? {} : { ecmaVersion }),
    ...sourceTypeOf(config, sourceType),
    ...(globals ? { globals } : {}),
    ...(Object.keys(more).length > 0 ? { parserOptions: more } : {}),
  };
  const linter = {
    ...(noInlineConfig === undefined ? {} : { noInlineConfig }),
    ...(reportUnusedDisableDirectives === undefined ? {} : { reportUnusedDisableDirectives }),
  };
  return {
    ...(Object.keys(language).length > 0 ? { languageOptions: language } : {}),
    ...(Object.keys(linter).length > 0 ? { linterOptions: linter } : {}),
    ...(processor === undefined ? {} : { processor }),
    ...(settings === undefined ? {} : { settings }),
    ...(rules === undefined ? {} : { rules }),
  };
}

/** Files were scripts unless somebody said otherwise; a shared configuration may have. */
function sourceTypeOf(config: Settings, written: Json | undefined): Record<string, Json> {
  if (written !== undefined) return { sourceType: written };
  const mayBeSaid = strings(config.extends).some((name) => !own.test(name)) || config.files !== undefined;
  if (mayBeSaid || typeof config.parser === 'string') return {};
  return {
    sourceType:
      environments(config).includes('node') || environments(config).includes('commonjs')
        ? 'commonjs'
        : 'script',
  };
}

/** Modules by their name are looked into now as well, and are no scripts whatever the others are. */
function isScript(config: Settings): boolean {
  const { sourceType: written } = isSettings(config.parserOptions) ? config.parserOptions : {};
  const { sourceType } = sourceTypeOf(config, written);
  return sourceType === 'script' || sourceType === 'commonjs';
}

/** What the configuration around an override turned on and it turns off goes first, with what others of those turned on as well. */
function globalsOf(config: Settings, base: Settings): Printable | undefined {
  const off = turnedOff(config, base);
  const stays = off.length > 0 ? environments(base).filter((name) => !off.includes(name)) : [];
  const sets = [
    ...off.map(
      (name) => `...Object.fromEntries(Object.keys(${globalsOfName(name)}).map((name) => [name, 'off']))`,
    ),
    ...[...stays, ...environments(config)]
      .filter((name) => !ofPlugin.test(name))
      .map((name) => `...${globalsOfName(name)}`),
  ];
  const written = isSettings(config.globals) ? config.globals : {};
  const single = Object.fromEntries(
    Object.entries(written).map(([name, value]) => [
      name,
      value === true ? 'writable' : value === false ? 'readonly' : value,
    ]),
  );
  if (sets.length === 0 && Object.keys(single).length === 0) return undefined;
  return { ...Object.assign({}, ...sets.map((one) => raw(one))), ...single };
}

const globalsOfName = (name: string): string =>
  /^[a-z]\w*$/i.test(name) ? `globals.${name}` : `globals[${quoted(name)}]`;

/** Of the environments that `env` names, languages and plugins apart. */
function turnedOff({ env }: Settings, base: Settings): readonly string[] {
  const on = environments(base).filter((name) => !ofPlugin.test(name));
  return isSettings(env) ? on.filter((name) => env[name] === false) : [];
}

const environments = (config: Settings): readonly string[] =>
  isSettings(config.env)
    ? Object.entries(config.env).flatMap(([name, isOn]) =>
        isOn === true && !builtIn.test(name) ? [name] : [],
      )
    : [];

/** Each parser by a name of its own. */
function parsersOf(config: Settings): ReadonlyMap<string, string> {
  const all = [config, ...(Array.isArray(config.overrides) ? config.overrides.filter(isSettings) : [])];
  return new Map(
    all.flatMap(({ parser }) => (typeof parser === 'string' ? [[parser, parserName(parser)] as const] : [])),
  );
}

/** `@typescript-eslint/parser` is typescriptEslintParser. */
function parserName(module: string): string {
  const name = module.replace(/[^\w]+(\w?)/g, (_, letter: string) => letter.toUpperCase());
  return name.charAt(0).toLowerCase() + name.slice(1);
}

const strings = (value: Json | undefined): readonly string[] =>
  typeof value === 'string'
    ? [value]
    : Array.isArray(value)
      ? value.filter((one) => typeof one === 'string')
      : [];

/** Lines of .eslintignore are those of .gitignore; here they are globs from the folder of the file. */
function ignoreLines(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const isNot = line.startsWith('!');
      const pattern = isNot ? line.slice(1) : line;
      const isRooted = pattern.slice(0, -1).includes('/');
      const glob = isRooted ? pattern.replace(/^\.?\//, '') : `**/${pattern}`;
      return isNot ? `!${glob}` : glob;
    });
}

const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
