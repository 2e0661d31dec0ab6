/** The texts in which the uses of a package are looked for. */
import { sharesOf } from '../change/shares.ts';
import type { Step } from '../domain/change.ts';
import type { TextFile } from '../domain/text.ts';
import type { Update } from '../domain/update.ts';
import type { Checkout } from '../ports.ts';
import type { ReadRepository } from './read-repository.ts';

/** The texts of so many files are held at once; those that nobody wants are let go before the next are read. */
const filesAtOnce = 500;

/** Files of the packages that these updates are about. */
export const pathsAbout = (updates: readonly Update[], repository: ReadRepository): readonly string[] =>
  sharesOf(repository, updates)
    .filter((share) => share.updates.length > 0)
    .flatMap((share) => share.paths);

export async function readWhere(
  paths: readonly string[],
  isWanted: (file: TextFile) => boolean,
  checkout: Checkout,
): Promise<readonly TextFile[]> {
  const wanted: TextFile[] = [];
  for (let at = 0; at < paths.length; at += filesAtOnce) {
    const { files } = await checkout.read(paths.slice(at, at + filesAtOnce));
    wanted.push(...files.filter(isWanted));
  }
  return wanted;
}

/** As they are after these steps. */
export function afterSteps(files: readonly TextFile[], steps: readonly Step[]): readonly TextFile[] {
  const after = new Map(steps.flatMap(({ edits }) => edits.map((edit) => [edit.path, edit.after] as const)));
  return files.map((file) => (after.has(file.path) ? { ...file, text: after.get(file.path) ?? '' } : file));
}
