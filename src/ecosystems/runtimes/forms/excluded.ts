import { type Form, left, type Move } from './form.ts';
import { version } from './version.ts';

/** An entry of `exclude`: moved, it would take the new line out of the matrix, so it is left for its author. */
export const excluded: Form = {
  read: (written) => ({ kind: 'follows', lines: linesIn(written) }),
  move: (written): Move =>
    left(written, 'this entry excludes the old line from a matrix; remove it if the line is gone'),
};

function linesIn(written: string): readonly string[] {
  const naming = version.read(written);
  return naming.kind === 'pins' ? naming.lines : [];
}
