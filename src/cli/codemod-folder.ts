/** The codemod of a folder, for `springtide codemod run ./folder`: it runs as it would in the App, and is heard. */
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Codemod } from '../change/codemod.ts';
import { languageOf } from '../change/languages.ts';
import { type Elsewhere, openFolder } from '../jobs/codemods-elsewhere.ts';
import { UsageError } from './arguments.ts';

export interface OpenedFolder {
  readonly codemod: Codemod;
  readonly elsewhere: Elsewhere;
}

/** A name of the catalogue has no slash and no dot. */
export const isFolderName = (id: string): boolean => /[./\\]/.test(id);

/** The one codemod of a folder. */
export async function openCodemodFolder(folder: string): Promise<OpenedFolder> {
  const elsewhere = await openFolderOfCodemods(folder);
  const [codemod, ...others] = elsewhere.codemods;
  if (codemod && others.length === 0) return { codemod, elsewhere };
  elsewhere.close();
  const ids = elsewhere.codemods.map(({ id }) => id).join(', ');
  throw new UsageError(`${folder} holds ${ids}; name the folder of one of them`);
}

/** All of them, or none where one is wrong: its author is here to put it right. */
export async function openFolderOfCodemods(folder: string): Promise<Elsewhere> {
  if (!lstatSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`${folder} is no folder; name one that holds a codemod.js`);
  const { openSandbox } = await import('../adapters/workspace/codemods/index.ts');
  const elsewhere = await openFolder(folder, modulesIn(folder), (files) =>
    openSandbox(files, { isHeard: true }),
  );
  const [problem] = elsewhere.notRun();
  if (!problem) return elsewhere;
  elsewhere.close();
  throw new UsageError(`${folder}: ${problem.because}`);
}

function modulesIn(folder: string): ReadonlyMap<string, string> {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !/(?:^|\/)node_modules\//.test(path) && isModule(path));
  return new Map(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

const isModule = (path: string): boolean =>
  ['javascript', 'typescript'].includes(languageOf(path) ?? '') && !/\.d\.[cm]?ts$/.test(path);
