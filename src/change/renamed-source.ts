/** Imports of one package become imports of its successor; the names taken from it stay. */
import type { SourceFile } from './codemod.ts';
import { literalSaying } from './expressions.ts';
import { changed, noted, type Part, replaced } from './part.ts';

/** What lies inside the package may lie elsewhere now: that is a note. */
export function renamedSource(
  file: SourceFile,
  from: string,
  to: string,
  rule: string,
  guide?: string,
): readonly Part[] {
  return file
    .bindings()
    .moduleReferences(from, `${from}/`)
    .map(({ source }) =>
      source.value === from
        ? changed([replaced(rule, source, literalSaying(file, source, to))])
        : noted(
            rule,
            source,
            `'${source.value}' lies inside a package that ${to} takes the place of; import what you need from '${to}'`,
            guide,
          ),
    );
}
