/** The catalogue: every folder of codemods/ that holds a codemod.ts. Nothing lists them, so adding one is adding a folder. */
import { readdir } from 'node:fs/promises';
import type { Codemod } from '../change/codemod.ts';

const folder = new URL('../../codemods/', import.meta.url);

export async function loadCodemods(): Promise<readonly Codemod[]> {
  return Promise.all((await codemodIds()).map(load));
}

/** One of them, without the others: most of the time of a small run would go to reading those. */
export async function loadCodemod(id: string): Promise<Codemod | undefined> {
  return (await codemodIds()).includes(id) ? load(id) : undefined;
}

async function codemodIds(): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted();
}

async function load(id: string): Promise<Codemod> {
  const module: { codemod: Codemod } = await import(new URL(`${id}/codemod.ts`, folder).href);
  return module.codemod;
}
