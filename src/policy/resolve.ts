import type {
  CodemodSource,
  Exception,
  Origin,
  Policy,
  PolicySubject,
  RuntimePolicy,
} from '../domain/policy.ts';
import type { Problem } from '../domain/problem.ts';
import { type Layer, listOf, originOf, placeOf } from './layers.ts';
import { mayTighten } from './lock.ts';
import { compileList } from './pattern.ts';
import { answersOf, decidingKeys, policyFor, rulesOf, type Satisfies } from './rules.ts';
import { localDay } from './schedule.ts';
import type { WrittenCodemodSource, WrittenPolicy } from './schema.ts';

/** One answer of the merged configuration, for `springtide config show`. */
export interface PolicyEntry {
  readonly key: string;
  readonly value: unknown;
  readonly origin: Origin;
}

export interface ResolvedPolicy extends Policy {
  readonly entries: readonly PolicyEntry[];
  /** Where a repository said what its organisation has locked. */
  readonly problems: readonly Problem[];
}

export interface ResolveContext {
  /** Decides which exceptions still hold. */
  readonly now: Date;
  readonly satisfies: Satisfies;
}

/**
 * From what is written, with gaps, to what is read, without: built-in defaults first, then the organisation, its groups and
 * the repository, each with the presets it extends before it. As in Renovate a later value replaces an earlier one, and
 * rules (as well as what is ignored, excepted, frozen and quarantined) add up.
 */
export function resolvePolicy(layers: readonly Layer[], { now, satisfies }: ResolveContext): ResolvedPolicy {
  const { locked, allowed, problems } = obeyLocks(layers);
  const merged = merge(allowed);
  const value = <Type>(key: string, otherwise: Type): Type => (merged.get(key)?.value ?? otherwise) as Type;
  const timezone = value('timezone', 'UTC');
  const exceptions = allowed.flatMap(({ written }) => written.exceptions ?? []) as Exception[];
  const base = answersOf(
    Object.fromEntries(decidingKeys.map((key) => [key, merged.get(key)?.value])),
    (key) => merged.get(key)?.origin ?? { from: 'built-in defaults' },
  );
  return {
    enabled: value('enabled', true),
    ignoreDeps: allowed.flatMap(({ written }) => listOf(written.ignoreDeps)),
    ignorePaths: listOf(value<string | string[]>('ignorePaths', [])),
    timezone,
    prHourlyLimit: value('prHourlyLimit', 0),
    prConcurrentLimit: value('prConcurrentLimit', 0),
    branchPrefix: value('branchPrefix', 'springtide/'),
    semanticCommits: value<Policy['semanticCommits']>('semanticCommits', 'auto'),
    groupQuietly: value('groupQuietly', true),
    onboarding: value('onboarding', true),
    runtimes: runtimesOf(merged),
    codemods: codemodsOf(merged),
    exceptions,
    quarantine: allowed.flatMap(({ written }) => written.quarantine ?? []),
    freeze: allowed.flatMap(({ written }) => written.freeze ?? []) as Policy['freeze'],
    policyFor: policyFor(
      base,
      allowed.flatMap((layer) => rulesOf(layer, satisfies)),
      locked,
    ),
    exceptionFor: exceptionFor(exceptions, localDay(now, timezone)),
    ignores: ignores(allowed),
    ignoresPath: ignoresPath(listOf(value<string | string[]>('ignorePaths', []))),
    entries: entriesOf(allowed, merged),
    problems,
  };
}

export function describePolicy(policy: ResolvedPolicy): readonly PolicyEntry[] {
  return policy.entries;
}

/** Lists that add up from level to level instead of replacing each other. */
const addingUp = ['packageRules', 'ignoreDeps', 'exceptions', 'quarantine', 'freeze'] as const;
/** Not part of the answer. */
const silent = new Set<string>(['$schema', 'description', 'extends', 'lock', ...addingUp]);

