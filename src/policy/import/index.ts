/** What other tools' configuration says, in our words. Nothing is dropped without a word: what has no counterpart is listed. */
import type { Problem } from '../../domain/problem.ts';
import { importDependabot } from './dependabot.ts';
import { importRenovate } from './renovate.ts';

export interface NotCarried {
  readonly key: string;
  readonly line?: number;
  /** One sentence without a full stop. */
  readonly why: string;
}

export interface Imported {
  /** A springtide.yml. */
  readonly yaml: string;
  readonly notCarried: readonly NotCarried[];
  /** What makes the file itself unreadable. */
  readonly problems: readonly Problem[];
}

/** Where Renovate and Dependabot look for their configuration, in their order. */
export const importableNames: readonly string[] = [
  'renovate.json',
  'renovate.json5',
  '.github/renovate.json',
  '.github/renovate.json5',
  '.renovaterc',
  '.renovaterc.json',
  '.renovaterc.json5',
  '.github/dependabot.yml',
  '.github/dependabot.yaml',
];

/** `isPreset` tells which names of `extends` are known here. */
export function importConfiguration(
  path: string,
  text: string,
  isPreset: (name: string) => boolean,
): Imported {
  return /dependabot\.ya?ml$/.test(path)
    ? importDependabot(path, text)
    : importRenovate(path, text, isPreset);
}
