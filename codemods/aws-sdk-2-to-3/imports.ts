/** One import a package, sorted, where the older one stood. */
import type { SourceFile } from '../../src/change/codemod.ts';
import { changed, habitsOf, type Part, replaced, spot } from '../../src/change/syntax.ts';

export interface Needed {
  readonly module: string;
  readonly name: string;
  readonly rule: string;
}

/** `undefined` when a name means something else at the top of the file already. */
export function imports(file: SourceFile, needed: readonly Needed[]): Part | undefined {
  const { body } = file.babel().program;
  const references = file.bindings().moduleReferences('aws-sdk', 'aws-sdk/');
  const first = references.find(({ kind }) => kind === 'import' || kind === 'require');
  const statement =
    first &&
    [first.node, ...file.tree().ancestors(first.node)].find((node) => body.some((one) => one === node));
  const at = statement ?? body[0];
  if (!at || !first) return undefined;
  const own = new Set(references.flatMap(({ node }) => [node, file.tree().parent(node)]));
  const isTaken = ({ name }: Needed) => {
    const owner = file.bindings().lookUp(name, at);
    const [declared] = owner?.declared ?? [];
    return declared !== undefined && ![...file.tree().ancestors(declared)].some((above) => own.has(above));
  };
  if (needed.some(isTaken)) return undefined;
  const { quote, semicolon } = habitsOf(file);
  const lines = [...Map.groupBy(needed, ({ module }) => module)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([module, names]) => {
      const list = [...new Set(names.map(({ name }) => name))].toSorted().join(', ');
      return first.kind === 'require'
        ? `const { ${list} } = require(${quote}${module}${quote})${semicolon}`
        : `import { ${list} } from ${quote}${module}${quote}${semicolon}`;
    });
  const { end } = spot(at);
  return changed([replaced(needed[0]?.rule ?? 'promise', { start: end, end }, `\n${lines.join('\n')}`)]);
}
