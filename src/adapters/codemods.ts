/** The catalogue: every folder of codemods/ that holds a codemod.ts. Nothing lists them, so adding one is adding a folder. */
import { readdir } from 'node:fs/promises';
import type { Codemod } from '../change/codemod.ts';

const folder = new URL('../../codemods/', import.meta.url);

export async function loadCodemods(): Promise<readonly Codemod[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const ids = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const modules = await Promise.all(
    ids
      .toSorted()
      .map((id): Promise<{ codemod: Codemod }> => import(new URL(`${id}/codemod.ts`, folder).href)),
  );
  return modules.map(({ codemod }) => codemod);
}