/** The last word on each key. Groups of keys are merged key by key: `runtimes.node.follow`, `codemods.disabled`. */
function merge(layers: readonly Layer[]): ReadonlyMap<string, PolicyEntry> {
  const merged = new Map<string, PolicyEntry>();
  for (const layer of layers)
    for (const [key, value] of leaves(layer.written))
      merged.set(key, { key, value, origin: originOf(layer, key) });
  return merged;
}

function leaves(written: WrittenPolicy): [string, unknown][] {
  return Object.entries(written)
    .filter(([key, value]) => !silent.has(key) && value !== undefined)
    .flatMap(([key, value]) => leavesOf(key, key === 'codemods' ? spelledOut(value) : value));
}

function leavesOf(key: string, value: unknown): [string, unknown][] {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return [[key, value]];
  return Object.entries(value).flatMap(([name, inner]) => leavesOf(`${key}.${name}`, inner));
}

/** `codemods: off` is short for `codemods: { enabled: false }`. */
function spelledOut(codemods: unknown): unknown {
  if (typeof codemods === 'object') return codemods;
  return { enabled: codemods === true };
}

function runtimesOf(merged: ReadonlyMap<string, PolicyEntry>): Record<string, RuntimePolicy> {
  const keys = [...merged.keys()].filter((key) => key.startsWith('runtimes.'));
  const names = new Set(keys.map((key) => key.split('.')[1] ?? ''));
  const answer = <Type>(name: string, key: string, otherwise: Type): Type =>
    (merged.get(`runtimes.${name}.${key}`)?.value ?? otherwise) as Type;
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      {
        enabled: answer(name, 'enabled', true),
        follow: answer<RuntimePolicy['follow']>(name, 'follow', 'supported'),
        daysBeforeEndOfLife: answer(name, 'daysBeforeEndOfLife', 90),
        engines: answer<RuntimePolicy['engines']>(name, 'engines', 'library'),
      },
    ]),
  );
}

function codemodsOf(merged: ReadonlyMap<string, PolicyEntry>): Policy['codemods'] {
  const answer = <Type>(key: string, otherwise: Type): Type =>
    (merged.get(`codemods.${key}`)?.value ?? otherwise) as Type;
  return {
    enabled: answer('enabled', true),
    disabled: listOf(answer<string | string[]>('disabled', [])),
    modernise: answer('modernise', false),
    from: answer<readonly WrittenCodemodSource[]>('from', []).flatMap(sourceOf),
  };
}

/** The schema lets nothing else through. */
function sourceOf({
  package: name,
  version,
  integrity,
  folder,
  commit,
}: WrittenCodemodSource): CodemodSource[] {
  if (name !== undefined && version !== undefined && integrity !== undefined)
    return [{ kind: 'package', name, version, integrity }];
  return folder !== undefined && commit !== undefined ? [{ kind: 'folder', folder, commit }] : [];
}

/** `runtime:node` names the runtime; everything else is a name or a pattern of a package. */
function nameMatcher(patterns: readonly string[]): (subject: PolicySubject) => boolean {
  const matches = compileList(patterns);
  const runtimes = new Set(patterns.filter((one) => one.startsWith('runtime:')));
  return ({ ecosystem, name }) =>
    ecosystem === 'runtimes' ? runtimes.has(`runtime:${name}`) : matches(name);
}

function exceptionFor(exceptions: readonly Exception[], today: string): Policy['exceptionFor'] {
  const holding = exceptions
    .filter(({ until }) => until === undefined || today <= until)
    .map((exception) => ({ exception, matches: nameMatcher([exception.name]) }));
  return (subject) => holding.find(({ matches }) => matches(subject))?.exception;
}

function ignores(layers: readonly Layer[]): Policy['ignores'] {
  const rules = layers.flatMap((layer) =>
    listOf(layer.written.ignoreDeps).map((pattern, index) => ({
      origin: originOf(layer, `ignoreDeps.${index}`),
      matches: nameMatcher([pattern]),
    })),
  );
  return (subject) => rules.find(({ matches }) => matches(subject))?.origin;
}

