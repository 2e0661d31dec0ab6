import type { Dependency } from '../domain/manifest.ts';
import type { ImpactNote } from '../domain/note.ts';
import type { SettingText } from './load-replacements.ts';

export type NotesOf = (dependency: Pick<Dependency, 'ecosystem' | 'name'>) => Promise<readonly ImpactNote[]>;

/** The curated notes about a package or a runtime, from config/impact/. Most have none, and cost nothing. */
export function loadNotes(settingText: SettingText): NotesOf {
  return async ({ ecosystem, name }) => {
    const file = `impact/${fileOf(ecosystem, name)}.yml`;
    const text = settingText(file);
    if (text === undefined) return [];
    const { readImpactNotes } = await import('../policy/impact-notes.ts');
    return readImpactNotes(`config/${file}`, text);
  };
}

/** `@types/node` would be `types__node`. */
const fileOf = (ecosystem: Dependency['ecosystem'], name: string) =>
  ecosystem === 'npm' ? name.replace(/^@(.+)\//, '$1__') : `${ecosystem}-${name}`;
