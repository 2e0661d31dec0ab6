/** Configurations of TypeScript and what they extend: https://www.typescriptlang.org/tsconfig/#extends */
import { getNodeValue, type Node, parseTree } from 'jsonc-parser';
import { folderOf, type World } from './survey.ts';

export interface Configuration {
  readonly path: string;
  /** With its slash; empty for the root. */
  readonly folder: string;
  /** `compilerOptions` as values. */
  readonly own: Readonly<Record<string, unknown>>;
  readonly files?: readonly string[];
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly hasReferences: boolean;
  /** Later ones win. */
  readonly parents: readonly Configuration[];
  /** Extended from a package: what it says is not known. */
  readonly unknown: readonly string[];
}

/** What a tsconfig may be called; other files are only extended. */
export const isOffered = (path: string): boolean => /(?:^|\/)[\w.-]*tsconfig[\w.-]*\.json$/i.test(path);

export interface Configurations {
  of(path: string): Configuration | undefined;
  isExtended(path: string): boolean;
}

/** `root` is the file at hand in its present state. */
export function configurationsIn(
  world: World,
  current: { readonly path: string; readonly root: Node },
): Configurations {
  const known = new Map<string, Configuration | undefined>();
  const extended = new Set(
    [...world.configurations].flatMap(([path, text]) => {
      const root = parseTree(text);
      return root ? extendsOf(root).flatMap((one) => locate(path, one, world) ?? []) : [];
    }),
  );

  function of(path: string): Configuration | undefined {
    if (known.has(path)) return known.get(path);
    // Whoever extends itself is cut here.
    known.set(path, undefined);
    const text = world.configurations.get(path);
    const root = path === current.path ? current.root : text === undefined ? undefined : parseTree(text);
    const made = root?.type === 'object' ? make(path, root) : undefined;
    known.set(path, made);
    return made;
  }

  function make(path: string, root: Node): Configuration {
    const value = getNodeValue(root) as Record<string, unknown>;
    const parents: Configuration[] = [];
    const unknown: string[] = [];
    for (const name of extendsOf(root)) {
      const place = locate(path, name, world);
      const parent = place === undefined ? undefined : of(place);
      if (parent) parents.push(parent);
      else unknown.push(name);
    }
    const { compilerOptions, files, include, exclude, references } = value;
    return {
      path,
      folder: folderOf(path),
      own: typeof compilerOptions === 'object' && compilerOptions ? { ...compilerOptions } : {},
      ...(isTexts(files) ? { files } : {}),
      ...(isTexts(include) ? { include } : {}),
      ...(isTexts(exclude) ? { exclude } : {}),
      hasReferences: Array.isArray(references),
      parents,
      unknown,
    };
  }

  return { of, isExtended: (path) => extended.has(path) };
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

function extendsOf(root: Node): readonly string[] {
  const { extends: written } = (root.type === 'object' ? getNodeValue(root) : {}) as { extends?: unknown };
  if (typeof written === 'string') return [written];
  return isTexts(written) ? written : [];
}

/** A file of the repository: a relative path, or a path within one of its own packages. */
function locate(from: string, name: string, { configurations, packages }: World): string | undefined {
  const own = packages.find(
    (one) => one.name !== '' && (name === one.name || name.startsWith(`${one.name}/`)),
  );
  const path = /^\.\.?(?:\/|$)/.test(name)
    ? joined(folderOf(from), name)
    : own && joined(own.folder, name.slice(own.name.length + 1) || 'tsconfig.json');
  if (path === undefined) return undefined;
  return [path, `${path}.json`, `${path}/tsconfig.json`].find((one) => configurations.has(one));
}

/** The option as the chain of `extends` has it, with the configuration that says it. */
export function find(
  configuration: Configuration,
  option: string,
): { readonly value: unknown; readonly in: Configuration } | undefined {
  if (configuration.own[option] !== undefined) return { value: configuration.own[option], in: configuration };
  for (const parent of configuration.parents.toReversed()) {
    const found = find(parent, option);
    if (found) return found;
  }
  return undefined;
}

export const optionOf = (configuration: Configuration, option: string): unknown =>
  find(configuration, option)?.value;

/** Options that are words, in lower case, as the compiler reads them. */
export function wordOf(configuration: Configuration, option: string): string | undefined {
  const value = optionOf(configuration, option);
  return typeof value === 'string' ? value.toLowerCase() : undefined;
}

export const unknownIn = ({ unknown, parents }: Configuration): readonly string[] => [
  ...unknown,
  ...parents.flatMap(unknownIn),
];

/** Paths and patterns from the root of the repository. Each of the three is taken from the nearest configuration that has it. */
export function listed(
  configuration: Configuration,
  which: 'files' | 'include' | 'exclude',
): readonly string[] | undefined {
  const own = configuration[which];
  // `${configDir}` is the folder of whoever is compiled in the end; among those that extend it, the one that was asked about.
  if (own) return own.map((path) => joined(configuration.folder, path.replace(/^\$\{configDir\}\/?/, './')));
  for (const parent of configuration.parents.toReversed()) {
    const inherited = listed(parent, which);
    if (inherited) return inherited;
  }
  return undefined;
}

/** `a/b/` and `../c` → `a/c`, without a slash at the end. What leaves the repository keeps its `..`. */
export function joined(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}

/** The way from a folder to a path, as a tsconfig writes it: `./src`, `../shared`. */
export function relative(folder: string, path: string): string {
  const from = folder.split('/').filter((part) => part !== '');
  const to = path.split('/').filter((part) => part !== '');
  let same = 0;
  while (same < from.length && same < to.length && from[same] === to[same]) same++;
  const way = [...from.slice(same).map(() => '..'), ...to.slice(same)].join('/');
  return way === '' ? '.' : way.startsWith('..') ? way : `./${way}`;
}
