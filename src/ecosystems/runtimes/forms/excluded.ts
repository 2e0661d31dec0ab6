import { type Form, left, type Move, stays } from './form.ts';
import { entry } from './list.ts';

/**
 * An entry of `exclude` runs on nothing. Moved, it would take the new line out of the matrix, so where its line leaves it is
 * told to its author.
 */
export const excluded: Form = {
  read: () => ({ kind: 'floating' }),
  move(written, goal): Move {
    return entry.move(written, goal).kind === 'stays'
      ? stays
      : left(written, 'this entry takes a line out of a matrix that leaves it; remove the entry by hand');
  },
};
