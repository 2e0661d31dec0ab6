import { createRequire } from 'node:module';

/**
 * The parsers, each loaded when the first file needs it: most repositories have no TOML, many no Dockerfile, and start-up
 * counts. `require` because the core never waits.
 */
const require = createRequire(import.meta.url);

export const parsers = {
  json: () => require('jsonc-parser') as typeof import('jsonc-parser'),
  yaml: () => require('yaml') as typeof import('yaml'),
  toml: () => require('toml-eslint-parser') as typeof import('toml-eslint-parser'),
  dockerfile: () => require('dockerfile-ast') as typeof import('dockerfile-ast'),
};
