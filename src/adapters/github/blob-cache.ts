import { randomUUID } from 'node:crypto';
import { access, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BlobCache } from './checkout.ts';

/** Contents by their hash never change: a folder keeps them, and processes may share it. Larger ones are asked for again. */
const mostBytes = 5_000_000;

export function createBlobCache(folder: string): BlobCache {
  const pathOf = (sha: string) => join(folder, sha.slice(0, 2), sha.slice(2));
  return {
    has: (sha) =>
      access(pathOf(sha)).then(
        () => true,
        () => false,
      ),
    async read(sha) {
      try {
        return await readFile(pathOf(sha));
      } catch {
        return undefined;
      }
    },
    async write(sha, bytes) {
      if (bytes.length > mostBytes || !/^[0-9a-f]{40,64}$/.test(sha)) return;
      const path = pathOf(sha);
      const half = `${path}.${randomUUID()}`;
      await mkdir(dirname(path), { recursive: true });
      // Whoever reads sees all of it or nothing.
      await writeFile(half, bytes);
      await rename(half, path);
    },
  };
}
