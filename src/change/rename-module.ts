import type { Replacement } from '../domain/replacement.ts';
import type { Codemod, Edit, Note } from './codemod.ts';
import { triggersOf } from './select-codemods.ts';
import { literalSaying, spot } from './syntax.ts';

/** The codemods of replacements that need no more than other imports; the catalogue's own come first. */
export function renamesOf(
  replacements: ReadonlyMap<string, Replacement>,
  catalogue: readonly Codemod[],
): Codemod[] {
  const covered = new Set(
    catalogue
      .flatMap(triggersOf)
      .flatMap((trigger) => (trigger.kind === 'replacement' ? [trigger.name] : [])),
  );
  return [...replacements.values()].filter(({ from }) => !covered.has(from)).map(renameModule);
}

/** Imports of one package become imports of its successor. What lies inside the package may lie elsewhere now: that is a note. */
export function renameModule({ from, to, source }: Replacement): Codemod {
  const rule = 'import';
  return {
    id: `${slug(from)}-to-${slug(to)}`,
    title: `Import ${to} instead of ${from}`,
    revision: 1,
    level: 'required',
    trigger: { kind: 'replacement', ecosystem: 'npm', name: from, by: to },
    languages: ['javascript', 'typescript'],
    hints: [[`'${from}`], [`"${from}`], [`\`${from}`]],
    rules: [{ id: rule, doc: `'${from}' → '${to}'` }],
    transform(file) {
      const references = file.bindings().moduleReferences(from, `${from}/`);
      const edits: Edit[] = [];
      const notes: Note[] = [];
      for (const { source: written } of references) {
        const { start, end } = spot(written);
        if (written.value === from)
          edits.push({ start, end, text: literalSaying(file, written, to), rule, sure: true });
        else
          notes.push({
            start,
            rule,
            message: `'${written.value}' lies inside a package that ${to} takes the place of; import what you need from '${to}'`,
            guide: source,
          });
      }
      return { kind: 'result', edits, notes };
    },
  };
}

/** `@hapi/joi` → `hapi-joi` */
const slug = (name: string) => name.replace(/^@/, '').replaceAll('/', '-');
