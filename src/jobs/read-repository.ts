import type { FileEdit } from '../domain/change.ts';
import type { Inventory } from '../domain/manifest.ts';
import type { Problem } from '../domain/problem.ts';
import { ecosystems } from '../ecosystems/index.ts';
import type { Checkout } from '../ports.ts';
import { takeInventory, wantedPaths } from '../scan/inventory.ts';

/** A repository as it was read: what it uses, and the texts in which that is written. */
export interface ReadRepository {
  readonly inventory: Inventory;
  /** Manifests and lockfiles by path, without byte-order marks. */
  readonly texts: ReadonlyMap<string, string>;
  /** Files that began with a byte-order mark. */
  readonly marked: ReadonlySet<string>;
  readonly paths: readonly string[];
}

export async function readRepository(
  checkout: Checkout,
  ignoresPath: (path: string) => boolean,
): Promise<ReadRepository> {
  const entries = await checkout.list();
  const paths = entries.filter((entry) => entry.kind === 'file').map((entry) => entry.path);
  const wanted = wantedPaths(
    entries.map((entry) => entry.path),
    ecosystems,
    ignoresPath,
  );
  const { files, problems } = await checkout.read(wanted);
  const texts = new Map(files.map((file) => [file.path, file.text]));
  const inventory = takeInventory(texts, paths, ecosystems);
  return {
    inventory: { ...inventory, problems: [...problems, ...inventory.problems].sort(byPlace) },
    texts,
    marked: new Set(files.filter((file) => file.byteOrderMark).map((file) => file.path)),
    paths,
  };
}

/** The same repository as it would be after these edits. */
export function withEdits(repository: ReadRepository, edits: readonly FileEdit[]): ReadRepository {
  const texts = new Map(repository.texts);
  const paths = new Set(repository.paths);
  for (const { path, after } of edits) {
    if (after === undefined) {
      texts.delete(path);
      paths.delete(path);
    } else {
      texts.set(path, after);
      paths.add(path);
    }
  }
  const all = [...paths];
  return { ...repository, texts, paths: all, inventory: takeInventory(texts, all, ecosystems) };
}

const byPlace = (a: Problem, b: Problem) =>
  a.path.localeCompare(b.path) || (a.place?.line ?? 0) - (b.place?.line ?? 0);
