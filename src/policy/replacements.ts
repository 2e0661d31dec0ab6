import type { Replacement } from '../domain/replacement.ts';
import { parseConfiguration } from './parse.ts';
import { toValue } from './tree.ts';

let last: { readonly text: string; readonly replacements: ReadonlyMap<string, Replacement> } | undefined;

/**
 * What config/replacements.yml says: old name → replacement. It ships with us; a test holds every entry to its shape. A service asks for
 * every job, and the same text is parsed once.
 */
export function readReplacements(text: string): ReadonlyMap<string, Replacement> {
  if (last?.text !== text) last = { text, replacements: parse(text) };
  return last.replacements;
}

function parse(text: string): ReadonlyMap<string, Replacement> {
  const { root } = parseConfiguration('replacements.yml', text);
  const entries = root ? (toValue(root) as { readonly replacements: readonly Replacement[] }) : undefined;
  return new Map((entries?.replacements ?? []).map((entry) => [entry.from, entry]));
}
