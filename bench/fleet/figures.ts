const sorted = (all: readonly number[]) => [...all].sort((one, other) => one - other);

/** The value below which that part of all lies. */
const quantile = (all: readonly number[], part: number) =>
  sorted(all)[Math.min(all.length - 1, Math.floor(all.length * part))] ?? Number.NaN;

export const median = (all: readonly number[]) => quantile(all, 0.5);
export const ninetyFifth = (all: readonly number[]) => quantile(all, 0.95);

export function print(what: string, figures: Readonly<Record<string, string>>): void {
  console.log(`  ${what}`);
  for (const [name, figure] of Object.entries(figures)) console.log(`    ${name.padEnd(52)} ${figure}`);
}
