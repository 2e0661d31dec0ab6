import { parse } from 'jsonc-parser';
import { isRecord } from '../package-lock-tree.ts';
import { type Lock, nameAndVersion, UnreadableLock } from './lock.ts';

/** bun.lock: JSON with trailing commas; `packages` maps a name to a list that begins with `name@version`. */
export function readBunLock(text: string): Lock {
  const root: unknown = parse(text, [], { allowTrailingComma: true });
  if (!isRecord(root) || !isRecord(root.packages)) throw new UnreadableLock('it is no lockfile of bun');
  const versions = new Map<string, [name: string, version: string]>();
  for (const [key, value] of Object.entries(root.packages)) {
    const resolved =
      Array.isArray(value) && typeof value[0] === 'string' ? nameAndVersion(value[0]) : undefined;
    if (resolved) versions.set(key, resolved);
  }
  return {
    tool: 'bun',
    format: String(root.lockfileVersion ?? ''),
    packages: [...versions.values()].map(([name, version]) => ({ name, version })),
    versionOf: (_, name) => versions.get(name)?.[1],
  };
}
