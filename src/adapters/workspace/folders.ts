/**
 * The temporary folders that package managers work in. Only texts are written into them, never links and never a path that
 * leaves them, and every folder that lives is known here, so that Ctrl-C leaves none behind.
 */
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isInside } from './inside.ts';

const living = new Set<string>();

/** Hands an empty folder to the work and removes it afterwards, whatever came of the work. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'springtide-')));
  living.add(folder);
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
    living.delete(folder);
  }
}

/** For a process that is told to stop: removes what is still there, at once. */
export function removeFolders(): void {
  for (const folder of living) rmSync(folder, { recursive: true, force: true });
  living.clear();
}

/** Writes texts by their relative path. Paths that would leave the folder are left out: they cannot come from a manifest of it. */
export async function layOut(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  for (const [path, text] of files) {
    if (!isInside(path)) continue;
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text);
  }
}
