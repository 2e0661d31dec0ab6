import type { Replacement } from '../domain/replacement.ts';
import { parseConfiguration } from './parse.ts';
import { toValue } from './tree.ts';

/** What config/replacements.yml says: old name → replacement. It ships with us; a test holds every entry to its shape. */
export function readReplacements(text: string): ReadonlyMap<string, Replacement> {
  const { root } = parseConfiguration('replacements.yml', text);
  const entries = root ? (toValue(root) as { readonly replacements: readonly Replacement[] }) : undefined;
  return new Map((entries?.replacements ?? []).map((entry) => [entry.from, entry]));
}
