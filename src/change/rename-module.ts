import type { Replacement } from '../domain/replacement.ts';
import type { Codemod } from './codemod.ts';
import { triggersOf } from './select-codemods.ts';
import { renamedSource, resultOf } from './syntax.ts';

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
    transform: (file) => resultOf(file, renamedSource(file, from, to, rule, source)),
  };
}

/** `@hapi/joi` → `hapi-joi` */
const slug = (name: string) => name.replace(/^@/, '').replaceAll('/', '-');
