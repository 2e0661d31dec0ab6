/** Which language a file is written in, by its name. What tools write themselves (lockfiles) belongs to no codemod. */
import type { Language } from './codemod.ts';

const byExtension: Readonly<Record<string, Language>> = {
  js: 'javascript',
  cjs: 'javascript',
  mjs: 'javascript',
  jsx: 'javascript',
  ts: 'typescript',
  cts: 'typescript',
  mts: 'typescript',
  tsx: 'typescript',
  json: 'json',
  jsonc: 'json',
  json5: 'json',
  yml: 'yaml',
  yaml: 'yaml',
  dockerfile: 'dockerfile',
  containerfile: 'dockerfile',
  py: 'python',
  pyi: 'python',
  go: 'go',
};

/** Names that say more than their extension. */
const byName: readonly (readonly [RegExp, Language | undefined])[] = [
  [/^(?:package-lock|npm-shrinkwrap)\.json$|^pnpm-lock\.ya?ml$/, undefined],
  [/\.dockerignore$/, undefined],
  [/^(?:Docker|Container)file(?:\..+)?$/i, 'dockerfile'],
  [/^\.(?:eslintrc|babelrc|swcrc|jshintrc)$/, 'json'],
];

export function languageOf(path: string): Language | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const known = byName.find(([pattern]) => pattern.test(name));
  if (known) return known[1];
  const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return Object.hasOwn(byExtension, extension) ? byExtension[extension] : undefined;
}
