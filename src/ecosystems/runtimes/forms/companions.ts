import { isOlder, lineOf } from '../lines.ts';
import { becomes, type Form, type Goal, left, linesOf, type Move, type Naming, stays } from './form.ts';
import { offers } from './image.ts';
import { range } from './range.ts';

/** `nodejs18.x`, `nodejs18`, `node20`: a runtime by the name a platform gives it. Only what it is known to offer is written. */
export function platformName(platform: string): Form {
  const name = /^(nodejs|node)(\d{1,4})(\.x)?$/;
  return {
    isOurs: (written) => name.test(written),
    read(written): Naming {
      const line = name.exec(written)?.[2];
      return line === undefined ? { kind: 'floating' } : { kind: 'pins', lines: [line] };
    },
    move(written, goal): Move {
      const [, word = '', line, x = ''] = name.exec(written) ?? [];
      if (line === undefined || !isOlder(line, goal.line)) return stays;
      if (!offers(goal, platform))
        return left(written, `whether ${platform} offers ${goal.line} is not known here`);
      return becomes(written, word + goal.line + x);
    },
  };
}

/** Requirements that point elsewhere: `catalog:`, `workspace:*`, `npm:other@1`. */
const elsewhere = /^[a-z][a-z+.-]*:/i;

/**
 * `@types/node` goes with the line. Its newest release is the registry's to tell, but every line's types began at .0.0, so
 * that is what is written; the npm ecosystem moves it on within the line.
 */
export const types: Form = {
  read(written): Naming {
    const naming = elsewhere.test(written) ? undefined : range.read(written);
    const lines = naming ? linesOf(naming) : [];
    return lines.length > 0 ? { kind: 'follows', lines } : { kind: 'floating' };
  },
  move(written, goal): Move {
    return range.move(written, { ...goal, exact: `${goal.line}.0.0`, promised: () => false });
  },
};

const base = /@tsconfig\/node(\d+)/;

/** `@tsconfig/node18`, in `extends` or as a dependency with its version behind it. */
export const tsconfigBase: Form = {
  isOurs: (written) => base.test(written),
  read(written): Naming {
    const line = base.exec(written)?.[1];
    return line === undefined ? { kind: 'floating' } : { kind: 'follows', lines: [line] };
  },
  move(written, goal): Move {
    const line = base.exec(written)?.[1];
    if (line === undefined || !isOlder(line, goal.line)) return stays;
    if (!offers(goal, 'tsconfig'))
      return left(written, `whether @tsconfig/node${goal.line} exists is not known here`);
    const renamed = written.replace(base, `@tsconfig/node${goal.line}`);
    return becomes(
      written,
      renamed.replace(/(:\s*")([^"]*)(")$/, (_, before, own, after) => before + started(own, goal) + after),
    );
  },
};

/** The first version of a line, behind the sign that stood there: each `@tsconfig/node24` began at 24.0.0. */
function started(requirement: string, goal: Goal): string {
  const [, sign, own] = /^([\^~]?)(\d.*)$/.exec(requirement) ?? [];
  return own !== undefined && lineOf(own) !== undefined ? `${sign}${goal.line}.0.0` : requirement;
}
