import type { Installation } from '../domain/repository.ts';

const levels = ['read', 'write', 'admin'];

/** What an installation does not permit, in sentences: an owner has to accept it on GitHub. */
export function missingPermissions(
  wanted: Readonly<Record<string, string>>,
  { account, permissions }: Installation,
): string[] {
  return Object.entries(wanted).flatMap(([name, level]) => {
    const has = permissions[name];
    if (has !== undefined && levels.indexOf(has) >= levels.indexOf(level)) return [];
    const words = name.replaceAll('_', ' ');
    return [
      `the App may not ${level} ${words} of ${account}; accept its new permissions in the settings of the installation`,
    ];
  });
}
