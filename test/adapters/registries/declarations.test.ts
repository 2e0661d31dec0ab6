import { describe, expect, it } from 'vitest';
import { createRegistries } from '../../../src/adapters/registries/index.ts';
import { npmRegistry } from '../../../src/adapters/registries/npm.ts';
import { archive } from './archive.ts';
import { configFor } from './recorded.ts';
import { client, json, serve } from './server.ts';

type Files = Readonly<Record<string, string>>;

/** A registry of these packages, each with its versions and the files of them. */
async function registriesOf(packages: Readonly<Record<string, Readonly<Record<string, Files>>>>) {
  const archives = new Map<string, Buffer>();
  for (const [name, versions] of Object.entries(packages))
    for (const [version, files] of Object.entries(versions))
      archives.set(
        `/${name}/-/${version}.tgz`,
        await archive({
          'package/package.json': JSON.stringify({ name, version, dependencies: { wave: '^1.0.0' } }),
          ...files,
        }),
      );
  const server = await serve((request, response) => {
    const path = decodeURIComponent(request.url ?? '');
    const bytes = archives.get(path);
    if (bytes) return response.end(bytes);
    const [, name = '', version] = /^\/((?:@[^/]+\/)?[^/]+)(?:\/([^/]+))?$/.exec(path) ?? [];
    const versions = packages[name];
    if (!versions) return response.writeHead(404).end();
    return version
      ? json(response, { dist: { tarball: `${server.url}${name}/-/${version}.tgz` } })
      : json(response, {
          name,
          versions: Object.fromEntries(Object.keys(versions).map((one) => [one, { version: one }])),
        });
  });
  const options = { client: client(), config: configFor(server.url) };
  const registries = createRegistries({
    client: options.client,
    npmConfig: options.config,
    sources: [npmRegistry(options)],
    lifecycles: async () => new Map(),
  });
  return registries;
}

async function declarationsIn(packages: Parameters<typeof registriesOf>[0]) {
  const { declarations } = await registriesOf(packages);
  return (name: string, version: string) => declarations(lookup(name), version);
}

const lookup = (name: string) => ({ key: `npm:${name}`, ecosystem: 'npm' as const, name });
const types = { 'package/index.d.ts': 'export const a: 1;' };
const found = { kind: 'found', surface: { '.': { a: { kind: 'value' } } } };

describe('the declarations of a version', () => {
  it('are its own', async () => {
    const declarations = await declarationsIn({ tide: { '1.0.0': types } });
    expect(await declarations('tide', '1.0.0')).toEqual(found);
  });

  it('are those that others wrote for its major version', async () => {
    const declarations = await declarationsIn({
      '@acme/tide': { '2.1.0': { 'package/index.js': '' } },
      '@types/acme__tide': { '1.0.0': {}, '2.0.4': types, '2.0.10': types, '3.0.0': {} },
    });
    expect(await declarations('@acme/tide', '2.1.0')).toEqual(found);
  });

  it('are none where nobody wrote any', async () => {
    const declarations = await declarationsIn({ tide: { '1.0.0': { 'package/index.js': '' } } });
    expect(await declarations('tide', '1.0.0')).toEqual({ kind: 'none' });
  });

  it('are unreachable where the registry is, in words', async () => {
    const declarations = await declarationsIn({});
    expect(await declarations('tide', '1.0.0')).toEqual({ kind: 'unreachable', because: expect.any(String) });
  });
});

describe('what TypeScript says of the new version', () => {
  const using = [{ path: 'a.js', text: "const { pad } = require('tide');\npad('a');\n" }];
  const named = {
    'package/index.d.ts': "import { Width } from 'wave'; export function pad(a: Width): void;",
  };
  const wave = (type: string) => ({ 'package/index.d.ts': `export type Width = ${type};` });

  it('is told with the types of what it depends on', async () => {
    const { typeErrors } = await registriesOf({
      tide: { '1.0.0': { 'package/index.d.ts': 'export function pad(a: string): void;' }, '2.0.0': named },
      wave: { '1.0.0': wave('string'), '1.1.0': wave('number'), '2.0.0': wave('string') },
    });
    expect(await typeErrors(lookup('tide'), '1.0.0', '2.0.0', { files: using, exports: [] })).toEqual({
      kind: 'found',
      errors: [
        {
          path: 'a.js',
          place: { line: 2, column: 5 },
          says: "Argument of type 'string' is not assignable to parameter of type 'number'",
        },
      ],
      standing: [],
    });
    expect(await typeErrors(lookup('tide'), '1.0.0', '2.0.0', { files: [], exports: [] })).toEqual({
      kind: 'found',
      errors: [],
      standing: [],
    });
  });

  it('is unknown where a version has no declarations', async () => {
    const { typeErrors } = await registriesOf({
      tide: { '1.0.0': types, '2.0.0': { 'package/index.js': '' } },
    });
    expect(await typeErrors(lookup('tide'), '1.0.0', '2.0.0', { files: using, exports: [] })).toEqual({
      kind: 'unknown',
      because: '2.0.0 has no declarations',
    });
  });
});
