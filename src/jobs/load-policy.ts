import type { Problem } from '../domain/problem.ts';
import { ecosystems } from '../ecosystems/index.ts';
import { builtInDefaults, type Layer } from '../policy/layers.ts';
import { configurationAmong, configurationPaths } from '../policy/paths.ts';
import { type Preset, type RemoteAnswer, resolveExtends } from '../policy/presets.ts';
import { type ResolvedPolicy, resolvePolicy } from '../policy/resolve.ts';
import type { Checkout } from '../ports.ts';

export interface LoadedPolicy {
  readonly policy: ResolvedPolicy;
  /** The file of the repository, when it has one. */
  readonly path?: string;
  /** That file, where nothing is wrong with it. */
  readonly good?: { readonly path: string; readonly text: string };
  readonly problems: readonly Problem[];
}

export type ReadPreset = (name: string, preset: Extract<Preset, { kind: 'remote' }>) => Promise<RemoteAnswer>;

/** What stands around a repository's own file, where there is a forge. */
export interface Around {
  /** Of the organisation and its groups, those that win last. */
  readonly above: readonly Layer[];
  /** Missing where no other repository can be read. */
  readonly readPreset?: ReadPreset;
  /** Where its own file may stand. */
  readonly paths: readonly string[];
  /** Its own file as it was last right. */
  readonly lastGood?: { readonly path: string; readonly text: string };
}

/** The policy of one repository: the built-in defaults, what its organisation says, and what its own file says of them. */
export async function loadPolicy(
  checkout: Checkout,
  settingText: (file: string) => string | undefined,
  now: Date,
  around?: Around,
): Promise<LoadedPolicy> {
  const defaults = settingText('defaults.yml');
  if (defaults === undefined) throw new Error('config/defaults.yml is missing from this installation');
  const paths = around?.paths ?? configurationPaths;
  const { files, problems: unread } = await checkout.read(paths);
  const among = configurationAmong(
    files.map((file) => file.path),
    paths,
  );
  const own = files.find((file) => file.path === among.path);
  const read = own && (await ownLayer(own, around?.lastGood));
  const layers = [...(around?.above ?? []), ...(read?.layer ? [read.layer] : [])];
  const extended = [];
  for (const layer of layers) extended.push(await withPresets(layer, settingText, around?.readPreset));

  const policy = resolvePolicy([builtInDefaults(defaults), ...extended.flatMap((one) => one.layers)], {
    now,
    satisfies,
  });
  return {
    policy,
    ...(own ? { path: own.path } : {}),
    ...(own && read?.problems.length === 0 ? { good: { path: own.path, text: own.text } } : {}),
    problems: [
      ...unread,
      ...among.problems,
      ...(read?.problems ?? []),
      ...extended.flatMap((one) => one.problems),
      ...policy.problems,
    ],
  };
}

interface NamedText {
  readonly path: string;
  readonly text: string;
}

/**
 * Half of a file with broken syntax can mean the opposite of the whole, so the last good one holds. The schema is loaded only
 * where there is something to check: most of its cost is start-up time.
 */
async function ownLayer(
  { path, text }: NamedText,
  lastGood: NamedText | undefined,
): Promise<{ layer?: Layer; problems: readonly Problem[] }> {
  const { readConfiguration } = await import('../policy/read.ts');
  const { written, problems, origins } = readConfiguration(path, text);
  if (written) return { layer: { level: 'repository', from: path, written, origins }, problems };
  const before = lastGood && readConfiguration(lastGood.path, lastGood.text);
  if (!lastGood || !before?.written) return { problems };
  const holds = {
    path,
    what: 'it cannot be read, and what it said before goes on to hold',
    remedy: 'correct it',
  };
  const layer: Layer = {
    level: 'repository',
    from: lastGood.path,
    written: before.written,
    origins: before.origins,
  };
  return { layer, problems: [...problems, holds] };
}

/** Presets of other repositories are read as they are met: one may extend another. */
async function withPresets(
  layer: Layer,
  settingText: (file: string) => string | undefined,
  readPreset: ReadPreset | undefined,
): Promise<ReturnType<typeof resolveExtends>> {
  const known = new Map<string, RemoteAnswer>();
  for (;;) {
    const wanted = new Map<string, Extract<Preset, { kind: 'remote' }>>();
    const resolved = resolveExtends(
      layer,
      (file) => settingText(`presets/${file}`),
      (name, preset) => {
        const found = known.get(name);
        if (!found) wanted.set(name, preset);
        return found;
      },
    );
    if (!readPreset || wanted.size === 0) return resolved;
    for (const [name, preset] of wanted) known.set(name, await readPreset(name, preset));
  }
}

function satisfies(ecosystem: string, version: string, range: string): boolean {
  return ecosystems.find(({ id }) => id === ecosystem)?.versions.satisfies(version, range) ?? false;
}
