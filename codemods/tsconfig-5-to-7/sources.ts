/** Which files a configuration compiles, and the folder they have in common: https://www.typescriptlang.org/tsconfig/#include */
import { type Configuration, find, joined, listed, optionOf } from './configuration.ts';
import { folderOf, type World } from './survey.ts';

const typescript = ['.ts', '.tsx', '.mts', '.cts'];
const javascript = ['.js', '.jsx', '.mjs', '.cjs'];
const isDeclaration = (path: string): boolean => /\.d\.(?:[cm]?ts|[\w-]+\.ts)$/.test(path);

export type CommonFolder =
  | { readonly kind: 'folder'; readonly folder: string }
  /** It compiles nothing that leaves a file. */
  | { readonly kind: 'none' }
  /** It imports a package of the repository, and whether from its sources is for the package manager to say. */
  | { readonly kind: 'unknown' };

/** The deepest folder that all emitted files share: what TypeScript 5 took for `rootDir`. */
export function commonFolder(configuration: Configuration, world: World): CommonFolder {
  const seen = new Set(rootFiles(configuration, world));
  for (const path of seen) {
    for (const name of world.sources.get(path)?.imports ?? []) {
      const place = resolve(name, path, configuration, world);
      if (place.kind === 'unknown') return { kind: 'unknown' };
      if (place.kind === 'file') seen.add(place.path);
    }
  }
  const emitted = [...seen].filter((path) => !isDeclaration(path));
  const [first, ...rest] = emitted.map((path) => folderOf(path).split('/'));
  if (!first) return { kind: 'none' };
  const same = rest.reduce((depth, folder) => shared(first, folder, depth), first.length);
  return {
    kind: 'folder',
    folder: first
      .slice(0, same)
      .filter((part) => part !== '')
      .join('/'),
  };
}

function shared(a: readonly string[], b: readonly string[], most: number): number {
  let depth = 0;
  while (depth < most && a[depth] === b[depth] && a[depth] !== '') depth++;
  return depth;
}

function rootFiles(configuration: Configuration, world: World): readonly string[] {
  const files = listed(configuration, 'files');
  const include = listed(configuration, 'include') ?? (files ? [] : [joined(configuration.folder, '**/*')]);
  const exclude = listed(configuration, 'exclude') ?? defaultExcludes(configuration);
  const extensions =
    optionOf(configuration, 'allowJs') === true || optionOf(configuration, 'checkJs') === true
      ? [...typescript, ...javascript]
      : typescript;
  const included = include.map((pattern) => matcher(pattern, true));
  const excluded = exclude.map((pattern) => matcher(pattern, false));
  const matched = [...world.sources.keys()].filter(
    (path) =>
      extensions.some((extension) => path.endsWith(extension)) &&
      included.some((one) => one.test(path)) &&
      !excluded.some((one) => one.test(path)),
  );
  return [...(files ?? []), ...matched];
}

function defaultExcludes(configuration: Configuration): readonly string[] {
  const places = ['outDir', 'declarationDir'].flatMap((option) => {
    const found = find(configuration, option);
    return typeof found?.value === 'string' ? [joined(found.in.folder, found.value)] : [];
  });
  const packages = ['node_modules', 'bower_components', 'jspm_packages'];
  return [...packages.map((one) => joined(configuration.folder, one)), ...places];
}

/** `*` and `?` stay within a folder, two stars go through folders but not into packages or hidden ones; a bare folder is all in it. */
function matcher(pattern: string, isInclude: boolean): RegExp {
  const last = pattern.slice(pattern.lastIndexOf('/') + 1);
  const isFolder = !/[.*?]/.test(last);
  const whole = isInclude && isFolder ? `${pattern}/**/*` : pattern;
  const folders = isInclude
    ? '(?:(?!(?:node_modules|bower_components|jspm_packages)/)[^/.][^/]*/)*'
    : '(?:[^/]+/)*';
  const source = whole
    .split(/(\*\*\/|\*\*$|\*|\?)/)
    .map((part) => {
      if (part === '**/') return folders;
      if (part === '**') return '.*';
      if (part === '*') return '[^/]*';
      return part === '?' ? '[^/]' : part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    })
    .join('');
  return new RegExp(`^${source}${isInclude ? '$' : '(?:$|/)'}`);
}