/** A path without glob characters names a file, or a folder and all in it. */
function ignoresPath(patterns: readonly string[]): Policy['ignoresPath'] {
  const withContents = patterns.flatMap((pattern) =>
    /[*?[\]{}]|^!?\//.test(pattern) ? [pattern] : [pattern, `${pattern.replace(/\/$/, '')}/**`],
  );
  return withContents.length === 0 ? () => false : compileList(withContents);
}

interface Obeyed {
  readonly locked: ReadonlySet<string>;
  readonly allowed: readonly Layer[];
  readonly problems: readonly Problem[];
}

/** Takes out of a repository's layers what would loosen a locked key, and says so. */
function obeyLocks(layers: readonly Layer[]): Obeyed {
  const above = layers.filter(({ level }) => level !== 'repository');
  const locked = new Set<string>(above.flatMap(({ written }) => listOf(written.lock)));
  const decided = merge(above);
  const problems: Problem[] = [];
  const allowed = layers.map((layer) => {
    if (layer.level !== 'repository') return layer;
    if (layer.written.lock !== undefined)
      problems.push(
        problem(layer, 'lock', '"lock" is for an organisation, not for a repository', 'remove it'),
      );
    const loose = [...locked].filter((key) => loosens(layer.written, key, decided));
    for (const key of loose)
      problems.push(
        problem(
          layer,
          key,
          `"${key}" is locked by the organisation`,
          'remove it, or choose a stricter value',
        ),
      );
    problems.push(...looseRules(layer, locked, decided));
    return { ...layer, written: without(layer.written, loose) };
  });
  return { locked, allowed, problems };
}

function loosens(written: WrittenPolicy, key: string, decided: ReadonlyMap<string, PolicyEntry>): boolean {
  const said = Object.hasOwn(written, key) ? written[key as keyof WrittenPolicy] : undefined;
  if (said === undefined) return false;
  if (silent.has(key)) return !mayTighten(key, undefined, said);
  return leavesOf(key, key === 'codemods' ? spelledOut(said) : said).some(
    ([path, value]) => !mayTighten(path.split('.').at(-1) ?? path, decided.get(path)?.value, value),
  );
}

/** A loose rule is said here; that it is not obeyed is seen to where rules are applied, one after the other. */
function looseRules(
  layer: Layer,
  locked: ReadonlySet<string>,
  decided: ReadonlyMap<string, PolicyEntry>,
): Problem[] {
  return (layer.written.packageRules ?? []).flatMap((rule, index) =>
    decidingKeys
      .filter((key) => locked.has(key) && rule[key] !== undefined)
      .filter((key) => !mayTighten(key, decided.get(key)?.value, rule[key]))
      .map((key) =>
        problem(
          layer,
          `packageRules.${index}.${key}`,
          `"${key}" is locked by the organisation`,
          'remove it, or choose a stricter value',
        ),
      ),
  );
}

function problem(layer: Layer, key: string, what: string, remedy: string): Problem {
  return { ...placeOf(originOf(layer, key)), what, remedy };
}

function without(written: WrittenPolicy, keys: readonly string[]): WrittenPolicy {
  if (keys.length === 0) return written;
  return Object.fromEntries(Object.entries(written).filter(([key]) => !keys.includes(key))) as WrittenPolicy;
}

/** The single answers by name, then the lists that add up, in the order in which they are read. */
function entriesOf(layers: readonly Layer[], merged: ReadonlyMap<string, PolicyEntry>): PolicyEntry[] {
  const single = [...merged.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  const lists = addingUp.flatMap((key) => {
    const items = layers.flatMap((layer) =>
      listOf<unknown>(layer.written[key]).map((value, index) => ({
        value,
        origin: originOf(layer, `${key}.${index}`),
      })),
    );
    return items.map((item, index) => ({ key: `${key}.${index}`, ...item }));
  });
  return [...single, ...lists];
}
