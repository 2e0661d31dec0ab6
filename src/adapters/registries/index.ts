/** One port for every registry: a lookup goes to the source of its ecosystem, and what goes wrong there is an answer. */
import type { Lookup, RegistryAnswer } from '../../domain/release.ts';
import type { Lifecycle } from '../../domain/runtime.ts';
import type { Declarations } from '../../domain/surface.ts';
import { npmVersions } from '../../ecosystems/npm/versions.ts';
import type { Registries } from '../../ports.ts';
import { createTypeChecker } from '../types/index.ts';
import { npmChangelog } from './changelog.ts';
import { npmDeclarations, npmTypedPackage } from './declarations.ts';
import { npmModules } from './modules.ts';
import type { NpmConfig } from './npm-config.ts';
import type { HttpClient, RegistrySource } from './source.ts';

export function createRegistries(options: {
  readonly client: HttpClient;
  readonly npmConfig: NpmConfig;
  /** One for each ecosystem. */
  readonly sources: readonly RegistrySource[];
  readonly lifecycles: () => Promise<ReadonlyMap<string, Lifecycle>>;
}): Registries {
  const sources = new Map(options.sources.map((source) => [source.ecosystem, source]));

  const ask = async (lookup: Lookup, want: { readonly dates: boolean }): Promise<RegistryAnswer> => {
    const source = sources.get(lookup.ecosystem);
    const failed = (because: string): RegistryAnswer => ({
      kind: 'unreadable',
      registry: lookup.ecosystem,
      because,
    });
    if (!source) return failed('nobody here knows how to ask it');
    try {
      return await source.ask(lookup, want);
    } catch (error) {
      return failed(error instanceof Error ? error.message : String(error));
    }
  };

  const newestWithin = async (name: string, range: string): Promise<string | undefined> => {
    const lookup: Lookup = { key: `npm:${name}`, ecosystem: 'npm', name };
    const answer = await ask(lookup, { dates: false });
    const { compare, isPrerelease, satisfies } = npmVersions;
    return (answer.kind === 'found' ? answer.package.releases : [])
      .map(({ version }) => version)
      .filter((version) => satisfies(version, range) && !isPrerelease(version))
      .toSorted(compare)
      .at(-1);
  };

  /** `@types/a__b` describes `@a/b`; its major version is that of the package. */
  const typesFor = async (name: string, version: string): Promise<Declarations> => {
    const types = `@types/${name.replace(/^@(.+)\//, '$1__')}`;
    const best = await newestWithin(types, `${version.split('.')[0]}.x`);
    return best === undefined ? { kind: 'none' } : npmDeclarations(npm, types, best);
  };
  const npm = { client: options.client, config: options.npmConfig };
  const types = createTypeChecker({
    typed: (name, version) => npmTypedPackage(npm, name, version),
    newest: newestWithin,
  });

  return {
    async releases(lookups, want) {
      const distinct = new Map(lookups.map((lookup) => [lookup.key, lookup]));
      const answers = [...distinct].map(async ([key, lookup]) => [key, await ask(lookup, want)] as const);
      return new Map(await Promise.all(answers));
    },
    lifecycles: options.lifecycles,
    async changelog(lookup, version) {
      if (lookup.ecosystem !== 'npm') return undefined;
      return npmChangelog(npm, lookup.name, version);
    },
    modules: (pinned) => npmModules(npm, pinned),
    async declarations(lookup, version) {
      if (lookup.ecosystem !== 'npm') return { kind: 'none' };
      const own = await npmDeclarations(npm, lookup.name, version);
      return own.kind === 'none' ? typesFor(lookup.name, version) : own;
    },
    async typeErrors(lookup, from, to, asked) {
      if (lookup.ecosystem !== 'npm') return { kind: 'found', errors: [], standing: [] };
      return types.newErrors(lookup.name, from, to, asked);
    },
  };
}
