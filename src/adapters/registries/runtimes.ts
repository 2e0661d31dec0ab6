import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import semver from 'semver';
import { compareLines, type Lifecycle, type ReleaseLine } from '../../domain/runtime.ts';
import type { Day } from '../../domain/time.ts';

/** One line of node-releases' release schedule: the official one of the Node.js project. */
interface Scheduled {
  readonly start: Day;
  readonly lts?: Day;
  readonly maintenance?: Day;
  readonly end: Day;
  readonly codename?: string;
}

interface Published {
  readonly version: string;
  readonly date: Day;
}

const resolve = createRequire(import.meta.url).resolve;

/**
 * The release lines of every runtime: the snapshot we ship (test/make-runtimes.ts makes it), with Node's refreshed from the package
 * `node-releases`.
 */
export function lifecycles(): Promise<ReadonlyMap<string, Lifecycle>> {
  shipped ??= readShipped();
  return shipped;
}

/** What ships with the program does not change while it runs. */
let shipped: Promise<ReadonlyMap<string, Lifecycle>> | undefined;

async function readShipped(): Promise<ReadonlyMap<string, Lifecycle>> {
  const path = new URL('../../../config/runtimes.json', import.meta.url);
  const snapshot: Record<string, Lifecycle> = JSON.parse(await readFile(path, 'utf8'));
  const known = new Map(Object.entries(snapshot));
  const node = known.get('node');
  return node ? known.set('node', await refreshed(node)) : known;
}

async function refreshed(node: Lifecycle): Promise<Lifecycle> {
  const [schedule, published] = await Promise.all([
    readPackaged<Record<string, Scheduled>>('node-releases/data/release-schedule/release-schedule.json'),
    readPackaged<Published[]>('node-releases/data/processed/envs.json'),
  ]);
  return withSchedule(node, schedule, published);
}

async function readPackaged<T>(path: string): Promise<T> {
  return JSON.parse(await readFile(resolve(path), 'utf8'));
}

/** The newer source wins field by field; what only one of them knows is kept. A newest release never becomes older. */
export function withSchedule(
  node: Lifecycle,
  schedule: Readonly<Record<string, Scheduled>>,
  published: readonly Published[],
): Lifecycle {
  const asOf = lastOf(published.map(({ date }) => date));
  const own = new Map(node.lines.map((line) => [line.line, line]));
  const newest = newestByLine(published);
  const merged = Object.entries(schedule).map(([name, dates]) => {
    const line = name.replace(/^v/, '');
    const before = own.get(line);
    own.delete(line);
    const scheduled = fromSchedule(line, dates);
    const both = asOf > node.asOf ? { ...before, ...scheduled } : { ...scheduled, ...before };
    const latest = newer(before?.latest, newest.get(line));
    return latest === undefined ? both : { ...both, latest };
  });
  return {
    ...node,
    lines: [...merged, ...own.values()].sort((a, b) => compareLines(b.line, a.line)),
    asOf: lastOf([asOf, node.asOf]),
    source: `${node.source}; node-releases (MIT), as of ${asOf}`,
  };
}

function lastOf(days: readonly Day[]): Day {
  return days.toSorted().at(-1) ?? '';
}

function fromSchedule(line: string, { start, lts, maintenance, end, codename }: Scheduled): ReleaseLine {
  return {
    line,
    releasedOn: start,
    endOfLife: end,
    ...(lts && { ltsFrom: lts }),
    ...(maintenance && { endOfActiveSupport: maintenance }),
    ...(codename && { codename }),
  };
}

function newestByLine(published: readonly Published[]): ReadonlyMap<string, string> {
  const newest = new Map<string, string>();
  for (const { version } of published) {
    const parsed = semver.parse(version);
    if (!parsed || parsed.prerelease.length > 0) continue;
    const line = parsed.major === 0 ? `0.${parsed.minor}` : String(parsed.major);
    newest.set(line, newer(newest.get(line), version) ?? version);
  }
  return newest;
}

function newer(a: string | undefined, b: string | undefined): string | undefined {
  return a && b ? (semver.gt(a, b) ? a : b) : (a ?? b);
}
