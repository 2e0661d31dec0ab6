import type { Lookup, RegistryAnswer } from '../../domain/release.ts';
import { readPackument } from '../../ecosystems/npm/packument.ts';
import { type Columns, columnsShape, fromColumns, toColumns } from './columns.ts';
import { abbreviated, documentAddress, full, isPackageName, registryName } from './npm-address.ts';
import type { NpmConfig } from './npm-config.ts';
import type { HttpAnswer, HttpClient, RegistrySource } from './source.ts';

/** A plan made twice within these ten minutes sees the same releases. */
const freshForSeconds = 600;

export function npmRegistry(options: {
  readonly client: HttpClient;
  readonly config: NpmConfig;
}): RegistrySource {
  const { client, config } = options;
  return {
    ecosystem: 'npm',
    async ask(lookup, want) {
      const registry = registryName(config.registryFor(lookup.name));
      if (!isPackageName(lookup.name))
        return {
          kind: 'unreadable',
          registry,
          because: `${JSON.stringify(lookup.name)} is not a package name`,
        };
      const answer = await client.get({
        ...documentAddress(config, lookup.name),
        accept: want.dates ? full : abbreviated,
        freshForSeconds,
        digest: { shape: columnsShape, read: (body) => digest(body, lookup, want.dates) },
      });
      return answered(answer, registry);
    },
  };
}

function digest(body: Uint8Array, lookup: Lookup, dates: boolean): Columns {
  const document: unknown = JSON.parse(
    Buffer.from(body.buffer, body.byteOffset, body.length).toString('utf8'),
  );
  const releases = readPackument(document, dates);
  if (releases.name !== lookup.name) throw new Error('it answers about another package');
  return toColumns(releases);
}

function answered(answer: HttpAnswer, registry: string): RegistryAnswer {
  switch (answer.kind) {
    case 'ok':
      return { kind: 'found', package: fromColumns(answer.value as Columns) };
    case 'status':
      return { kind: 'missing', registry, status: answer.status };
    case 'unreachable':
    case 'unreadable':
      return { kind: answer.kind, registry, because: answer.because };
  }
}
