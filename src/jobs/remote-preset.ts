/** Presets in other repositories, `local>acme/presets:strict#v1`, read with what the repository's own installation may see and no more. */
import type { Problem } from '../domain/problem.ts';
import type { Repository } from '../domain/repository.ts';
import { configurationFiles } from '../policy/paths.ts';
import type { RemoteAnswer } from '../policy/presets.ts';
import { Refused } from '../ports.ts';
import type { AppWorld } from './app-world.ts';
import type { ReadPreset } from './load-policy.ts';

/** A branch or a tag may move; all the repositories that are scanned together ask once. */
const believedForMilliseconds = 600_000;

interface Believed {
  readonly at: number;
  readonly answer: RemoteAnswer;
}
const kept = new WeakMap<AppWorld, Map<string, Believed>>();

export function presetReader(
  world: AppWorld,
  { installation }: Pick<Repository, 'installation'>,
): ReadPreset {
  const believed = kept.get(world) ?? new Map<string, Believed>();
  kept.set(world, believed);
  return async (name, preset) => {
    const key = `${installation} ${name}`;
    const before = believed.get(key);
    if (before && world.milliseconds() - before.at < believedForMilliseconds) return before.answer;
    const answer = await read(name, preset, installation, world);
    believed.set(key, { at: world.milliseconds(), answer });
    return answer;
  };
}

async function read(
  name: string,
  { repository, preset, ref }: Parameters<ReadPreset>[1],
  installation: number,
  world: AppWorld,
): Promise<RemoteAnswer> {
  const [owner = '', repo = ''] = repository.split('/');
  const forge = world.forge.repository({ installation, id: 0, owner, name: repo });
  try {
    const commit = await forge.commit(ref);
    if (commit === undefined)
      return {
        what: `the preset "${name}" names ${ref ?? 'a commit'}, which ${repository} does not have`,
        remedy: 'name a tag or a branch that is there',
      };
    const { files, problems } = await (await forge.checkout(commit)).read(configurationFiles(preset));
    const [file] = files.toSorted((a, b) => a.path.length - b.path.length);
    if (!file)
      return (
        problems[0] ?? {
          what: `the preset "${name}" is missing: ${repository} has no ${configurationFiles(preset)[0]}`,
          remedy: 'correct the name, or add the file',
        }
      );
    const { readConfiguration } = await import('../policy/read.ts');
    const from = `${repository}/${file.path}`;
    const { written, problems: wrong, origins } = readConfiguration(from, file.text);
    return written
      ? { from, written, origins, problems: withoutWords(from, wrong) }
      : {
          what: `the preset "${name}" cannot be read: ${from} is no configuration`,
          remedy: 'correct it there',
        };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return {
      what: `the preset "${name}" cannot be read: ${repository} is gone, or this App may not see it`,
      remedy: 'install the App there too, or write its keys here',
    };
  }
}

/** Not a word of the file itself: who may write here may not be allowed to read there. */
function withoutWords(path: string, [first, ...others]: readonly Problem[]): Problem[] {
  if (!first) return [];
  const count = others.length + 1;
  const what = `it is wrong in ${count} ${count === 1 ? 'place' : 'places'}`;
  const remedy = '`springtide config check` says how, there';
  return [{ path, ...(first.place ? { place: first.place } : {}), what, remedy }];
}
