import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { npmModules } from '../../../src/adapters/registries/modules.ts';
import type { ModulesAnswer } from '../../../src/ports.ts';
import { archive } from './archive.ts';
import { configFor } from './recorded.ts';
import { client, json, serve } from './server.ts';

/** The modules of a package with these files, asked for with the right integrity or another. */
async function modulesOf(
  files: Readonly<Record<string, string>>,
  { integrity, isThere = true }: { readonly integrity?: string; readonly isThere?: boolean } = {},
): Promise<ModulesAnswer> {
  const bytes = await archive(files);
  const server = await serve((request, response) => {
    if (request.url === '/tide/1.2.3') return json(response, { dist: { tarball: `${server.url}tide.tgz` } });
    return isThere ? response.end(bytes) : response.writeHead(404).end();
  });
  const hash = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  const pinned = { name: 'tide', version: '1.2.3', integrity: integrity ?? hash };
  return npmModules({ client: client(), config: configFor(server.url) }, pinned);
}

it('are those of the package itself that can be run', async () => {
  const files = {
    'package/codemod.js': 'a',
    'package/src/words.ts': 'b',
    'package/src/nothing.mjs': '',
    'package/src/words.d.ts': 'c',
    'package/old.cjs': 'd',
    'package/data.json': '{}',
    'package/node_modules/x/index.js': 'e',
  };
  expect(await modulesOf(files)).toEqual({
    kind: 'found',
    files: new Map([
      ['codemod.js', 'a'],
      ['src/words.ts', 'b'],
      ['src/nothing.mjs', ''],
    ]),
  });
});

it.each([
  [
    'are refused when the archive is another',
    { 'package/codemod.js': '' },
    { integrity: `sha512-${'A'.repeat(86)}==` },
    /its archive is not the one with the integrity that is pinned; it has sha512-/,
  ],
  [
    'are refused when there are too many',
    Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`package/${index}.js`, 'x'])),
    {},
    /it has more than 1000 modules, or more than 5 MB of them/,
  ],
  [
    'are refused when they are too large',
    { 'package/codemod.js': 'x'.repeat(6_000_000) },
    {},
    /it has more than 1000 modules, or more than 5 MB of them/,
  ],
  [
    'are refused when there is no archive',
    { 'package/codemod.js': '' },
    { isThere: false },
    /its archive answers 404/,
  ],
])('%s', async (_, files, more, because) => {
  expect(await modulesOf(files, more)).toEqual({ kind: 'refused', because: expect.stringMatching(because) });
});
