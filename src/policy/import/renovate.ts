import { createRequire } from 'node:module';
import { sentence } from '../../domain/problem.ts';
import { readConfiguration } from '../read.ts';
import type { WrittenPolicy } from '../schema.ts';
import type { Imported, NotCarried } from './index.ts';
import { written } from './written.ts';

const require = createRequire(import.meta.url);

/**
 * Our words are Renovate's wherever it has one, so its file is read as ours: what is right is carried over, and what our reader
 * complains about is what has no counterpart.
 */
export function importRenovate(path: string, text: string, isPreset: (name: string) => boolean): Imported {
  const json = /package\.json$/.test(path) ? fromPackageJson(text) : text;
  // JSON5 is what Renovate reads all of its files as.
  const { written: policy, problems } = readConfiguration(path.replace(/(\.json5?)?$/, '.json5'), json);
  if (!policy) {
    return { yaml: '', notCarried: [], problems: problems.map((problem) => ({ ...problem, path })) };
  }
  const { kept, dropped } = knownPresets(policy, isPreset);
  const complaints = problems.map(
    (problem): NotCarried => ({
      key: /"([^"]+)"/.exec(problem.what)?.[1] ?? problem.what,
      ...(problem.place ? { line: problem.place.line } : {}),
      why: sentence(problem)
        .replace(/^[^ ]+: /, '')
        .replace(/\.$/, ''),
    }),
  );
  return { yaml: written(path, kept), notCarried: [...complaints, ...dropped], problems: [] };
}

function knownPresets(
  policy: WrittenPolicy,
  isPreset: (name: string) => boolean,
): { kept: WrittenPolicy; dropped: NotCarried[] } {
  const { extends: asked, $schema: _schema, ...rest } = policy;
  const names = asked === undefined ? [] : [asked].flat();
  const known = names.filter((name) => isPreset(name));
  const dropped = names
    .filter((name) => !known.includes(name))
    .map((name) => ({
      key: `extends ${name}`,
      why: 'there is no preset of this name here; write what it sets',
    }));
  return { kept: { ...(known.length > 0 ? { extends: known } : {}), ...rest }, dropped };
}

function fromPackageJson(text: string): string {
  const { findNodeAtLocation, parseTree } = require('jsonc-parser') as typeof import('jsonc-parser');
  const root = parseTree(text);
  const node = root && findNodeAtLocation(root, ['renovate']);
  return node ? text.slice(node.offset, node.offset + node.length) : '{}';
}