type Place =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'outside' }
  | { readonly kind: 'unknown' };

function resolve(name: string, from: string, configuration: Configuration, world: World): Place {
  if (/^\.\.?(?:\/|$)/.test(name)) return fileAt(joined(folderOf(from), name), world);
  for (const place of mapped(name, configuration)) {
    const found = fileAt(place, world);
    if (found.kind === 'file') return found;
  }
  const isOwn = world.packages.some(
    (one) => one.name !== '' && (name === one.name || name.startsWith(`${one.name}/`)),
  );
  return { kind: isOwn ? 'unknown' : 'outside' };
}

/** Where `paths` and `baseUrl` send a name, from the root of the repository. */
function mapped(name: string, configuration: Configuration): readonly string[] {
  const base = find(configuration, 'baseUrl');
  const paths = find(configuration, 'paths');
  const baseFolder = typeof base?.value === 'string' ? joined(base.in.folder, base.value) : undefined;
  const places: string[] = [];
  for (const [key, targets] of Object.entries((paths?.value ?? {}) as Record<string, unknown>)) {
    const star = captured(key, name);
    if (star === undefined || !Array.isArray(targets)) continue;
    const folder = baseFolder ?? paths?.in.folder ?? '';
    places.push(...targets.map((target) => joined(folder, String(target).replace('*', star))));
  }
  return baseFolder === undefined ? places : [...places, joined(baseFolder, name)];
}

function captured(key: string, name: string): string | undefined {
  const [before, after] = key.split('*');
  if (after === undefined) return key === name ? '' : undefined;
  const fits = name.length >= key.length - 1 && name.startsWith(before ?? '') && name.endsWith(after);
  return fits ? name.slice((before ?? '').length, name.length - after.length) : undefined;
}

/** `./x.js` is written for x.ts; a JSON file is emitted too. */
function fileAt(path: string, { sources }: World): Place {
  if (path.endsWith('.json')) return { kind: 'file', path };
  const bare = path.replace(/\.([cm]?)jsx?$/, '');
  const candidates = [path, bare].flatMap((one) =>
    ['', ...typescript].flatMap((end) => [`${one}${end}`, `${one}/index${end}`]),
  );
  const found = candidates.find((one) => sources.has(one) && typescript.some((end) => one.endsWith(end)));
  return found === undefined ? { kind: 'outside' } : { kind: 'file', path: found };
}

/** Whether some import of the files below a folder is found only from the base of bare names. */
export function needsBase(folder: string, base: string, paths: readonly string[], world: World): boolean {
  return [...world.sources].some(
    ([path, { imports, sideEffects }]) =>
      path.startsWith(folder) &&
      [...imports, ...sideEffects].some(
        (name) =>
          /^[\w@$-]/.test(name) &&
          !paths.some((key) => captured(key, name) !== undefined) &&
          isFileAt(joined(base, name), world),
      ),
  );
}

function isFileAt(path: string, world: World): boolean {
  return !path.endsWith('.json') && (fileAt(path, world).kind === 'file' || world.sources.has(path));
}

const styleSheet = /\.(?:css|scss|sass|less|styl|stylus|pcss|vue|svelte)(?:\?[^/]*)?$/;
/** Types of bundlers that declare style sheets. */
const declaresStyleSheets = /^(?:vite|astro)\/client$|^@rsbuild\/core\/types$/;

/** Whether something is imported for its effect alone that TypeScript knows nothing of: 5 did not look. */
export function sideEffectsWithoutTypes(configuration: Configuration, world: World): boolean {
  const types = optionOf(configuration, 'types');
  if (Array.isArray(types) && types.some((one) => declaresStyleSheets.test(String(one)))) return false;
  const all = [...world.sources.values()];
  if (all.some(({ imports }) => imports.some((name) => declaresStyleSheets.test(name)))) return false;
  const declared = all.flatMap(({ ambient }) => ambient);
  return rootFiles(configuration, world).some((path) =>
    world.sources
      .get(path)
      ?.sideEffects.some(
        (name) => styleSheet.test(name) && !declared.some((pattern) => captured(pattern, name) !== undefined),
      ),
  );
}
