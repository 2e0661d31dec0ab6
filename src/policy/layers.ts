import type { Origin } from '../domain/policy.ts';
import type { Problem } from '../domain/problem.ts';
import { parseConfiguration } from './parse.ts';
import type { WrittenPolicy } from './schema.ts';
import { keyPaths, pathText, toValue } from './tree.ts';

export type Level = 'defaults' | 'organisation' | 'group' | 'repository';

/** What one file says, and where it says it. Later layers win. */
export interface Layer {
  readonly level: Level;
  /** For people: `built-in defaults`, `springtide:quiet`, or a path. */
  readonly from: string;
  readonly written: WrittenPolicy;
  /** Key path (`packageRules.0.automerge`) → where it is written. */
  readonly origins: Readonly<Record<string, Origin>>;
}

/**
 * A layer that ships with us (config/defaults.yml, config/presets). Its text is not validated again, which keeps zod out of
 * the start; a test validates each of them.
 */
export function builtInLayer(from: string, text: string, level: Level): Layer {
  const { root } = parseConfiguration('built-in.yml', text);
  if (!root) return { level, from, written: {}, origins: {} };
  const origins = Object.fromEntries([...keyPaths(root)].map(({ path }) => [pathText(path), { from }]));
  return { level, from, written: toValue(root) as WrittenPolicy, origins };
}

export function builtInDefaults(text: string): Layer {
  return builtInLayer('built-in defaults', text, 'defaults');
}

/** Where a key is written; the key around it when it is a value alone (`labels: x` for `labels.0`). */
export function originOf(layer: Layer, key: string): Origin {
  return layer.origins[key] ?? layer.origins[key.slice(0, key.lastIndexOf('.'))] ?? { from: layer.from };
}

/** The path and place of a problem. */
export function placeOf({ from, line }: Origin): Pick<Problem, 'path' | 'place'> {
  return line === undefined ? { path: from } : { path: from, place: { line, column: 1 } };
}

/** Renovate lets one thing stand for a list of one. */
export function listOf<Item>(written: Item | readonly Item[] | undefined): readonly Item[] {
  if (written === undefined) return [];
  return Array.isArray(written) ? written : [written as Item];
}
