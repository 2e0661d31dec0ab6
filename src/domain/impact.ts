/** What an update does to the code that uses the package, by the declarations of both versions. */

export type PackageImpact = {
  readonly name: string;
  readonly from: string;
  readonly to: string;
} & (
  | { readonly kind: 'unknown'; readonly because: string }
  | {
      readonly kind: 'compared';
      readonly removed: number;
      readonly changed: number;
      /** Those of them that the code uses, before codemods; and those whose uses codemods migrated. */
      readonly used: readonly string[];
      readonly migrated: readonly string[];
      /** Why nobody knows whether the uses fit the new types. */
      readonly unchecked?: string;
    }
);

const mostNames = 5;

/** One sentence without a full stop. Nothing used, nothing said, except where nobody can tell: unknown is never “none”. */
export function impactSentence(impact: PackageImpact): string {
  const what = `${impact.name} ${impact.to}`;
  if (impact.kind === 'unknown') return `what ${what} removed or changed is not known: ${impact.because}`;
  const { used, migrated, unchecked } = impact;
  const open = unchecked ? `whether its uses fit the types of ${what} is not known: ${unchecked}` : '';
  if (used.length === 0) return open;
  const all = impact.removed + impact.changed;
  const more = used.length > mostNames ? ` and ${used.length - mostNames} more` : '';
  const done = migrated.length > 0 ? `; codemods migrated ${migrated.length} of them` : '';
  return `${used.length} of the ${all} ${all === 1 ? 'export' : 'exports'} that ${what} removed or changed ${used.length === 1 ? 'is' : 'are'} used here: ${used.slice(0, mostNames).join(', ')}${more}${done}${open && `; ${open}`}`;
}
