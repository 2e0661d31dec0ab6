import { expect, it } from 'vitest';
import { createRegistries } from '../../../src/adapters/registries/index.ts';
import type { RegistrySource } from '../../../src/adapters/registries/source.ts';
import type { Lookup } from '../../../src/domain/release.ts';
import { configFor } from './recorded.ts';
import { client } from './server.ts';

const lookup = (ecosystem: Lookup['ecosystem'], name: string): Lookup => ({
  key: `${ecosystem}:${name}`,
  ecosystem,
  name,
});

it('sends each lookup to its ecosystem, equal ones once, and answers for every key', async () => {
  const asked: string[] = [];
  const npm: RegistrySource = {
    ecosystem: 'npm',
    ask: async ({ name }) => {
      asked.push(name);
      return { kind: 'missing', registry: 'registry.example', status: 404 };
    },
  };
  const docker: RegistrySource = { ecosystem: 'docker', ask: () => Promise.reject(new Error('a bug')) };
  const registries = createRegistries({
    client: client(),
    npmConfig: configFor('https://registry.example/'),
    sources: [npm, docker],
    lifecycles: async () => new Map(),
  });
  const answers = await registries.releases(
    [lookup('npm', 'a'), lookup('npm', 'a'), lookup('docker', 'b'), lookup('runtimes', 'node')],
    { dates: false },
  );
  expect(asked).toEqual(['a']);
  expect([...answers].map(([key, { kind }]) => [key, kind])).toEqual([
    ['npm:a', 'missing'],
    ['docker:b', 'unreadable'],
    ['runtimes:node', 'unreadable'],
  ]);
});
