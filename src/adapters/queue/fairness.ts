/**
 * Installations share the workers in turn. A job's priority is how many of its installation's went before it lately: the first job of a
 * small organisation does not stand behind ten thousand of a large one. “Lately” fades by half a minute, so that yesterday is forgotten.
 * Every process counts what it adds itself, which is enough: the numbers only have to be fair, not exact.
 */
export interface Fairness {
  /** From 1, the first in line; BullMQ knows priorities up to 2,097,152. */
  priorityFor(installation: number): number;
}

const fadesBy = 0.5;
const fadesEveryMilliseconds = 60_000;
const lastInLine = 2_000_000;

export function createFairness(milliseconds: () => number): Fairness {
  const lately = new Map<number, { count: number; at: number }>();
  return {
    priorityFor(installation) {
      const now = milliseconds();
      const before = lately.get(installation);
      const faded = before ? before.count * fadesBy ** ((now - before.at) / fadesEveryMilliseconds) : 0;
      const count = faded + 1;
      lately.set(installation, { count, at: now });
      return Math.min(Math.ceil(count), lastInLine);
    },
  };
}
