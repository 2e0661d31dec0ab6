import type { Problem } from '../domain/problem.ts';
import { ecosystems } from '../ecosystems/index.ts';
import { builtInDefaults, type Layer } from '../policy/layers.ts';
import { configurationAmong, configurationPaths } from '../policy/paths.ts';
import { resolveExtends } from '../policy/presets.ts';
import { type ResolvedPolicy, resolvePolicy } from '../policy/resolve.ts';
import type { Checkout } from '../ports.ts';

export interface LoadedPolicy {
  readonly policy: ResolvedPolicy;
  /** The file of the repository, when it has one. */
  readonly path?: string;
  readonly problems: readonly Problem[];
}

/** The policy of one repository: the built-in defaults and what its own file says of them. */
export async function loadPolicy(
  checkout: Checkout,
  settingText: (file: string) => string | undefined,
  now: Date,
): Promise<LoadedPolicy> {
  const defaults = settingText('defaults.yml');
  if (defaults === undefined) throw new Error('config/defaults.yml is missing from this installation');
  const { files, problems: unread } = await checkout.read(configurationPaths);
  const among = configurationAmong(files.map((file) => file.path));
  const text = files.find((file) => file.path === among.path)?.text;
  const own =
    among.path !== undefined && text !== undefined ? await repositoryLayer(among.path, text) : undefined;
  const extended = own?.layer && resolveExtends(own.layer, (file) => settingText(`presets/${file}`));

  const policy = resolvePolicy([builtInDefaults(defaults), ...(extended?.layers ?? [])], { now, satisfies });
  return {
    policy,
    ...(among.path === undefined ? {} : { path: among.path }),
    problems: [
      ...unread,
      ...among.problems,
      ...(own?.problems ?? []),
      ...(extended?.problems ?? []),
      ...policy.problems,
    ],
  };
}

/** The schema is loaded only where there is something to check: most of its cost is start-up time. */
async function repositoryLayer(
  path: string,
  text: string,
): Promise<{ layer?: Layer; problems: readonly Problem[] }> {
  const { readConfiguration } = await import('../policy/read.ts');
  const { written, problems, origins } = readConfiguration(path, text);
  return written ? { layer: { level: 'repository', from: path, written, origins }, problems } : { problems };
}

function satisfies(ecosystem: string, version: string, range: string): boolean {
  return ecosystems.find(({ id }) => id === ecosystem)?.versions.satisfies(version, range) ?? false;
}
