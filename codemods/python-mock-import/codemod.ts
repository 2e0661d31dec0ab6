import type { Codemod, Edit, Note } from '../../src/change/codemod.ts';
import { indentOf, moduleOf, pythonImports, pythonReads, rangeOf } from '../../src/change/syntax.ts';

const rule = 'mock';
const guide = 'https://docs.python.org/3/library/unittest.mock.html';

export const codemod: Codemod = {
  id: 'python-mock-import',
  title: 'Import mock from unittest',
  revision: 1,
  level: 'modernise',
  trigger: { kind: 'runtime', name: 'python', crosses: '3.3' },
  languages: ['python'],
  hints: [['import mock'], ['from mock']],
  rules: [{ id: rule, doc: 'import mock → from unittest import mock' }],
  transform(file, context) {
    const edits: Edit[] = [];
    const notes: Note[] = [];
    if (!context.enabled(rule)) return { kind: 'result', edits, notes };
    for (const from of pythonImports(file)) {
      const told = () =>
        notes.push({
          start: rangeOf(from.item).start,
          rule,
          message: 'what lies inside of the package mock is not in unittest.mock; take it from there by hand',
          guide,
        });
      if (from.module.startsWith('mock.')) told();
      if (from.module !== 'mock') continue;
      const module = moduleOf(from.statement);
      if (from.name !== undefined && module) {
        const first = pythonImports(file).find(({ statement }) => statement.id() === from.statement.id());
        if (first?.item.id() === from.item.id())
          edits.push({ ...rangeOf(module), text: 'unittest.mock', rule, sure: true });
        continue;
      }
      const usesInside = (pythonReads(file, `${from.local}.mock`) ?? []).length > 0;
      const items = pythonImports(file).filter(({ statement }) => statement.id() === from.statement.id());
      if (usesInside) told();
      else {
        const own = `from unittest import ${from.item.text()}`;
        const others = items.filter((one) => one.item.id() !== from.item.id()).map(({ item }) => item.text());
        const rest =
          others.length > 0 ? `import ${others.join(', ')}\n${indentOf(file, from.statement)}` : '';
        edits.push({ ...rangeOf(from.statement), text: `${rest}${own}`, rule, sure: true });
      }
    }
    return { kind: 'result', edits, notes };
  },
};
