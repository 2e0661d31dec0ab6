import { posix } from 'node:path';

/** Whether a path, seen from a folder, stays in it: relative, and no way up and out. */
export function isInside(path: string): boolean {
  if (path.includes('\0') || posix.isAbsolute(path)) return false;
  const plain = posix.normalize(path);
  return plain !== '..' && !plain.startsWith('../');
}
