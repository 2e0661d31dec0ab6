import { createRequire } from 'node:module';
import type { Problem } from '../../domain/problem.ts';
import { placeOf } from '../../domain/text.ts';
import type { Written } from './package-json.ts';

const require = createRequire(import.meta.url);

/**
 * What a pnpm-workspace.yaml says: the packages, the catalogs with the places of their versions, and overrides. Yarn's .yarnrc.yml
 * has its catalogs in the same words: https://yarnpkg.com/features/catalogs
 */
export interface WorkspaceSettings {
  readonly path: string;
  readonly packages: readonly string[];
  readonly catalogs: ReadonlyMap<string, readonly Written[]>;
  readonly overrides: readonly Written[];
}

export function readWorkspaceSettings(
  path: string,
  text: string,
  tell: (problem: Problem) => void,
): WorkspaceSettings {
  const { isMap, isScalar, isSeq, parseDocument } = require('yaml') as typeof import('yaml');
  const document = parseDocument(text, { logLevel: 'silent', keepSourceTokens: true });
  const [error] = document.errors;
  const nothing: WorkspaceSettings = { path, packages: [], catalogs: new Map(), overrides: [] };
  if (error) {
    tell({
      path,
      place: placeOf(text, error.pos[0]),
      what: `it is not valid YAML (${error.message.split(' at line')[0]})`,
      remedy: 'correct it',
    });
    return nothing;
  }
  const root = document.contents;
  if (!isMap(root)) return nothing;

  const entriesOf = (node: unknown): Written[] =>
    isMap(node)
      ? node.items.flatMap(({ key, value }) => {
          if (!isScalar(key) || !isScalar(value) || typeof value.source !== 'string' || !value.range)
            return [];
          const at = text.indexOf(value.source, value.range[0]);
          const start = at === -1 || at > value.range[1] ? value.range[0] : at;
          return [
            {
              name: String(key.value),
              value: value.source,
              range: { start, end: start + value.source.length },
            },
          ];
        })
      : [];

  const catalogs = new Map<string, Written[]>();
  const single = entriesOf(root.get('catalog', true));
  if (single.length > 0) catalogs.set('default', single);
  const named = root.get('catalogs', true);
  for (const { key, value } of isMap(named) ? named.items : [])
    if (isScalar(key)) catalogs.set(String(key.value), entriesOf(value));
  const packages = root.get('packages', true);
  return {
    path,
    packages: isSeq(packages)
      ? packages.items.flatMap((item) =>
          isScalar(item) && typeof item.value === 'string' ? [item.value] : [],
        )
      : [],
    catalogs,
    overrides: entriesOf(root.get('overrides', true)),
  };
}
