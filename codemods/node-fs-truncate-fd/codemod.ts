import type { Node } from '@babel/types';
import type { Codemod, Context, SourceFile } from '../../src/change/codemod.ts';
import {
  builtin,
  changed,
  endingUses,
  moveUses,
  noted,
  type Part,
  resultOf,
} from '../../src/change/syntax.ts';

const modules = builtin('fs');
const successors: Readonly<Record<string, string>> = { truncate: 'ftruncate', truncateSync: 'ftruncateSync' };
const guide = 'https://nodejs.org/api/deprecations.html#dep0081-fstruncate-using-a-file-descriptor';

export const codemod: Codemod = {
  id: 'node-fs-truncate-fd',
  title: 'Truncate open files with ftruncate',
  revision: 1,
  level: 'required',
  trigger: { kind: 'runtime', name: 'node', crosses: '24.0.0' },
  languages: ['javascript', 'typescript'],
  hints: [['truncate', 'open']],
  rules: Object.entries(successors).map(([id, to]) => ({
    id,
    doc: `fs.${id}(fd, n) → fs.${to}(fd, n), when fd comes from open`,
  })),
  transform: (file, context) => resultOf(file, parts(file, context)),
};

function parts(file: SourceFile, context: Context): readonly Part[] {
  const open = new Set(descriptors(file));
  return Object.entries(successors).flatMap(([name, to]) => {
    if (!context.enabled(name)) return [];
    const uses = endingUses(file, modules, [name]).filter(({ doing }) => {
      const [first] = doing.kind === 'call' ? doing.call.arguments : [];
      return first !== undefined && open.has(first);
    });
    const { edits, blocked } = moveUses(file, uses, to, name);
    return [
      changed(edits),
      ...blocked.map(({ node }) =>
        noted(name, node, `a descriptor cannot be given to ${name} in Node.js 24; use ${to} by hand`, guide),
      ),
    ];
  });
}

/** Every place that means the descriptor of an open file: what openSync gives, and the second argument of open's callback. */
function descriptors(file: SourceFile): readonly Node[] {
  const starts = endingUses(file, modules, ['open', 'openSync']).flatMap(
    ({ name, doing }): readonly Node[] => {
      if (doing.kind !== 'call') return [];
      if (name === 'openSync') return [doing.call];
      const callback = doing.call.arguments.at(-1);
      const called = callback?.type === 'Identifier' ? file.bindings().standsFor(callback) : callback;
      const parameters = called && 'params' in called ? called.params : [];
      const [, descriptor] = parameters;
      return descriptor?.type === 'Identifier' ? (file.bindings().bindingOf(descriptor)?.reads ?? []) : [];
    },
  );
  return file
    .bindings()
    .follow(starts.map((node) => ({ node, path: [] })))
    .filter(({ path }) => path.length === 0)
    .map(({ node }) => node);
}
