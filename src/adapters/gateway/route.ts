import { isPackageName } from '../registries/npm-address.ts';

/** What a package manager asks, read from the path after the session's token. */
export type Route =
  | { readonly kind: 'ping' }
  | { readonly kind: 'document'; readonly name: string }
  | { readonly kind: 'version'; readonly name: string; readonly version: string }
  | { readonly kind: 'tags'; readonly name: string }
  | { readonly kind: 'tarball'; readonly name: string; readonly file: string };

/** `undefined` for everything else, which is refused: the gateway is for resolving, not for publishing, searching or logging in. */
export function readRoute(path: string): Route | undefined {
  const parts = segments(path);
  if (!parts) return undefined;
  if (parts[0] === '-') return readService(parts.slice(1));
  const [name, ...rest] = withScope(parts);
  if (name === undefined || !isPackageName(name)) return undefined;
  const [first, second, ...more] = rest;
  if (first === undefined) return { kind: 'document', name };
  if (first !== '-') return second === undefined ? { kind: 'version', name, version: first } : undefined;
  // Some managers ask for the archive of a scoped package as `@scope/name/-/@scope/name-1.0.0.tgz`.
  const file =
    more.length === 1 && name.startsWith(`${second}/`) ? more[0] : more.length === 0 ? second : undefined;
  return file?.endsWith('.tgz') ? { kind: 'tarball', name, file } : undefined;
}

function readService(parts: readonly string[]): Route | undefined {
  if (parts.length === 1 && parts[0] === 'ping') return { kind: 'ping' };
  const [service, ...rest] = parts;
  const [name, last] = withScope(rest);
  const isTags = service === 'package' && last === 'dist-tags' && name !== undefined && isPackageName(name);
  return isTags ? { kind: 'tags', name } : undefined;
}

/** Decoded once, as a registry does; what cannot be decoded, or is empty or a step up, is no path of a registry. */
function segments(path: string): string[] | undefined {
  try {
    const parts = path.split('/').map(decodeURIComponent);
    return parts.some((part) => part === '' || part === '.' || part === '..') ? undefined : parts;
  } catch {
    return undefined;
  }
}

/** `@types%2fnode` and `@types/node` are the same name. */
function withScope(parts: readonly string[]): string[] {
  const [first, second, ...rest] = parts;
  if (first?.startsWith('@') && !first.includes('/') && second !== undefined)
    return [`${first}/${second}`, ...rest];
  return [...parts];
}
