/**
 * A generated file that names exports, three lines each: the module, the export as a value, the export as a type. Where TypeScript says
 * nothing of one of the two, it is there.
 */
import type { ExportName } from '../../domain/surface.ts';

const linesEach = 3;

export function probeOf(
  name: string,
  exports: readonly ExportName[],
): { readonly path: string; readonly text: string } {
  const lines = exports.flatMap((one, index) => [
    `import * as m${index} from ${JSON.stringify(`${name}${one.subpath.slice(1)}`)};`,
    `export const v${index} = ${path(index, one)};`,
    `export type T${index} = ${path(index, one)};`,
  ]);
  return { path: 'springtide-probe.ts', text: `${lines.join('\n')}\n` };
}

const path = (index: number, { name }: ExportName) => (name === '' ? `m${index}` : `m${index}.${name}`);

export function standingIn(
  said: readonly { readonly line: number }[],
  exports: readonly ExportName[],
): readonly ExportName[] {
  const lines = new Set(said.map(({ line }) => line));
  return exports.filter((_, index) => {
    const [module, value, type] = [1, 2, 3].map((line) => !lines.has(linesEach * index + line));
    return module && (value || type);
  });
}
