import validRange from 'semver/ranges/valid.js';
import type { Dependency, Reading, Site } from '../../domain/manifest.ts';
import type { Problem } from '../../domain/problem.ts';
import { openFile, type SourceFile } from './file.ts';
import { linesOf, type Naming } from './forms/form.ts';
import { oldest } from './lines.ts';
import type { Row } from './row.ts';
import { rows } from './rows.ts';
import { childOf, textOf } from './tree.ts';

/** Ends the kind of a site in a published package that promises `engines`: the policy decides whether it moves. */
const promised = ' of a published package';

const byPlace = new Map(rows.map((row) => [row.place, row]));

export function rowOf({ kind }: Site): Row | undefined {
  return byPlace.get(kind.endsWith(promised) ? kind.slice(0, -promised.length) : kind);
}

export function isPromise({ kind }: Site): boolean {
  return kind.endsWith(promised);
}

export function namingOf(site: Site): Naming {
  return rowOf(site)?.form.read(site.written) ?? { kind: 'unreadable' };
}

/** Every path of a repository is asked about, and most are source code: one test sends those away. */
const anyPath = new RegExp([...new Set(rows.map((row) => `(?:${row.path.source})`))].join('|'), 'i');

export function wants(path: string): boolean {
  return anyPath.test(path) && rows.some((row) => row.path.test(path));
}

export function read(texts: ReadonlyMap<string, string>): Reading {
  const problems: Problem[] = [];
  const files = [...texts].flatMap(([path, text]) => {
    const fitting = rows.filter((row) => row.path.test(path) && hasWord(text, row.words));
    return fitting.length > 0
      ? [{ file: openFile(path, text, (problem) => problems.push(problem)), fitting }]
      : [];
  });
  const promising = promisingFolders(files.map(({ file }) => file));
  const sites = files.flatMap(({ file, fitting }) =>
    fitting.flatMap((row) => sitesIn(file, row, row.promise === true && isPromising(file.path, promising))),
  );
  return { manifests: [], dependencies: dependenciesOf(inOrder(sites)), lockfiles: [], problems };
}

/** What makes a scan of fifty workflows cheap: a search for words before anything is parsed. */
function hasWord(text: string, words: readonly string[]): boolean {
  return words.length === 0 || words.some((word) => text.includes(word));
}

/** A variable may feed two places, and is one site. */
function sitesIn(file: SourceFile, row: Row, isPromised: boolean): readonly Site[] {
  const kind = isPromised ? row.place + promised : row.place;
  const ranges = new Map(row.find(file).map((range) => [range.start, range]));
  return [...ranges.values()]
    .filter(({ start, end }) => end > start)
    .map((range) => ({ path: file.path, range, written: file.text.slice(range.start, range.end), kind }))
    .filter((site) => isOurs(site));
}

/** Rows for images and platforms find every image and runtime; only Node's are ours. */
function isOurs(site: Site): boolean {
  const form = rowOf(site)?.form;
  if (!form) return false;
  return form.isOurs?.(site.written) ?? true;
}

/** As the table lists them, then by path: what decides comes first, and the first site's file is the manifest. */
function inOrder(sites: readonly Site[]): readonly Site[] {
  const rank = new Map(rows.map((row, at) => [row, at]));
  const rankOf = (site: Site) => rank.get(rowOf(site) as Row) ?? rows.length;
  const depth = ({ path }: Site) => path.split('/').length;
  return sites.toSorted(
    (a, b) =>
      rankOf(a) - rankOf(b) ||
      depth(a) - depth(b) ||
      (a.path < b.path ? -1 : Number(a.path > b.path)) ||
      a.range.start - b.range.start,
  );
}

function dependenciesOf(sites: readonly Site[]): readonly Dependency[] {
  const [first] = sites;
  if (!first) return [];
  return [
    {
      ecosystem: 'runtimes',
      name: 'node',
      manifest: first.path,
      type: 'runtime',
      purpose: 'production',
      sites,
      requirement: requirementOf(sites),
      source: { kind: 'registry' },
    },
  ];
}

/**
 * The oldest line that a site pins; else the oldest it is tried on; else the oldest that one allows, or that goes along with the runtime; else, when
 * everything moves by itself, what the first site says.
 */
function requirementOf(sites: readonly Site[]): string {
  const namings = sites.map(namingOf);
  const of = (kind: Naming['kind']) =>
    oldest(namings.filter((naming) => naming.kind === kind).flatMap(linesOf));
  return of('pins') ?? of('tries') ?? of('allows') ?? of('follows') ?? sites[0]?.written ?? '';
}

/** Folders of packages, and whether each is published and promises `engines.node`. */
function promisingFolders(files: readonly SourceFile[]): ReadonlyMap<string, boolean> {
  return new Map(
    files
      .filter((file) => folderEnd(file.path, 'package.json'))
      .map((file) => [folderOf(file.path), promisesEngines(file)]),
  );
}

function folderEnd(path: string, name: string): boolean {
  return path === name || path.endsWith(`/${name}`);
}

function promisesEngines(file: SourceFile): boolean {
  if (!file.text.includes('"engines"')) return false;
  const root = file.json();
  const text = (key: string) => textOf(childOf(root, key));
  const engines = textOf(childOf(childOf(root, 'engines'), 'node'));
  return Boolean(
    text('name') && text('version') && text('private') !== 'true' && engines && validRange(engines),
  );
}

/** The nearest package at or above a file decides. */
function isPromising(path: string, promising: ReadonlyMap<string, boolean>): boolean {
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    const own = promising.get(folder);
    if (own !== undefined || folder === '') return own ?? false;
  }
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}
