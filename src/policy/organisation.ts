/**
 * What an organisation says for all its repositories: `springtide.yml` holds for each of them, a file of `groups/` for those it
 * names. Imports zod through the reader: to be loaded only where there is an organisation (`await import`).
 */
import type { Problem } from '../domain/problem.ts';
import type { Repository } from '../domain/repository.ts';
import { type Layer, listOf } from './layers.ts';
import { configurationAmong, isGroupPath, organisationPaths } from './paths.ts';
import { compileList } from './pattern.ts';
import { readConfiguration, readGroup } from './read.ts';
import type { WrittenGroup } from './schema.ts';

interface NamedText {
  readonly path: string;
  readonly text: string;
}

/** The layers for one repository, those that win last. `from` is the repository that holds them: `acme/.github`. */
export function organisationLayers(
  from: string,
  files: readonly NamedText[],
  repository: Pick<Repository, 'owner' | 'name' | 'topics'>,
): Layer[] {
  const { path: chosen } = configurationAmong(
    files.map(({ path }) => path),
    organisationPaths,
  );
  const whole = files
    .filter(({ path }) => path === chosen)
    .flatMap(({ path, text }): Layer[] => {
      const { written, origins } = readConfiguration(`${from}/${path}`, text);
      return written ? [{ level: 'organisation', from: `${from}/${path}`, written, origins }] : [];
    });
  const groups = files
    .filter(({ path }) => isGroupPath(path))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .flatMap(({ path, text }): Layer[] => {
      const { written, origins } = readGroup(`${from}/${path}`, text);
      if (!written) return [];
      const { repositories, ...said } = written;
      if (!isAmong(repository, repositories)) return [];
      return [{ level: 'group', from: `${from}/${path}`, written: said, origins }];
    });
  return [...whole, ...groups];
}

/** `api`, `acme/api`, `acme/*`, with topics where the group asks for them. */
function isAmong(
  { owner, name, topics }: Pick<Repository, 'owner' | 'name' | 'topics'>,
  written: WrittenGroup['repositories'],
): boolean {
  const chosen = typeof written === 'string' || Array.isArray(written) ? { include: written } : written;
  const isNamed = (patterns: readonly string[]) => {
    const matches = compileList(patterns);
    return patterns.length > 0 && (matches(`${owner}/${name}`) || matches(name));
  };
  const { include = '*', exclude, topics: wanted } = chosen;
  const included = listOf(include);
  const isNot = (pattern: string) => pattern.startsWith('!');
  const wished = included.filter((pattern) => !isNot(pattern));
  const unwished = included.filter(isNot).map((pattern) => pattern.slice(1));
  if (!isNamed(wished.length > 0 ? wished : ['*']) || isNamed([...unwished, ...listOf(exclude)]))
    return false;
  return wanted === undefined || listOf(wanted).some((topic) => topics.includes(topic));
}

export interface KeptFiles {
  readonly files: readonly NamedText[];
  readonly problems: readonly Problem[];
}

/** Of a file that is broken the last good text goes on to hold, where there was one; else what is right in it. */
export function keepLastGood(now: readonly NamedText[], before: readonly NamedText[]): KeptFiles {
  const { problems: overlooked } = configurationAmong(
    now.map(({ path }) => path),
    organisationPaths,
  );
  const problems: Problem[] = [...overlooked];
  const files = now.map((file) => {
    const wrong = problemsOf(file);
    if (wrong.length === 0) return file;
    const good = before.find(
      ({ path, text }) => path === file.path && problemsOf({ path, text }).length === 0,
    );
    problems.push(...wrong);
    if (good)
      problems.push({
        path: file.path,
        what: 'it is broken, and what it said before goes on to hold for every repository',
        remedy: 'correct it',
      });
    return good ?? file;
  });
  return { files, problems };
}

/** What is wrong with one file of an organisation. */
export function problemsOf({ path, text }: NamedText): readonly Problem[] {
  return (isGroupPath(path) ? readGroup(path, text) : readConfiguration(path, text)).problems;
}
