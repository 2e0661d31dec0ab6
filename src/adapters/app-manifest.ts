import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** What app.yml asks for: `{ contents: 'write' }`. */
export function appPermissions(): Readonly<Record<string, string>> {
  const text = readFileSync(new URL('../../app.yml', import.meta.url), 'utf8');
  return (parse(text) as { default_permissions: Record<string, string> }).default_permissions;
}
