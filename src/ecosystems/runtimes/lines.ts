import runtimes from '../../../config/runtimes.json' with { type: 'json' };
import { compareLines } from '../../domain/runtime.ts';

/** `18` of `v18.19.0`, `18.x` and `18`; `0.12` of `0.12.3`. */
export function lineOf(version: string): string | undefined {
  const match = /^v?(\d{1,4})(?:\.(\d{1,4}|x|X|\*))?(?:\.|$)/.exec(version);
  if (!match?.[1]) return undefined;
  return match[1] === '0' ? `0.${match[2] ?? 0}` : match[1];
}

const byCodename = new Map(
  runtimes.node.lines.flatMap((line) =>
    'codename' in line && line.codename ? [[line.codename.toLowerCase(), line.line] as const] : [],
  ),
);

/** `18` of `hydrogen`: a name never moves to another line, so it is known without asking anybody. */
export function lineOfCodename(codename: string): string | undefined {
  return byCodename.get(codename.toLowerCase());
}

export function isOlder(line: string, than: string): boolean {
  return compareLines(line, than) < 0;
}

export function oldest(lines: readonly string[]): string | undefined {
  return lines.toSorted(compareLines)[0];
}
