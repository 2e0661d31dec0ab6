import type { Codemod, Edit, Note } from '../../src/change/codemod.ts';
import { moduleOf, pythonImports, pythonReads, rangeOf } from '../../src/change/syntax.ts';

const guide = 'https://peps.python.org/pep-0632/#migration-advice';
/** What setuptools has under the same names. */
const ofSetuptools = new Set(['setup', 'Extension', 'Command', 'Distribution']);

export const codemod: Codemod = {
  id: 'python-distutils',
  title: 'Use setuptools and shutil instead of distutils',
  revision: 1,
  level: 'required',
  trigger: { kind: 'runtime', name: 'python', crosses: '3.12' },
  languages: ['python'],
  hints: [['distutils']],
  rules: [
    { id: 'core', doc: 'from distutils.core import setup → from setuptools import setup' },
    { id: 'find-executable', doc: 'distutils.spawn.find_executable(x) → shutil.which(x)' },
    { id: 'removed', doc: 'LooseVersion, strtobool, log and the rest are told' },
  ],
  transform(file, context) {
    const edits: Edit[] = [];
    const notes: Note[] = [];
    const imports = pythonImports(file).filter(
      ({ module }) => module === 'distutils' || module.startsWith('distutils.'),
    );
    for (const items of Map.groupBy(imports, ({ statement }) => statement.id()).values()) {
      const [from] = items;
      const module = from && moduleOf(from.statement);
      if (!from) continue;
      const names = items.map(({ name }) => name ?? '');
      if (
        from.module === 'distutils.core' &&
        module &&
        context.enabled('core') &&
        names.every((name) => ofSetuptools.has(name))
      ) {
        edits.push({ ...rangeOf(module), text: 'setuptools', rule: 'core', sure: true });
        continue;
      }
      const reads = pythonReads(file, from.local);
      if (
        from.module === 'distutils.spawn' &&
        module &&
        items.length === 1 &&
        names[0] === 'find_executable' &&
        reads &&
        context.enabled('find-executable')
      ) {
        const rule = 'find-executable';
        edits.push({ ...rangeOf(module), text: 'shutil', rule, sure: true });
        const [name] = from.isAliased ? from.item.children() : [from.item];
        if (name) edits.push({ ...rangeOf(name), text: 'which', rule, sure: true });
        if (!from.isAliased)
          edits.push(...reads.map((node) => ({ ...rangeOf(node), text: 'which', rule, sure: true })));
        continue;
      }
      if (context.enabled('removed'))
        notes.push({
          start: rangeOf(from.statement).start,
          rule: 'removed',
          message:
            'distutils is gone in Python 3.12; packaging.version, setuptools and shutil have most of it',
          guide,
        });
    }
    return { kind: 'result', edits, notes };
  },
};
