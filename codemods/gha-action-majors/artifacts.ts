/** upload-artifact 4 writes an artifact once, and leaves hidden files out: https://github.com/actions/upload-artifact/blob/v4/docs/MIGRATION.md */
import type { Note } from '../../src/change/codemod.ts';
import { type Step, textOf, valueAt } from './steps.ts';

const guide = 'https://github.com/actions/upload-artifact/blob/v4/docs/MIGRATION.md';
const uploads = ({ action, major }: Step) => action === 'actions/upload-artifact' && major >= 4;
const input = ({ inputs }: Step, name: string) => textOf(inputs.find(({ key }) => key === name)?.value);

export function artifactNames(steps: readonly Step[], rule: string): Note[] {
  const once = steps.filter((step) => uploads(step) && input(step, 'overwrite') !== 'true');
  const nameOf = (step: Step) => input(step, 'name') ?? 'artifact';
  return once.flatMap((step, index) => {
    const name = nameOf(step);
    const isTaken = once.slice(0, index).some((other) => nameOf(other) === name);
    const isRepeated = valueAt(step.job, 'strategy', 'matrix') !== undefined && !name.includes('${{');
    if (!isTaken && !isRepeated) return [];
    const message = `upload-artifact 4 does not add to an artifact that is there; give each job that uploads '${name}' a name of its own, or merge them with actions/upload-artifact/merge`;
    return [{ start: step.uses.range?.[0] ?? 0, rule, message, guide }];
  });
}

export function hiddenFiles(steps: readonly Step[], rule: string): Note[] {
  return steps.filter(uploads).flatMap((step) => {
    const path = step.inputs.find(({ key }) => key === 'path')?.value;
    const isHidden = (textOf(path) ?? '')
      .split('\n')
      .some((line) => !/^\s*[!#]/.test(line) && /(?:^|[/\\\s])\.[^./\\\s]/.test(line));
    if (!isHidden || input(step, 'include-hidden-files') !== undefined) return [];
    const message =
      'upload-artifact 4.4 leaves hidden files out; set include-hidden-files when this one has no secrets in it';
    return [{ start: path?.range?.[0] ?? 0, rule, message, guide }];
  });
}
