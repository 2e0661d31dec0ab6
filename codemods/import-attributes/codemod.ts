import type { Node } from '@babel/types';
import type { Codemod, SourceFile } from '../../src/change/codemod.ts';
import { changed, noted, type Part, replaced, resultOf, spot } from '../../src/change/syntax.ts';

const guide = 'https://nodejs.org/api/esm.html#import-attributes';
const rules = { clause: 'import-clause', dynamic: 'dynamic-import' };

export const codemod: Codemod = {
  id: 'import-attributes',
  title: 'Write import attributes with `with`',
  revision: 1,
  level: 'required',
  trigger: [
    { kind: 'runtime', name: 'node', crosses: '22.0.0' },
    { kind: 'dependency', ecosystem: 'npm', name: 'typescript', crosses: '6.0.0' },
  ],
  languages: ['javascript', 'typescript'],
  hints: [
    ['assert', 'import'],
    ['assert', 'export'],
  ],
  rules: [
    { id: rules.clause, doc: "import x from 'y' assert { … } → with { … }, and export … from" },
    { id: rules.dynamic, doc: 'import(x, { assert: { … } }) → { with: { … } }' },
  ],
  transform(file, context) {
    const clauses = context.enabled(rules.clause) ? clausesIn(file) : [];
    const dynamic = context.enabled(rules.dynamic) ? dynamicIn(file) : [];
    return resultOf(file, [...clauses, ...dynamic]);
  },
};

function clausesIn(file: SourceFile): readonly Part[] {
  const tree = file.tree();
  const statements = [
    ...tree.of('ImportDeclaration'),
    ...tree.of('ExportNamedDeclaration'),
    ...tree.of('ExportAllDeclaration'),
  ];
  return statements.flatMap(({ source }) => {
    if (!source) return [];
    const { end } = spot(source);
    // Attributes hold on to the line of their module; `assert` on the next line is a name.
    const gap = /^([ \t]*)assert\s*\{/.exec(file.text.slice(end, end + 200));
    if (!gap) return [];
    const start = end + (gap[1] ?? '').length;
    return [changed([replaced(rules.clause, { start, end: start + 'assert'.length }, 'with')])];
  });
}

function dynamicIn(file: SourceFile): readonly Part[] {
  return file
    .tree()
    .of('ImportExpression')
    .flatMap(({ options }) => {
      if (!options) return [];
      if (options.type !== 'ObjectExpression')
        return mentionsAssert(options, file)
          ? [
              noted(
                rules.dynamic,
                options,
                'what stands in these options is not written here; say `with` where it is',
                guide,
              ),
            ]
          : [];
      const keys = options.properties.flatMap((property) => {
        if (property.type !== 'ObjectProperty' || property.computed) return [];
        const { key } = property;
        return (key.type === 'Identifier' && key.name === 'assert') ||
          (key.type === 'StringLiteral' && key.value === 'assert')
          ? [{ property, key }]
          : [];
      });
      return keys.map(({ property, key }) =>
        changed([replaced(rules.dynamic, key, property.shorthand ? 'with: assert' : quoted(key, file))]),
      );
    });
}

/** Quotes stay where there were some. */
function quoted(key: Node, file: SourceFile): string {
  const mark = file.text[spot(key).start] ?? '';
  return key.type === 'StringLiteral' ? `${mark}with${mark}` : 'with';
}

/** Options under a name: worth a word when that name is given an `assert` in this file. */
function mentionsAssert(options: Node, file: SourceFile): boolean {
  const given = file.bindings().standsFor(options);
  return (
    given?.type === 'ObjectExpression' &&
    given.properties.some(
      (property) =>
        property.type === 'ObjectProperty' &&
        property.key.type === 'Identifier' &&
        property.key.name === 'assert',
    )
  );
}
