import type { SgNode } from '@ast-grep/napi';
import type { Codemod } from '../../src/change/codemod.ts';
import { above, isBuiltin, nodes, rangeOf } from '../../src/change/syntax.ts';

const rule = 'super';

export const codemod: Codemod = {
  id: 'python-super-args',
  title: 'Call super without arguments',
  revision: 1,
  level: 'modernise',
  trigger: { kind: 'runtime', name: 'python', crosses: '3.0' },
  languages: ['python'],
  hints: [['super(']],
  rules: [{ id: rule, doc: 'super(C, self) → super()' }],
  transform(file, context) {
    const isOwn = context.enabled(rule) && isBuiltin(file, 'super');
    const edits = isOwn
      ? nodes(file, 'call')
          .filter((call) => call.child(0)?.text() === 'super')
          .flatMap((call) => {
            const args = call.child(1);
            return args && saysWhatPythonKnows(call, args)
              ? [{ ...rangeOf(args), text: '()', rule, sure: true }]
              : [];
          })
      : [];
    return { kind: 'result', edits, notes: [] };
  },
};

/** The class whose method this is, and the first parameter of that method; not in a function or comprehension within. */
function saysWhatPythonKnows(call: SgNode, args: SgNode): boolean {
  const scope = above(
    call,
    'function_definition',
    'lambda',
    'list_comprehension',
    'set_comprehension',
    'dictionary_comprehension',
    'generator_expression',
    'class_definition',
  );
  if (scope?.kind() !== 'function_definition') return false;
  const home = above(scope, 'function_definition', 'class_definition');
  const [class_, self, more] = args
    .children()
    .filter((node) => !['(', ')', ','].includes(String(node.kind())));
  const first = scope
    .field('parameters')
    ?.children()
    .find((node) => !['(', ')', ','].includes(String(node.kind())));
  const name =
    first?.kind() === 'identifier'
      ? first.text()
      : first?.kind() === 'typed_parameter'
        ? first.child(0)?.text()
        : undefined;
  return (
    home?.kind() === 'class_definition' &&
    class_?.kind() === 'identifier' &&
    more === undefined &&
    class_.text() === home.field('name')?.text() &&
    name !== undefined &&
    self?.text() === name
  );
}
