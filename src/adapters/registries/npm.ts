import type { Lookup, RegistryAnswer } from '../../domain/release.ts';
import { readPackument } from '../../ecosystems/npm/packument.ts';
import { type Columns, columnsShape, fromColumns, toColumns } from './columns.ts';
import { abbreviated, documentAddress, full, isPackageName, registryName } from './npm-address.ts';
import type { NpmConfig } from './npm-config.ts';
import type { HttpAnswer, HttpClient, HttpRequest, RegistrySource } from './source.ts';

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
      const request = (dates: boolean): HttpRequest => ({
        ...documentAddress(config, lookup.name),
        accept: dates ? full : abbreviated,
        freshForSeconds,
        digest: { shape: columnsShape, read: (body) => digest(body, lookup, dates) },
      });
      // Who asked for dates a moment ago is not asked for less.
      const more = want.dates ? undefined : client.kept(request(true));
      return answered(more ?? (await client.get(request(want.dates))), registry);
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
