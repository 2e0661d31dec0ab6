import { homedir } from 'node:os';
import { join } from 'node:path';
import { npmAdvisories } from '../adapters/registries/advisories.ts';
import { cacheFolder, createCache } from '../adapters/registries/cache.ts';
import { dockerRegistry } from '../adapters/registries/docker.ts';
import { githubTags } from '../adapters/registries/github-tags.ts';
import { createHttpClient } from '../adapters/registries/http.ts';
import { createRegistries } from '../adapters/registries/index.ts';
import { npmRegistry } from '../adapters/registries/npm.ts';
import { readNpmConfig } from '../adapters/registries/npm-config.ts';
import { lifecycles } from '../adapters/registries/runtimes.ts';
import type { Inventory } from '../domain/manifest.ts';
import type { Problem } from '../domain/problem.ts';
import { npmVersions } from '../ecosystems/npm/versions.ts';
import type { Advisories, Checkout, Registries, Workspace } from '../ports.ts';

export interface WorldOptions {
  readonly checkout: Checkout;
  readonly offline: boolean;
  readonly noCache: boolean;
}

/** The outside of one run: registries to ask, package managers to run. What is not used is never started. */
export interface World {
  readonly registries: Registries;
  /** What the repository's own settings ask for and do not get. */
  readonly problems: readonly Problem[];
  workspace(): Promise<Workspace>;
  vulnerabilities(inventory: Inventory): Promise<Vulnerabilities>;
  close(): Promise<void>;
}

export type Vulnerabilities =
  | { readonly kind: 'known'; readonly found: string[] }
  | { readonly kind: 'unknown'; readonly because: string };

/** Enough for the documents of some ten thousand packages. */
const cacheBytes = 500_000_000;

export async function openWorld({ checkout, offline, noCache }: WorldOptions): Promise<World> {
  const { env } = process;
  const home = homedir();
  const { files } = await checkout.read(['.npmrc']);
  const [npmrc] = files;
  const config = readNpmConfig({ env, home, ...(npmrc ? { repositoryNpmrc: npmrc.text } : {}) });
  const cache = cacheFolder(env, home, process.platform);
  const client = createHttpClient({
    cache: createCache({ folder: cache, limitBytes: cacheBytes }),
    offline,
    noCache,
    network: config.network,
    userAgent: 'springtide',
  });
  const token = env.GITHUB_TOKEN ?? env.GH_TOKEN;
  const apiUrl = (env.GITHUB_API_URL ?? 'https://api.github.com').replace(/\/+$/, '');
  const registries = createRegistries({
    client,
    npmConfig: config,
    lifecycles,
    sources: [
      npmRegistry({ client, config }),
      githubTags({ client, apiUrl, ...(token ? { token } : {}) }),
      dockerRegistry({ client }),
    ],
  });

  let started: Promise<{ workspace: Workspace; stop(): Promise<void> }> | undefined;
  const start = async () => {
    const [{ startGateway }, { createWorkspace }] = await Promise.all([
      import('../adapters/gateway/index.ts'),
      import('../adapters/workspace/index.ts'),
    ]);
    const gateway = await startGateway({ client, npmConfig: config });
    const workspace = createWorkspace({ gateway, toolFolder: join(cache, 'programs') });
    return { workspace, stop: async () => void (await Promise.all([workspace.close(), gateway.close()])) };
  };
  return {
    registries,
    problems: config.problems,
    workspace: async () => {
      started ??= start();
      return (await started).workspace;
    },
    vulnerabilities: async (inventory) => {
      const answer = await npmAdvisories({ client, config }, lockedVersions(inventory));
      if (answer.kind === 'unknown') return answer;
      return { kind: 'known', found: answer.advisories.flatMap((advisory) => affected(advisory, inventory)) };
    },
    close: async () => {
      const running = started;
      started = undefined;
      await (await running)?.stop();
      await client.close();
    },
  };
}

/** The outside of a service: registries and package managers for many repositories, by the operator's own configuration alone. */
export async function openOutside({
  env,
  home,
  cacheFolder: cache,
}: {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly cacheFolder: string;
}): Promise<{
  registries: Registries;
  workspace: Workspace;
  advisories: Advisories;
  close(): Promise<void>;
}> {
  const config = readNpmConfig({ env, home });
  const client = createHttpClient({
    cache: createCache({ folder: cache, limitBytes: cacheBytes }),
    offline: false,
    noCache: false,
    network: config.network,
    userAgent: 'springtide',
  });
  const apiUrl = (env.GITHUB_API_URL ?? 'https://api.github.com').replace(/\/+$/, '');
  const registries = createRegistries({
    client,
    npmConfig: config,
    lifecycles,
    sources: [npmRegistry({ client, config }), githubTags({ client, apiUrl }), dockerRegistry({ client })],
  });
  const [{ startGateway }, { createWorkspace }] = await Promise.all([
    import('../adapters/gateway/index.ts'),
    import('../adapters/workspace/index.ts'),
  ]);
  const gateway = await startGateway({ client, npmConfig: config });
  const workspace = createWorkspace({ gateway, toolFolder: join(cache, 'programs') });
  return {
    registries,
    workspace,
    advisories: {
      async of(versions) {
        const answer = await npmAdvisories({ client, config }, versions);
        if (answer.kind === 'unknown') return answer;
        const found = answer.advisories.flatMap(({ package: name, range, severity, title, url }) =>
          [...(versions.get(name) ?? [])]
            .filter((version) => npmVersions.satisfies(version, range))
            .map((version) => ({
              id: url.split('/').at(-1) ?? url,
              package: name,
              version,
              severity,
              title,
              url,
            })),
        );
        return { kind: 'known', source: 'the advisories of the npm registry', found };
      },
    },
    async close() {
      await Promise.all([workspace.close(), gateway.close()]);
      await client.close();
    },
  };
}

function lockedVersions({ lockfiles }: Inventory): Map<string, Set<string>> {
  const versions = new Map<string, Set<string>>();
  for (const { name, version } of lockfiles.flatMap((lockfile) => lockfile.packages)) {
    versions.set(name, (versions.get(name) ?? new Set()).add(version));
  }
  return versions;
}

function affected(
  advisory: { package: string; range: string; severity: string; title: string; url: string },
  inventory: Inventory,
): string[] {
  const versions = lockedVersions(inventory).get(advisory.package) ?? [];
  return [...versions]
    .filter((version) => npmVersions.satisfies(version, advisory.range))
    .map(
      (version) =>
        `vulnerable: ${advisory.package} ${version} (${advisory.severity}): ${advisory.title} ${advisory.url}`,
    );
}
