import { readFileSync } from 'node:fs';

/** The text of a file of config/, which ships with the program: `defaults.yml`, `presets/quiet.yml`. */
export function settingText(file: string): string | undefined {
  if (!/^[\w-]+(?:[./][\w-]+)*\.yml$/.test(file)) return undefined;
  try {
    return readFileSync(new URL(`../../config/${file}`, import.meta.url), 'utf8');
  } catch {
    return undefined;
  }
}
