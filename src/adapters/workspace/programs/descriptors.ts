/** The keys under which a yarn.lock answers for what was wanted. */
import { posix } from 'node:path';
import type { LockRequest, Wanted } from '../../../ports.ts';
import type { Only } from './desk.ts';
import { isRecord, type Json, packageOf, requirementOf } from './manifests.ts';
import { type YarnEntry, yarnEntries } from './yarn-lock.ts';

export interface Sought {
  readonly wanted: Wanted;
  readonly requirement: string;
  /** Whether a key of the lockfile answers for it. */
  answers(key: string): boolean;
}

/** In yarn 1 a key is the name and the requirement as written. */
export function classicSought(request: LockRequest, manifests: ReadonlyMap<string, Json>): Sought[] {
  return request.wanted.flatMap((wanted) => {
    const requirement = requirementOf(manifests.get(wanted.manifest), wanted.name);
    if (requirement === undefined) return [];
    return [{ wanted, requirement, answers: (key) => key === `${wanted.name}@${requirement}` }];
  });
}

/** Later every requirement has a protocol, a catalog or a resolution of the root may speak for it, and a patch may lie over it. */
export function berrySought(
  request: LockRequest,
  manifests: ReadonlyMap<string, Json>,
  settings: Json,
): Sought[] {
  const root = manifests.get(posix.join(posix.dirname(request.lockfile.path), 'package.json'));
  return request.wanted.flatMap((wanted) => {
    const asked = requirementOf(manifests.get(wanted.manifest), wanted.name);
    if (asked === undefined) return [];
    const written = fromCatalog(settings, wanted.name, asked);
    const requirement = resolutionOf(root, wanted.name, written) ?? written;
    const reference = /^[a-z][a-z+]*:/i.test(requirement) ? requirement : `npm:${requirement}`;
    const patched = `${wanted.name}@patch:${wanted.name}@${encodeURIComponent(reference)}#`;
    const key = `${wanted.name}@${reference}`;
    return [{ wanted, requirement, answers: (each) => each === key || each.startsWith(patched) }];
  });
}

function fromCatalog(settings: Json, name: string, requirement: string): string {
  if (!requirement.startsWith('catalog:')) return requirement;
  const which = requirement.slice('catalog:'.length);
  const named = isRecord(settings.catalogs) ? settings.catalogs[which] : undefined;
  const catalog = which === '' ? settings.catalog : named;
  const found = isRecord(catalog) && Object.hasOwn(catalog, name) ? catalog[name] : undefined;
  return typeof found === 'string' ? found : requirement;
}

function resolutionOf(root: Json | undefined, name: string, requirement: string): string | undefined {
  const resolutions = root?.resolutions;
  if (!isRecord(resolutions)) return undefined;
  const found =
    resolutions[`${name}@npm:${requirement}`] ?? resolutions[`${name}@${requirement}`] ?? resolutions[name];
  return typeof found === 'string' && !found.startsWith('patch:') ? found : undefined;
}

/** What the lockfile says otherwise than it was wanted; `got` is missing where it says nothing. */
export interface Miss {
  readonly sought: Sought;
  readonly got?: string;
}

export function missesIn(text: string, sought: readonly Sought[]): Miss[] {
  const answers = answersIn(yarnEntries(text), sought);
  return sought.flatMap((each) => {
    const got = answers.get(each) ?? [];
    const other = got.find(({ version }) => version !== each.wanted.version);
    if (got.length > 0 && !other) return [];
    return [{ sought: each, ...(other ? { got: other.version } : {}) }];
  });
}

/** Keys that stand for something else than what is wanted. */
export function staleKeys(text: string, sought: readonly Sought[]): ReadonlySet<string> {
  const answers = answersIn(yarnEntries(text), sought);
  return new Set(
    sought.flatMap((each) => {
      const found = answers.get(each) ?? [];
      return found.some(({ version }) => version !== each.wanted.version) ? found.map(({ key }) => key) : [];
    }),
  );
}

interface Answer {
  readonly key: string;
  readonly version: string;
}

function answersIn(entries: readonly YarnEntry[], sought: readonly Sought[]): Map<Sought, Answer[]> {
  const byName = Map.groupBy(sought, (each) => each.wanted.name);
  const answers = new Map<Sought, Answer[]>();
  for (const { keys, version = '' } of entries) {
    for (const key of keys) {
      const name = key.slice(0, key.indexOf('@', 1));
      for (const each of byName.get(name) ?? []) {
        if (each.answers(key)) answers.set(each, [...(answers.get(each) ?? []), { key, version }]);
      }
    }
  }
  return answers;
}

/** The one version that may be found for each of these. */
export function onlyThese(misses: readonly Miss[]): Only[] {
  return misses.map(({ sought: { wanted, requirement } }) => ({
    ...packageOf(wanted.name, requirement),
    version: wanted.version,
  }));
}
