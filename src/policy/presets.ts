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

/** What a name in `extends` means. `springtide:quiet` and `:quiet` are config/presets/quiet.yml; `schedule:weekly` is schedule-weekly.yml. */
export function presetOf(name: string): Preset {
  const remote = /^(?:local|github)>([\w.-]+\/[\w.-]+)(?::([\w./-]+))?(?:#([\w./-]+))?$/.exec(name);
  if (remote) {
    const [, repository = '', preset = 'default', ref] = remote;
    return { kind: 'remote', repository, preset, ...(ref && { ref }) };
  }
  const built = /^([a-z]*):([A-Za-z][\w-]*)$/.exec(name);
  if (!built) return { kind: 'unknown', name };
  const [, space, preset] = built;
  const file = space === '' || space === 'springtide' ? `${preset}.yml` : `${space}-${preset}.yml`;
  return { kind: 'built-in', name, file };
}

export type PresetText = (file: string) => string | undefined;

/**
 * The layers that a layer stands on, with itself last: what it extends is read first, so that its own words win.
 * `presetText` answers with the text of a file of config/presets. A preset that cannot be read is one problem.
 */
export function resolveExtends(
  layer: Layer,
  presetText: PresetText,
): { readonly layers: readonly Layer[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  let read = 0;
  /** Problems of presets in presets stand where the outermost one is named: that is the line a person can change. */
  const expand = (here: Layer, through: readonly string[], place: Origin): Layer[] => {
    const below = listOf(here.written.extends).flatMap((name, index) => {
      const origin = through.length === 0 ? originOf(here, `extends.${index}`) : place;
      const found = ++read > mostPresets ? tooMany : textOf(name, through, presetText);
      if (typeof found === 'string') {
        const preset = builtInLayer(`preset ${name}`, found, layer.level);
        return expand(preset, [...through, name], origin);
      }
      problems.push({ ...placeOf(origin), ...found });
      return [];
    });
    return [...below, here];
  };
  return { layers: expand(layer, [], { from: layer.from }), problems };
}

type Complaint = Pick<Problem, 'what' | 'remedy'>;

const tooMany: Complaint = { what: 'it extends too many presets', remedy: `extend at most ${mostPresets}` };

/** The text of a preset, or why there is none. */
function textOf(name: string, through: readonly string[], presetText: PresetText): string | Complaint {
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
    case 'built-in':
      return presetText(preset.file) ?? unknown;
    case 'remote':
      return {
        what: `the preset "${name}" stands in another repository, which cannot be read from here`,
        remedy: 'write its keys here, or run where GitHub can be reached',
      };
    case 'unknown':
      return unknown;
  }
}
