import type { Codemod } from '../change/codemod.ts';
import { renamesOf } from '../change/rename-module.ts';
import type { Replacement } from '../domain/replacement.ts';
import { readReplacements } from '../policy/replacements.ts';

export type SettingText = (file: string) => string | undefined;

/** The packages that others have taken the place of, by their old name. */
export function loadReplacements(settingText: SettingText): ReadonlyMap<string, Replacement> {
  const text = settingText('replacements.yml');
  if (text === undefined) throw new Error('config/replacements.yml is missing from this installation');
  return readReplacements(text);
}

/** The catalogue's codemods, and those that follow from replacements alone. */
export function withRenames(own: readonly Codemod[], settingText: SettingText): readonly Codemod[] {
  return [...own, ...renamesOf(loadReplacements(settingText), own)];
}
