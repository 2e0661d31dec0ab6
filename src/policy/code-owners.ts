/**
 * Who answers for which paths, as GitHub reads it: the last line that matches a path counts, and a line without owners takes its
 * paths out. https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 */
import { compileList } from './pattern.ts';

/** In the order in which GitHub looks. */
export const codeOwnersPaths: readonly string[] = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

/** GitHub reads no larger file, and nobody writes longer ones by hand. */
const mostLines = 5_000;

interface Line {
  readonly matches: (path: string) => boolean;
  readonly owners: readonly string[];
}

/** The one owner of most of these paths: `ada`, `acme/web`. Of those who own as many, the one who is named first. */
export function accountableOwner(text: string, paths: readonly string[]): string | undefined {
  const lines = text.split('\n').slice(0, mostLines).flatMap(lineOf).reverse();
  const counts = new Map<string, number>();
  for (const path of paths)
    for (const owner of new Set(lines.find(({ matches }) => matches(path))?.owners))
      counts.set(owner, (counts.get(owner) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  return [...counts].find(([, count]) => count === most)?.[0];
}

function lineOf(written: string): Line[] {
  const [pattern, ...names] = written
    .replace(/(^|\s)#.*$/, '')
    .trim()
    .split(/(?<!\\)\s+/);
  if (!pattern || pattern.startsWith('!')) return [];
  // An address of mail cannot be asked for a review.
  const owners = names.filter((name) => name.startsWith('@')).map((name) => name.slice(1));
  return [{ matches: compileList(globsOf(pattern)), owners }];
}

/** Like a line of `.gitignore`, without `!` and `[a-z]`. */
function globsOf(pattern: string): string[] {
  if (pattern === '*') return ['**'];
  const isFolder = pattern.endsWith('/');
  const bare = pattern.replace(/^\//, '').replace(/\/$/, '');
  const isAnchored = pattern.startsWith('/') || bare.includes('/');
  const escaped = bare.replace(/\\(?=\s)/g, '').replace(/[()[\]{}!+@]/g, '\\$&');
  const base = isAnchored ? escaped : `**/${escaped}`;
  if (isFolder) return [`${base}/**`];
  // `docs/*` names the files in it and not what is below.
  return bare.endsWith('*') ? [base] : [base, `${base}/**`];
}
