import type { Range } from '../../../domain/text.ts';
import type { SourceFile } from '../file.ts';
import { at, childOf, type Entry, entriesAt, type ListTree, type Tree, textOf } from '../tree.ts';

type Find = (file: SourceFile) => readonly Range[];
type Format = 'json' | 'yaml' | 'toml';

/** The scalars at any of these paths: `provider.runtime`, `functions.*.runtime`. */
export function scalars(format: Format, ...paths: readonly string[]): Find {
  return treesAt(format, paths, (tree) => tree.kind === 'scalar');
}

/** The lists at any of these paths, each as one place, for its entries come and go together. */
export function lists(format: Format, ...paths: readonly string[]): Find {
  return treesAt(format, paths, (tree): tree is ListTree => tree.kind === 'list');
}

/** The scalar `value` beside a sibling that says what it is the value of. */
export function scalarsBeside(
  format: Format,
  path: string,
  value: string,
  isOurs: (textBeside: (key: string) => string | undefined) => boolean,
): Find {
  return (file) =>
    at(file[format](), path.split('.')).flatMap((tree) => {
      const entries = tree.kind === 'map' ? tree.entries() : [];
      const own = entries.find((entry) => entry.key === value)?.value;
      return own?.kind === 'scalar' && isOurs(sibling(entries)) ? [own.range] : [];
    });
}

/** Entries with such a key, from the key to the end of the value. */
export function properties(format: Format, key: RegExp, ...paths: readonly string[]): Find {
  return (file) =>
    paths
      .flatMap((path) => entriesAt(file[format](), path.split('.')))
      .filter((entry) => key.test(entry.key) && entry.value.kind === 'scalar')
      .map((entry) => entry.range);
}

/** The version of a devcontainer feature: `"…/features/node:1": { "version": "18" }`, or the version alone. */
export function features(name: RegExp): Find {
  return (file) =>
    entriesAt(file.json(), ['features'])
      .filter((entry) => name.test(entry.key))
      .flatMap(({ value }) => (value.kind === 'scalar' ? [value] : at(value, ['version'])))
      .flatMap((tree) => (tree.kind === 'scalar' ? [tree.range] : []));
}

/** One input of every step that runs such a task. */
export function azureTask(task: RegExp, input: string): Find {
  return (file) =>
    at(file.yaml(), ['**'])
      .filter((step) => task.test(textOf(childOf(step, 'task')) ?? ''))
      .flatMap((step) => at(step, ['inputs', input]))
      .flatMap((tree) => (tree.kind === 'scalar' ? [tree.range] : []));
}

export function either(...finds: readonly Find[]): Find {
  return (file) => finds.flatMap((find) => find(file));
}

function treesAt(format: Format, paths: readonly string[], isOurs: (tree: Tree) => boolean): Find {
  const steps = paths.map((path) => path.split('.'));
  return (file) => {
    const root = file[format]();
    return steps
      .flatMap((path) => at(root, path))
      .filter(isOurs)
      .map((tree) => tree.range);
  };
}

function sibling(entries: readonly Entry[]) {
  return (key: string) => {
    const value = entries.find((entry) => entry.key === key)?.value;
    return value?.kind === 'scalar' ? value.text : undefined;
  };
}
