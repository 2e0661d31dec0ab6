import type { Origin } from '../domain/policy.ts';
import type { Problem } from '../domain/problem.ts';
import { builtInLayer, type Layer, listOf, originOf, placeOf } from './layers.ts';

/** Presets may extend presets; nobody needs more steps than this. */
const mostPresets = 50;

export type Preset =
  /** A file of config/presets. */
  | { readonly kind: 'built-in'; readonly name: string; readonly file: string }
  /** `local>org/repo:preset#v1`: a file in another repository of the same forge. */
  | {
      readonly kind: 'remote';
      readonly repository: string;
      readonly preset: string;
      readonly ref?: string;
    }
  | { readonly kind: 'unknown'; readonly name: string };

/** What a name in `extends` means. `local>org/repo//folder/strict` is `local>org/repo:folder/strict`. `springtide:quiet` and `:quiet` are config/presets/quiet.yml; `schedule:weekly` is schedule-weekly.yml. */
export function presetOf(name: string): Preset {
  const remote = /^(?:local|github)>([\w.-]+\/[\w.-]+)(?:\/\/([\w./-]+)|:([\w./-]+))?(?:#([\w./-]+))?$/.exec(
    name,
  );
  if (remote) {
    const [, repository = '', path, short, ref] = remote;
    const preset = path ?? short ?? 'default';
    return { kind: 'remote', repository, preset, ...(ref && { ref }) };
  }
  const built = /^([a-z]*):([A-Za-z][\w-]*)$/.exec(name);
  if (!built) return { kind: 'unknown', name };
  const [, space, preset] = built;
  const file = space === '' || space === 'springtide' ? `${preset}.yml` : `${space}-${preset}.yml`;
  return { kind: 'built-in', name, file };
}

export type PresetText = (file: string) => string | undefined;
type Remote = Extract<Preset, { kind: 'remote' }>;

/** What stands in another repository: keys with their places, or why they cannot be had. */
export type RemoteAnswer = (Pick<Layer, 'from' | 'written' | 'origins'> & Complaints) | Complaint;
interface Complaints {
  readonly problems: readonly Problem[];
}
/** Answers about presets of other repositories; `undefined` where they cannot be read. */
export type RemotePresets = (name: string, preset: Remote) => RemoteAnswer | undefined;

/**
 * The layers that a layer stands on, with itself last: what it extends is read first, so that its own words win.
 * `presetText` answers with the text of a file of config/presets. A preset that cannot be read is one problem.
 */
export function resolveExtends(
  layer: Layer,
  presetText: PresetText,
  remote: RemotePresets = () => undefined,
): { readonly layers: readonly Layer[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  let read = 0;
  /** Problems of presets in presets stand where the outermost one is named: that is the line a person can change. */
  const expand = (here: Layer, through: readonly string[], place: Origin): Layer[] => {
    const below = listOf(here.written.extends).flatMap((name, index) => {
      const origin = through.length === 0 ? originOf(here, `extends.${index}`) : place;
      const found =
        ++read > mostPresets ? tooMany : presetNamed(name, through, layer.level, presetText, remote);
      if ('what' in found) {
        problems.push({ ...placeOf(origin), ...found });
        return [];
      }
      problems.push(...found.problems);
      return expand(found.layer, [...through, name], origin);
    });
    return [...below, here];
  };
  return { layers: expand(layer, [], { from: layer.from }), problems };
}

export type Complaint = Pick<Problem, 'what' | 'remedy'>;

const tooMany: Complaint = { what: 'it extends too many presets', remedy: `extend at most ${mostPresets}` };

/** What a preset says, or why there is none. */
function presetNamed(
  name: string,
  through: readonly string[],
  level: Layer['level'],
  presetText: PresetText,
  remote: RemotePresets,
): (Complaints & { readonly layer: Layer }) | Complaint {
  if (through.includes(name))
    return {
      what: `the preset "${name}" extends itself through ${through.join(', ')}`,
      remedy: 'break the circle',
    };
  const unknown = {
    what: `the preset "${name}" is unknown`,
    remedy: 'docs/configuration.md lists the presets',
  };
  const preset = presetOf(name);
  switch (preset.kind) {
    case 'built-in': {
      const text = presetText(preset.file);
      return text === undefined
        ? unknown
        : { layer: builtInLayer(`preset ${name}`, text, level), problems: [] };
    }
    case 'remote': {
      const found = remote(name, preset) ?? {
        what: `the preset "${name}" stands in another repository, which cannot be read from here`,
        remedy: 'write its keys here, or run where GitHub can be reached',
      };
      if ('what' in found) return found;
      const { problems, ...said } = found;
      return { layer: { level, ...said }, problems };
    }
    case 'unknown':
      return unknown;
  }
}
